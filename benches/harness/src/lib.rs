//! How figures are taken: CPU time of the thread, best of seven rounds, exact allocation counts.
//!
//! CPU time instead of wall time, so that a busy neighbour disturbs little; the best round,
//! because every disturbance makes a round longer, none makes it shorter. Contestants are
//! measured in turns, so that a slow minute of the machine hits all of them.

use std::alloc::System;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// Counts what the whole process allocates; the probes run on one thread.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROUNDS: u32 = 7;
const ROUND: Duration = Duration::from_millis(120);

/// One measured thing.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Nanoseconds of CPU for one run.
    pub nanos: f64,
    /// Allocations and reallocations for one run, after warm-up.
    pub allocations: f64,
}

impl Figure {
    pub fn per_second(&self) -> f64 {
        1e9 / self.nanos
    }
}

/// CPU time of this thread.
pub fn cpu() -> Duration {
    let now = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("Linux has this clock");
    Duration::new(now.tv_sec() as u64, now.tv_nsec() as u32)
}

/// Something to measure, by name.
pub struct Contestant<'a> {
    pub name: &'static str,
    pub run: Box<dyn FnMut() + 'a>,
}

impl<'a> Contestant<'a> {
    pub fn new(name: &'static str, run: impl FnMut() + 'a) -> Self {
        Self { name, run: Box::new(run) }
    }
}

/// Measures all, in turns.
pub fn measure(contestants: &mut [Contestant<'_>]) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut counts = Vec::new();
    for contestant in contestants.iter_mut() {
        counts.push(calibrate(&mut contestant.run));
        let region = Region::new(ALLOCATOR);
        for _ in 0..1000 {
            (contestant.run)();
        }
        let change = region.change();
        let allocations = (change.allocations + change.reallocations) as f64 / 1000.0;
        figures.push(Figure { nanos: f64::MAX, allocations });
    }
    for _ in 0..ROUNDS {
        for (i, contestant) in contestants.iter_mut().enumerate() {
            let start = cpu();
            for _ in 0..counts[i] {
                (contestant.run)();
            }
            let nanos = (cpu() - start).as_nanos() as f64 / counts[i] as f64;
            figures[i].nanos = figures[i].nanos.min(nanos);
        }
    }
    figures
}

/// How many runs fill a round; warms up on the way.
fn calibrate(run: &mut dyn FnMut()) -> u64 {
    let start = cpu();
    let mut count = 0;
    while cpu() - start < ROUND / 4 {
        for _ in 0..16 {
            run();
        }
        count += 16;
    }
    (count * 4).max(16)
}

/// A line of a Markdown table.
pub fn row(cells: &[String]) {
    println!("| {} |", cells.join(" | "));
}

/// `891 234` for 891234.
pub fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i != 0 && (digits.len() - i) % 3 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
