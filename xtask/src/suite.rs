//! What `cargo xtask test` does, step by step.

use std::path::Path;
use std::process::Command;

use crate::steps::{Outcome, Step, is_ci, run, well};
use crate::{node, programs, python, release};

/// Crates that also build without their default features, alone.
const WITHOUT_DEFAULTS: [&str; 3] = ["teams-cc-sip", "teams-cc-routing", "teams-cc-graph"];

/// Runs all steps, or those that are named. True if all is well.
pub(crate) fn test(root: &Path, names: &[String]) -> bool {
    let steps = steps(root);
    let unknown = names.iter().find(|name| !steps.iter().any(|step| step.name == **name));
    if let Some(name) = unknown {
        eprintln!("there is no step {name}; `cargo xtask steps` names them");
        return false;
    }
    let chosen = steps.iter().filter(|s| names.is_empty() || names.iter().any(|n| n == s.name));
    run(&chosen.collect::<Vec<_>>())
}

/// Prints the steps.
pub(crate) fn list(root: &Path) {
    for step in steps(root) {
        println!("{:<12} {}", step.name, step.what);
    }
}

/// Cargo, as it runs us, at the root.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root);
    // Ours is for us: a cargo that we start must not take it for its own.
    cargo.env_remove("CARGO_MANIFEST_DIR");
    if is_ci() {
        // Nothing is built twice there, and what the next build would be spared fills the disk.
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}

fn steps(root: &Path) -> Vec<Step> {
    let at = |action: fn(&Path) -> Outcome| {
        let root = root.to_owned();
        move || action(&root)
    };
    vec![
        Step::new("programs", "the programs that judge us are installed", at(|_| judges())),
        Step::new("python", "the Python environment of the interop tests", at(environment)),
        Step::new("node", "the JavaScript libraries of the interop tests", at(libraries)),
        Step::new("format", "cargo fmt", at(format)),
        Step::new("generated", "the models are as their tables say", at(generated)),
        Step::new("lints", "clippy with all features, and without the default ones", at(lints)),
        Step::new("docs", "rustdoc without a warning", at(docs)),
        Step::new(
            "tests",
            "every test: unit, docs, conformance, interop, examples, tidy",
            at(tests),
        ),
        Step::new("release", "the main job as a newcomer starts it; queueing theory", at(released)),
        Step::new("packages", "every published crate builds from its package", at(packages)),
        Step::new("deny", "cargo-deny: bans, licences, sources", at(deny)),
    ]
}

fn judges() -> Outcome {
    let missing = programs::prepare();
    if missing.is_empty() { Outcome::Passed } else { Outcome::Skipped(missing.join(", ")) }
}

fn environment(root: &Path) -> Outcome {
    if python::prepare(root) {
        return Outcome::Passed;
    }
    Outcome::Skipped("python3 with venv, or the package index, is not reachable".into())
}

fn libraries(root: &Path) -> Outcome {
    if node::prepare(root) {
        return Outcome::Passed;
    }
    Outcome::Skipped("npm, or the package registry, is not reachable".into())
}

fn format(root: &Path) -> Outcome {
    Outcome::of(well(cargo(root).args(["fmt", "--all", "--check"])))
}

fn generated(root: &Path) -> Outcome {
    Outcome::of(crate::generate::run(root, true))
}

fn lints(root: &Path) -> Outcome {
    let deny = ["--", "--deny", "warnings"];
    let all = ["clippy", "--quiet", "--workspace", "--all-targets", "--all-features"];
    let mut good = well(cargo(root).args(all).args(deny));
    for package in WITHOUT_DEFAULTS {
        let bare = ["clippy", "--quiet", "--no-default-features", "--package", package];
        good &= well(cargo(root).args(bare).args(deny));
    }
    Outcome::of(good)
}

fn docs(root: &Path) -> Outcome {
    let mut doc = cargo(root);
    doc.args(["doc", "--quiet", "--workspace", "--no-deps", "--all-features"]);
    Outcome::of(well(doc.env("RUSTDOCFLAGS", "--deny warnings")))
}

fn tests(root: &Path) -> Outcome {
    // Once for all, so that the features of the members are joined once; whatever fails, the rest
    // is run too.
    Outcome::of(well(cargo(root).args(["test", "--quiet", "--workspace", "--no-fail-fast"])))
}

/// The README's first command, and theory at 10^5 interactions, which a debug build is too slow for.
fn released(root: &Path) -> Outcome {
    let example = ["run", "--quiet", "--release", "--example"];
    let main_job = ["contact-center", "--", "--plain", "--seconds", "12"];
    let theory = ["simulate", "--", "--theory", "tests/corpus/queueing.json"];
    let count = ["--interactions", "100000"];
    let shown = well(cargo(root).args(example).args(main_job));
    Outcome::of(shown & well(cargo(root).args(example).args(theory).args(count)))
}

fn packages(root: &Path) -> Outcome {
    let complaints = release::complaints(root);
    for complaint in &complaints {
        eprintln!("   {complaint}");
    }
    Outcome::of(complaints.is_empty() && release::check(root))
}

fn deny(root: &Path) -> Outcome {
    match release::deny(root) {
        Some(good) => Outcome::of(good),
        None => Outcome::LeftOut(
            "cargo-deny cannot be had; tests/tidy checks bans and licences with cargo".into(),
        ),
    }
}
