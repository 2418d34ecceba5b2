//! What an endpoint refuses, bounds and survives: RFC 3261 §8.2, RS-10, RS-20, RS-21, RS-22, RS-30.

use teams_cc_sip::endpoint::{Command, EndpointConfig, Event, Invite, Limits, Reply, Why};
use teams_cc_sip::{Input, Target, Transport};

use crate::bench::{Bench, FLOW, OURS, SDP, request};

fn invite() -> String {
    request("INVITE", "1", "", 1, "", SDP)
}

fn ended(bench: &mut Bench) -> Option<Why> {
    bench.events().iter().rev().find_map(|event| match event {
        Event::Ended(_, ending) => Some(ending.why()),
        _ => None,
    })
}

#[test]
fn rs_22_a_million_tags_have_no_repetition() {
    let mut rng = teams_cc_core::Rng::from_seed(1);
    let mut seen = std::collections::HashSet::with_capacity(1_000_000);
    for _ in 0..1_000_000 {
        // 16 characters of 5 bits: what tags, branches and Call-IDs of ours are made of.
        let tag: [u8; 16] = rng.token(16).as_bytes().try_into().expect("16 characters");
        assert!(seen.insert(tag));
    }
}

#[test]
fn s8_2_requests_that_are_not_served_are_refused_by_the_book() {
    let mut bench = Bench::udp();
    let all = [
        ("REGISTER", "", 405),
        ("SUBSCRIBE", "", 489),
        ("MESSAGE", "", 405),
        ("PUBLISH", "", 405),
        ("REFER", "Refer-To: <sip:c@h>\r\n", 403),
        ("DANCE", "", 501),
        ("BYE", "", 481),
        ("UPDATE", "", 481),
        ("NOTIFY", "", 481),
        ("OPTIONS", "Require: gruu, flying\r\n", 420),
    ];
    for (method, more, code) in all {
        bench.receive(&request(method, method, "", 1, more, ""));
        let refusal = bench.response(code);
        if code == 405 || code == 501 {
            assert!(refusal.has("Allow"), "{method}");
        }
        if code == 420 {
            let unsupported = refusal.header("Unsupported").map(|v| v.to_string());
            assert_eq!(unsupported.as_deref(), Some("gruu, flying"));
        }
    }
    let events = bench.events();
    assert!(events.is_empty(), "RS-40: nothing reaches the application: {events:?}");
    bench.receive(&invite().replace("application/sdp", "text/plain"));
    assert!(bench.response(415).has("Accept"));
}

#[test]
fn rs_20_beyond_the_limit_of_calls_new_ones_get_503_and_options_200() {
    let limits = {
        let mut limits = Limits::default();
        limits.calls = 1;
        limits
    };
    let config = EndpointConfig::new("192.0.2.1").seed(1).limits(limits);
    let mut bench = Bench::new(Transport::Udp, config);
    bench.receive(&invite());
    let call = bench.incoming();
    let second = request("INVITE", "2", "", 1, "", SDP).replace("Call-ID: bench", "Call-ID: two");
    bench.receive(&second);
    assert!(bench.response(503).has("Retry-After"));
    bench.receive(
        &request("OPTIONS", "o", "", 1, "", "").replace("Call-ID: bench", "Call-ID: three"),
    );
    bench.response(200);
    bench.tell(Command::AnswerWith(call, Reply::sdp(OURS)));
    bench.response(200);

    // No room for a transaction: OPTIONS all the same, without state (DR-26).
    let limits = {
        let mut limits = Limits::default();
        limits.transactions = 1;
        limits
    };
    let config = EndpointConfig::new("192.0.2.1").seed(1).limits(limits);
    let mut bench = Bench::new(Transport::Udp, config);
    bench.receive(&invite());
    bench.incoming();
    bench.receive(&second);
    assert!(bench.response(503).has("Retry-After"));
    bench.receive(
        &request("OPTIONS", "o", "", 1, "", "").replace("Call-ID: bench", "Call-ID: three"),
    );
    bench.response(200);
    assert_eq!(bench.endpoint.transactions(), 1);
}

