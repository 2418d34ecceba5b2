//! RFC 3261 §12 to §15, RFC 6026, RFC 3262, RFC 3311: dialogs and their order.

use std::time::Duration;

use teams_cc_core::{CallId, Side};
use teams_cc_sip::endpoint::{
    Command, EndpointConfig, Event, Invite, Phase, Provisionals, Rejection, Reply, Why,
};
use teams_cc_sip::message::{Request, StatusCode};
use teams_cc_sip::{Target, Transport};

use crate::bench::{Bench, OURS, SDP, answer, request};

fn invite() -> String {
    request("INVITE", "1", "", 1, "", SDP)
}

/// A call of the peer that is up, and our tag.
fn up() -> (Bench, CallId, String) {
    let mut bench = Bench::udp();
    bench.receive(&invite());
    let call = bench.incoming();
    bench.tell(Command::AnswerWith(call, Reply::sdp(OURS)));
    let tag = bench.response(200).to_tag().expect("our tag").to_owned();
    bench.receive(&request("ACK", "a1", &tag, 1, "", ""));
    bench.events();
    (bench, call, tag)
}

fn call_out(bench: &mut Bench) -> (CallId, Request) {
    let call = bench.endpoint.reserve();
    let target = Target::new(Transport::Udp, "192.0.2.7", 5060);
    let invite = Invite::new(target, "sip:peer@192.0.2.7", "sip:desk@192.0.2.1").sdp(OURS);
    bench.tell(Command::Invite(call, Box::new(invite)));
    (call, bench.request("INVITE"))
}

fn ended(bench: &mut Bench) -> Option<Why> {
    bench.events().iter().rev().find_map(|event| match event {
        Event::Ended(_, ending) => Some(ending.why()),
        _ => None,
    })
}

#[test]
fn s13_3_1_4_a_2xx_is_repeated_until_its_ack_comes() {
    let mut bench = Bench::udp();
    bench.receive(&invite());
    let call = bench.incoming();
    bench.tell(Command::AnswerWith(call, Reply::sdp(OURS)));
    let tag = bench.response(200).to_tag().expect("our tag").to_owned();
    let from = bench.now;
    bench.pass(Duration::from_secs(8));
    let at: Vec<_> = bench.take().iter().map(|(at, ..)| at.since(from).as_millis()).collect();
    assert_eq!(at, [500, 1_500, 3_500, 7_500], "T1 doubling up to T2");
    bench.receive(&request("ACK", "a1", &tag, 1, "", ""));
    bench.pass(Duration::from_secs(60));
    assert!(bench.take().is_empty());
    assert_eq!(bench.endpoint.call(call).map(teams_cc_sip::endpoint::Call::phase), Some(Phase::Up));
}

#[test]
fn s13_3_1_4_without_an_ack_bye_follows_after_64_t1_on_streams_too() {
    for transport in [Transport::Udp, Transport::Tcp] {
        let config = EndpointConfig::new("192.0.2.1").port(transport, 5060).seed(1);
        let mut bench = Bench::new(transport, config);
        bench.receive(&invite());
        let call = bench.incoming();
        bench.tell(Command::AnswerWith(call, Reply::sdp(OURS)));
        bench.response(200);
        bench.pass(Duration::from_millis(31_999));
        let lines = bench.lines();
        assert!(lines.iter().all(|line| line == "200 INVITE") && lines.len() >= 9, "{lines:?}");
        bench.pass(Duration::from_millis(1));
        assert_eq!(bench.lines(), ["BYE"]);
        assert_eq!(ended(&mut bench), Some(Why::NoAck));
        bench.assert_nothing_is_left();
    }
}

#[test]
fn s15_bye_of_the_callee_waits_for_the_ack() {
    let mut bench = Bench::udp();
    bench.receive(&invite());
    let call = bench.incoming();
    bench.tell(Command::AnswerWith(call, Reply::sdp(OURS)));
    let tag = bench.response(200).to_tag().expect("our tag").to_owned();
    bench.tell(Command::Bye(call, Vec::new()));
    assert!(bench.lines().is_empty());
    bench.receive(&request("ACK", "a1", &tag, 1, "", ""));
    assert_eq!(bench.lines(), ["BYE"]);
    assert_eq!(ended(&mut bench), Some(Why::Bye(Side::Us)));
}

