//! SIP messages a second: ours beside the crates that a Rust project would take otherwise.
//!
//! `cargo run --release -p parse` prints, for an INVITE as Teams sends it and for its 200, what
//! one core does in a second: parse; parse and read what a UAS needs before it can answer (branch
//! of the top Via, From and To tag, Call-ID, CSeq, Contact URI, route set); parse and serialise.
//! Exit code 1 if a bar is missed: fields at least 5 x rsip and 3 x rsipstack, no allocation.

mod peers;

use harness::{Contestant, Figure, measure, row, thousands};

const INVITE: &str = include_str!("../data/invite.sip");
const OK: &str = include_str!("../data/ok.sip");
/// Bars of the issue: parse + UAS fields, ratio to these peers.
const BARS: [(&str, f64); 2] = [("rsip 0.4", 5.0), ("rsipstack 0.7", 3.0)];

/// Files keep LF for readability; the wire has CR LF and a Content-Length that fits.
fn wire(text: &str) -> Vec<u8> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end(), ""));
    let body = body.replace('\n', "\r\n");
    let head = head.trim_end().replace('\n', "\r\n").replace("{{len}}", &body.len().to_string());
    format!("{head}\r\n\r\n{body}").into_bytes()
}

fn main() {
    let mut missed = false;
    for (name, text) in [("INVITE", INVITE), ("200 OK", OK)] {
        let octets = wire(text);
        println!("\n### {name}, {} octets\n", octets.len());
        missed |= !table(&octets);
    }
    std::process::exit(i32::from(missed));
}

/// What is asked of each.
const QUESTIONS: [&str; 3] = ["parse", "parse + UAS fields", "parse + serialise"];

fn table(octets: &[u8]) -> bool {
    let peers = peers::all(octets);
    let mut figures: Vec<Vec<Figure>> = Vec::new();
    for question in 0..QUESTIONS.len() {
        let mut contestants: Vec<Contestant<'_>> = peers
            .iter()
            .map(|peer| {
                let run = &peer.questions[question];
                Contestant::new(peer.name, move || run())
            })
            .collect();
        figures.push(measure(&mut contestants));
    }
    let mut header = vec!["library".to_owned()];
    for question in QUESTIONS {
        header.extend([format!("{question}, /s"), "ours is".to_owned(), "allocations".to_owned()]);
    }
    row(&header);
    row(&vec!["---".to_owned(); header.len()]);
    for (i, peer) in peers.iter().enumerate() {
        let mut cells = vec![peer.name.to_owned()];
        for question in &figures {
            let (ours, theirs) = (question[0], question[i]);
            cells.push(thousands(theirs.per_second()));
            cells.push(format!("{:.1} x", theirs.nanos / ours.nanos));
            cells.push(format!("{:.1}", theirs.allocations));
        }
        row(&cells);
    }
    println!();
    let mut held = true;
    let fields = &figures[1];
    for (peer, bar) in BARS {
        let Some(i) = peers.iter().position(|found| found.name == peer) else { continue };
        let ratio = fields[i].nanos / fields[0].nanos;
        let passed = ratio >= bar;
        held &= passed;
        println!("- fields: {ratio:.1} x {peer}, bar {bar:.0} x: {}", word(passed));
    }
    for (question, figure) in QUESTIONS.iter().zip(&figures).take(2) {
        let passed = figure[0].allocations == 0.0;
        held &= passed;
        println!("- {question}: {} allocations, bar 0: {}", figure[0].allocations, word(passed));
    }
    held
}

fn word(passed: bool) -> &'static str {
    if passed { "held" } else { "MISSED" }
}
