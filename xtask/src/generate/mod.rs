//! `cargo xtask generate`: what Graph's metadata says, as Rust.

mod captures;
mod homes;
mod models;
mod names;
mod operations;
mod samples;
mod table;
mod types;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use types::Types;

use crate::steps;

/// What is made anew as a whole, in each of the folders.
const MADE: &str = "graph";
const MODELS: &str = "teams-cc-graph/src/models";
const OPERATIONS: &str = "teams-cc-graph/src/operations";
const CAPTURES: &str = "tests/interop/capture";

/// The table of differences between the back ends is written by the test that checks it: only what
/// is linked with the back ends can ask them.
const TABLE: [&str; 7] =
    ["test", "--package", "teams-cc-tests", "--test", "conformance", "--", "verbs::table"];

/// Writes the files, or says which of them are not as they would be written. The table is not
/// checked here: its test is one of the suite's.
pub(crate) fn run(root: &Path, is_check: bool) -> bool {
    let table = || {
        let mut cargo = Command::new(env!("CARGO"));
        steps::well(cargo.args(TABLE).env("TEAMS_CC_WRITE_VERBS", "1").current_dir(root))
    };
    models(root, is_check) && (is_check || table())
}

/// What the metadata says.
fn models(root: &Path, is_check: bool) -> bool {
    let made = Types::read(root).and_then(|types| {
        let models = format(&models::write(&types))?;
        let operations = format(&operations::write(root, &types)?)?;
        let captures = format(&captures::write(root, &types)?)?;
        Ok([(MODELS, models), (OPERATIONS, operations), (CAPTURES, captures)])
    });
    let folders = match made {
        Ok(folders) => folders,
        Err(why) => {
            eprintln!("   {why}");
            return false;
        }
    };
    folders.iter().fold(true, |good, (folder, files)| {
        let target = root.join(folder);
        good & if is_check { is_as(&target, files) } else { put(&target, files) }
    })
}

fn put(target: &Path, files: &BTreeMap<String, String>) -> bool {
    let _ = std::fs::remove_dir_all(target.join(MADE));
    files.iter().all(|(path, text)| {
        let file = target.join(path);
        let folder = file.parent().map(std::fs::create_dir_all);
        matches!(folder, Some(Ok(()))) && std::fs::write(&file, text).is_ok()
    })
}

fn is_as(target: &Path, files: &BTreeMap<String, String>) -> bool {
    let mut there = Vec::new();
    list(&target.join(MADE), &mut there);
    let mut good = true;
    for (path, text) in files {
        if std::fs::read_to_string(target.join(path)).ok().as_ref() != Some(text) {
            let file = target.join(path);
            eprintln!("   {} is not as `cargo xtask generate` writes it", file.display());
            good = false;
        }
    }
    let made = |path: &PathBuf| files.keys().any(|known| target.join(known) == *path);
    for path in there.iter().filter(|path| !made(path)) {
        eprintln!("   {} is made by nothing", path.display());
        good = false;
    }
    good
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            list(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// As rustfmt leaves them: written aside, formatted, read back.
fn format(files: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, String> {
    let aside = std::env::temp_dir().join(format!("teams-cc-generate-{}", std::process::id()));
    let outcome = format_in(&aside, files);
    let _ = std::fs::remove_dir_all(&aside);
    outcome
}

fn format_in(
    aside: &Path,
    files: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, String> {
    let said = |error: std::io::Error| error.to_string();
    if !put(aside, files) {
        return Err("the files cannot be written aside".into());
    }
    std::fs::write(aside.join("rustfmt.toml"), include_str!("../../../rustfmt.toml"))
        .map_err(said)?;
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--config-path"]).arg(aside.join("rustfmt.toml"));
    // Without its modules each file is formatted once.
    let is_rust = |path: &str| Path::new(path).extension().is_some_and(|kind| kind == "rs");
    let is_leaf = |path: &&String| is_rust(path) && !path.ends_with("mod.rs");
    rustfmt.args(files.keys().filter(is_leaf).map(|path| aside.join(path)));
    rustfmt.arg(aside.join("graph/mod.rs"));
    let output = rustfmt.output().map_err(said)?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let read =
        |path: &String| std::fs::read_to_string(aside.join(path)).map(|text| (path.clone(), text));
    files.keys().map(read).collect::<Result<_, _>>().map_err(said)
}
