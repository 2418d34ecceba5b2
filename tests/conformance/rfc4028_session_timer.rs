//! RFC 4028: session timers in both roles, in virtual time (RS-19).

use std::time::Duration;

use teams_cc_core::CallId;
use teams_cc_sip::dialog::session::SessionTimer;
use teams_cc_sip::endpoint::{Command, EndpointConfig, Event, Invite, RefreshBy, Reply, Why};
use teams_cc_sip::message::{Refresher, Request};
use teams_cc_sip::testing::{End, Link, Pair, SDP_B};
use teams_cc_sip::{Target, Transport};

use crate::bench::{Bench, OURS, SDP, answer, request};

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A call of ours, answered with this Session-Expires.
fn out(bench: &mut Bench, more: &str) -> (CallId, Request) {
    let call = bench.endpoint.reserve();
    let target = Target::new(Transport::Udp, "192.0.2.7", 5060);
    let invite = Invite::new(target, "sip:peer@192.0.2.7", "sip:desk@192.0.2.1").sdp(OURS);
    bench.tell(Command::Invite(call, Box::new(invite)));
    let invite = bench.request("INVITE");
    bench.receive(&answer(&invite, 200, "t", more, SDP));
    bench.request("ACK");
    bench.events();
    (call, invite)
}

/// A call of the peer with these headers, answered; our answer's Session-Expires and tag.
fn come(bench: &mut Bench, more: &str) -> (CallId, Option<String>, String) {
    bench.receive(&request("INVITE", "1", "", 1, more, SDP));
    let call = bench.incoming();
    bench.tell(Command::AnswerWith(call, Reply::sdp(OURS)));
    let ok = bench.response(200);
    let tag = ok.to_tag().expect("our tag").to_owned();
    bench.receive(&request("ACK", "a1", &tag, 1, "", ""));
    bench.events();
    (call, ok.header("Session-Expires").map(|value| value.to_string()), tag)
}

fn ended(bench: &mut Bench) -> Option<Why> {
    bench.events().iter().rev().find_map(|event| match event {
        Event::Ended(_, ending) => Some(ending.why()),
        _ => None,
    })
}

#[test]
fn s7_1_we_ask_for_half_an_hour_and_say_that_we_can() {
    let mut bench = Bench::udp();
    let (_, invite) = out(&mut bench, "");
    assert_eq!(invite.header("Session-Expires").map(|v| v.to_string()).as_deref(), Some("1800"));
    assert!(invite.supported().contains("timer"));
}

#[test]
fn s7_2_without_session_expires_in_the_answer_there_is_no_timer() {
    let mut bench = Bench::udp();
    let (call, _) = out(&mut bench, "");
    assert!(bench.endpoint.call(call).is_some_and(|call| call.session().is_none()));
    bench.pass(secs(100_000));
    assert!(bench.take().is_empty());
}

#[test]
fn s10_the_refresher_refreshes_at_half_the_interval_with_its_description_unchanged() {
    let mut bench = Bench::udp();
    let (_, invite) = out(&mut bench, "Session-Expires: 1800;refresher=uac\r\nRequire: timer\r\n");
    let mut last = invite.cseq().number;
    for _ in 0..3 {
        bench.pass(secs(899));
        assert!(bench.take().is_empty());
        bench.pass(secs(1));
        let refresh = bench.request("INVITE");
        assert_eq!(refresh.body(), OURS, "DR-79");
        assert!(refresh.cseq().number > last);
        last = refresh.cseq().number;
        let expires = refresh.header("Session-Expires").map(|v| v.to_string());
        assert_eq!(expires.as_deref(), Some("1800;refresher=uac"));
        bench.receive(&answer(&refresh, 200, "", "Session-Expires: 1800;refresher=uac\r\n", SDP));
        bench.request("ACK");
        assert!(matches!(&bench.events()[..], [Event::Refreshed(_)]));
    }
}

