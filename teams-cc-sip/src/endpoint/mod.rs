//! One machine over flows: bytes and commands in; bytes, events and a deadline out.
//!
//! An [`Endpoint`] is a whole user agent without socket, clock or thread. Its loop is the same for
//! the tokio driver, the simulator and the fuzzer: [`handle`](Machine::handle) what happened,
//! [`poll`](Machine::poll) what to do, and come back at [`deadline`](Machine::deadline).
//!
//! It knows transactions, dialogs, whose turn it is to offer, session timers, REFER and Replaces.
//! It does not know what a session description says, who may call whom, or any peer by name: that
//! is its user's part, who answers [`Event`]s with [`Command`]s.
//!
//! ```
//! use teams_cc_core::{Instant, Machine};
//! use teams_cc_sip::{Command, Endpoint, EndpointConfig, Event, Flow, Input, Output};
//!
//! let mut endpoint = Endpoint::new(EndpointConfig::new("sbc.contoso.example").seed(7));
//! let (now, flow) = (Instant::START, Flow(1));
//! endpoint.handle(now, Input::Connected(flow));
//! endpoint.handle(now, Input::Received(flow, b"OPTIONS sip:sbc.contoso.example SIP/2.0\r\n\
//!     Via: SIP/2.0/TCP peer.example;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n\
//!     From: <sip:peer.example>;tag=1\r\nTo: <sip:sbc.contoso.example>\r\nCall-ID: 1\r\n\
//!     CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"));
//! match endpoint.poll() {
//!     Some(Output::Send(_, bytes)) => assert!(bytes.starts_with(b"SIP/2.0 200 OK\r\n")),
//!     other => panic!("{other:?}"),
//! }
//! ```

mod call;
mod command;
mod commands;
mod config;
mod decline;
mod departed;
mod event;
mod flows;
mod inbound;
mod line;
mod mark;
mod read;
mod refers;
mod renewal;
mod speak;
mod timers;
mod uac;
mod uas;
mod within;

#[cfg(test)]
mod tests;

pub use call::{Call, Phase};
pub use command::{
    Body, Command, Header, Hop, Invite, Options, PingId, Pings, Rejection, Reply, SDP,
};
pub use config::{EndpointConfig, Limits, Provisionals, QUESTION, RefreshBy};
pub use event::{Ending, Event, Refusal, Subject, Why};
pub use flows::Peer;

use bytes::Bytes;
use teams_cc_core::{CallId, Instant, Machine};

use crate::transaction::{Alarms, Digest, MixedMap, Verdict};
use crate::{Flow, Target};
use departed::Departed;
use line::Line;

/// What happens to an endpoint.
#[derive(Debug)]
#[non_exhaustive]
pub enum Input<'a> {
    /// A flow of ours has opened ([`Output::Connect`]), or a stream has come of which no more is
    /// known.
    Connected(Flow),
    /// A flow has opened, and this is who is at its other end. Datagrams: the first one from this
    /// address.
    Attached(Flow, Peer),
    /// Bytes: a piece of a stream, or one datagram.
    Received(Flow, &'a [u8]),
    /// A flow is gone, or could not be opened.
    Closed(Flow),
    /// The user wants something.
    Do(Command),
    /// Time has passed.
    Tick,
}

/// What an endpoint wants done, or wants to be known.
#[derive(Clone, Debug)]
pub enum Output {
    /// Write these bytes; for datagrams, as one.
    Send(Flow, Bytes),
    /// Open a flow by this number and say [`Input::Connected`] or [`Input::Attached`], or
    /// [`Input::Closed`] if it cannot be done.
    Connect(Flow, Target),
    /// Write what is left, then close; no [`Input::Closed`] is needed.
    Close(Flow),
    /// Something happened.
    Event(Event),
}

