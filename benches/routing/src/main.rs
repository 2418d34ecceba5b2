//! Decisions per second of the production engine, whole protocol, beside a naive scan.
//!
//! One decision is a match: an agent frees and gets the best waiting work (overload), or work
//! arrives and gets the best idle agent (underload). The engine does all that goes with it: accept,
//! connect, complete, ledger, timers, statistics, every event made and taken; `journal` adds a
//! record and a digest over the events. The naive contestant finds the same match by looking at all
//! that waits, or all who are idle, and does nothing else: it has no protocol to pay for.
//!
//! Usage: routing [--full]   (`--full` adds 100,000 agents and 1,000,000 waiting)

mod center;

use std::time::Duration;

use center::{Center, Shape};
use harness::{cpu, row, thousands};

const SHAPES: [Shape; 3] = [
    Shape { agents: 5_000, skills: 200, waiting: 20_000, profiles: 300, needs: 600 },
    Shape { agents: 10_000, skills: 200, waiting: 100_000, profiles: 400, needs: 600 },
    Shape { agents: 10_000, skills: 200, waiting: 100_000, profiles: 2_000, needs: 5_000 },
];
const LARGE: Shape =
    Shape { agents: 100_000, skills: 500, waiting: 1_000_000, profiles: 2_000, needs: 5_000 };

fn main() {
    let full = std::env::args().any(|arg| arg == "--full");
    row(&["shape", "load", "engine/s", "with journal/s", "naive scan/s", "engine : naive"]
        .map(String::from));
    row(&["---"; 6].map(String::from));
    let large = full.then_some(LARGE);
    for shape in SHAPES.into_iter().chain(large) {
        line(&shape, "overload");
        line(&shape, "underload");
    }
    interactions();
    memory();
}

fn line(shape: &Shape, load: &str) {
    let overload = load == "overload";
    let mut center = Center::new(shape, overload);
    let engine = rate(|| center.decide(false));
    let journal = rate(|| center.decide(true));
    let naive = rate(|| center.decide_naively());
    let name = format!(
        "{} agents, {} skills, {} waiting, {}/{} kinds",
        shape.agents, shape.skills, shape.waiting, shape.profiles, shape.needs
    );
    row(&[
        name,
        load.into(),
        thousands(engine),
        thousands(journal),
        thousands(naive),
        format!("{:.1}", engine / naive),
    ]);
}

/// Best of five rounds, in CPU time of this thread.
fn rate(mut decide: impl FnMut()) -> f64 {
    let mut best: f64 = 0.0;
    for _ in 0..5 {
        let (start, mut count) = (cpu(), 0);
        while cpu() - start < Duration::from_millis(200) {
            for _ in 0..16 {
                decide();
            }
            count += 16;
        }
        best = best.max(f64::from(count) / (cpu() - start).as_secs_f64());
    }
    best
}

/// Whole interactions, from arrival to closed with wrap-up, in virtual time at 95 % load.
fn interactions() {
    let mut center = Center::new(&SHAPES[0], false);
    let start = cpu();
    let count = 200_000;
    for _ in 0..count {
        center.decide(false);
    }
    let each = (cpu() - start).as_secs_f64() / f64::from(count);
    println!("\ninteractions in virtual time: {}/s", thousands(1.0 / each));
}

fn memory() {
    let before = resident();
    let center = Center::new(&SHAPES[1], true);
    let after = resident();
    let items = SHAPES[1].waiting;
    println!(
        "memory of 10,000 agents and 100,000 waiting: {:.1} MiB, {:.0} octets for each that waits",
        (after - before) / 1_048_576.0,
        (after - before) / items as f64
    );
    drop(center);
}

/// Resident octets of this process.
fn resident() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux has this file");
    let pages: f64 = text.split(' ').nth(1).and_then(|n| n.parse().ok()).expect("a count");
    pages * 4096.0
}
