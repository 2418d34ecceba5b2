//! Bytes become operations on an endpoint.

use std::fmt::Write as _;
use std::time::Duration;

use teams_cc_core::{CallId, Instant, Machine};

use crate::Flow;
use crate::endpoint::{
    Command, Endpoint, EndpointConfig, Event, Input, Invite, Output, Peer, Rejection, Reply,
};
use crate::message::StatusCode;
use crate::{Target, Transport};

/// Messages that operations send in pieces, changed by the fuzzer.
const MESSAGES: [&str; 6] = [
    "INVITE sip:b@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK%\r\nFrom: <sip:a@h>;tag=1\r\n\
     To: <sip:b@h>\r\nCall-ID: c%\r\nCSeq: 1 INVITE\r\nContact: <sip:a@192.0.2.2>\r\nContent-Type: application/sdp\r\n\
     Content-Length: 5\r\n\r\nv=0\r\n",
    "CANCEL sip:b@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK%\r\nFrom: <sip:a@h>;tag=1\r\n\
     To: <sip:b@h>\r\nCall-ID: c%\r\nCSeq: 1 CANCEL\r\nContent-Length: 0\r\n\r\n",
    "OPTIONS sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKo%\r\nFrom: <sip:a@h>;tag=1\r\n\
     To: <sip:b@h>\r\nCall-ID: o%\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
    "ACK sip:b@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK%\r\nFrom: <sip:a@h>;tag=1\r\n\
     To: <sip:b@h>;tag=@\r\nCall-ID: c%\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n",
    "BYE sip:b@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKb%\r\nFrom: <sip:a@h>;tag=1\r\n\
     To: <sip:b@h>;tag=@\r\nCall-ID: c%\r\nCSeq: 9 BYE\r\nContent-Length: 0\r\n\r\n",
    "REFER sip:b@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKr%\r\nFrom: <sip:a@h>;tag=1\r\n\
     To: <sip:b@h>;tag=@\r\nCall-ID: c%\r\nCSeq: 5 REFER\r\nRefer-To: <sip:c@h>\r\nContent-Length: 0\r\n\r\n",
];

/// Turns `data` into operations on one endpoint: messages whole and broken, answers to its own
/// requests, commands in any state, closed flows, time. Nothing may panic, and when all calls are
/// hung up and time has passed nothing may be left.
///
/// # Panics
/// If the endpoint keeps a call, a transaction or a deadline at the end.
pub fn endpoint(data: &[u8]) {
    let mut world = World::new();
    let mut data = data.iter().copied();
    while let Some(op) = data.next() {
        let arg = data.next().unwrap_or_default();
        world.operate(op, arg, &mut data);
    }
    world.finish();
}

struct World {
    endpoint: Endpoint,
    now: Instant,
    last_sent: Vec<Vec<u8>>,
    calls: Vec<CallId>,
    tag: String,
}

impl World {
    fn new() -> Self {
        let config = EndpointConfig::new("192.0.2.1").port(Transport::Udp, 5060).seed(3);
        let mut world = Self {
            endpoint: Endpoint::new(config),
            now: Instant::START,
            last_sent: Vec::new(),
            calls: vec![CallId(1)],
            tag: "none".into(),
        };
        let remote = std::net::SocketAddr::from(([192, 0, 2, 2], 5060));
        world.give(Input::Attached(Flow(1), Peer::new(Transport::Udp, remote)));
        world.give(Input::Connected(Flow(2)));
        world
    }

    fn operate(&mut self, op: u8, arg: u8, more: &mut impl Iterator<Item = u8>) {
        let call = self.calls[usize::from(arg) % self.calls.len()];
        let status = StatusCode::new(100 + u16::from(arg) * 2).unwrap_or(StatusCode::BUSY_HERE);
        match op % 20 {
            0..=4 => self.message(op, arg, more),
            5 | 6 => self.reply(arg, more),
            7 => self.give(Input::Do(Command::Answer(call))),
            8 => self.give(Input::Do(Command::Progress(call, status, Reply::sdp("v=0\r\n")))),
            9 => self.give(Input::Do(Command::Reject(call, Rejection::new(status)))),
            10 => self.give(Input::Do(Command::Bye(call, Vec::new()))),
            11 => self.give(Input::Do(Command::Reinvite(call, Reply::sdp(vec![arg; 3])))),
            12 => self.give(Input::Do(Command::AnswerReinvite(call, Reply::sdp("v=0\r\n")))),
            13 => self.give(Input::Do(Command::AcceptRefer(call))),
            14 => self.give(Input::Do(Command::NotifyRefer(call, status))),
            15 => self.invite(),
            16 => self.give(Input::Do(Command::Cancel(call, Vec::new()))),
            17 => self.give(Input::Closed(Flow(2))),
            18 => self.give(Input::Received(Flow(2), &[arg, op, arg])),
            _ => self.pass(Duration::from_millis(u64::from(arg) * u64::from(arg) * 4)),
        }
    }

