//! Queueing theory judges the production engine: here at 10^4 interactions a case, in the step
//! `release` of `cargo xtask test` at 10^5 (`TEAMS_CC_INTERACTIONS` for more here).

use std::time::Duration;

use crate::command;
use crate::program::{Folder, root, run};

/// A debug build checks the invariants as it goes: half a minute, more on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(1_200);

#[test]
fn vectors_queueing_theory_is_met_within_five_standard_deviations() {
    let folder = Folder::new("simulate");
    let count = std::env::var("TEAMS_CC_INTERACTIONS").unwrap_or_else(|_| "10000".into());
    let cases = root().join("tests/corpus/queueing.json");
    let mut simulate = command("simulate", &folder);
    simulate.arg("--theory").arg(cases).args(["--interactions", &count]);
    let output = run(&mut simulate, b"", PATIENCE);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.lines().count() > 100, "figures of all cases are printed:\n{said}");
}
