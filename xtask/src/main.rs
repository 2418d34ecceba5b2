//! Tasks of the house.

mod python;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().unwrap_or(here);
    match std::env::args().nth(1).as_deref() {
        Some("python") if python::prepare(root) => ExitCode::SUCCESS,
        Some("python") => ExitCode::FAILURE,
        _ => {
            eprintln!("cargo xtask python   makes the environment of the Python interop test");
            ExitCode::FAILURE
        }
    }
}
