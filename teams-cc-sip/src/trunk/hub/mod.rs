//! The one task of a trunk: it owns the endpoint and the network, and alternates between them.
//!
//! Read, handle, poll, write, sleep until the deadline. What it decides by itself is what no story
//! should have to know: which tenant, whether there is room, which proxy next, and how a re-INVITE
//! is answered.

mod dialling;
mod events;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::{CallId, Ended, Instant, Machine, Side};
use tokio::sync::mpsc;

use self::dialling::Dialling;
use super::dial::Plan;
use super::incoming::IncomingCall;
use super::life::Life;
use super::reason;
use super::{Shared, TrunkEvent};
use crate::direct_routing::{failover, ping};
use crate::driver::{Happening, Net};
use crate::endpoint::{Hop, Peer, Pings};
use crate::message::Response;
use crate::trace::Direction;
use crate::{Command, Endpoint, Flow, Input, Output, Target};

/// What is left to say after the last call has ended: answers to BYE, closing of connections.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What handles ask of the hub.
#[derive(Debug)]
pub(super) enum Ask {
    /// A command of the endpoint.
    Do(Command),
    /// Call somebody.
    Dial(Box<Plan>, Arc<Life>),
    /// Nobody waits for the answer any more.
    GiveUp(Arc<Life>, Vec<(String, String)>),
    /// Close the trunk when its calls are over, or at the end of this patience.
    Close(Duration),
    /// The certificate is another one now.
    Renewed,
}

pub(super) struct Hub {
    endpoint: Endpoint,
    net: Net,
    start: tokio::time::Instant,
    asks: mpsc::UnboundedReceiver<Ask>,
    /// Weak: when all handles are gone, the trunk closes.
    back: mpsc::WeakUnboundedSender<Ask>,
    incoming: mpsc::UnboundedSender<IncomingCall>,
    legs: HashMap<CallId, Arc<Life>>,
    dialling: HashMap<CallId, Dialling>,
    open: HashMap<Flow, super::Ends>,
    pinger: Option<ping::Pinger>,
    shared: Arc<Shared>,
    closing: Option<Instant>,
    /// When the last words are over: set once no call is left, or patience is at its end.
    last_words: Option<Instant>,
}

impl Hub {
    pub(super) fn new(
        endpoint: Endpoint,
        net: Net,
        asks: mpsc::UnboundedReceiver<Ask>,
        back: mpsc::WeakUnboundedSender<Ask>,
        incoming: mpsc::UnboundedSender<IncomingCall>,
        shared: Arc<Shared>,
    ) -> Self {
        let config = &shared.config;
        let pinger = config.ping.map(|every| ping::Pinger::new(config.peers.len(), every));
        Self {
            endpoint,
            net,
            start: tokio::time::Instant::now(),
            asks,
            back,
            incoming,
            legs: HashMap::new(),
            dialling: HashMap::new(),
            open: HashMap::new(),
            pinger,
            shared,
            closing: None,
            last_words: None,
        }
    }

