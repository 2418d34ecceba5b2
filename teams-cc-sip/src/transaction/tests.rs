use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::{Instant, Rng};

use super::{Output, State, Timers, TransactionId, Transactions};
use crate::message::{Message, Request, Response, StatusCode};
use crate::{Flow, Transport};

const UDP: Flow = Flow(1);
const TCP: Flow = Flow(2);

fn layer() -> Transactions {
    let mut layer = Transactions::new(Timers::new(), Rng::from_seed(1));
    layer.opened(UDP, Transport::Udp);
    layer.opened(TCP, Transport::Tcp);
    layer
}

fn ms(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn request(method: &str, via: &str, to: &str) -> Request {
    let text = format!(
        "{method} sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP {via}\r\nMax-Forwards: 70\r\n\
         From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>{to}\r\nCall-ID: c1\r\nCSeq: 5 {method}\r\n\
         Content-Length: 0\r\n\r\n"
    );
    match Message::parse(Bytes::from(text)).expect("a message of ours") {
        Message::Request(request) => request,
        Message::Response(_) => unreachable!("a request was written"),
    }
}

fn answer(request: &Request, code: u16) -> Response {
    let status = StatusCode::new(code).expect("a status");
    Response::to(request, status).to_tag("t").finish().expect("an answer")
}

fn drain(layer: &mut Transactions) -> Vec<Output> {
    std::iter::from_fn(|| layer.poll()).collect()
}

/// The first words of everything sent, and what went up, in short.
fn brief(outputs: &[Output]) -> Vec<String> {
    outputs
        .iter()
        .map(|output| match output {
            Output::Send(_, bytes) => {
                let text = String::from_utf8_lossy(bytes);
                let line = text.lines().next().unwrap_or_default().to_owned();
                match line.strip_prefix("SIP/2.0 ") {
                    Some(status) => format!("send {}", &status[..3]),
                    None => format!("send {}", line.split(' ').next().unwrap_or_default()),
                }
            }
            Output::Request { request, .. } => format!("up {}", request.method()),
            Output::Ack { .. } => "up ACK".into(),
            Output::Cancel { .. } => "up CANCEL".into(),
            Output::Response { response, .. } => format!("up {}", response.status().code()),
            Output::TimedOut { .. } => "timed out".into(),
            Output::Failed { .. } => "failed".into(),
            Output::Excess { .. } => "excess".into(),
        })
        .collect()
}

fn all(layer: &mut Transactions) -> Vec<String> {
    brief(&drain(layer))
}

fn incoming(layer: &mut Transactions, flow: Flow, request: &Request) -> TransactionId {
    layer.received(ms(0), flow, request.clone().into());
    match drain(layer).pop() {
        Some(Output::Request { id, .. }) => id,
        other => unreachable!("a new request goes up, not {other:?}"),
    }
}

fn run_down(layer: &mut Transactions) -> Vec<String> {
    let mut seen = Vec::new();
    while let Some(at) = layer.deadline() {
        layer.tick(at);
        seen.extend(all(layer));
    }
    seen
}

#[test]
fn s17_2_3_a_repeated_request_is_known_by_branch_sent_by_and_method() {
    let mut layer = layer();
    let invite = request("INVITE", "h:5060;branch=z9hG4bKx", "");
    let id = incoming(&mut layer, UDP, &invite);
    layer.respond(ms(0), id, &answer(&invite, 180));
    assert_eq!(all(&mut layer), ["send 180"]);
    layer.received(ms(500), UDP, invite.clone().into());
    assert_eq!(all(&mut layer), ["send 180"], "the last answer again, nothing goes up");

    for other in [
        request("INVITE", "h:5061;branch=z9hG4bKx", ";tag=z"),
        request("INVITE", "i:5060;branch=z9hG4bKx", ";tag=z"),
        request("INVITE", "h:5060;branch=z9hG4bKy", ";tag=z"),
        request("OPTIONS", "h:5060;branch=z9hG4bKx", ";tag=z"),
    ] {
        layer.received(ms(600), UDP, other.into());
        assert!(all(&mut layer)[0].starts_with("up"), "another transaction");
    }
}

#[test]
fn s8_2_2_2_a_request_that_came_by_two_ways_is_refused_the_second_time() {
    let mut layer = layer();
    incoming(&mut layer, UDP, &request("INVITE", "p1;branch=z9hG4bKx", ""));
    layer.received(ms(1), UDP, request("INVITE", "p2;branch=z9hG4bKy", "").into());
    assert_eq!(all(&mut layer), ["send 482"]);
    assert_eq!(layer.len(), 1, "without a transaction");
}

#[test]
fn rs_16_a_branch_that_is_only_the_cookie_is_matched_as_in_rfc_2543() {
    let mut layer = layer();
    for via in ["h:5060;branch=z9hG4bK", "h:5060", "h:5060;branch=7"] {
        let invite = request("INVITE", via, "");
        let id = incoming(&mut layer, UDP, &invite);
        layer.received(ms(1), UDP, invite.clone().into());
        assert_eq!(all(&mut layer), [] as [&str; 0], "absorbed");
        layer.respond(ms(2), id, &answer(&invite, 486));
        all(&mut layer);
        let ack = request("ACK", via, ";tag=t");
        layer.received(ms(3), UDP, ack.into());
        assert_eq!(all(&mut layer), [] as [&str; 0], "the ACK was for the refusal");
        assert_eq!(layer.state(id), Some(State::Confirmed));
        run_down(&mut layer);
        assert!(layer.is_empty());
    }
}

#[test]
fn s17_1_1_3_a_refusal_is_acknowledged_where_the_invite_went() {
    let mut layer = layer();
    let branch = layer.branch();
    let invite = request("INVITE", &format!("us;branch={branch}"), "");
    let id = layer.request(ms(0), UDP, invite.clone());
    layer.received(ms(10), UDP, answer(&invite, 486).into());
    let outputs = drain(&mut layer);
    assert_eq!(brief(&outputs), ["send INVITE", "send ACK", "up 486"]);
    let Output::Send(flow, bytes) = &outputs[1] else { unreachable!("an ACK was sent") };
    let ack = String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(*flow, UDP);
    assert!(ack.contains(&branch) && ack.contains("CSeq: 5 ACK"), "{ack}");
    assert!(ack.contains("To: <sip:b@h>;tag=t"), "To is the answer's: {ack}");
    layer.received(ms(20), UDP, answer(&invite, 486).into());
    assert_eq!(all(&mut layer), ["send ACK"]);
    assert_eq!(layer.state(id), Some(State::Completed));
    assert_eq!(run_down(&mut layer), [] as [&str; 0]);
    assert!(layer.is_empty());
}

#[test]
fn rfc_6026_each_2xx_goes_up_and_one_without_a_transaction_is_dropped() {
    let mut layer = layer();
    let branch = layer.branch();
    let invite = request("INVITE", &format!("us;branch={branch}"), "");
    layer.request(ms(0), UDP, invite.clone());
    for _ in 0..3 {
        layer.received(ms(10), UDP, answer(&invite, 200).into());
    }
    assert_eq!(all(&mut layer), ["send INVITE", "up 200", "up 200", "up 200"]);
    run_down(&mut layer);
    layer.received(ms(40_000), UDP, answer(&invite, 200).into());
    assert_eq!(all(&mut layer), [] as [&str; 0]);
    assert_eq!(layer.counts().strays, 1);
}

#[test]
fn s9_1_cancel_waits_for_a_provisional_answer_and_carries_the_same_branch() {
    let mut layer = layer();
    let branch = layer.branch();
    let invite = request("INVITE", &format!("us;branch={branch}"), "");
    let id = layer.request(ms(0), TCP, invite.clone());
    let reason = [("Reason".to_owned(), "SIP;cause=200".to_owned())];
    layer.cancel(ms(1), id, &reason).expect("a clean header");
    assert_eq!(all(&mut layer), ["send INVITE"]);
    layer.received(ms(5), TCP, answer(&invite, 180).into());
    let outputs = drain(&mut layer);
    assert_eq!(brief(&outputs), ["up 180", "send CANCEL"]);
    let Output::Send(_, bytes) = &outputs[1] else { unreachable!("a CANCEL was sent") };
    let cancel = String::from_utf8_lossy(bytes).into_owned();
    assert!(cancel.contains(&branch) && cancel.contains("CSeq: 5 CANCEL"), "{cancel}");
    assert!(cancel.contains("Reason: SIP;cause=200"), "{cancel}");
    layer.received(ms(6), TCP, answer(&invite, 487).into());
    assert_eq!(all(&mut layer), ["send ACK", "up 487"]);
}

#[test]
fn s9_2_a_cancel_finds_its_invite_and_a_stray_one_gets_481() {
    let mut layer = layer();
    let invite = request("INVITE", "h;branch=z9hG4bKx", "");
    let id = incoming(&mut layer, UDP, &invite);
    layer.received(ms(1), UDP, request("CANCEL", "h;branch=z9hG4bKx", "").into());
    match drain(&mut layer).pop() {
        Some(Output::Cancel { invite, .. }) => assert_eq!(invite, id),
        other => unreachable!("a CANCEL goes up, not {other:?}"),
    }
    layer.received(ms(1), UDP, request("CANCEL", "h;branch=z9hG4bKnone", "").into());
    assert_eq!(all(&mut layer), ["send 481"]);
}

#[test]
fn rs_30_a_closed_flow_fails_its_own_requests_and_no_other() {
    let mut layer = layer();
    let branches = [layer.branch(), layer.branch(), layer.branch()];
    for (branch, flow) in branches.iter().zip([UDP, TCP, TCP]) {
        layer.request(ms(0), flow, request("OPTIONS", &format!("us;branch={branch}"), ""));
    }
    let incoming = incoming(&mut layer, TCP, &request("INVITE", "h;branch=z9hG4bKx", ""));
    all(&mut layer);
    layer.closed(TCP);
    assert_eq!(all(&mut layer), ["failed", "failed"]);
    assert_eq!(layer.len(), 2);
    assert_eq!(layer.state(incoming), Some(State::Proceeding), "it can be answered elsewhere");
    layer.closed(TCP);
    assert_eq!(layer.len(), 2);
}

#[test]
fn rs_20_beyond_the_limit_new_requests_are_excess_and_dialogs_go_on() {
    let mut layer = Transactions::new(Timers::new(), Rng::from_seed(1)).limit(1);
    layer.opened(UDP, Transport::Udp);
    incoming(&mut layer, UDP, &request("INVITE", "h;branch=z9hG4bKx", ""));
    let other = request("MESSAGE", "h;branch=z9hG4bKy", "");
    layer.received(ms(1), UDP, other.into());
    assert_eq!(all(&mut layer), ["excess"]);
    layer.received(ms(1), UDP, request("BYE", "h;branch=z9hG4bKz", ";tag=t").into());
    assert_eq!(all(&mut layer), ["up BYE"]);
}

#[test]
fn rs_21_a_request_that_comes_back_to_its_sender_is_refused() {
    let mut layer = layer();
    let branch = layer.branch();
    layer.request(ms(0), UDP, request("INVITE", &format!("us;branch={branch}"), ""));
    all(&mut layer);
    let via = format!("proxy;branch=z9hG4bKp\r\nVia: SIP/2.0/UDP us;branch={branch}");
    layer.received(ms(1), UDP, request("INVITE", &via, "").into());
    assert_eq!(all(&mut layer), ["send 482"]);
}

#[test]
fn the_deadline_is_exact_and_nothing_is_left_when_all_is_over() {
    let mut layer = layer();
    assert_eq!(layer.deadline(), None);
    let mut ids = Vec::new();
    for n in 0..200u64 {
        let options = request("OPTIONS", &format!("h;branch=z9hG4bK{n}"), ";tag=t");
        layer.received(ms(n), UDP, options.clone().into());
        if let Some(Output::Request { id, .. }) = drain(&mut layer).pop() {
            ids.push((id, options));
        }
    }
    assert_eq!(layer.deadline(), Some(ms(3_500)), "the first 100");
    for (id, options) in &ids[..100] {
        layer.respond(ms(300), *id, &answer(options, 200));
    }
    assert_eq!(layer.deadline(), Some(ms(3_600)), "that of the first one still unanswered");
    run_down(&mut layer);
    assert!(layer.is_empty());
    assert_eq!(layer.deadline(), None);
}

#[test]
fn s17_1_4_timeouts_carry_the_mark() {
    let mut layer = layer();
    let branch = layer.branch();
    let id = layer.request(ms(0), UDP, request("OPTIONS", &format!("us;branch={branch}"), ""));
    layer.mark(id, 77);
    let mut last = None;
    while let Some(at) = layer.deadline() {
        layer.tick(at);
        last = drain(&mut layer).pop();
    }
    assert!(matches!(last, Some(Output::TimedOut { mark: 77, .. })), "{last:?}");
    assert_eq!(layer.counts().repeated, 10);
    layer.tick(ms(0) + Duration::from_secs(90));
    assert!(layer.poll().is_none());
}