#[test]
fn s12_2_2_lower_numbers_get_500_and_unknown_dialogs_481() {
    let (mut bench, _, tag) = up();
    bench.receive(&request("INFO", "i5", &tag, 5, "", ""));
    bench.response(200);
    bench.receive(&request("INFO", "i4", &tag, 4, "", ""));
    assert!(bench.response(500).has("Retry-After"));
    for method in ["BYE", "REFER", "INFO", "UPDATE", "INVITE", "NOTIFY", "PRACK", "OPTIONS"] {
        let refer = if method == "REFER" { "Refer-To: <sip:c@h>\r\n" } else { "" };
        bench.receive(&request(method, &format!("x{method}"), "guessed", 9, refer, ""));
        bench.response(481);
    }
    let other_caller = request("BYE", "y", &tag, 9, "", "").replace(";tag=p1", ";tag=p2");
    bench.receive(&other_caller);
    bench.response(481);
    assert_eq!(bench.endpoint.calls(), 1, "RS-22: nothing matches by Call-ID alone");
}

#[test]
fn s9_2_cancel_ends_what_rings_and_nothing_that_was_answered() {
    let mut bench = Bench::udp();
    bench.receive(&invite());
    bench.incoming();
    bench.receive(&request("CANCEL", "1", "", 1, "Reason: SIP;cause=200\r\n", ""));
    let lines = bench.lines();
    assert_eq!(lines, ["100 INVITE", "200 CANCEL", "487 INVITE"]);
    assert_eq!(ended(&mut bench), Some(Why::Cancelled(Side::Them)));

    let mut bench = Bench::udp();
    bench.receive(&invite());
    let call = bench.incoming();
    bench.tell(Command::AnswerWith(call, Reply::sdp(OURS)));
    bench.lines();
    bench.receive(&request("CANCEL", "1", "", 1, "", ""));
    assert_eq!(bench.lines(), ["200 CANCEL"]);
    assert_eq!(
        bench.endpoint.call(call).map(teams_cc_sip::endpoint::Call::phase),
        Some(Phase::Answered)
    );
}

#[test]
fn s9_1_a_final_answer_that_crosses_cancel_ends_the_call_once() {
    for (code, lines) in [(200, vec!["ACK", "BYE"]), (487, vec!["ACK"]), (486, vec!["ACK"])] {
        let mut bench = Bench::udp();
        let (call, invite) = call_out(&mut bench);
        bench.receive(&answer(&invite, 180, "t", "", ""));
        bench.tell(Command::Cancel(call, Vec::new()));
        bench.request("CANCEL");
        bench.receive(&answer(&invite, code, "t", "", if code == 200 { SDP } else { "" }));
        assert_eq!(bench.lines(), lines);
        assert_eq!(ended(&mut bench), Some(Why::Cancelled(Side::Us)));
        bench.assert_nothing_is_left();
    }
}

#[test]
fn s9_1_a_cancelled_call_without_any_final_answer_ends_after_64_t1() {
    let mut bench = Bench::udp();
    let (call, invite) = call_out(&mut bench);
    bench.receive(&answer(&invite, 180, "t", "", ""));
    bench.tell(Command::Bye(call, Vec::new()));
    let cancel = bench.request("CANCEL");
    bench.receive(&answer(&cancel, 200, "t", "", ""));
    bench.pass(Duration::from_millis(31_999));
    assert_eq!(ended(&mut bench), None);
    bench.pass(Duration::from_millis(1));
    assert_eq!(ended(&mut bench), Some(Why::Cancelled(Side::Us)));
    bench.assert_nothing_is_left();
}

#[test]
fn s13_2_2_4_a_2xx_for_a_call_that_is_over_is_acknowledged_and_hung_up() {
    let mut bench = Bench::udp();
    let (call, invite) = call_out(&mut bench);
    bench.receive(&answer(&invite, 200, "t", "", SDP));
    bench.tell(Command::Bye(call, Vec::new()));
    bench.lines();
    bench.receive(&answer(&invite, 200, "fork", "", SDP));
    assert_eq!(bench.lines(), ["ACK", "BYE"]);
}

#[test]
fn s15_1_2_bye_in_an_early_dialog_ends_the_invite_with_487() {
    let mut bench = Bench::udp();
    bench.receive(&invite());
    let call = bench.incoming();
    bench.tell(Command::Progress(call, StatusCode::RINGING, Reply::new()));
    let tag = bench.response(180).to_tag().expect("our tag").to_owned();
    bench.receive(&request("BYE", "b", &tag, 2, "", ""));
    assert_eq!(bench.lines(), ["200 BYE", "487 INVITE"]);
    assert_eq!(ended(&mut bench), Some(Why::Bye(Side::Them)));
}

