//! Microsoft's JavaScript libraries for the interop tests, in a folder that git ignores.

use std::path::Path;
use std::process::Command;

/// Installs what `tests/interop/node/package-lock.json` pins, beside it. False, with a line that
/// says why, when it cannot be had.
pub(crate) fn prepare(root: &Path) -> bool {
    let folder = root.join("tests/interop/node");
    let (wanted, done) =
        (folder.join("package-lock.json"), folder.join("node_modules/.teams-cc-lock.json"));
    let same = |a: &Path, b: &Path| {
        std::fs::read(a).ok().is_some_and(|x| std::fs::read(b).ok() == Some(x))
    };
    if same(&wanted, &done) {
        return true;
    }
    // Scripts of packages are not run: nothing here needs to be built.
    let installed = Command::new("npm")
        .args(["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&folder)
        .status();
    if !installed.is_ok_and(|status| status.success()) {
        eprintln!("npm did not install {}: the Node interop tests are skipped", wanted.display());
        return false;
    }
    std::fs::copy(&wanted, &done).is_ok()
}
