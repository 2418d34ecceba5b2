//! One endpoint on a bench: messages go in as text, what comes out is looked at.

use std::net::SocketAddr;
use std::time::Duration;

use teams_cc_core::{CallId, Instant, Machine};
use teams_cc_sip::endpoint::Peer;
use teams_cc_sip::message::{Message, Request, Response};
use teams_cc_sip::{Command, Endpoint, EndpointConfig, Event, Flow, Input, Output, Transport};

/// The flow on which the peer speaks unless told otherwise.
pub(crate) const FLOW: Flow = Flow(1);
/// A description of the peer.
pub(crate) const SDP: &str = "v=0\r\no=p 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n\
    m=audio 4000 RTP/AVP 0\r\n";
/// A description of ours.
pub(crate) const OURS: &str = "v=0\r\no=u 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
    m=audio 5000 RTP/AVP 0\r\n";

pub(crate) struct Bench {
    pub(crate) endpoint: Endpoint,
    pub(crate) now: Instant,
    transport: Transport,
    sent: Vec<(Instant, Flow, Message)>,
    events: Vec<Event>,
    pub(crate) connected: Vec<String>,
}

impl Bench {
    pub(crate) fn new(transport: Transport, config: EndpointConfig) -> Self {
        let mut bench = Self {
            endpoint: Endpoint::new(config),
            now: Instant::from_millis(1_000),
            transport,
            sent: Vec::new(),
            events: Vec::new(),
            connected: Vec::new(),
        };
        bench.attach(FLOW);
        bench
    }

    pub(crate) fn udp() -> Self {
        let config = EndpointConfig::new("192.0.2.1").port(Transport::Udp, 5060).seed(1);
        Self::new(Transport::Udp, config)
    }

    pub(crate) fn attach(&mut self, flow: Flow) {
        // Teams' address in the golden messages, else that of our own peer.
        let remote = match self.transport {
            Transport::Tls => SocketAddr::from(([198, 51, 100, 20], 5061)),
            _ => SocketAddr::from(([192, 0, 2, 7], 5060)),
        };
        self.give(Input::Attached(flow, Peer::new(self.transport, remote)));
    }

    pub(crate) fn give(&mut self, input: Input<'_>) {
        self.endpoint.handle(self.now, input);
        while let Some(output) = self.endpoint.poll() {
            match output {
                Output::Send(flow, bytes) => {
                    let message = Message::parse(bytes).expect("what we send can be read");
                    self.sent.push((self.now, flow, message));
                }
                Output::Connect(flow, target) => {
                    self.connected.push(target.to_string());
                    self.endpoint.handle(self.now, Input::Connected(flow));
                }
                Output::Event(event) => self.events.push(event),
                Output::Close(_) => {}
            }
        }
    }

    pub(crate) fn tell(&mut self, command: Command) {
        self.give(Input::Do(command));
    }

    pub(crate) fn receive(&mut self, text: &str) {
        self.receive_on(FLOW, text);
    }

    pub(crate) fn receive_on(&mut self, flow: Flow, text: &str) {
        self.give(Input::Received(flow, text.as_bytes()));
    }

    /// Lets time pass, firing what is due at its moment.
    pub(crate) fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(at) = self.endpoint.deadline().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.give(Input::Tick);
        }
        self.now = until;
    }

    /// Everything sent since the last look, as start lines.
    pub(crate) fn lines(&mut self) -> Vec<String> {
        self.take().into_iter().map(|(_, _, message)| start(&message)).collect()
    }

    pub(crate) fn take(&mut self) -> Vec<(Instant, Flow, Message)> {
        std::mem::take(&mut self.sent)
    }

    /// The next request of ours with this method; what was sent before it is dropped.
    #[track_caller]
    pub(crate) fn request(&mut self, method: &str) -> Request {
        let at = self
            .sent
            .iter()
            .position(|(_, _, m)| m.request().is_some_and(|r| r.method() == method))
            .unwrap_or_else(|| panic!("no {method} in {:?}", self.lines_left()));
        let (_, _, message) = self.sent.drain(..=at).next_back().expect("it is there");
        message.request().cloned().expect("a request")
    }

    /// The next answer of ours with this status; what was sent before it is dropped.
    #[track_caller]
    pub(crate) fn response(&mut self, code: u16) -> Response {
        let at = self
            .sent
            .iter()
            .position(|(_, _, m)| m.response().is_some_and(|r| r.status().code() == code))
            .unwrap_or_else(|| panic!("no {code} in {:?}", self.lines_left()));
        let (_, _, message) = self.sent.drain(..=at).next_back().expect("it is there");
        message.response().cloned().expect("a response")
    }

    fn lines_left(&self) -> Vec<String> {
        self.sent.iter().map(|(_, _, message)| start(message)).collect()
    }

    /// The events since the last look.
    pub(crate) fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// The call of the first `Incoming` since the last look.
    #[track_caller]
    pub(crate) fn incoming(&mut self) -> CallId {
        let events = self.events();
        let call = events.iter().find_map(|event| match event {
            Event::Incoming(call) => Some(*call),
            _ => None,
        });
        call.unwrap_or_else(|| panic!("no call came: {events:?}"))
    }

    #[track_caller]
    pub(crate) fn assert_nothing_is_left(&mut self) {
        self.pass(Duration::from_secs(400));
        let endpoint = &self.endpoint;
        let left = (endpoint.calls(), endpoint.transactions(), endpoint.deadline());
        assert_eq!(left, (0, 0, None));
    }
}

fn start(message: &Message) -> String {
    match message {
        Message::Request(request) => request.method().to_string(),
        Message::Response(response) => {
            format!("{} {}", response.status().code(), response.cseq().method)
        }
        _ => String::new(),
    }
}

/// A request of the peer, with more headers and a body.
pub(crate) fn request(
    method: &str,
    branch: &str,
    to_tag: &str,
    seq: u32,
    more: &str,
    body: &str,
) -> String {
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    let tag = if to_tag.is_empty() { String::new() } else { format!(";tag={to_tag}") };
    format!(
        "{method} sip:desk@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK{branch}\r\n\
         Max-Forwards: 70\r\nFrom: <sip:peer@192.0.2.7>;tag=p1\r\nTo: <sip:desk@192.0.2.1>{tag}\r\n\
         Call-ID: bench\r\nCSeq: {seq} {method}\r\nContact: <sip:peer@192.0.2.7>\r\n{more}{kind}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The peer's answer to a request of ours.
pub(crate) fn answer(request: &Request, code: u16, tag: &str, more: &str, body: &str) -> String {
    let value =
        |name: &str| request.header(name).map(|value| value.to_string()).unwrap_or_default();
    let vias: String = request.headers("Via").map(|via| format!("Via: {via}\r\n")).collect();
    let to = match request.to_tag() {
        None if !tag.is_empty() => format!("{};tag={tag}", value("To")),
        _ => value("To"),
    };
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
    format!(
        "SIP/2.0 {code} X\r\n{vias}From: {}\r\nTo: {to}\r\nCall-ID: {}\r\nCSeq: {}\r\n\
         Contact: <sip:peer@192.0.2.7>\r\n{more}{kind}Content-Length: {}\r\n\r\n{body}",
        value("From"),
        value("Call-ID"),
        value("CSeq"),
        body.len()
    )
}
