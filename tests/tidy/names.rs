//! Names say what a thing is, not that it is a thing.

use crate::tree::{files, none};

/// Words that say nothing (style, names).
const EMPTY: [&str; 9] =
    ["Manager", "Service", "Handler", "Helper", "Util", "Utils", "Factory", "Data", "Info"];

/// Names that a document gave.
const GIVEN: [&str; 1] = ["HistoryInfo"]; // RFC 7044, the header History-Info

#[test]
fn no_type_has_an_empty_name() {
    let mut found = Vec::new();
    for file in files("").iter().filter(|file| file.is_library()) {
        for (number, line) in file.lines() {
            let mut words = line.split_whitespace().filter(|word| !word.starts_with("pub"));
            let kind = words.next().unwrap_or_default();
            if !["struct", "enum", "trait", "type", "mod"].contains(&kind) {
                continue;
            }
            let name = words.next().unwrap_or_default();
            let name: String =
                name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let empty = EMPTY.iter().find(|word| {
                let lower = word.to_lowercase();
                name.ends_with(*word) || (kind == "mod" && (name == lower || name == lower + "s"))
            });
            if empty.is_some() && !GIVEN.contains(&name.as_str()) {
                found.push(format!("{}:{number}: {kind} {name}", file.name));
            }
        }
    }
    none("say what these are", &found);
}

#[test]
fn no_getter_is_called_get() {
    let mut found = Vec::new();
    for file in files("").iter().filter(|file| file.is_library() && !file.is_tests()) {
        for (number, line) in file.lines() {
            if line.trim_start().starts_with("pub fn get_") {
                found.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    none("a getter is called like what it gives", &found);
}

#[test]
fn there_is_no_prelude_and_no_glob_in_public() {
    let mut found = Vec::new();
    for file in files("").iter().filter(|file| file.is_library()) {
        for (number, line) in file.lines() {
            let line = line.trim();
            // What is made from Graph's tables is listed by name where it is made.
            let is_made = line == "pub use graph::*;";
            let glob = line.starts_with("pub use") && line.ends_with("::*;") && !is_made;
            if glob || line.starts_with("pub mod prelude") {
                found.push(format!("{}:{number}: {line}", file.name));
            }
        }
    }
    none("one path per item", &found);
}

#[test]
fn error_codes_have_their_shape_and_one_crate_each() {
    let homes = [
        ("CORE", "teams-cc-core/"),
        ("SIP", "teams-cc-sip/"),
        ("HTTP", "teams-cc-http/"),
        ("GRAPH", "teams-cc-graph/"),
        ("ACS", "teams-cc-acs/"),
        ("ROUTING", "teams-cc-routing/"),
        ("DESK", "teams-cc-desk/"),
        ("EMU", "teams-cc-emulator/"),
        ("DEMO", "examples/"),
        ("EXAMPLES", "examples/"),
    ];
    let mut found = Vec::new();
    for file in files("").iter().filter(|file| file.is_library() && !file.is_tests()) {
        let text = file.without_unit_tests();
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for (at, _) in line.match_indices("\"TCC-") {
                let code = line[at + 1..].split('"').next().unwrap_or_default();
                let mut parts = code.splitn(3, '-').skip(1);
                let (area, digits) = (parts.next().unwrap_or_default(), parts.next());
                let home = homes.iter().find(|(name, _)| *name == area);
                let shaped =
                    digits.is_some_and(|d| d.len() == 4 && d.bytes().all(|b| b.is_ascii_digit()));
                if !shaped || home.is_none_or(|(_, folder)| !file.name.starts_with(folder)) {
                    found.push(format!("{}:{}: {code}", file.name, number + 1));
                }
            }
        }
    }
    none("a code is TCC-CRATE-NNNN, made by its crate", &found);
}
