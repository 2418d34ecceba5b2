//! RFC 4475, RFC 5118 and messages of our own: what a user agent answers, over datagrams and
//! streams, by the manifest's verdicts (RS-03, RS-04, RS-05).

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use teams_cc_core::{Instant, Machine};
use teams_cc_sip::endpoint::Peer;
use teams_cc_sip::{Command, Endpoint, EndpointConfig, Event, Flow, Input, Output, Transport};
use teams_cc_tests::vectors;

struct Row {
    file: String,
    transports: String,
    accept: Vec<String>,
    octets: Vec<u8>,
}

fn rows() -> Vec<Row> {
    let folder = vectors::root().join("sip-torture");
    let Ok(manifest) = std::fs::read_to_string(folder.join("manifest.tsv")) else {
        println!("SKIPPED: no folder {}", folder.display());
        return Vec::new();
    };
    let mut lines = manifest.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|found| *found == name).expect("a column");
    let (file, transports, accept) = (column("file"), column("transports"), column("accept"));
    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            Row {
                file: cells[file].into(),
                transports: cells[transports].into(),
                accept: cells[accept].split(',').map(|token| token.trim().to_owned()).collect(),
                octets: std::fs::read(folder.join(cells[file])).expect("a file of the manifest"),
            }
        })
        .collect()
}

/// What came back: statuses, `close`, `pong`; `none` if nothing did.
fn outcome(transport: Transport, octets: &[u8], step: usize) -> BTreeSet<String> {
    let config = EndpointConfig::new("sbc.contoso.example").port(transport, 5060).seed(1);
    let mut endpoint = Endpoint::new(config);
    let (mut now, flow) = (Instant::START, Flow(1));
    let remote = SocketAddr::from(([192, 0, 2, 7], 5060));
    endpoint.handle(now, Input::Attached(flow, Peer::new(transport, remote)));
    for piece in octets.chunks(step) {
        endpoint.handle(now, Input::Received(flow, piece));
    }
    let mut seen = BTreeSet::new();
    let until = now + Duration::from_secs(10);
    loop {
        while let Some(output) = endpoint.poll() {
            match output {
                Output::Send(_, bytes) if bytes.starts_with(b"SIP/2.0 ") => {
                    seen.insert(String::from_utf8_lossy(&bytes[8..11]).into_owned());
                }
                Output::Send(_, bytes) if &bytes[..] == b"\r\n" => {
                    seen.insert("pong".into());
                }
                Output::Close(_) => {
                    seen.insert("close".into());
                }
                Output::Event(Event::Incoming(call)) => {
                    endpoint.handle(now, Input::Do(Command::Answer(call)));
                }
                _ => {}
            }
        }
        match endpoint.deadline() {
            Some(at) if at <= until => {
                now = at;
                endpoint.handle(now, Input::Tick);
            }
            _ => break,
        }
    }
    if seen.is_empty() {
        seen.insert("none".into());
    }
    seen
}

/// True if one of the accepted words fits everything that came back.
fn fits(seen: &BTreeSet<String>, accept: &[String]) -> bool {
    let finals: Vec<&str> = seen
        .iter()
        .map(String::as_str)
        .filter(|word| word.len() == 3 && !word.starts_with('1'))
        .collect();
    accept.iter().any(|word| match word.as_str() {
        "none" => seen.contains("none"),
        "close" => seen.contains("close"),
        "pong" => seen.contains("pong"),
        "wellformed" => {
            let refused = ["400", "500", "505", "513"];
            !finals.iter().any(|status| refused.contains(status))
                && seen.iter().any(|word| word.len() == 3)
        }
        class if class.ends_with("xx") => finals.len() == 1 && finals[0].starts_with(&class[..1]),
        status => finals.len() == 1 && finals[0] == status,
    })
}

fn judge(transport: Transport, name: &str, step: usize) {
    let rows = rows();
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| row.transports == "any" || row.transports == name) {
        let seen = outcome(transport, &row.octets, step);
        if !fits(&seen, &row.accept) {
            wrong.push(format!("{}: {seen:?}, accepted: {}", row.file, row.accept.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn vectors_sip_torture_answered_over_datagrams() {
    judge(Transport::Udp, "udp", usize::MAX);
}

#[test]
fn vectors_sip_torture_answered_over_streams() {
    for step in [1, 100, 65_536] {
        judge(Transport::Tcp, "tcp", step);
    }
}

/// What the RFCs recommend, where they do, and where it is cheap (RS-03 `best`).
#[test]
fn rs_03_the_best_answers() {
    let best = [
        ("rfc4475/novelsc.dat", "416"),
        ("rfc4475/bext01.dat", "420"),
        ("rfc4475/badvers.dat", "505"),
        ("rfc4475/scalar02.dat", "400"),
        ("rfc4475/mcl01.dat", "400"),
        ("rfc4475/mismatch01.dat", "400"),
        ("variants/good-options.dat", "200"),
        ("variants/require-unknown.dat", "420"),
        ("variants/cancel-stray.dat", "481"),
        ("variants/session-expires-small.dat", "422"),
        ("variants/register-unauth.dat", "405"),
        ("variants/invite-no-contact.dat", "400"),
    ];
    let rows = rows();
    for (file, status) in best {
        let Some(row) = rows.iter().find(|row| row.file == file) else { continue };
        let transport = if row.transports == "tcp" { Transport::Tcp } else { Transport::Udp };
        let seen = outcome(transport, &row.octets, usize::MAX);
        assert!(seen.contains(status), "{file}: {seen:?}");
    }
}
