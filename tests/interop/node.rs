//! Microsoft's JavaScript libraries drive the emulator program.

use std::process::Command;
use std::time::Duration;

use crate::program::{our_program, root, run, skip};

#[test]
fn graph_9_2_microsofts_javascript_client_drives_calls_presence_and_subscriptions() {
    if let Some(said) = drive("graph_calls.mjs") {
        assert!(said.contains("ok    Microsoft's client did not notice"), "{said}");
    }
}

#[test]
fn decision_17_microsofts_bot_library_hosts_a_bot_that_the_emulated_teams_talks_to() {
    if let Some(said) = drive("bot.mjs") {
        assert!(said.contains("ok    the library took the service's token"), "{said}");
        assert!(said.contains("ok    Microsoft's bot library did not notice"), "{said}");
    }
}

/// Runs a script with the path of the emulator program; what it said.
pub(crate) fn drive(script: &str) -> Option<String> {
    let folder = root().join("tests/interop/node");
    if !folder.join("node_modules/@microsoft/microsoft-graph-client").is_dir() {
        return skip("tests/interop/node/node_modules (Microsoft's JavaScript libraries)");
    }
    let emulator =
        our_program("teams-cc-emulator", &["--bin", "teams-cc-emulator"], "teams-cc-emulator");
    let mut command = Command::new("node");
    command.arg(folder.join(script)).arg(emulator);
    let output = run(&mut command, b"", Duration::from_secs(120));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaints}");
    Some(said)
}
