//! The main job (experience N1, N2, N4).

use std::process::Command;
use std::time::Instant;

use serde_json::Value;

use crate::program::{Folder, POLL, Running, program, run};
use crate::{PATIENCE, command, holds};

/// The first line that begins with `name`, without it.
fn after<'a>(text: &'a str, name: &str) -> &'a str {
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix(name));
    line.unwrap_or_else(|| panic!("no line {name:?} in\n{text}")).trim()
}

/// Waits until somebody of the trunk's agents has talked, and gives the name of the call.
fn trunk_call(center: &mut Running) -> String {
    let agents = ["adele", "bo", "diego", "lynne", "megan", "nestor"];
    let until = Instant::now() + PATIENCE;
    loop {
        let log = center.log();
        let words = log.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let ended = words.filter(|words| words.get(1) == Some(&"wrap-up"));
        let theirs = |words: &Vec<&str>| words.get(3).is_some_and(|name| agents.contains(name));
        if let Some(words) = ended.into_iter().find(theirs) {
            return words[2].to_owned();
        }
        assert!(Instant::now() < until, "nobody talked:\n{log}");
        std::thread::sleep(POLL);
    }
}

#[test]
fn n2_plain_lines_show_an_answered_call_and_totals() {
    let folder = Folder::new("contact-center");
    let mut center = Running::start(
        command("contact-center", &folder).args(["--plain", "--seed", "3"]),
        &folder,
        "center",
    );
    let call = trunk_call(&mut center);
    // Connect + Extend: notes and a chat's answer came through Teams.
    center.says(" notes ", PATIENCE);
    center.says(" reads ", PATIENCE);
    // Extend + Power: the assistant settles some, and hands over others with a summary.
    center.says("settled  c-", PATIENCE);
    center.says(" handover ", PATIENCE);
    center.says(" at the desktop", PATIENCE);
    let log = center.log();
    let run = after(&log, "Journal").split(' ').next().expect("a folder");
    let run = folder.path().join(run);
    let ladder = holds(&run.join(format!("ladders/{call}.txt")), "BYE");
    let pid = center.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().is_ok_and(|s| s.success()));
    assert!(center.ends_within(PATIENCE), "Ctrl-C ends it with exit code 0");
    let log = center.log();
    let totals = log.lines().last().unwrap_or_default();
    assert!(
        totals.contains(" calls and chats answered, ") && totals.contains("journal ./runs/"),
        "{log}"
    );
    // Nobody of the third model is left on the line: the service told the end of each call.
    let ladders = std::fs::read_dir(run.join("ladders")).expect("ladders are kept");
    let ladders = ladders.map(|file| std::fs::read_to_string(file.expect("one").path()));
    let ladders: Vec<_> = ladders.collect::<Result<_, _>>().expect("they are text");
    let carried = ladders.iter().filter(|ladder| ladder.contains("callConnections:answer"));
    let carried: Vec<_> = carried.collect();
    assert!(!carried.is_empty(), "{}", run.display());
    for ladder in carried {
        assert!(ladder.contains("CallDisconnected"), "{ladder}");
        assert!(!ladder.contains("+1425556"), "a whole number in\n{ladder}");
    }
    assert!(
        log.contains("  model            Teams side            agents  live  waiting"),
        "{log}"
    );
    for row in [
        "  Connect          Direct Routing SIP         6 ",
        "  Connect+Extend   Graph + tab + bot          4 ",
        "  Extend+Power     Call Automation (TPE)      3 ",
    ] {
        assert!(log.lines().any(|line| line.starts_with(row)), "{row} is missing in\n{log}");
    }
    let journal = std::fs::read_to_string(run.join("journal.jsonl")).expect("the journal is kept");
    let events: Vec<Value> =
        journal.lines().map(|line| serde_json::from_str(line).expect("JSON lines")).collect();
    for model in ["Connect", "Connect+Extend", "Extend+Power"] {
        let answered = |event: &Value| event["event"] == "assigned" && event["model"] == model;
        assert!(events.iter().any(answered), "{model}: {journal}");
    }
    for word in ["carrier", "Teams sip", "INVITE (sdp)", "200 OK (sdp)", "ACK", "BYE"] {
        assert!(ladder.contains(word), "{word} is missing in\n{ladder}");
    }
    let sound = std::fs::read(run.join(format!("sound/{call}.wav"))).expect("the sound is kept");
    assert_eq!((&sound[..4], &sound[8..12]), (&b"RIFF"[..], &b"WAVE"[..]));
    assert!(log.lines().all(|line| !line.contains("+142555")), "whole numbers in\n{log}");
}

