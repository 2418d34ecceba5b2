//! Each example as a process, with what it prints and what a caller hears as the judge.

// Parts of it serve other binaries.
#[allow(dead_code, reason = "shared with the interop tests")]
#[path = "../interop/program.rs"]
mod program;

mod connect;
mod contact_center;
mod extend;
mod graph_bot;
mod omni;
mod power;
mod readme;
mod roundtrip;
mod short;
mod simulate;

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use program::{Folder, POLL, our_program, root};

/// Long enough for a loaded machine; nothing is measured here.
const PATIENCE: Duration = Duration::from_secs(60);

/// An example of ours, built.
fn example(name: &str) -> PathBuf {
    our_program(name)
}

/// An example to be started in a folder of its own, where it finds the sounds it names.
fn command(name: &str, folder: &Folder) -> Command {
    let link = folder.path().join("examples");
    if !link.exists() {
        std::os::unix::fs::symlink(root().join("examples"), &link).expect("the folder is writable");
    }
    let mut command = Command::new(example(name));
    command.current_dir(folder.path()).env_remove("RUST_LOG");
    command
}

/// Waits until a file of a program that is running has `text`, and gives what it holds.
fn holds(path: &std::path::Path, text: &str) -> String {
    let until = Instant::now() + PATIENCE;
    loop {
        let held = std::fs::read_to_string(path).unwrap_or_default();
        if held.contains(text) {
            return held;
        }
        assert!(Instant::now() < until, "{} never has {text:?}: {held:?}", path.display());
        std::thread::sleep(POLL);
    }
}
