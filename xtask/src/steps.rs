//! Steps with a name, a time and an outcome, and the table at the end.

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was as it should be.
    Passed,
    /// Something was not.
    Failed,
    /// Something that it needs is not here. With `CI=true` this counts as failed.
    Skipped(String),
    /// It adds nothing that another step does not prove.
    LeftOut(String),
}

impl Outcome {
    pub(crate) fn of(well: bool) -> Self {
        if well { Self::Passed } else { Self::Failed }
    }

    /// Whether the whole may still pass.
    pub(crate) fn is_good(&self, ci: bool) -> bool {
        match self {
            Self::Passed | Self::LeftOut(_) => true,
            Self::Skipped(_) => !ci,
            Self::Failed => false,
        }
    }
}

/// What is done under one name.
type Action = Box<dyn Fn() -> Outcome>;

/// One step.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) run: Action,
}

impl Step {
    pub(crate) fn new(
        name: &'static str,
        what: &'static str,
        run: impl Fn() -> Outcome + 'static,
    ) -> Self {
        Self { name, what, run: Box::new(run) }
    }
}

/// Whether a skip is a failure.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").as_deref() == Ok("true")
}

/// Runs them one after the other, whatever fails, and prints the table. True if all is well.
pub(crate) fn run(steps: &[&Step]) -> bool {
    let begun = Instant::now();
    let mut rows = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        eprintln!("\n== {}/{} {}: {}", number + 1, steps.len(), step.name, step.what);
        let started = Instant::now();
        let outcome = (step.run)();
        eprintln!("== {} {} after {}", step.name, word(&outcome), clock(started.elapsed()));
        rows.push((step.name, outcome, started.elapsed()));
    }
    let ci = is_ci();
    eprintln!("\n{}", table(&rows, ci));
    let good = rows.iter().all(|(_, outcome, _)| outcome.is_good(ci));
    let verdict = if good { "all is well" } else { "something is not well" };
    eprintln!("{verdict}, {}", clock(begun.elapsed()));
    good
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "FAILED",
        Outcome::Skipped(_) => "SKIPPED",
        Outcome::LeftOut(_) => "left out",
    }
}

fn table(rows: &[(&str, Outcome, Duration)], ci: bool) -> String {
    let mut text = String::new();
    for (name, outcome, time) in rows {
        let mark = if outcome.is_good(ci) { " " } else { "!" };
        let _ = write!(text, "{mark} {name:<12} {:>8}  {}", clock(*time), word(outcome));
        if let Outcome::Skipped(why) | Outcome::LeftOut(why) = outcome {
            let _ = write!(text, ": {why}");
        }
        text.push('\n');
    }
    text
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        return format!("{:.1} s", time.as_secs_f64());
    }
    format!("{}:{:02} min", seconds / 60, seconds % 60)
}

/// Runs a command with its output shown. False when it fails or cannot be started.
pub(crate) fn well(command: &mut Command) -> bool {
    eprintln!("   {}", shown(command));
    match command.status() {
        Ok(status) => status.success(),
        Err(error) => {
            eprintln!("   {}: {error}", command.get_program().to_string_lossy());
            false
        }
    }
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    if let Some(name) = std::path::Path::new(&text).file_name() {
        text = name.to_string_lossy().into_owned();
    }
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decision_23_a_skip_fails_in_ci_and_nowhere_else() {
        let skipped = Outcome::Skipped("sipp".into());
        assert!(skipped.is_good(false) && !skipped.is_good(true));
        assert!(!Outcome::Failed.is_good(false));
        assert!(Outcome::Passed.is_good(true) && Outcome::LeftOut(String::new()).is_good(true));
    }

    #[test]
    fn the_table_names_what_is_missing() {
        let rows = [
            ("format", Outcome::Passed, Duration::from_millis(1_260)),
            ("programs", Outcome::Skipped("sipp, tshark".into()), Duration::from_secs(61)),
            ("tests", Outcome::Failed, Duration::ZERO),
        ];
        let golden = "  format          1.3 s  passed
! programs     1:01 min  SKIPPED: sipp, tshark
! tests           0.0 s  FAILED
";
        assert_eq!(table(&rows, true), golden);
        assert!(table(&rows, false).contains("\n  programs"));
    }

    #[test]
    fn every_step_runs_and_one_failure_is_enough() {
        let ran = std::rc::Rc::new(std::cell::Cell::new(0));
        let count = |well: bool| {
            let ran = ran.clone();
            Step::new("x", "counts", move || {
                ran.set(ran.get() + 1);
                Outcome::of(well)
            })
        };
        let (good, bad) = (count(true), count(false));
        assert!(!run(&[&bad, &good]));
        assert_eq!(ran.get(), 2);
        assert!(run(&[&good]));
    }
}