#[test]
fn n2_json_lines_are_json_and_end_by_themselves() {
    let folder = Folder::new("contact-center-json");
    let args = ["--json", "--seed", "5", "--seconds", "12"];
    let output = run(command("contact-center", &folder).args(args), b"", PATIENCE);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert!(lines.iter().any(|line| line["event"] == "offered"), "{text}");
    let last = lines.iter().rev().find(|line| line["lanes"].is_array()).expect("a summary");
    let lanes = last["lanes"].as_array().expect("rows");
    let rows: Vec<_> =
        lanes.iter().map(|lane| (lane["model"].as_str(), lane["alive"] == true)).collect();
    let want = [("Connect", true), ("Connect+Extend", true), ("Extend+Power", true)];
    assert_eq!(rows, want.map(|(model, alive)| (Some(model), alive)), "{text}");
}

#[test]
fn n1_a_softphone_dials_the_printed_address() {
    let Some(sipp) = program("sipp") else { return };
    let folder = Folder::new("contact-center-dial");
    let mut center =
        Running::start(command("contact-center", &folder).arg("--plain"), &folder, "center");
    center.says("Journal", PATIENCE);
    let log = center.log();
    let dial = after(&log, "Dial");
    let (user, host) =
        dial.split_once(' ').map_or(dial, |(uri, _)| uri).split_once('@').expect("a SIP URI");
    for transport in ["u1", "t1"] {
        let output = run(
            Command::new(&sipp).current_dir(folder.path()).args([
                "-sn",
                "uac",
                host,
                "-s",
                user.trim_start_matches("sip:"),
                "-t",
                transport,
                "-m",
                "1",
                "-d",
                "1500",
                "-i",
                "127.0.0.1",
                "-timeout",
                "30s",
                "-timeout_error",
                "-nostdin",
            ]),
            b"",
            PATIENCE,
        );
        assert!(
            output.status.success(),
            "{transport}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// What came in under a model is all somewhere, once.
fn balances(lane: &Value) -> bool {
    let number = |name: &str| lane[name].as_u64().unwrap_or_default();
    let parts = ["greeted", "waiting", "answered", "lost", "settled", "sent_on"];
    number("offered") == parts.into_iter().map(number).sum::<u64>()
}

#[test]
fn n3_the_page_shows_the_same_numbers_as_the_terminal() {
    let folder = Folder::new("contact-center-page");
    let mut center =
        Running::start(command("contact-center", &folder).arg("--plain"), &folder, "center");
    let call = trunk_call(&mut center);
    for word in [" notes ", "settled  c-", " at the desktop"] {
        center.says(word, PATIENCE);
    }
    let log = center.log();
    let handed = log.lines().find(|line| line.contains(" handover ")).expect("one is handed over");
    let handed = handed.split_whitespace().nth(2).expect("its name").to_owned();
    let page = after(&log, "Open").split_whitespace().next().expect("a URL").to_owned();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let get = async |path: &str| {
            let answer = http.get(format!("{page}{path}")).send().await.expect("the page answers");
            assert!(answer.status().is_success(), "{path}: {}", answer.status());
            answer.bytes().await.expect("a body")
        };
        let until = Instant::now() + PATIENCE;
        let now = loop {
            let now: Value = serde_json::from_slice(&get("/api/now").await).expect("JSON");
            let lanes = now["lanes"].as_array().expect("rows");
            // Whoever goes from one place to the next is in neither for a moment.
            if lanes.iter().all(balances) {
                break now;
            }
            assert!(Instant::now() < until, "the books do not balance: {lanes:#?}");
        };
        for lane in now["lanes"].as_array().expect("rows") {
            assert!(lane["answered"].as_u64() >= Some(1), "{lane}");
        }
        let settled: Vec<_> = (0..3).map(|row| now["lanes"][row]["settled"].as_u64()).collect();
        assert_eq!(settled[..2], [None, None], "no assistant there");
        assert!(settled[2] >= Some(1), "{settled:?}");
        assert_eq!(now["agents"].as_array().map(Vec::len), Some(13));
        let ladder = get(&format!("/api/calls/{call}/ladder")).await;
        assert!(String::from_utf8_lossy(&ladder).contains("INVITE"), "{ladder:?}");
        let ladder = get(&format!("/api/calls/{handed}/ladder")).await;
        let ladder = String::from_utf8_lossy(&ladder).into_owned();
        for word in ["callConnections:answer", ":recognize", "RecognizeCompleted"] {
            assert!(ladder.contains(word), "{word} is missing in\n{ladder}");
        }
        let said = get(&format!("/api/calls/{handed}/transcript")).await;
        let said = String::from_utf8_lossy(&said).into_owned();
        for who in ["assistant", "caller"] {
            assert!(said.lines().any(|line| line.contains(who)), "{said}");
        }
        let why = get(&format!("/api/calls/{call}/why")).await;
        assert!(!why.is_empty());
        assert!(get(&format!("/api/calls/{call}/sound")).await.starts_with(b"RIFF"));
        assert!(get("/").await.starts_with(b"<!doctype html>"));
    });
}

#[test]
fn a_wrong_option_is_one_sentence_and_exit_code_2() {
    let folder = Folder::new("contact-center-args");
    let output = run(command("contact-center", &folder).arg("--sed"), b"", PATIENCE);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said.trim_end(), "\"--sed\" is no option; --help lists them");
}
