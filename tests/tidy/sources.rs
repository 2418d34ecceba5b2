//! What every source file must have and must not have.

use crate::tree::{File, files, has_extension, none};

/// A file that needs a table of contents is two files.
const MOST_LINES: usize = 500;

#[test]
fn no_library_source_is_longer_than_500_lines() {
    let long = files("").into_iter().filter(|file| file.is_library() && !file.is_tests());
    let long = long.map(|file| (file.text.lines().count(), file.name));
    let long = long.filter(|(lines, _)| *lines > MOST_LINES);
    let long: Vec<String> = long.map(|(lines, name)| format!("{name}: {lines} lines")).collect();
    none("split these", &long);
}

#[test]
fn every_module_begins_with_its_page() {
    let bare = files("").into_iter().filter(|file| {
        let first = file.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let page = first.starts_with("//!") || first.starts_with("#![doc");
        let small = file.name.ends_with("tests.rs") || file.name.contains("/tests/");
        file.is_rust() && !small && !file.name.starts_with("fuzz/") && !page
    });
    let bare: Vec<String> = bare.map(|file| file.name).collect();
    none("these modules do not say what they are (`//!` in the first line)", &bare);
}

#[test]
fn nothing_is_left_for_later() {
    // Written in pieces, so that this file does not find itself.
    let marks = [["to", "do!("], ["unimple", "mented!("], ["TO", "DO"], ["FIX", "ME"], ["XX", "X"]];
    let marks = marks.map(|halves| halves.concat());
    let mut found = Vec::new();
    for file in files("").iter().filter(|file| file.is_rust()) {
        for (number, line) in file.lines() {
            // A word of its own: the same letters inside a longer one are data.
            let word = |mark: &str| {
                line.match_indices(mark).any(|(i, _)| {
                    let before = line[..i].chars().next_back();
                    let after = line[i + mark.len()..].chars().next();
                    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                    !part(before) && (mark.ends_with('(') || !part(after))
                })
            };
            if marks.iter().any(|mark| word(mark)) {
                found.push(format!("{}:{number}: {}", file.name, line.trim()));
            }
        }
    }
    none("finish these, or say in the README what is missing", &found);
}

#[test]
fn no_test_sleeps() {
    let thread = ["thread::", "sleep("].concat();
    let tokio = ["time::", "sleep"].concat();
    let mut found = Vec::new();
    for file in files("").iter().filter(|file| file.is_rust()) {
        // Real programs give no signal: they are waited for, or sent to slowly.
        let programs = ["tests/interop/", "tests/examples/", "tests/attacks/"];
        if programs.iter().any(|free| file.name.starts_with(free)) {
            continue;
        }
        let (skipped, text) = if file.is_tests() { (0, &*file.text) } else { file.unit_tests() };
        // Paused time does not pass while a test waits: it jumps.
        let paused = text.contains("start_paused = true") || text.contains("time::pause()");
        for (number, line) in text.lines().enumerate() {
            if line.contains(&thread) || (line.contains(&tokio) && !paused) {
                found.push(format!("{}:{}: {}", file.name, skipped + number + 1, line.trim()));
            }
        }
    }
    none("use paused time, or wait for what happens", &found);
}

#[test]
fn no_file_names_the_place_where_it_was_written() {
    let words = [
        ["/wo", "rk/"],
        ["../sha", "red"],
        [".lib", "rary"],
        ["bash_", "jobs"],
        ["/ro", "ot/"],
        ["index.crates", ".io-"],
    ];
    let words = words.map(|halves| halves.concat());
    let mut found = Vec::new();
    for file in files("").iter().filter(|file| file.name != "Cargo.lock") {
        for (number, line) in file.lines() {
            if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                found.push(format!("{}:{number}: {word}", file.name));
            }
        }
    }
    none("these are of one machine", &found);
}

#[test]
fn text_files_end_with_a_line_end_and_hold_no_carriage_return() {
    let kinds = ["rs", "md", "toml", "py", "yml", "yaml"];
    let odd = files("").into_iter().filter(|file| {
        let ours = kinds.iter().any(|kind| has_extension(&file.name, kind));
        ours && !file.text.is_empty() && (!file.text.ends_with('\n') || file.text.contains('\r'))
    });
    let odd: Vec<String> = odd.map(|file| file.name).collect();
    none("these are not plain text files", &odd);
}

/// RS-104, and the lints of the house: a crate that forgets `[lints]` escapes them silently.
#[test]
fn rs_104_every_package_takes_the_lints_of_the_workspace() {
    let manifests: Vec<File> =
        files("").into_iter().filter(|f| f.name.ends_with("Cargo.toml")).collect();
    let workspace = manifests.iter().find(|file| file.name == "Cargo.toml").expect("a workspace");
    assert!(workspace.text.contains("unsafe_code = \"forbid\""));
    let free = manifests.iter().filter(|file| {
        let outside = file.name.starts_with("benches/") || file.name.starts_with("fuzz/");
        file.name != "Cargo.toml" && !outside && !file.text.contains("[lints]\nworkspace = true")
    });
    none("these have no lints", &free.map(|file| file.name.clone()).collect::<Vec<_>>());
}