#[test]
fn s14_2_a_second_invite_before_the_first_is_answered_gets_500_and_one_against_ours_491() {
    let (mut bench, call, tag) = up();
    let other = SDP.replace("4000", "4010");
    bench.receive(&request("INVITE", "r2", &tag, 2, "", &other));
    bench.receive(&request("INVITE", "r3", &tag, 3, "", &other));
    let busy = bench.response(500);
    let wait: u64 =
        busy.header("Retry-After").and_then(teams_cc_sip::message::Value::number).expect("a wait");
    assert!(wait <= 10);
    bench.tell(Command::RejectReinvite(call, Rejection::new(StatusCode::NOT_ACCEPTABLE_HERE)));
    bench.response(488);
    assert_eq!(
        bench.endpoint.call(call).and_then(|c| c.remote_description().cloned()).as_deref(),
        Some(SDP.as_bytes()),
        "the session is as it was"
    );

    bench.tell(Command::Reinvite(call, Reply::sdp(OURS.replace("5000", "5010"))));
    bench.request("INVITE");
    bench.receive(&request("INVITE", "r4", &tag, 4, "", &other));
    bench.response(491);
    bench.receive(&request("UPDATE", "r5", &tag, 5, "", &other));
    bench.response(491);
}

#[test]
fn s14_1_after_491_the_owner_of_the_call_id_waits_longer() {
    // The peer owns the Call-ID: we wait up to 2 s.
    let (mut bench, call, _) = up();
    bench.tell(Command::Reinvite(call, Reply::sdp(OURS.replace("5000", "5010"))));
    let sent = bench.request("INVITE");
    bench.receive(&answer(&sent, 491, "", "", ""));
    bench.request("ACK");
    bench.pass(Duration::from_secs(2));
    let again = bench.request("INVITE");
    assert!(again.cseq().number > sent.cseq().number);

    // We own it: 2.1 to 4 s.
    let mut bench = Bench::udp();
    let (call, invite) = call_out(&mut bench);
    bench.receive(&answer(&invite, 200, "t", "", SDP));
    bench.tell(Command::Reinvite(call, Reply::sdp(OURS.replace("5000", "5010"))));
    let sent = bench.request("INVITE");
    bench.receive(&answer(&sent, 491, "", "", ""));
    bench.request("ACK");
    bench.pass(Duration::from_millis(2_099));
    assert!(bench.take().is_empty());
    bench.pass(Duration::from_millis(1_901));
    bench.request("INVITE");
}

#[test]
fn s12_2_1_2_a_peer_that_has_forgotten_the_call_ends_it() {
    for code in [481, 408] {
        let (mut bench, call, _) = up();
        bench.tell(Command::Reinvite(call, Reply::sdp(OURS.replace("5000", "5010"))));
        let sent = bench.request("INVITE");
        bench.receive(&answer(&sent, code, "", "", ""));
        assert_eq!(bench.lines(), ["ACK", "BYE"]);
        assert_eq!(ended(&mut bench), Some(Why::Forgotten));
    }
    let (mut bench, call, _) = up();
    bench.tell(Command::Reinvite(call, Reply::sdp(OURS.replace("5000", "5010"))));
    let sent = bench.request("INVITE");
    bench.receive(&answer(&sent, 488, "", "", ""));
    assert!(matches!(
        &bench.events()[..],
        [Event::ReinviteFailed { status: Some(StatusCode::NOT_ACCEPTABLE_HERE), .. }]
    ));
    assert_eq!(bench.endpoint.calls(), 1);
}

#[test]
fn s12_2_a_new_contact_moves_the_target() {
    let (mut bench, call, tag) = up();
    let moved = request("INVITE", "r2", &tag, 2, "", &SDP.replace("4000", "4010"))
        .replace("Contact: <sip:peer@192.0.2.7>", "Contact: <sip:elsewhere@192.0.2.7:5070;x=1>");
    bench.receive(&moved);
    bench.tell(Command::AnswerReinvite(call, Reply::sdp(OURS)));
    bench.response(200);
    bench.receive(&request("ACK", "a2", &tag, 2, "", ""));
    bench.tell(Command::Bye(call, Vec::new()));
    assert_eq!(bench.request("BYE").uri().as_str(), "sip:elsewhere@192.0.2.7:5070;x=1");
}

