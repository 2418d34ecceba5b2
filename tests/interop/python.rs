//! Python scripts drive the emulator program, with Microsoft's own libraries for tokens and Graph.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::program::{our_program, root, run, skip};

#[test]
fn em_a_python_script_with_msal_drives_the_emulator_program() {
    if let Some(said) = drive("drive.py") {
        assert!(said.contains("ok    Microsoft's library got a token over TLS"), "{said}");
    }
}

#[test]
fn graph_9_2_microsofts_python_client_drives_calls_presence_and_subscriptions() {
    if let Some(said) = drive("graph_calls.py") {
        assert!(said.contains("ok    PyJWT: the callback's token holds"), "{said}");
        assert!(said.contains("ok    Microsoft's client did not notice"), "{said}");
    }
}

#[test]
fn cc_05_microsofts_python_library_signs_people_in_and_acts_on_their_behalf() {
    if let Some(said) = drive("sign_in.py") {
        assert!(said.contains("ok    PyJWT: the tab's token holds"), "{said}");
        assert!(said.contains("ok    Microsoft's library did not notice"), "{said}");
    }
}

#[test]
fn graph_9_2_microsofts_python_client_drives_chats_teams_meetings_records_and_numbers() {
    if let Some(said) = drive("graph_data.py") {
        assert!(said.contains("ok    Microsoft's client did not notice"), "{said}");
    }
}

#[test]
fn acs_10_microsofts_python_client_drives_call_automation_and_gets_every_event() {
    if let Some(said) = drive("call_automation.py") {
        assert!(said.contains("ok    PyJWT: the events' tokens hold"), "{said}");
        assert!(said.contains("ok    every event came"), "{said}");
        assert!(said.contains("Call Automation client did not notice"), "{said}");
    }
}

#[test]
fn cc_52_openais_client_drives_the_emulated_chat_completions() {
    if let Some(said) = drive("openai_chat.py") {
        assert!(said.contains("ok    a 429 is a RateLimitError"), "{said}");
        assert!(said.contains("ok    one is filtered in its midst"), "{said}");
        assert!(said.contains("ok    OpenAI's client did not notice"), "{said}");
    }
}

#[test]
fn rs_77_azure_identity_for_python_gets_every_kind_of_token_over_tls() {
    if let Some(said) = drive("identity.py") {
        assert!(said.contains("ok    WorkloadIdentityCredential"), "{said}");
        assert!(said.contains("ok    Microsoft's library did not notice"), "{said}");
    }
}

/// The project's own Python, with the libraries of `python/requirements.txt`.
pub(crate) fn python() -> Option<PathBuf> {
    let python = root().join(".tools/python/bin/python");
    if !python.is_file() {
        return skip(
            "the Python environment .tools/python (msal, azure-identity, requests, msgraph-sdk, \
             PyJWT, openapi-spec-validator, openai)",
        );
    }
    Some(python)
}

#[test]
fn rs_60_rs_63_rs_69_pyjwt_and_cryptography_judge_the_webhook_of_bots() {
    let bots = our_program("bots");
    let corpus = root().join("tests/corpus");
    if let Some(said) = run_script("tokens.py", &[&bots, &corpus]) {
        assert!(
            said.contains("ok    PyJWT and bots agree about 25 tokens of the vectors"),
            "{said}"
        );
        assert!(said.contains("ok    PyJWT and bots agree about generated tokens"), "{said}");
        assert!(said.contains("ok    content that cryptography encrypted is read"), "{said}");
    }
}

/// Runs a script with the path of the emulator program; what it said.
pub(crate) fn drive(script: &str) -> Option<String> {
    python()?;
    let emulator = our_program("teams-cc-emulator");
    run_script(script, &[&emulator])
}

/// Runs a script with paths; what it said.
fn run_script(script: &str, paths: &[&Path]) -> Option<String> {
    let python = python()?;
    let mut command = Command::new(python);
    command.arg(root().join("tests/interop/python").join(script)).args(paths);
    let output = run(&mut command, b"", Duration::from_secs(120));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaints}");
    Some(said)
}