#[test]
fn s10_who_is_not_refreshed_says_bye_before_the_end() {
    // SE - min(32 s, SE/3): 1800 - 32, and 90 - 30.
    for (expires, end) in [(1800, 1768), (90, 60)] {
        let mut bench = Bench::udp();
        let more = format!("Supported: timer\r\nSession-Expires: {expires};refresher=uac\r\n");
        let (_, agreed, _) = come(&mut bench, &more);
        assert_eq!(agreed, Some(format!("{expires};refresher=uac")));
        bench.pass(secs(end - 1));
        assert!(bench.take().is_empty());
        bench.pass(secs(1));
        assert_eq!(bench.lines(), ["BYE"]);
        assert_eq!(ended(&mut bench), Some(Why::Expired));
    }
}

#[test]
fn s9_their_refresh_restarts_the_timer() {
    let mut bench = Bench::udp();
    let more = "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n";
    let (_, _, tag) = come(&mut bench, more);
    for number in 2..6 {
        bench.pass(secs(45));
        bench.receive(&request("INVITE", &format!("r{number}"), &tag, number, more, SDP));
        let ok = bench.response(200);
        assert_eq!(ok.body(), OURS, "unchanged (DR-78)");
        assert_eq!(ok.header("Require").map(|v| v.to_string()).as_deref(), Some("timer"));
        bench.receive(&request("ACK", &format!("k{number}"), &tag, number, "", ""));
        assert!(matches!(&bench.events()[..], [Event::Refreshed(_)]));
    }
    bench.pass(secs(59));
    assert_eq!(ended(&mut bench), None);
    bench.pass(secs(1));
    assert_eq!(ended(&mut bench), Some(Why::Expired));
}

#[test]
fn rfc_3311_an_update_without_a_description_refreshes_too() {
    let mut bench = Bench::udp();
    let more = "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n";
    let (_, _, tag) = come(&mut bench, more);
    bench.pass(secs(45));
    bench.receive(&request("UPDATE", "u", &tag, 2, more, ""));
    let ok = bench.response(200);
    assert!(ok.body().is_empty());
    bench.pass(secs(59));
    assert_eq!(ended(&mut bench), None);

    // And ours, where it is wanted and the other side has it.
    let config = EndpointConfig::new("192.0.2.1").seed(1).refresh(RefreshBy::Update);
    let mut bench = Bench::new(Transport::Udp, config);
    out(&mut bench, "Session-Expires: 90;refresher=uac\r\nAllow: INVITE, ACK, BYE, UPDATE\r\n");
    bench.pass(secs(45));
    let update = bench.request("UPDATE");
    assert!(update.body().is_empty());
}

#[test]
fn s9_table_2_who_refreshes() {
    let all = [
        ("", Some("1800;refresher=uas"), "who knows nothing of timers is not asked"),
        ("Supported: timer\r\n", Some("1800;refresher=uac"), "our choice"),
        (
            "Supported: timer\r\nSession-Expires: 600;refresher=uas\r\n",
            Some("600;refresher=uas"),
            "theirs",
        ),
        (
            "Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n",
            Some("600;refresher=uac"),
            "theirs",
        ),
        (
            "Supported: timer\r\nSession-Expires: 7200\r\n",
            Some("1800;refresher=uac"),
            "never longer than ours",
        ),
        (
            "Session-Expires: 60\r\n",
            Some("90;refresher=uas"),
            "too small, but it cannot understand 422",
        ),
        (
            "Supported: timer\r\nSession-Expires: 600\r\nMin-SE: 400\r\n",
            Some("600;refresher=uac"),
            "above theirs",
        ),
    ];
    for (more, expected, why) in all {
        let mut bench = Bench::udp();
        let (_, agreed, _) = come(&mut bench, more);
        assert_eq!(agreed.as_deref(), expected, "{why}");
    }
    let timer = SessionTimer { refresher: Refresher::Uas, ..SessionTimer::default() };
    let config = EndpointConfig::new("192.0.2.1").seed(1).session_timer(timer);
    let mut bench = Bench::new(Transport::Udp, config);
    let (_, agreed, _) = come(&mut bench, "Supported: timer\r\n");
    assert_eq!(agreed.as_deref(), Some("1800;refresher=uas"));
    let config = EndpointConfig::new("192.0.2.1").seed(1).without_session_timer();
    let mut bench = Bench::new(Transport::Udp, config);
    assert_eq!(come(&mut bench, "Supported: timer\r\nSession-Expires: 600\r\n").1, None);
}