    fn message(&mut self, op: u8, arg: u8, more: &mut impl Iterator<Item = u8>) {
        let text = MESSAGES[usize::from(arg) % MESSAGES.len()];
        let text = text.replace('%', &(arg / 32).to_string()).replace('@', &self.tag);
        let mut bytes = text.into_bytes();
        change(&mut bytes, op, more);
        self.give(Input::Received(Flow(1), &bytes));
    }

    /// Answers something that the endpoint has sent.
    fn reply(&mut self, arg: u8, more: &mut impl Iterator<Item = u8>) {
        let Some(sent) = self.last_sent.get(usize::from(arg) % self.last_sent.len().max(1)) else {
            return;
        };
        let text = String::from_utf8_lossy(sent).into_owned();
        if text.starts_with("SIP/2.0") {
            return;
        }
        let code = [100, 180, 183, 200, 202, 302, 408, 481, 486, 487, 491, 500, 503, 603];
        let code = code[usize::from(more.next().unwrap_or_default()) % code.len()];
        let mut answer = format!("SIP/2.0 {code} X\r\n");
        for line in text.lines().skip(1).take_while(|line| !line.is_empty()) {
            if let Some(to) = line.strip_prefix("To: ")
                && !to.contains("tag=")
            {
                let _ = write!(answer, "To: {to};tag=f{}\r\n", arg % 3);
            } else if ["Via:", "From:", "To:", "Call-ID:", "CSeq:"]
                .iter()
                .any(|n| line.starts_with(n))
            {
                answer.push_str(line);
                answer.push_str("\r\n");
            }
        }
        answer.push_str("Contact: <sip:b@192.0.2.2>\r\nContent-Type: application/sdp\r\n");
        answer.push_str("Content-Length: 5\r\n\r\nv=0\r\n");
        let mut bytes = answer.into_bytes();
        change(&mut bytes, arg, more);
        self.give(Input::Received(Flow(1), &bytes));
    }

    fn invite(&mut self) {
        let call = self.endpoint.reserve();
        self.calls.push(call);
        let target = Target::new(Transport::Udp, "192.0.2.2", 5060);
        let invite = Invite::new(target, "sip:b@192.0.2.2", "sip:a@192.0.2.1").sdp("v=0\r\n");
        self.give(Input::Do(Command::Invite(call, Box::new(invite))));
    }

    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(at) = self.endpoint.deadline().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.give(Input::Tick);
        }
        self.now = until;
    }

    fn give(&mut self, input: Input<'_>) {
        self.endpoint.handle(self.now, input);
        while let Some(output) = self.endpoint.poll() {
            match output {
                Output::Send(_, bytes) => {
                    let text = String::from_utf8_lossy(&bytes);
                    if text.starts_with("SIP/2.0")
                        && let Some(tag) = text.lines().find(|l| l.starts_with("To:"))
                        && let Some((_, tag)) = tag.split_once(";tag=")
                    {
                        tag.clone_into(&mut self.tag);
                    }
                    if self.last_sent.len() < 64 {
                        self.last_sent.push(bytes.to_vec());
                    }
                }
                Output::Event(Event::Incoming(call)) => self.calls.push(call),
                Output::Event(_) | Output::Close(_) => {}
                // Whoever wants to go elsewhere finds nobody there.
                Output::Connect(flow, _) => {
                    self.endpoint.handle(self.now, Input::Closed(flow));
                }
            }
        }
    }

    fn finish(mut self) {
        for call in self.calls.clone() {
            self.give(Input::Do(Command::Bye(call, Vec::new())));
        }
        // CANCEL 32 s, an unanswered 2xx 32 s, BYE 32 s, and each lingers as long again.
        self.pass(Duration::from_secs(300));
        let endpoint = &self.endpoint;
        assert_eq!(
            (endpoint.calls(), endpoint.transactions(), endpoint.deadline()),
            (0, 0, None),
            "something is left"
        );
    }
}

/// Leaves most messages as they are; breaks one octet of the others.
fn change(bytes: &mut [u8], op: u8, more: &mut impl Iterator<Item = u8>) {
    if op % 5 == 4
        && let (Some(at), Some(to)) = (more.next(), more.next())
    {
        let at = usize::from(at) * 3 % bytes.len();
        bytes[at] = to;
    }
}
