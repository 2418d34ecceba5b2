//! Published vectors: `tests/corpus`, or a folder of the same shape that `TEAMS_CC_VECTORS` names.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of vectors in use.
pub fn root() -> PathBuf {
    std::env::var_os("TEAMS_CC_VECTORS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), PathBuf::from)
}

/// The files of a folder with an ending, in order; `None` (said loudly) if there is no folder.
pub fn files(folder: &str, ending: &str) -> Option<Vec<PathBuf>> {
    let path = root().join(folder);
    let Ok(entries) = std::fs::read_dir(&path) else {
        eprintln!("skipped: no folder {}", path.display());
        return None;
    };
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} has no {ending}", path.display());
    Some(files)
}

/// A file as JSON; one that cannot be read fails the test.
pub fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The octets of a string of hex digits.
pub fn hex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_else(|| panic!("no hex string: {value}"));
    assert!(text.len().is_multiple_of(2), "odd hex string {text}");
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex digits"))
        .collect()
}
