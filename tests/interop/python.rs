//! A Python script drives the emulator program, with Microsoft's `msal` for the token.

use std::process::Command;
use std::time::Duration;

use crate::program::{our_program, root, run, skip};

#[test]
fn em_a_python_script_with_msal_drives_the_emulator_program() {
    let python = root().join(".tools/python/bin/python");
    if !python.is_file() {
        return skip::<()>(
            "the Python environment .tools/python (msal, requests, openapi-spec-validator)",
        )
        .unwrap_or(());
    }
    let emulator =
        our_program("teams-cc-emulator", &["--bin", "teams-cc-emulator"], "teams-cc-emulator");
    let script = root().join("tests/interop/python/drive.py");
    let mut command = Command::new(python);
    command.arg(script).arg(emulator);
    let output = run(&mut command, b"", Duration::from_secs(60));
    let said = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaints}");
    assert!(said.contains("ok    Microsoft's library got a token over TLS"), "{said}");
}
