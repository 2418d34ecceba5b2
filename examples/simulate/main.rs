//! Holds the production engine to queueing theory: cases with exact figures, in virtual time.
//!
//! `simulate --theory FILE [--interactions N]` prints case, figure, expected, measured and the
//! deviation in standard deviations of a run of that length; it exits with 1 beyond five.

mod theory;
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut file = None;
    let mut interactions = 1_000_000;
    let mut only = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_default();
        match arg.as_str() {
            "--theory" => file = Some(value()),
            "--case" => only = Some(value()),
            "--interactions" => match value().parse() {
                Ok(count) if count >= 1000 => interactions = count,
                _ => return usage("--interactions takes a count of at least 1000"),
            },
            other => return usage(&format!("what is {other}?")),
        }
    }
    let Some(file) = file else { return usage("which file of cases?") };
    match theory::run(&file, interactions, only.as_deref()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(beyond) => {
            eprintln!("{beyond} figures are beyond five standard deviations");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn usage(what: &str) -> ExitCode {
    eprintln!("{what}\nusage: simulate --theory FILE [--interactions N] [--case ID]");
    ExitCode::from(2)
}
