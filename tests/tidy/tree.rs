//! The files of the project, as a checkout has them.

use std::path::{Path, PathBuf};

/// Folders that hold nothing of ours.
const NOT_OURS: [&str; 8] =
    ["target", ".git", ".tools", "node_modules", "runs", "__pycache__", "corpus", "artifacts"];

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace")
}

/// One text file.
#[derive(Debug)]
pub(crate) struct File {
    /// From the root, with `/`.
    pub(crate) name: String,
    pub(crate) text: String,
}

impl File {
    /// Library sources: what our users compile.
    pub(crate) fn is_library(&self) -> bool {
        self.name.starts_with("teams-cc") && self.name.contains("/src/") && self.is_rust()
    }

    pub(crate) fn is_rust(&self) -> bool {
        has_extension(&self.name, "rs")
    }

    /// A file of unit tests, or of a test binary.
    pub(crate) fn is_tests(&self) -> bool {
        let path = &self.name;
        path.ends_with("tests.rs") || path.contains("/tests/") || path.starts_with("tests/")
    }

    /// Its lines, counted from one.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(i, line)| (i + 1, line))
    }

    /// The part before the unit tests at its end.
    pub(crate) fn without_unit_tests(&self) -> &str {
        self.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
    }

    /// The unit tests at its end, with the number of lines before them.
    pub(crate) fn unit_tests(&self) -> (usize, &str) {
        let before = self.without_unit_tests();
        (before.lines().count(), &self.text[before.len()..])
    }
}

pub(crate) fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == extension)
}

/// Every text file of the project below `folder` (`""` for all).
pub(crate) fn files(folder: &str) -> Vec<File> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort_by(|a: &File, b| a.name.cmp(&b.name));
    assert!(!found.is_empty(), "nothing below {folder:?}");
    found
}

fn walk(folder: &Path, found: &mut Vec<File>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !NOT_OURS.contains(&name) {
                walk(&path, found);
            }
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let name = path.strip_prefix(root()).unwrap_or(&path);
            found.push(File { name: name.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// Fails with all of them, one a line.
pub(crate) fn none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "\n{rule}\n  {}\n", broken.join("\n  "));
}