/// A user agent over any number of flows, calls and dialogs. The module page tells how to use it.
#[derive(Debug)]
pub struct Endpoint {
    line: Line,
    calls: MixedMap<u64, Box<Call>>,
    /// Which call one of our tags belongs to.
    tags: MixedMap<u128, CallId>,
    digest: Digest,
    departed: Departed,
    alarms: Alarms<CallId>,
    /// Calls whose deadline may have moved.
    touched: Vec<CallId>,
    pings: MixedMap<u64, PingId>,
    next_ping: u64,
    next_call: u64,
    draining: Option<Pings>,
}

impl Endpoint {
    /// An endpoint without flows and calls.
    pub fn new(config: EndpointConfig) -> Self {
        let mut line = Line::new(config);
        let digest = Digest::new(&mut line.rng);
        Self {
            line,
            digest,
            calls: MixedMap::default(),
            tags: MixedMap::default(),
            departed: Departed::default(),
            alarms: Alarms::default(),
            touched: Vec::new(),
            pings: MixedMap::default(),
            next_ping: 0,
            next_call: 1,
            draining: None,
        }
    }

    /// A name for a call that [`Command::Invite`] will begin.
    pub fn reserve(&mut self) -> CallId {
        let call = CallId(self.next_call);
        self.next_call += 1;
        call
    }

    /// A call, from its first event until its [`Event::Ended`] has been polled.
    pub fn call(&self, call: CallId) -> Option<&Call> {
        self.calls.get(&call.0).map(|call| &**call)
    }

    /// How many calls there are.
    pub fn calls(&self) -> usize {
        self.calls.len()
    }

    /// How many transactions there are.
    pub fn transactions(&self) -> usize {
        self.line.layer.len()
    }

    /// How many flows there are.
    pub fn flows(&self) -> usize {
        self.line.flows.len()
    }

    /// What the transaction layer has counted.
    pub fn counts(&self) -> crate::transaction::Counts {
        self.line.layer.counts()
    }

    /// How many messages could not be put on any flow.
    pub fn lost(&self) -> u64 {
        self.line.lost
    }

    /// What it was told.
    pub fn config(&self) -> &EndpointConfig {
        &self.line.config
    }

    /// A call that is not over, and the line beside it. Its deadline is looked at afterwards.
    fn live(&mut self, id: CallId) -> Option<(&mut Call, &mut Line)> {
        let call = self.calls.get_mut(&id.0).filter(|call| !call.is_over())?;
        self.touched.push(id);
        Some((call, &mut self.line))
    }

    fn settle(&mut self) {
        while let Some(id) = self.touched.pop() {
            if let Some(call) = self.calls.get_mut(&id.0) {
                let at = call.deadline();
                self.alarms.arm(&mut call.armed, id, at);
            }
        }
        let calls = &mut self.calls;
        self.alarms.settle(|id, at| match calls.get_mut(&id.0) {
            Some(call) if call.armed == at => {
                let wish = call.deadline();
                if wish == at {
                    return Verdict::Live;
                }
                call.armed = wish;
                if wish == Instant::FAR { Verdict::Stale } else { Verdict::Later(wish) }
            }
            _ => Verdict::Stale,
        });
    }
}

impl Machine for Endpoint {
    type Input<'a> = Input<'a>;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::Connected(flow) => self.opened(flow, None),
            Input::Attached(flow, peer) => self.opened(flow, Some(peer)),
            Input::Received(flow, bytes) => self.received(now, flow, bytes),
            Input::Closed(flow) => self.closed(flow),
            Input::Do(command) => self.obey(now, command),
            Input::Tick => self.tick(now),
        }
        self.work(now);
        self.settle();
    }

    fn poll(&mut self) -> Option<Output> {
        let output = self.line.outputs.pop_front()?;
        if let Output::Event(Event::Ended(call, _)) = &output {
            self.calls.remove(&call.0);
        }
        Some(output)
    }

    fn deadline(&self) -> Option<Instant> {
        match (self.line.layer.deadline(), self.alarms.next()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}