    fn now(&self) -> Instant {
        let nanos = self.start.elapsed().as_nanos();
        Instant::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    pub(super) async fn run(mut self) {
        loop {
            let now = self.now();
            while let Ok(ask) = self.asks.try_recv() {
                self.ask(now, ask);
            }
            self.read(now);
            self.tick(now);
            self.write(now);
            if self.is_done(now) {
                break;
            }
            let until = self.deadline().map(|at| self.start + at.since(Instant::START));
            tokio::select! {
                ask = self.asks.recv() => match ask {
                    Some(ask) => self.ask(self.now(), ask),
                    // The last handle is gone: nobody could answer a call.
                    None => self.close(self.now(), Duration::ZERO),
                },
                () = self.net.wait(until) => {}
            }
        }
        for life in self.legs.values() {
            life.end(Ended::HungUp(Side::Us), None);
        }
        self.net.flush();
    }

    fn deadline(&self) -> Option<Instant> {
        let pinger = self.pinger.as_ref().and_then(Machine::deadline);
        let dialling = self.dialling.values().filter_map(|dial| dial.failover.deadline()).min();
        let ending = self.last_words.or(self.closing);
        [self.endpoint.deadline(), pinger, dialling, ending].into_iter().flatten().min()
    }

    fn is_done(&self, now: Instant) -> bool {
        let nothing_left = self.endpoint.calls() == 0 && self.endpoint.transactions() == 0;
        self.closing.is_some() && (nothing_left || self.last_words.is_some_and(|at| at <= now))
    }

    fn read(&mut self, now: Instant) {
        let (endpoint, open, shared) = (&mut self.endpoint, &mut self.open, &self.shared);
        let (dialling, mut trying) = (&self.dialling, Vec::new());
        self.net.drain(&mut |happening| match happening {
            Happening::Opened { flow, transport, peer, local } => {
                open.insert(flow, super::Ends { transport, local, peer });
                endpoint.handle(now, Input::Attached(flow, Peer::new(transport, peer)));
                trying.push((flow, failover::Input::Sent));
            }
            Happening::Received(flow, bytes) => {
                if let Some(ends) = open.get(&flow) {
                    shared.tracer.record(Direction::In, ends, || Bytes::copy_from_slice(bytes));
                }
                // 100 is the transaction layer's own affair, but it says that the proxy lives.
                if !dialling.is_empty() && is_trying(bytes) {
                    trying.push((flow, failover::Input::Provisional));
                }
                endpoint.handle(now, Input::Received(flow, bytes));
            }
            Happening::Closed(flow, why) => {
                if let (Some(why), true) = (why, flow.is_ours()) {
                    tracing::warn!(trunk = shared.config.name, why, "connection lost or not made");
                    shared.tell(TrunkEvent::ConnectionFailed { why });
                }
                open.remove(&flow);
                endpoint.handle(now, Input::Closed(flow));
            }
        });
        for (flow, input) in trying {
            let on_flow = |dial: &Dialling| dial.flow == Some(flow);
            let calls: Vec<CallId> =
                self.dialling.iter().filter(|(_, dial)| on_flow(dial)).map(|(id, _)| *id).collect();
            for call in calls {
                self.fail_over(now, call, input);
            }
        }
    }

    fn tick(&mut self, now: Instant) {
        if self.endpoint.deadline().is_some_and(|at| at <= now) {
            self.endpoint.handle(now, Input::Tick);
        }
        if let Some(pinger) = &mut self.pinger {
            if pinger.deadline().is_some_and(|at| at <= now) {
                pinger.handle(now, ping::Input::Tick);
            }
            self.ping(now);
        }
        let late: Vec<CallId> = self
            .dialling
            .iter()
            .filter(|(_, dial)| dial.failover.deadline().is_some_and(|at| at <= now))
            .map(|(id, _)| *id)
            .collect();
        for call in late {
            self.fail_over(now, call, failover::Input::Tick);
        }
        if self.last_words.is_some() {
            return;
        }
        // Transactions linger for 32 s over UDP to absorb what is sent again; nobody who closes a
        // trunk waits for that.
        if self.closing.is_some() && self.endpoint.calls() == 0 {
            self.last_words = Some(now + LAST_WORDS);
        }
        if self.closing.is_some_and(|at| at <= now) {
            self.last_words = Some(now + LAST_WORDS);
            let calls: Vec<CallId> = self.legs.keys().copied().collect();
            for call in calls {
                let bye = vec![("Reason".to_owned(), reason::normal())];
                self.endpoint.handle(now, Input::Do(Command::Bye(call, bye)));
            }
        }
    }

    fn write(&mut self, now: Instant) {
        while let Some(output) = self.endpoint.poll() {
            match output {
                Output::Send(flow, bytes) => {
                    if let Some(ends) = self.open.get(&flow) {
                        self.shared.tracer.record(Direction::Out, ends, || bytes.clone());
                    }
                    self.net.send(flow, bytes);
                }
                Output::Connect(flow, target) => self.net.connect(flow, target),
                Output::Close(flow) => {
                    self.open.remove(&flow);
                    self.net.close(flow);
                }
                Output::Event(event) => self.event(now, event),
            }
        }
        self.net.flush();
    }

    fn ask(&mut self, now: Instant, ask: Ask) {
        match ask {
            Ask::Do(command) => self.endpoint.handle(now, Input::Do(command)),
            Ask::Dial(plan, life) => {
                let peers = 0..self.shared.config.peers.len();
                let order = match (&plan.only, &self.pinger) {
                    (Some(_), _) => vec![0],
                    (None, Some(pinger)) => pinger.order(),
                    (None, None) => peers.collect(),
                };
                let failover = failover::Failover::new(order, plan.kind);
                let call = life.id;
                self.dialling.insert(call, Dialling { plan, failover, life, flow: None });
                self.fail_over(now, call, failover::Input::Tick);
            }
            Ask::GiveUp(life, headers) => {
                self.dialling.remove(&life.id);
                self.endpoint.handle(now, Input::Do(Command::Cancel(life.leg(), headers)));
            }
            Ask::Close(patience) => self.close(now, patience),
            Ask::Renewed => self.net.retire_secure(),
        }
    }

    fn close(&mut self, now: Instant, patience: Duration) {
        let at = now + patience;
        self.closing = Some(self.closing.map_or(at, |before| before.min(at)));
        self.endpoint.handle(now, Input::Do(Command::Drain(Pings::Refuse)));
        if let Some(pinger) = &mut self.pinger {
            pinger.handle(now, ping::Input::Stop);
        }
    }
}

fn retry_after(response: &Response) -> Option<Duration> {
    response.retry_after().ok().flatten()
}

/// True if a 100 is among these bytes.
fn is_trying(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"SIP/2.0 100").is_some()
}

/// Where an INVITE goes.
pub(super) fn hop(target: &Target) -> Hop {
    Hop::Target(target.clone())
}
