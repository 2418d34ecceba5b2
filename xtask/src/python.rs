//! The Python environment of the interop tests, in a folder of the project's own.

use std::path::Path;
use std::process::Command;

/// Makes `.tools/python` and installs `tests/interop/python/requirements.txt` into it. False, with
/// a line that says why, when it cannot be had.
pub(crate) fn prepare(root: &Path) -> bool {
    let folder = root.join(".tools/python");
    let python = folder.join("bin/python");
    let wanted = root.join("tests/interop/python/requirements.txt");
    let done = folder.join("requirements.txt");
    let same = |a: &Path, b: &Path| {
        std::fs::read(a).ok().is_some_and(|x| std::fs::read(b).ok() == Some(x))
    };
    if python.is_file() && same(&wanted, &done) {
        return true;
    }
    let made = Command::new("python3").arg("-m").arg("venv").arg(&folder).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("python3 with its venv module is not here: the Python interop test is skipped");
        return false;
    }
    let installed = Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--no-compile", "-r"])
        .arg(&wanted)
        .status();
    if !installed.is_ok_and(|status| status.success()) {
        eprintln!("pip did not install {}: the Python interop test is skipped", wanted.display());
        return false;
    }
    std::fs::copy(&wanted, &done).is_ok()
}