#[test]
fn s6_too_small_an_interval_gets_422_with_min_se() {
    let mut bench = Bench::udp();
    bench.receive(&request(
        "INVITE",
        "1",
        "",
        1,
        "Supported: timer\r\nSession-Expires: 60\r\n",
        SDP,
    ));
    let refusal = bench.response(422);
    assert_eq!(refusal.header("Min-SE").map(|v| v.to_string()).as_deref(), Some("90"));
    assert!(bench.events().is_empty());
}

#[test]
fn s7_3_dr_77_after_422_we_ask_once_more_with_what_the_other_side_wants() {
    let mut bench = Bench::udp();
    let call = bench.endpoint.reserve();
    let target = Target::new(Transport::Udp, "192.0.2.7", 5060);
    let invite = Invite::new(target, "sip:peer@192.0.2.7", "sip:desk@192.0.2.1").sdp(OURS);
    bench.tell(Command::Invite(call, Box::new(invite)));
    let first = bench.request("INVITE");
    bench.receive(&answer(&first, 422, "t", "Min-SE: 3600\r\n", ""));
    bench.request("ACK");
    let second = bench.request("INVITE");
    assert_eq!(second.call_id(), first.call_id());
    assert_eq!(second.from_tag(), first.from_tag());
    assert_eq!(second.cseq().number, first.cseq().number + 1);
    assert_ne!(second.branch(), first.branch());
    let value = |name: &str| second.header(name).map(|v| v.to_string()).unwrap_or_default();
    assert_eq!((value("Session-Expires"), value("Min-SE")), ("3600".into(), "3600".into()));
    assert!(bench.events().is_empty());
    bench.receive(&answer(&second, 422, "t", "Min-SE: 7200\r\n", ""));
    assert!(matches!(ended(&mut bench), Some(Why::Rejected(..))), "once is enough");
}

#[test]
fn rs_19_a_failed_refresh_is_tried_again_and_408_or_481_end_the_call() {
    let mut bench = Bench::udp();
    out(&mut bench, "Session-Expires: 1800;refresher=uac\r\n");
    bench.pass(secs(900));
    let refresh = bench.request("INVITE");
    bench.receive(&answer(&refresh, 500, "", "", ""));
    bench.pass(secs(225));
    let again = bench.request("INVITE");
    bench.receive(&answer(&again, 200, "", "Session-Expires: 1800;refresher=uac\r\n", SDP));
    bench.pass(secs(900));
    let third = bench.request("INVITE");
    bench.receive(&answer(&third, 481, "", "", ""));
    assert_eq!(ended(&mut bench), Some(Why::Forgotten));

    // Nobody answers the refresh at all: the call ends with timer B.
    let mut bench = Bench::udp();
    out(&mut bench, "Session-Expires: 1800;refresher=uac\r\n");
    bench.pass(secs(932));
    assert_eq!(ended(&mut bench), Some(Why::Forgotten));
}

#[test]
fn rs_19_no_call_outlives_its_peer_by_more_than_the_interval() {
    for seed in 0..40 {
        let timer = SessionTimer { expires: secs(180), ..SessionTimer::default() };
        let mut pair = Pair::new(Transport::Udp, Link::new(seed), |c| c.session_timer(timer));
        pair.call(End::A);
        pair.run(secs(300 + seed * 17), |_, _, event| match event {
            Event::Incoming(call) => vec![Command::AnswerWith(*call, Reply::sdp(SDP_B))],
            _ => vec![],
        });
        assert_eq!(pair.end(End::A).calls(), 1, "it lives as long as it is refreshed");
        pair.cut();
        let from = pair.now();
        pair.pass(secs(180));
        assert!(pair.now() <= from + secs(180));
        for end in [End::A, End::B] {
            assert_eq!(pair.endings(end).len(), 1, "seed {seed} {end:?}\n{}", pair.ladder());
        }
    }
}
