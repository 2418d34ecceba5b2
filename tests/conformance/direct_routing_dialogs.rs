//! Direct Routing messages (M01 to M36, written from Microsoft's documents by neither side of
//! these tests) played against an endpoint.

use std::path::Path;
use std::time::Duration;

use teams_cc_core::{CallId, Side};
use teams_cc_sip::endpoint::{
    Command, EndpointConfig, Event, Invite, Options, Phase, PingId, Pings, Rejection, Reply, Why,
};
use teams_cc_sip::message::{Message, Request, StatusCode};
use teams_cc_sip::{Flow, Target, Transport};

use crate::bench::{Bench, OURS};

fn golden(number: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus/direct-routing")
        .join(format!("{number}.sip"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parsed(number: &str) -> Request {
    match Message::parse(golden(number)) {
        Ok(Message::Request(request)) => request,
        other => panic!("{number}: {other:?}"),
    }
}

fn sbc() -> Bench {
    let config = EndpointConfig::new("customers.adatum.biz").port(Transport::Tls, 5061).seed(11);
    Bench::new(Transport::Tls, config)
}

fn text(request: &Request, name: &str) -> String {
    request.header(name).map(|value| value.to_string()).unwrap_or_default()
}

/// Tags, Call-ID and branch of M11 to M35, in the words of this run.
struct Names {
    tag: String,
    call_id: String,
    branch: String,
}

impl Names {
    fn of(invite: &Request) -> Self {
        Self {
            tag: invite.from_tag().expect("our tag").into(),
            call_id: invite.call_id().into(),
            branch: invite.branch().expect("our branch").into(),
        }
    }

    fn put_into(&self, number: &str) -> String {
        golden(number)
            .replace("7367bf6b1c", &self.tag)
            .replace("23a04fffe58fc59e3f35ddd7@sbc1.customers.adatum.biz", &self.call_id)
            .replace("z9hG4bKbb85e451e092b31a", &self.branch)
    }
}

/// Sends M11's equal.
fn call_an_agent(bench: &mut Bench) -> (CallId, Request, Names) {
    let like = parsed("M11");
    let call = bench.endpoint.reserve();
    let from = text(&like, "From");
    let from = from.split(";tag=").next().expect("an address");
    let proxy = Target::new(Transport::Tls, "sip.pstnhub.microsoft.com", 5061);
    let invite = Invite::new(proxy, like.uri().as_str(), from)
        .to(text(&like, "To"))
        .name("sbc1.customers.adatum.biz")
        .header("P-Asserted-Identity", text(&like, "P-Asserted-Identity"))
        .header("History-Info", text(&like, "History-Info"))
        .sdp(OURS);
    bench.tell(Command::Invite(call, Box::new(invite)));
    let invite = bench.request("INVITE");
    let names = Names::of(&invite);
    (call, invite, names)
}

/// M11 to M17: the agent has answered on the second fork.
fn talk_to_an_agent(bench: &mut Bench) -> (CallId, Names) {
    let (call, _, names) = call_an_agent(bench);
    for number in ["M12", "M13", "M14", "M15", "M16"] {
        bench.receive(&names.put_into(number));
    }
    bench.request("ACK");
    (call, names)
}

#[test]
fn dr_20_our_options_are_those_of_m01_and_dr_22_the_answer_without_a_tag_is_taken() {
    let mut bench = sbc();
    let like = parsed("M01");
    let target = Target::new(Transport::Tls, "sip.pstnhub.microsoft.com", 5061);
    bench.tell(Command::Options(PingId(9), Box::new(Options::new(target, like.uri().as_str()))));
    let sent = bench.request("OPTIONS");
    assert_eq!(sent.uri(), like.uri());
    for name in ["To", "Contact", "Allow", "Supported", "Max-Forwards", "CSeq"] {
        assert_eq!(text(&sent, name), text(&like, name), "{name}");
    }
    assert!(text(&sent, "From").starts_with("<sip:customers.adatum.biz:5061>;tag="));
    assert!(
        text(&sent, "Via")
            .starts_with("SIP/2.0/TLS customers.adatum.biz:5061;alias;branch=z9hG4bK")
    );

    let answer = golden("M02")
        .replace("054959adc8", sent.from_tag().expect("a tag"))
        .replace("4502504d63c596e043a80b0d@customers.adatum.biz", sent.call_id())
        .replace("z9hG4bK3b6f803fccf28f37", sent.branch().expect("a branch"));
    bench.receive(&answer);
    match &bench.events()[..] {
        [Event::Ponged { ping: PingId(9), response: Some(response) }] => {
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.to_tag(), None);
        }
        other => panic!("{other:?}"),
    }
    bench.assert_nothing_is_left();
}

#[test]
fn dr_23_options_of_teams_get_200_with_contact_and_allow() {
    let mut bench = sbc();
    bench.receive(&golden("M03"));
    let answer = bench.response(200);
    let value = |name: &str| answer.header(name).map(|v| v.to_string()).unwrap_or_default();
    assert_eq!(value("Contact"), "<sip:customers.adatum.biz:5061;transport=tls>");
    assert!(value("Allow").contains("NOTIFY") && value("Allow").contains("REFER"));
    assert!(matches!(&bench.events()[..], [Event::Pinged { status: StatusCode::OK, .. }]));
}

#[test]
fn dr_26_options_are_answered_while_draining_and_dr_32_new_calls_get_503() {
    let mut bench = sbc();
    let (_, names) = talk_to_an_agent(&mut bench);
    bench.tell(Command::Drain(Pings::Answer));
    bench.receive(&golden("M03"));
    bench.response(200);
    bench.receive(&golden("M05"));
    let busy = bench.response(503);
    assert_eq!(busy.header("Retry-After").map(|v| v.to_string()).as_deref(), Some("1"));
    assert_eq!(bench.endpoint.calls(), 1, "what runs goes on");
    bench.receive(&names.put_into("M27"));
    bench.response(200);

    bench.tell(Command::Drain(Pings::Refuse));
    bench.receive(
        &golden("M03").replace("z9hG4bK8d2b302a", "z9hG4bKother").replace("1 OPTIONS", "2 OPTIONS"),
    );
    bench.response(503);
    bench.tell(Command::Resume);
    bench.receive(&golden("M36"));
    bench.incoming();
}

#[test]
fn dr_46_a_call_by_teams_comes_for_the_tenant_of_its_request_uri_and_is_answered_by_its_name() {
    let mut bench = sbc();
    bench.receive(&golden("M05"));
    // 100 at once: the fail-over clock of Teams stops (DR-30).
    assert_eq!(bench.lines(), ["100 INVITE"]);
    let call = bench.incoming();
    let view = bench.endpoint.call(call).expect("the call");
    assert_eq!(view.host(), "sbc1.customers.adatum.biz");
    assert_eq!(
        text(view.request(), "P-Asserted-Identity"),
        text(&parsed("M05"), "P-Asserted-Identity")
    );

    bench.tell(Command::Progress(call, StatusCode::SESSION_PROGRESS, Reply::sdp(OURS)));
    let early = bench.response(183);
    bench.tell(Command::AnswerWith(call, Reply::sdp(OURS)));
    let answer = bench.response(200);
    let like = Message::parse(golden("M07")).expect("M07");
    for name in ["Contact", "Record-Route", "From", "Call-ID", "CSeq", "Via", "Allow", "Supported"]
    {
        let value = |head: &teams_cc_sip::message::Head| head.header(name).map(|v| v.to_string());
        assert_eq!(value(&answer), value(&like), "{name}");
    }
    assert_eq!(early.to_tag(), answer.to_tag(), "one dialog");
    assert_eq!(answer.header("Require").map(|v| v.to_string()).as_deref(), Some("timer"));

    let tag = answer.to_tag().expect("our tag");
    let here = |number| golden(number).replace("6cd745f83d", tag);
    bench.receive(&here("M08"));
    assert!(matches!(&bench.events()[..], [Event::Confirmed { .. }]));

    // DR-11, DR-75, DR-98: hold comes on a connection of its own, as re-INVITE.
    bench.attach(Flow(2));
    bench.receive_on(Flow(2), &here("M09"));
    assert!(matches!(&bench.events()[..], [Event::ReinviteAsked { .. }]));
    bench.tell(Command::AnswerReinvite(call, Reply::sdp(format!("{OURS}a=inactive\r\n"))));
    let held = bench.take().pop().expect("the 200");
    assert_eq!(held.1, Flow(2));
    let ack =
        here("M08").replace("CSEQ: 1 ACK", "CSEQ: 2 ACK").replace("z9hG4bK8bd9cbbe", "z9hG4bKack2");
    bench.receive_on(Flow(2), &ack);

    // DR-78: the refresh that repeats its description gets ours unchanged, and nobody is asked.
    let again = here("M09")
        .replace("CSEQ: 2 INVITE", "CSEQ: 3 INVITE")
        .replace("z9hG4bKd546dfa3", "z9hG4bKthree");
    bench.receive_on(Flow(2), &again);
    let refreshed = bench.response(200);
    assert_eq!(refreshed.body(), format!("{OURS}a=inactive\r\n"));
    assert!(matches!(&bench.events()[..], [Event::Refreshed(_)]));

    // DR-76: our own request goes to Teams' Contact verbatim, by its Record-Route.
    bench.receive_on(
        Flow(2),
        &ack.replace("CSEQ: 2", "CSEQ: 3").replace("z9hG4bKack2", "z9hG4bKack3"),
    );
    bench.tell(Command::Bye(call, vec![("Reason".into(), "Q.850;cause=16".into())]));
    let bye = bench.request("BYE");
    assert_eq!(
        bye.uri().as_str(),
        parsed("M09").contact().expect("read").expect("there").uri().as_str()
    );
    assert_eq!(
        text(&bye, "Route"),
        "<sip:sip-du-a-eu.pstnhub.microsoft.com:5061;transport=tls;lr>"
    );
    assert_eq!(bench.connected, ["tls:sip-du-a-eu.pstnhub.microsoft.com:5061"]);
}

#[test]
fn dr_81_any_number_of_forks_ring_and_dr_76_the_ack_goes_to_the_contact_of_the_one_that_answers() {
    let mut bench = sbc();
    let (call, invite, names) = call_an_agent(&mut bench);
    let like = parsed("M11");
    assert_eq!(bench.connected, ["tls:sip.pstnhub.microsoft.com:5061"]);
    assert_eq!(invite.uri(), like.uri());
    for name in
        ["To", "Contact", "Allow", "Max-Forwards", "CSeq", "P-Asserted-Identity", "History-Info"]
    {
        assert_eq!(text(&invite, name), text(&like, name), "{name}");
    }
    assert!(text(&invite, "Via").starts_with("SIP/2.0/TLS sbc1.customers.adatum.biz:5061;alias;"));
    assert!(!invite.has("Record-Route") && !invite.has("Replaces"), "DR-44, DR-59");

    for number in ["M12", "M13", "M14", "M15"] {
        bench.receive(&names.put_into(number));
    }
    let rang: Vec<_> = bench
        .events()
        .into_iter()
        .map(|event| match event {
            Event::Progress { response, .. } => {
                (response.status().code(), response.to_tag().unwrap_or_default().to_owned())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(rang.len(), 3);
    assert_eq!((rang[0].0, rang[1].0, rang[2].0), (180, 180, 183));
    assert_ne!(rang[0].1, rang[1].1, "two forks");

    bench.receive(&names.put_into("M16"));
    let ack = bench.request("ACK");
    let like = parsed("M17");
    assert_eq!(ack.uri(), like.uri());
    for name in ["Route", "Contact", "Max-Forwards"] {
        assert_eq!(text(&ack, name), text(&like, name), "{name}");
    }
    assert_eq!(text(&ack, "CSeq"), "1 ACK");
    assert!(matches!(&bench.events()[..], [Event::Answered { .. }]));
    assert_eq!(bench.endpoint.call(call).map(teams_cc_sip::endpoint::Call::phase), Some(Phase::Up));

    // The answer comes again: acknowledged again, told once (RFC 6026, DR-80).
    bench.receive(&names.put_into("M16"));
    bench.request("ACK");
    assert!(bench.events().is_empty());
    // The first fork answers too late: acknowledged and hung up (RFC 3261 13.2.2.4).
    let late = names
        .put_into("M16")
        .replace("c217e3a2c7737cb85d18804ff76d031d", "0fbf9a5bef9c0a179102edbee5411944");
    bench.receive(&late);
    assert_eq!(bench.lines(), ["ACK", "BYE"]);
    assert!(bench.events().is_empty());
}

#[test]
fn dr_86_a_blind_transfer_is_a_question_then_202_then_notify_by_notify() {
    let mut bench = sbc();
    let (call, names) = talk_to_an_agent(&mut bench);
    bench.events();
    bench.receive(&names.put_into("M18"));
    let referred = match bench.events().pop() {
        Some(Event::ReferAsked { request, .. }) => request,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        text(&referred, "Refer-To"),
        text(&parsed("M18"), "Refer-To"),
        "byte for byte (DR-87)"
    );
    assert_eq!(text(&referred, "Referred-By"), text(&parsed("M18"), "Referred-By"));
    assert!(bench.lines().is_empty(), "nothing before the user has decided");

    bench.tell(Command::AcceptRefer(call));
    let accepted = bench.response(202);
    assert_eq!(
        accepted.header("Contact").map(|v| v.to_string()).as_deref(),
        Some("<sip:+14255550123@sbc1.customers.adatum.biz:5061;transport=tls>")
    );
    let notify = bench.request("NOTIFY");
    let like = parsed("M22");
    assert_eq!(notify.uri(), like.uri());
    for name in ["Route", "Contact", "Event", "Subscription-State", "Content-Type", "CSeq"] {
        assert_eq!(text(&notify, name), text(&like, name), "{name}");
    }
    assert_eq!(notify.body(), like.body());

    bench.tell(Command::NotifyRefer(call, StatusCode::OK));
    assert!(bench.lines().is_empty(), "one NOTIFY at a time");
    bench.receive(&crate::bench::answer(&notify, 200, "", "", ""));
    let last = bench.request("NOTIFY");
    let like = parsed("M24");
    for name in ["Event", "Subscription-State", "Content-Type", "CSeq"] {
        assert_eq!(text(&last, name), text(&like, name), "{name}");
    }
    assert_eq!(last.body(), like.body());
    bench.receive(&crate::bench::answer(&last, 200, "", "", ""));

    // Teams ends the old dialog with its BYE (DR-91).
    bench.receive(&names.put_into("M27"));
    match bench.events().pop() {
        Some(Event::Ended(_, ending)) => {
            assert_eq!(ending.why(), Why::Bye(Side::Them));
            let message = ending.message().expect("the BYE");
            let reason = message.reason().next().expect("a Reason").expect("a sound one");
            assert_eq!(reason.phrase(), Some("CallEndReasonLocalUserInitiated"), "DR-141");
        }
        other => panic!("{other:?}"),
    }
    bench.assert_nothing_is_left();
}

#[test]
fn dr_88_dr_95_a_transfer_to_a_number_can_be_refused_and_silence_is_a_refusal() {
    let mut bench = sbc();
    let (call, names) = talk_to_an_agent(&mut bench);
    bench.receive(&names.put_into("M19"));
    bench.tell(Command::RefuseRefer(call, Rejection::new(StatusCode::DECLINE)));
    bench.response(603);
    bench.receive(&names.put_into("M20"));
    bench.pass(Duration::from_secs(19));
    assert_eq!(bench.lines(), ["100 REFER"]);
    bench.pass(Duration::from_secs(2));
    bench.response(603);
    assert_eq!(bench.endpoint.calls(), 1, "the call is untouched");
}

#[test]
fn dr_92_an_invite_with_replaces_takes_the_place_of_the_call_it_names() {
    let mut bench = sbc();
    let (old, names) = talk_to_an_agent(&mut bench);
    bench.receive(&names.put_into("M25"));
    let new = bench.incoming();
    assert_eq!(
        bench.endpoint.call(new).and_then(teams_cc_sip::endpoint::Call::replaces),
        Some(old)
    );
    bench.tell(Command::AnswerWith(new, Reply::sdp(OURS)));
    assert_eq!(bench.lines(), ["100 INVITE", "200 INVITE", "BYE"]);
    match bench.events().pop() {
        Some(Event::Ended(call, ending)) => {
            assert_eq!((call, ending.why()), (old, Why::Replaced(new)));
        }
        other => panic!("{other:?}"),
    }

    // The same again: that dialog is over now (RFC 3891 3).
    let again = names
        .put_into("M25")
        .replace("f2d277253d04084ba59a90906d246490", "again")
        .replace("z9hG4bKded9dbf2", "z9hG4bKagain");
    bench.receive(&again);
    bench.response(603);
    let unknown = golden("M25")
        .replace("z9hG4bKded9dbf2", "z9hG4bKunknown")
        .replace("f2d277253d04084ba59a90906d246490", "unknown");
    bench.receive(&unknown);
    bench.response(481);
}

#[test]
fn dr_61_a_losing_leg_is_cancelled_with_completed_elsewhere() {
    let mut bench = sbc();
    let (call, _, names) = call_an_agent(&mut bench);
    let like = parsed("M26");
    let reason = vec![("Reason".to_owned(), text(&like, "Reason"))];
    bench.tell(Command::Cancel(call, reason));
    assert!(bench.lines().is_empty(), "not before a provisional answer");
    bench.receive(&names.put_into("M13"));
    let cancel = bench.request("CANCEL");
    assert_eq!(cancel.uri(), like.uri());
    for name in ["To", "CSeq", "Reason", "Max-Forwards"] {
        assert_eq!(text(&cancel, name), text(&like, name), "{name}");
    }
    assert_eq!(cancel.branch(), Some(&*names.branch));
    // The answer was faster: ACK, BYE, and the call has been cancelled all the same.
    bench.receive(&names.put_into("M16"));
    assert_eq!(bench.lines(), ["ACK", "BYE"]);
    match bench.events().pop() {
        Some(Event::Ended(_, ending)) => assert_eq!(ending.why(), Why::Cancelled(Side::Us)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn dr_28_a_busy_data_centre_and_dr_29_a_refused_trunk_come_up_with_all_their_headers() {
    for (number, status) in [("M28", 503), ("M29", 403)] {
        let mut bench = sbc();
        let (_, _, names) = call_an_agent(&mut bench);
        bench.receive(&names.put_into(number));
        bench.request("ACK");
        match bench.events().pop() {
            Some(Event::Ended(_, ending)) => {
                assert_eq!(ending.status().map(StatusCode::code), Some(status));
                let message = ending.message().expect("the refusal");
                if status == 503 {
                    assert_eq!(message.retry_after().ok().flatten(), Some(Duration::from_secs(1)));
                }
                assert!(
                    message.reason().next().is_some_and(|r| r.is_ok_and(|r| r.guid().is_some()))
                );
            }
            other => panic!("{other:?}"),
        }
        bench.assert_nothing_is_left();
    }
}

#[test]
fn dr_96_our_hold_and_dr_79_our_refresh_are_re_invites_like_m35() {
    let mut bench = sbc();
    let (call, names) = talk_to_an_agent(&mut bench);
    bench.tell(Command::Reinvite(call, Reply::sdp(format!("{OURS}a=inactive\r\n"))));
    let sent = bench.request("INVITE");
    let like = parsed("M35");
    assert_eq!(sent.uri(), like.uri());
    for name in ["Route", "Contact", "Allow", "Supported"] {
        assert_eq!(text(&sent, name), text(&like, name), "{name}");
    }
    assert_eq!((sent.from_tag(), sent.call_id()), (Some(&*names.tag), &*names.call_id));
    assert!(
        text(&sent, "Session-Expires").contains(";refresher=") || !bench_has_timer(&bench, call)
    );
}

fn bench_has_timer(bench: &Bench, call: CallId) -> bool {
    bench.endpoint.call(call).is_some_and(|call| call.session().is_some())
}
