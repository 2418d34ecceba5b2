//! Microsoft's JavaScript libraries drive the emulator program.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use teams_cc_graph::Card;

use crate::program::{our_program, root, run, skip};

#[test]
fn graph_9_2_microsofts_javascript_client_drives_calls_presence_and_subscriptions() {
    if let Some(said) = drive("graph_calls.mjs") {
        assert!(said.contains("ok    Microsoft's client did not notice"), "{said}");
    }
}

#[test]
fn acs_10_microsofts_javascript_client_drives_call_automation_and_reads_every_event() {
    if !root().join("tests/interop/node/node_modules/@azure/communication-call-automation").is_dir()
    {
        let _: Option<()> = skip("tests/interop/node/node_modules (Call Automation)");
        return;
    }
    if let Some(said) = drive("call_automation.mjs") {
        assert!(said.contains("ok    Microsoft's parser read all 38 events"), "{said}");
        assert!(said.contains("Call Automation client did not notice"), "{said}");
    }
}

#[test]
fn graph_9_2_microsofts_javascript_client_drives_the_data_of_a_tenant() {
    if let Some(said) = drive("graph_data.mjs") {
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

/// What the renderer of Teams itself would complain about.
#[test]
fn cc_31_microsofts_renderer_reads_our_cards_without_a_complaint() {
    let folder = root().join("tests/interop/node");
    if !folder.join("node_modules/adaptivecards/dist").is_dir() {
        let _: Option<()> = skip("tests/interop/node/node_modules (adaptivecards)");
        return;
    }
    let whole = Card::new()
        .title("A customer waits")
        .fact("Topic", "billing")
        .fact("Waited", "12 s")
        .text("They called twice today.")
        .note("notes", "What was it about?")
        .choice("outcome", [("Solved", "solved"), ("Call back", "later")])
        .button("Done", "wrapped-up")
        .link("Open", "https://crm.contoso.example/1");
    // The judge is awake: it complains about what is no element.
    let wrong = Card::new().element(serde_json::json!({"type": "Nonsense"}));
    let cards = [&whole, &wrong].map(|card| card.json().to_string());
    let mut command = Command::new("node");
    command.arg(folder.join("cards.mjs")).args(cards);
    let output = run(&mut command, b"", Duration::from_secs(60));
    let said = String::from_utf8_lossy(&output.stdout);
    let verdicts: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(verdicts[0], serde_json::json!({"events": [], "elements": 5, "actions": 2}));
    assert_eq!(verdicts[1]["events"].as_array().unwrap().len(), 1, "{said}");
}

/// Runs a script with the path of the emulator program; what it said.
pub(crate) fn drive(script: &str) -> Option<String> {
    let folder = root().join("tests/interop/node");
    if !folder.join("node_modules/@microsoft/microsoft-graph-client").is_dir() {
        return skip("tests/interop/node/node_modules (Microsoft's JavaScript libraries)");
    }
    let emulator = our_program("teams-cc-emulator");
    let mut command = Command::new("node");
    command.arg(folder.join(script)).arg(emulator);
    let output = run(&mut command, b"", Duration::from_secs(120));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaints}");
    Some(said)
}

/// Lets TypeScript's compiler look at bodies, by the names of their types: each must be what
/// Microsoft's types say, and a wrong one must not.
pub(crate) fn types(bodies: &Path, count: usize) {
    let folder = root().join("tests/interop/node");
    if !folder.join("node_modules/typescript/lib").is_dir() {
        let _: Option<()> = skip("tests/interop/node/node_modules (typescript)");
        return;
    }
    let mut command = Command::new("node");
    command.arg(folder.join("types.mjs"));
    command.arg(root().join("teams-cc-graph/metadata/graph-models.tsv"));
    command.arg(bodies).arg(bodies.parent().expect("a file lies in a folder"));
    let output = run(&mut command, b"", Duration::from_secs(120));
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["bodies"], count);
    assert_eq!(said["wrong"], 3, "the judge sleeps: {said}");
}