#[test]
fn rfc_3262_s3_a_reliable_provisional_is_repeated_until_prack_and_the_call_fails_without_one() {
    let config = EndpointConfig::new("192.0.2.1").seed(1).provisionals(Provisionals::Reliable);
    let ring = |config: EndpointConfig| {
        let mut bench = Bench::new(Transport::Udp, config);
        bench.receive(&request("INVITE", "1", "", 1, "Require: 100rel\r\n", SDP));
        let call = bench.incoming();
        bench.tell(Command::Progress(call, StatusCode::SESSION_PROGRESS, Reply::sdp(OURS)));
        let early = bench.response(183);
        (bench, call, early)
    };
    let (mut bench, call, early) = ring(config.clone());
    let rseq = early.rseq().expect("read").expect("there");
    let tag = early.to_tag().expect("our tag").to_owned();
    bench.pass(Duration::from_secs(4));
    assert_eq!(bench.lines(), ["183 INVITE"; 3], "at 0.5, 1.5 and 3.5 s");
    bench.tell(Command::AnswerWith(call, Reply::sdp(OURS)));
    assert!(bench.lines().is_empty(), "the 2xx waits for the PRACK of a description");
    bench.receive(&request("PRACK", "p", &tag, 2, &format!("RAck: {} 1 INVITE\r\n", rseq + 7), ""));
    bench.response(481);
    bench.receive(&request("PRACK", "q", &tag, 3, &format!("RAck: {rseq} 1 INVITE\r\n"), ""));
    assert_eq!(bench.lines(), ["200 PRACK", "200 INVITE"]);

    let (mut bench, _, _) = ring(config);
    bench.pass(Duration::from_secs(32));
    bench.response(504);
    assert!(matches!(ended(&mut bench), Some(Why::Rejected(Side::Us, _))));

    // Who does not do it says so.
    let mut bench = Bench::udp();
    bench.receive(&request("INVITE", "1", "", 1, "Require: 100rel\r\n", SDP));
    bench.response(420);
}

#[test]
fn rfc_3262_s4_we_acknowledge_each_reliable_provisional_once() {
    let config = EndpointConfig::new("192.0.2.1").seed(1).provisionals(Provisionals::Reliable);
    let mut bench = Bench::new(Transport::Udp, config);
    let (_, invite) = call_out(&mut bench);
    let early = answer(&invite, 183, "t", "Require: 100rel\r\nRSeq: 5\r\n", SDP);
    bench.receive(&early);
    let prack = bench.request("PRACK");
    assert_eq!(prack.header("RAck").map(|v| v.to_string()).as_deref(), Some("5 1 INVITE"));
    bench.receive(&early);
    assert!(bench.take().is_empty());
    assert_eq!(bench.events().len(), 1, "told once");
    bench.receive(&answer(&invite, 200, "t", "", ""));
    bench.request("ACK");
    assert!(matches!(&bench.events()[..], [Event::Answered { .. }]), "183 brought the answer");
}

#[test]
fn rfc_3891_early_only_and_calls_that_ring_here_are_not_replaced() {
    let (mut bench, _, tag) = up();
    let replace = |branch: &str, local: &str, more: &str| {
        request(
            "INVITE",
            branch,
            "",
            1,
            &format!("Replaces: bench;to-tag={local};from-tag=p1{more}\r\n"),
            SDP,
        )
        .replace("Call-ID: bench\r\n", &format!("Call-ID: {branch}\r\n"))
    };
    bench.receive(&replace("e1", &tag, ";early-only"));
    bench.response(486);
    bench.receive(&replace("e2", "nobody", ""));
    bench.response(481);
    bench.receive(&replace("e3", &tag, "").replace(";from-tag=p1", ""));
    bench.response(400);

    let mut bench = Bench::udp();
    bench.receive(&invite());
    let call = bench.incoming();
    bench.tell(Command::Progress(call, StatusCode::RINGING, Reply::new()));
    let tag = bench.response(180).to_tag().expect("our tag").to_owned();
    bench.receive(&replace("e4", &tag, ""));
    bench.response(481);

    // A call of ours that rings is given to who asks for it: 200, and CANCEL for the old one.
    let mut bench = Bench::udp();
    let (old, invite) = call_out(&mut bench);
    bench.receive(&answer(&invite, 180, "t", "", ""));
    bench.events();
    let take = request(
        "INVITE",
        "e5",
        "",
        1,
        &format!(
            "Replaces: {};to-tag={};from-tag=t;early-only\r\n",
            invite.call_id(),
            invite.from_tag().expect("a tag")
        ),
        SDP,
    );
    bench.receive(&take);
    let new = bench.incoming();
    bench.tell(Command::AnswerWith(new, Reply::sdp(OURS)));
    assert_eq!(bench.lines(), ["100 INVITE", "200 INVITE", "CANCEL"]);
    bench.receive(&answer(&invite, 487, "t", "", ""));
    assert_eq!(ended(&mut bench), Some(Why::Replaced(new)));
    let _ = old;
}
