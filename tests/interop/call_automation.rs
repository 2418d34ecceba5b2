//! Events of calls and their libraries; what strangers do with the emulated Call Automation.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use teams_cc_acs::events::{Event, EventKind};

use crate::program::{our_program, root, run, skip};
use crate::{node, python};

#[test]
fn acs_10_a_stranger_with_microsofts_python_library_does_not_notice() {
    if let Some(said) = python::drive("call_automation_stranger.py") {
        for step in ["downloaded by Microsoft's client", "a token for 300 s", "did not notice"] {
            assert!(said.contains(step), "{said}");
        }
    }
}

#[test]
fn acs_10_microsofts_javascript_library_over_tls_does_not_notice() {
    if !has("@azure/communication-call-automation") {
        return;
    }
    if let Some(said) = node::drive("call_automation_tls.mjs") {
        for step in ["over TLS with a token of Entra", "audio, wss", "did not notice"] {
            assert!(said.contains(step), "{said}");
        }
    }
}

/// The first test in the emulator's manual, as somebody would paste it.
#[test]
fn em_the_python_of_the_manual_runs() {
    let Some(python) = python::python() else { return };
    let readme = std::fs::read_to_string(root().join("teams-cc-emulator/README.md")).unwrap();
    let script = readme.split("```python\n").nth(1).and_then(|rest| rest.split("```").next());
    let emulator = our_program("teams-cc-emulator");
    let folder = emulator.parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&path)));
    let mut command = Command::new(python);
    command.arg("-c").arg(script.expect("a script")).env("PATH", path.unwrap());
    let output = run(&mut command, b"", Duration::from_secs(60));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Whether a JavaScript library is here; says so if not.
fn has(library: &str) -> bool {
    let folder = root().join("tests/interop/node/node_modules").join(library);
    folder.is_dir() || skip::<()>(&format!("tests/interop/node/node_modules ({library})")).is_some()
}

#[test]
fn acs_5_events_that_the_cloudevents_libraries_write_are_read() {
    let mut writers = Vec::new();
    if let Some(python) = python::python() {
        let mut command = Command::new(python);
        command.arg(root().join("tests/interop/python/cloud_events.py"));
        writers.push(command);
    }
    if has("cloudevents") {
        let mut command = Command::new("node");
        command.arg(root().join("tests/interop/node/cloud_events.mjs"));
        writers.push(command);
    }
    for mut command in writers {
        let output = run(&mut command, b"", Duration::from_secs(60));
        let said: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list");
        let mut single = Vec::new();
        for post in &said {
            let body = post["body"].as_str().expect("a body");
            let events = Event::read(body.as_bytes()).unwrap_or_else(|error| {
                panic!("{command:?}: {error:?}\n{body}");
            });
            for event in &events {
                let (call, context) =
                    (&event.body.call_connection_id, &event.body.operation_context);
                assert_eq!(call.as_deref(), Some("c1"), "{body}");
                assert_eq!(context.as_deref(), Some("ctx"), "{body}");
                assert_eq!(event.subject.as_deref(), Some("calling/callConnections/c1"));
            }
            if post["mode"] == "batched" {
                assert_eq!(events, single, "one by one or in a batch");
            } else {
                single.extend(events);
            }
        }
        let kinds: Vec<&EventKind> = single.iter().map(|event| &event.kind).collect();
        let newer = EventKind::Unknown("SomethingNewer".into());
        let wanted =
            [&EventKind::PlayCompleted, &EventKind::PlayStarted, &EventKind::PlayCanceled, &newer];
        assert_eq!(kinds, wanted);
    }
}
