//! Who may know whom, how many packages we bring, and under which licences.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::tree::{files, none, root};

/// Published crates, the lowest first.
const PUBLISHED: [&str; 9] = [
    "teams-cc-core",
    "teams-cc-sip",
    "teams-cc-routing",
    "teams-cc-http",
    "teams-cc-graph",
    "teams-cc-acs",
    "teams-cc-desk",
    "teams-cc",
    "teams-cc-emulator",
];

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(arguments)
        .output()
        .expect("cargo that runs this test runs again");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {complaint}");
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// Packages of one of ours, counted as decision 4 says: unique lines of `cargo tree -e normal`.
fn packages(of: &str) -> BTreeSet<String> {
    let tree = cargo(&["tree", "--offline", "-p", of, "-e", "normal", "--prefix", "none"]);
    let line =
        |line: &str| line.trim_end_matches(" (*)").trim_end_matches(" (proc-macro)").to_owned();
    tree.lines().map(line).filter(|line| !line.is_empty()).collect()
}

#[test]
fn decision_4_few_packages() {
    for (package, most) in [("teams-cc-routing", 60), ("teams-cc-sip", 150), ("teams-cc", 270)] {
        let count = packages(package).len();
        println!("{package}: {count} packages, at most {most}");
        assert!(count <= most, "{package} brings {count} packages, more than {most}");
    }
    for package in ["teams-cc-core", "teams-cc-routing"] {
        let url = packages(package).into_iter().find(|line| line.starts_with("url v"));
        assert_eq!(url, None, "{package} never depends on url");
    }
}

/// RS-70, RS-105, RS-108: in what our users compile, not only in what we name.
#[test]
fn rs_70_and_rs_105_banned_packages_are_absent() {
    let banned =
        ["openssl", "openssl-sys", "native-tls", "ring", "rsa", "jwks-cache", "webrtc-sdp"];
    let mut found = Vec::new();
    for package in PUBLISHED {
        let features = cargo(&[
            "tree",
            "--offline",
            "-p",
            package,
            "-e",
            "normal,build",
            "--all-features",
            "--prefix",
            "none",
        ]);
        for line in features.lines() {
            let name = line.split_whitespace().next().unwrap_or_default();
            if banned.contains(&name) {
                found.push(format!("{package} brings {line}"));
            }
        }
    }
    found.dedup();
    none("these may not be there", &found);
}

/// The members' manifests by name.
fn manifests() -> Vec<(String, String)> {
    let all = files("").into_iter().filter(|file| {
        let outside = file.name.starts_with("benches/") || file.name.starts_with("fuzz/");
        file.name.ends_with("/Cargo.toml") && !outside
    });
    all.map(|file| (file.name, file.text)).collect()
}

/// `(section, line)` of every dependency.
fn declared(manifest: &str) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut found = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            line.trim_matches(['[', ']']).clone_into(&mut section);
        } else if section.ends_with("dependencies") && line.contains('=') && !line.starts_with('#')
        {
            found.push((section.clone(), line.to_owned()));
        }
    }
    found
}

#[test]
fn every_dependency_is_declared_once_in_the_workspace() {
    let mut found = Vec::new();
    for (name, manifest) in manifests() {
        for (_, line) in declared(&manifest) {
            // The emulator is a path-only dev-dependency: a version would close a cycle.
            let fine = line.contains("workspace = true")
                || line.starts_with('"')
                || line.starts_with(']')
                || (line.contains("path =") && !line.contains("version"));
            if !fine {
                found.push(format!("{name}: {line}"));
            }
        }
    }
    none("take these from the workspace", &found);
}

#[test]
fn crates_know_only_whom_they_may_know() {
    // What each may depend on, of ours, outside its tests.
    let may = [
        ("teams-cc-core", &[][..]),
        ("teams-cc-sip", &["teams-cc-core"][..]),
        ("teams-cc-routing", &["teams-cc-core"][..]),
        ("teams-cc-http", &["teams-cc-core"][..]),
        ("teams-cc-graph", &["teams-cc-core", "teams-cc-http"][..]),
        ("teams-cc-acs", &["teams-cc-core", "teams-cc-http"][..]),
        ("teams-cc-desk", &["teams-cc-core"][..]),
        ("teams-cc-emulator", &["teams-cc-core", "teams-cc-sip"][..]),
    ];
    let mut found = Vec::new();
    for (name, manifest) in manifests() {
        let Some((_, allowed)) = may.iter().find(|(p, _)| name == format!("{p}/Cargo.toml")) else {
            continue;
        };
        for (section, line) in declared(&manifest) {
            let other = line.split(['.', ' ', '=']).next().unwrap_or_default();
            let ours = other == "teams-cc" || other.starts_with("teams-cc-");
            if ours && section == "dependencies" && !allowed.contains(&other) {
                found.push(format!("{name}: {other}"));
            }
        }
    }
    none("these directions are closed (style, section 2)", &found);
}

