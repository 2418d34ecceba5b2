//! CPU and memory of a call in the endpoint alone: no socket, no media.
//!
//! `cargo run --release -p endpoint` plays calls as a UAS over datagrams at 1,000 a second of
//! virtual time, so that the tables hold what they hold in service (32 s of lingering
//! transactions), and prints the CPU and the allocations of one call: INVITE in, 100 and 200 with
//! a description out, ACK in, BYE in, 200 out, all timers. Then what a held call costs in memory.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use harness::{Contestant, measure, row, thousands};
use teams_cc_core::{CallId, Instant, Machine};
use teams_cc_sip::endpoint::{Command, Limits, Peer, Reply};
use teams_cc_sip::{Endpoint, EndpointConfig, Event, Flow, Input, Output, Transport};

/// The bar for a whole UAS call with sockets and media, in microseconds of CPU.
const BAR_US: f64 = 200.0;

const SDP: &str = "v=0\r\no=- 53655765 2353687637 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
    m=audio 6000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";

/// A caller whose messages differ in eight digits, written in place.
struct Caller {
    invite: Template,
    ack: Template,
    bye: Template,
}

struct Template {
    bytes: Vec<u8>,
    numbers: Vec<usize>,
    tag: Option<usize>,
}

impl Template {
    fn new(method: &str, branch: &str, tag: &str, seq: u32, body: &str) -> Self {
        let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        let text = format!(
            "{method} sip:service@127.0.0.1:5060 SIP/2.0\r\n\
             Via: SIP/2.0/UDP 127.0.0.1:5061;branch=z9hG4bK-{branch}-%%%%%%%%\r\n\
             From: sipp <sip:sipp@127.0.0.1:5061>;tag=%%%%%%%%SIPpTag\r\n\
             To: service <sip:service@127.0.0.1:5060>{tag}\r\n\
             Call-ID: %%%%%%%%@127.0.0.1\r\nCSeq: {seq} {method}\r\n\
             Contact: sip:sipp@127.0.0.1:5061\r\nMax-Forwards: 70\r\nSubject: Performance Test\r\n\
             {kind}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let numbers = text.match_indices("%%%%%%%%").map(|(at, _)| at).collect();
        let tag = text.find("@@@@@@@@@@@@@@@@");
        Self { bytes: text.into_bytes(), numbers, tag }
    }

    fn fill(&mut self, number: u32, tag: &[u8]) -> &[u8] {
        let mut digits = [b'0'; 8];
        let mut rest = number;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        for at in &self.numbers {
            self.bytes[*at..*at + 8].copy_from_slice(&digits);
        }
        if let Some(at) = self.tag {
            self.bytes[at..at + 16].copy_from_slice(tag);
        }
        &self.bytes
    }
}

impl Caller {
    fn new() -> Self {
        let tag = ";tag=@@@@@@@@@@@@@@@@";
        Self {
            invite: Template::new("INVITE", "i", "", 1, SDP),
            ack: Template::new("ACK", "a", tag, 1, ""),
            bye: Template::new("BYE", "b", tag, 2, ""),
        }
    }
}

struct Service {
    endpoint: Endpoint,
    now: Instant,
    number: u32,
    caller: Caller,
    tag: [u8; 16],
    answer: Bytes,
    sent: u64,
}

impl Service {
    fn new() -> Self {
        let mut limits = Limits::default();
        limits.transactions = 1 << 20;
        limits.calls = 1 << 20;
        let config = EndpointConfig::new("127.0.0.1").port(Transport::Udp, 5060).limits(limits);
        let mut service = Self {
            endpoint: Endpoint::new(config.seed(1)),
            now: Instant::START,
            number: 0,
            caller: Caller::new(),
            tag: [0; 16],
            answer: Bytes::from_static(SDP.as_bytes()),
            sent: 0,
        };
        let remote = SocketAddr::from(([127, 0, 0, 1], 5061));
        let attached = Input::Attached(Flow(1), Peer::new(Transport::Udp, remote));
        service.endpoint.handle(Instant::START, attached);
        service
    }

    fn drain(&mut self) -> Option<CallId> {
        let mut incoming = None;
        while let Some(output) = self.endpoint.poll() {
            match output {
                Output::Send(_, bytes) => {
                    self.sent += 1;
                    if bytes.starts_with(b"SIP/2.0 200") {
                        let mark = b";tag=";
                        let to = bytes.windows(4).position(|w| w == b"\nTo:").unwrap_or(0);
                        let tag = bytes[to..].windows(5).position(|w| w == mark).map(|at| to + at + 5);
                        if let Some(tag) = tag.and_then(|at| bytes.get(at..at + 16)) {
                            self.tag.copy_from_slice(tag);
                        }
                    }
                }
                Output::Event(Event::Incoming(call)) => incoming = Some(call),
                _ => {}
            }
        }
        incoming
    }

    /// INVITE, 100, 200, ACK.
    fn set_up(&mut self) {
        self.number += 1;
        self.now += Duration::from_millis(1);
        while self.endpoint.deadline().is_some_and(|at| at <= self.now) {
            self.endpoint.handle(self.now, Input::Tick);
            self.drain();
        }
        let invite = self.caller.invite.fill(self.number, &[]);
        self.endpoint.handle(self.now, Input::Received(Flow(1), invite));
        let call = self.drain().expect("a call comes");
        let reply = Reply::sdp(self.answer.clone());
        self.endpoint.handle(self.now, Input::Do(Command::AnswerWith(call, reply)));
        self.drain();
        let ack = self.caller.ack.fill(self.number, &self.tag);
        self.endpoint.handle(self.now, Input::Received(Flow(1), ack));
        self.drain();
    }

    fn call(&mut self) {
        self.set_up();
        let bye = self.caller.bye.fill(self.number, &self.tag);
        self.endpoint.handle(self.now, Input::Received(Flow(1), bye));
        self.drain();
        assert_eq!(self.endpoint.calls(), 0, "the call is over");
    }
}

/// Memory of the process in KiB.
fn resident() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages: f64 = text.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("pages");
    pages * 4.0
}

fn main() {
    let mut service = Service::new();
    for _ in 0..40_000 {
        service.call(); // until the tables are as full as they get
    }
    let lingering = service.endpoint.transactions();
    let figures = measure(&mut [Contestant::new("UAS call", || service.call())]);
    let us = figures[0].nanos / 1000.0;
    row(&["one UAS call, endpoint alone".into(), "CPU, us".into(), "allocations".into(), "transactions lingering".into()]);
    row(&["---".into(), "---".into(), "---".into(), "---".into()]);
    row(&["INVITE 100 200 ACK BYE 200".into(), format!("{us:.1}"), format!("{:.0}", figures[0].allocations), thousands(lingering as f64)]);

    let held = 20_000;
    let mut service = Service::new();
    for _ in 0..100 {
        service.set_up();
    }
    let before = resident();
    for _ in 0..held {
        service.set_up();
    }
    // The INVITE transactions go after 32 s; the calls stay.
    service.now += Duration::from_secs(40);
    service.endpoint.handle(service.now, Input::Tick);
    service.drain();
    println!("\nmemory of a held call, endpoint alone: {:.2} KiB ({held} held)", (resident() - before) / f64::from(held));
    assert!(us < BAR_US, "above the bar");
}
