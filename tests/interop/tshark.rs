//! tshark dissects every message that we and the emulator sent.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use teams_cc_emulator::Ringing;

use crate::center::{Center, First};
use crate::program::{program, run};

/// Longest time one dissection may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Wireshark's number for a note; warnings, errors and malformed frames are above it. A header that
/// it does not know is a note.
const NOTE: &str = "0x400000";

/// What tshark made of a capture.
#[derive(Debug)]
pub(crate) struct Dissected {
    /// Methods and status codes of all messages; in order, but for those of one segment.
    pub(crate) what: Vec<String>,
}

/// Asks tshark about a capture, all ports as SIP.
fn ask(tshark: &Path, capture: &Path, more: &[&str]) -> String {
    let mut command = Command::new(tshark);
    command.arg("-r").arg(capture);
    command.args(["-d", "udp.port==1-65535,sip", "-d", "tcp.port==1-65535,sip"]).args(more);
    let output = run(&mut command, b"", PATIENCE);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "tshark: {complaint}");
    said
}

/// Dissects a capture; `None` if tshark is not here.
///
/// # Panics
/// When a frame is no SIP, is malformed, or has a warning or a note.
pub(crate) fn dissect(capture: &Path) -> Option<Dissected> {
    let tshark = program("tshark")?;
    let ask = |more: &[&str]| ask(&tshark, capture, more);
    let bad = format!("_ws.malformed || _ws.expert.severity >= {NOTE} || !sip");
    let wrong = ask(&["-Y", &bad, "-V"]);
    assert!(wrong.trim().is_empty(), "tshark finds fault:\n{wrong}");
    let fields = ["-T", "fields", "-e", "sip.Method", "-e", "sip.Status-Code"];
    // One segment of a stream may hold several messages.
    let listed = ask(&fields);
    let what: Vec<String> = listed
        .split(['\n', '\t', ','])
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    Some(Dissected { what })
}

/// What no message of ours to Teams may be, as display filters. In these captures TCP is what
/// travelled in TLS, and our port is 5060.
const NEVER: [(&str, &str); 10] = [
    ("DR-01", "sip contains \"sips:\""),
    ("DR-20", "sip.Method == \"OPTIONS\" && (!sip.contact.host || sip.from.user)"),
    ("DR-24", "sip.Method == \"OPTIONS\" && !(sip.contact.host == \"sbc.contoso.example\")"),
    ("DR-40", "sip.Method == \"INVITE\" && !(sip.contact.host matches \"sbc.contoso.example$\")"),
    ("DR-44", "sip.Request-Line && sip.Record-Route"),
    ("DR-57", "sip.Method == \"INVITE\" && !sdp"),
    (
        "DR-58",
        "sip.Request-Line && !(sip.Method in {\"INVITE\", \"ACK\", \"OPTIONS\", \"CANCEL\", \"BYE\", \"NOTIFY\"})",
    ),
    ("DR-59", "sip.Replaces"),
    (
        "DR-96",
        "sdp.media_attr == \"sendonly\" || sdp.media_attr == \"recvonly\" || sdp.connection_info.address == \"0.0.0.0\"",
    ),
    ("DR-105", "sdp && !(sdp.media.proto == \"RTP/SAVP\")"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_message_of_a_day_in_both_directions_is_dissected_without_a_warning() {
    let center = Center::open(First::Queue).await;
    let (teams, adele) = (center.teams.clone(), center.adele.clone());
    let diego = teams.tenant("adatum").user("diego").answers_after(Duration::from_millis(100));
    let carrier = teams.carrier().over(teams_cc_sip::Target::new(
        teams_cc_sip::Transport::Udp,
        "127.0.0.1",
        center.at(teams_cc_sip::Transport::Udp).port(),
    ));
    let ladder = || teams.ladder().to_string();

    // In: queue, answer, hold and resume at both ends, a blind transfer, the caller hangs up.
    let phone = carrier.call("+14255550100", "+14255550199").await;
    assert!(adele.talks_to(&phone).await, "\n{}", ladder());
    assert_eq!((adele.hold().await, adele.resume().await), (200, 200), "\n{}", ladder());
    assert_eq!((phone.hold_sendonly().await, phone.resume().await), (200, 200), "\n{}", ladder());
    assert_eq!(adele.transfers_to("diego").await, 200, "\n{}", ladder());
    assert!(diego.talks_to(&phone).await, "\n{}", ladder());
    phone.hang_up().await;
    assert!(diego.is_free().await, "\n{}", ladder());

    // Out: a plain call, an emergency call with a location, a forwarded one with its history.
    for number in ["+14255550177", "911"] {
        teams.carrier().line(number, Ringing::Answer { after_ms: 50 });
    }
    let line = "+14255550177".parse().expect("a number");
    for call in [
        adele.calls(line).await,
        adele.calls_emergency("911").await,
        adele.forwards("+14255550155".parse().expect("a number"), line).await,
    ] {
        let call = call.unwrap_or_else(|status| panic!("{status}\n{}", ladder()));
        call.hang_up().await;
    }

    // An agent who does not answer, and a caller who gives up: CANCEL and 487 towards Teams.
    let adele = adele.ignores();
    let phone = carrier.call("+14255550100", "+14255550199").await;
    let rung = |entries: &[teams_cc_emulator::CallRecord]| {
        entries.last().is_some_and(|call| call.side == "teams" && call.answered.is_none())
    };
    teams.calls().wait_until(rung).await;
    phone.hang_up().await;
    // One who declines: 603.
    adele.declines_after(Duration::ZERO);
    let phone = carrier.call("+14255550100", "+14255550199").await;
    let declined = |calls: &[teams_cc_emulator::CallRecord]| {
        calls.iter().any(|call| call.side == "teams" && call.end_reason == 603)
    };
    let waiting = teams.calls().wait_until(declined);
    let in_time = tokio::time::timeout(Duration::from_secs(20), waiting).await;
    assert!(in_time.is_ok(), "{:?}\n{}", teams.calls().list(), ladder());
    phone.hang_up().await;

    let capture = center.close().await;
    let Some(seen) = dissect(&capture.path()) else { return };
    let has = |what: &str| seen.what.iter().any(|other| other == what);
    for what in
        ["INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REFER", "NOTIFY", "200", "202", "487", "603"]
    {
        assert!(has(what), "{what} did not come: {seen:?}");
    }
    println!("{} messages dissected", seen.what.len());

    let Some(tshark) = program("tshark") else { return };
    let ours = |filter: &str| {
        let filter = format!("tcp.srcport == 5060 && ({filter})");
        ask(&tshark, &capture.path(), &["-Y", &filter, "-V"])
    };
    assert!(!ours("sip.Method == \"OPTIONS\"").is_empty(), "the filters see our messages");
    for (id, filter) in NEVER {
        let broken = ours(filter);
        assert!(broken.is_empty(), "{id}: {broken}");
    }
}
