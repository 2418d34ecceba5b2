//! Queueing theory judges the production engine: here at 10^4 interactions a case, in the step
//! `release` of `cargo xtask test` at 10^5 (`TEAMS_CC_INTERACTIONS` for more here).

use std::time::Duration;

use crate::command;
use crate::program::{Folder, root, run};

/// A debug build checks the invariants as it goes: half a minute, more on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(1_200);
/// Standard deviations that a figure may be off.
const FARTHEST: f64 = 5.0;
/// A figure whose standard deviation is more than this part of it has not settled in a run of that
/// length: a queue at 97 % load forgets its past in some 10^4 calls, and what is left of a normal
/// distribution that must not fall below nought is none. The longer run judges those.
const SETTLED: f64 = 0.1;

#[test]
fn vectors_queueing_theory_is_met_within_five_standard_deviations() {
    let folder = Folder::new("simulate");
    let count = std::env::var("TEAMS_CC_INTERACTIONS").unwrap_or_else(|_| "10000".into());
    let cases = root().join("tests/corpus/queueing.json");
    let mut simulate = command("simulate", &folder);
    simulate.arg("--theory").arg(cases).args(["--interactions", &count]);
    let output = run(&mut simulate, b"", PATIENCE);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let why = String::from_utf8_lossy(&output.stderr);
    let figures: Vec<Figure> = said.lines().filter_map(Figure::read).collect();
    let settled: Vec<&Figure> = figures.iter().filter(|figure| figure.has_settled()).collect();
    assert!(figures.len() > 400 && settled.len() > 250, "all cases are judged:\n{said}\n{why}");
    let beyond: Vec<_> = settled.iter().filter(|figure| figure.off.abs() > FARTHEST).collect();
    assert!(beyond.is_empty(), "{beyond:?}\n{said}\n{why}");
    // The program itself judges strictly, and says so by its exit code.
    let strictly = figures.iter().any(|figure| figure.off.abs() > FARTHEST);
    assert_eq!(output.status.success(), !strictly, "{said}\n{why}");
}

/// A line: case, figure, expected, measured, how many standard deviations off.
#[derive(Debug)]
#[allow(dead_code, reason = "names what failed")]
struct Figure {
    case: String,
    name: String,
    expected: f64,
    measured: f64,
    off: f64,
}

impl Figure {
    fn read(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [case, name, expected, measured, off] = words.as_slice() else { return None };
        let (expected, measured) = (expected.parse().ok()?, measured.parse().ok()?);
        let off = off.parse().ok()?;
        Some(Self { case: (*case).into(), name: (*name).into(), expected, measured, off })
    }

    fn has_settled(&self) -> bool {
        // Off by nothing says nothing about the deviation, and is right in any case.
        self.off == 0.0
            || ((self.measured - self.expected) / self.off).abs() <= SETTLED * self.expected.abs()
    }
}