/// The emulator writes the documents' rules a second time.
#[test]
fn decision_3_the_emulator_shares_no_rule_with_what_it_judges() {
    let closed = ["direct_routing", "sdp", "media", "trunk", "bridge"];
    let mut found = Vec::new();
    for file in files("teams-cc-emulator/src").iter().filter(|file| file.is_rust()) {
        for (number, line) in file.lines() {
            let shared = closed.iter().find(|module| {
                line.contains(&format!("teams_cc_sip::{module}"))
                    || (line.contains("use teams_cc_sip::{")
                        && line.contains(&format!("{module}::")))
            });
            if shared.is_some() {
                found.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    none("a mistake made on both sides is never found", &found);
}

/// The allow-list of `deny.toml`, checked here as well, because cargo-deny is not everywhere.
#[test]
fn licences_are_permissive() {
    let deny = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is there");
    let list = deny.split("allow = [").nth(1).and_then(|rest| rest.split(']').next());
    let allowed: BTreeSet<&str> = list.expect("a list").split('"').skip(1).step_by(2).collect();
    // Off by default and read by nothing of ours at run time: its licence file says MIT or
    // Apache-2.0 in words that no tool reads (deny.toml clarifies it).
    let clarified = ["rsip", "rsip-derives"];

    let host = cargo(&["version", "--verbose"]);
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo names it");
    let metadata = cargo(&[
        "metadata",
        "--offline",
        "--format-version",
        "1",
        "--all-features",
        "--filter-platform",
        host,
    ]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo writes JSON");
    let mut shipped = BTreeSet::new();
    for package in PUBLISHED {
        let tree = cargo(&[
            "tree",
            "--offline",
            "-p",
            package,
            "-e",
            "normal,build",
            "--all-features",
            "--prefix",
            "none",
        ]);
        shipped.extend(tree.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.to_owned(), words.next()?.trim_start_matches('v').to_owned()))
        }));
    }
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let version = package["version"].as_str().unwrap_or_default();
        if !shipped.contains(&(name.to_owned(), version.to_owned())) || clarified.contains(&name) {
            continue;
        }
        let licence = package["license"].as_str().unwrap_or("none");
        if !permits(licence, &allowed) {
            found.push(format!("{name} {version}: {licence}"));
        }
    }
    none("these licences are not on the list of deny.toml", &found);
}

/// An SPDX expression is permitted if one side of every `OR` is and both sides of every `AND` are.
fn permits(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let expression = expression.replace('/', " OR ");
    let mut words = Vec::new();
    for word in expression.replace('(', " ( ").replace(')', " ) ").split_whitespace() {
        words.push(word.to_owned());
    }
    let mut place = 0;
    either(&words, &mut place, allowed) && place == words.len()
}

fn either(words: &[String], place: &mut usize, allowed: &BTreeSet<&str>) -> bool {
    let mut permitted = both(words, place, allowed);
    while words.get(*place).is_some_and(|word| word == "OR") {
        *place += 1;
        permitted |= both(words, place, allowed);
    }
    permitted
}

fn both(words: &[String], place: &mut usize, allowed: &BTreeSet<&str>) -> bool {
    let mut permitted = one(words, place, allowed);
    while words.get(*place).is_some_and(|word| word == "AND") {
        *place += 1;
        permitted &= one(words, place, allowed);
    }
    permitted
}

fn one(words: &[String], place: &mut usize, allowed: &BTreeSet<&str>) -> bool {
    let Some(word) = words.get(*place) else { return false };
    *place += 1;
    if word == "(" {
        let permitted = either(words, place, allowed);
        *place += 1;
        return permitted;
    }
    let mut name = word.clone();
    if words.get(*place).is_some_and(|word| word == "WITH") {
        let exception = words.get(*place + 1).cloned().unwrap_or_default();
        name = format!("{name} WITH {exception}");
        *place += 2;
    }
    allowed.contains(name.as_str())
}

#[test]
fn spdx_expressions_are_read_as_they_are_meant() {
    let allowed = BTreeSet::from(["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "ISC"]);
    for good in [
        "MIT",
        "MIT OR GPL-3.0",
        "MIT/Apache-2.0",
        "(MIT OR GPL-3.0) AND ISC",
        "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
    ] {
        assert!(permits(good, &allowed), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "none", "", "ISC AND (GPL-3.0 OR MPL-2.0)"] {
        assert!(!permits(bad, &allowed), "{bad}");
    }
}