#[test]
fn rs_21_one_answer_for_one_request_and_it_goes_where_the_request_came_from() {
    let mut bench = Bench::udp();
    let lies = [
        "203.0.113.9;maddr=203.0.113.10;branch=z9hG4bKo",
        "255.255.255.255;branch=z9hG4bKp",
        "203.0.113.9:9;received=203.0.113.11;rport=7;branch=z9hG4bKq",
    ];
    for (number, via) in lies.into_iter().enumerate() {
        let options = request("OPTIONS", "o", "", 1, "", "")
            .replace("192.0.2.7;branch=z9hG4bKo", via)
            .replace("Call-ID: bench", &format!("Call-ID: {number}"));
        bench.receive(&options);
        let sent = bench.take();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].1, FLOW);
        let via = sent[0].2.via();
        assert_eq!(via.received().map(|ip| ip.to_string()).as_deref(), Some("192.0.2.7"));
        if via.asks_rport() {
            assert_eq!(via.rport(), Some(5060), "RFC 3581 4");
        }
    }
    assert!(bench.connected.is_empty());
}

#[test]
fn rs_10_what_the_application_gives_cannot_break_out_of_its_header() {
    let mut rng = teams_cc_core::Rng::from_seed(10);
    let pieces =
        ["a", " ", "\r", "\n", "\0", "\r\n", "\r\n\r\n", ":", "Via: x", "é", "\t", "\"", "<", ";"];
    for round in 0..4_000u32 {
        let mut bench = Bench::udp();
        let value: String =
            (0..rng.below(6)).map(|_| pieces[rng.below(pieces.len() as u64) as usize]).collect();
        let call = bench.endpoint.reserve();
        let target = Target::new(Transport::Udp, "192.0.2.7", 5060);
        let mut invite = Invite::new(target, "sip:peer@192.0.2.7", "sip:desk@192.0.2.1").sdp(OURS);
        invite = match round % 4 {
            0 => invite.header("X-Test", value.clone()),
            1 => invite.to(format!("\"{value}\" <sip:peer@192.0.2.7>")),
            2 => invite.name(value.clone()),
            _ => invite.contact_user(value.clone()),
        };
        bench.tell(Command::Invite(call, Box::new(invite)));
        let sent = bench.take();
        match sent.as_slice() {
            [] => assert!(matches!(&bench.events()[..], [Event::Refused { .. }]), "{value:?}"),
            [(_, _, message)] => {
                let fields = message.fields().count();
                let extra = usize::from(round % 4 == 0);
                assert_eq!(fields, 13 + extra, "{value:?}\n{message:?}");
                assert_eq!(message.body(), OURS);
            }
            more => panic!("{value:?}: {} messages", more.len()),
        }
    }
}

#[test]
fn rs_30_a_flow_that_breaks_before_any_answer_ends_its_call_and_no_other() {
    let config = EndpointConfig::new("192.0.2.1").seed(1);
    let mut bench = Bench::new(Transport::Tcp, config);
    let target = Target::new(Transport::Tcp, "192.0.2.9", 5060);
    let call = bench.endpoint.reserve();
    let invite = Invite::new(target, "sip:peer@192.0.2.9", "sip:desk@192.0.2.1").sdp(OURS);
    bench.tell(Command::Invite(call, Box::new(invite)));
    bench.receive(&invite_over_tcp());
    let other = bench.incoming();
    let flow = bench.endpoint.call(call).expect("the call").flow();
    bench.give(Input::Closed(flow));
    assert_eq!(ended(&mut bench), Some(Why::Unreachable));
    assert!(bench.endpoint.call(other).is_some());

    // The answer of the other finds another way when its connection is gone too (18.2.2).
    bench.give(Input::Closed(FLOW));
    bench.tell(Command::AnswerWith(other, Reply::sdp(OURS)));
    assert_eq!(bench.connected.last().map(String::as_str), Some("tcp:192.0.2.7:5060"));
    bench.response(200);
}

fn invite_over_tcp() -> String {
    invite().replace("SIP/2.0/UDP", "SIP/2.0/TCP")
}
