//! Tasks of the house: `cargo xtask test` does what CI does, on any machine.

mod generate;
mod node;
mod programs;
mod python;
mod release;
mod steps;
mod suite;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What can be asked for.
const USAGE: &str = "\
cargo xtask test [STEP...]   everything that CI does, or these steps of it
cargo xtask steps            the steps by name
cargo xtask programs         installs the programs that the interop tests use, where it may
cargo xtask node             installs the JavaScript libraries of the Node interop tests
cargo xtask python           makes the environment of the Python interop tests
cargo xtask generate         writes the models of Graph and the table of verbs anew (--check: compares)
cargo xtask release-check    packages every published crate and builds it from its package";

fn main() -> ExitCode {
    let root = root();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match arguments.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("", &[][..]),
    };
    let well = match task {
        "test" => suite::test(&root, rest),
        "steps" => {
            suite::list(&root);
            true
        }
        "programs" => programs::prepare().is_empty(),
        "node" => node::prepare(&root),
        "python" => python::prepare(&root),
        "generate" => generate::run(&root, rest.iter().any(|word| word == "--check")),
        "release-check" => release::check(&root),
        _ => {
            eprintln!("{USAGE}");
            false
        }
    };
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The workspace: this package lies in it.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
