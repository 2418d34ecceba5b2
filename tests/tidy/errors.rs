//! Every error says what helps: its code has an entry with cause and fix in its crate's manual.

use std::collections::BTreeSet;

use crate::tree::{files, none};

/// Codes that the sources of a crate make, those of its tests left out.
fn made(of: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for file in files(of).iter().filter(|file| file.is_library() && file.is_rust()) {
        let made = file.without_unit_tests().lines().filter(|line| {
            // What a test compares with is made elsewhere.
            !line.trim_start().starts_with("//") && !file.name.contains("/tests")
        });
        for line in made {
            for (at, _) in line.match_indices("\"TCC-") {
                codes.extend(line[at + 1..].split('"').next().map(ToOwned::to_owned));
            }
        }
    }
    codes
}

#[test]
fn every_error_code_has_its_entry_with_cause_and_fix() {
    let mut found = Vec::new();
    let crates = ["core", "http", "sip", "graph", "acs", "routing", "emulator", "desk"];
    for of in crates.map(|name| format!("teams-cc-{name}")) {
        let manual = files(&of).into_iter().find(|file| file.name.ends_with("src/errors.md"));
        let manual = manual.map(|file| file.text).unwrap_or_default();
        let entries: Vec<&str> = manual.split("\n## ").skip(1).collect();
        for code in made(&of) {
            let Some(entry) = entries.iter().find(|entry| entry.starts_with(&code)) else {
                found.push(format!("{of}/src/errors.md: {code} has no entry"));
                continue;
            };
            for part in ["**Cause**", "**Fix**"].iter().filter(|part| !entry.contains(**part)) {
                found.push(format!("{of}/src/errors.md: {code} has no {part}"));
            }
        }
    }
    none("an error says why, and what helps", &found);
}
