//! The one task of a trunk: it owns the endpoint and the network, and alternates between them.
//!
//! Read, handle, poll, write, sleep until the deadline. What it decides by itself is what no story
//! should have to know: which tenant, whether there is room, which proxy next, and how a re-INVITE
//! is answered.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::{CallId, Ended, Instant, Machine, Reason, Side};
use tokio::sync::mpsc;

use super::dial::Plan;
use super::incoming::IncomingCall;
use super::life::{LegEvent, Life};
use super::reason;
use super::{Shared, TrunkEvent};
use crate::direct_routing::{failover, ping};
use crate::driver::{Happening, Net};
use crate::endpoint::{Ending, Hop, Options, Peer, PingId, Pings, Rejection, Reply, Why};
use crate::message::{Request, Response, StatusCode};
use crate::trace::Direction;
use crate::{Command, Endpoint, Event, Flow, Input, Output, Target};

/// Retry-After where a call finds no room: the value in Microsoft's text (DR-28).
const RETRY_AFTER: Duration = Duration::from_secs(1);
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

/// A call of ours on its way over the proxies.
struct Dialling {
    plan: Box<Plan>,
    failover: failover::Failover,
    life: Arc<Life>,
    /// Where its INVITE waits for a connection.
    flow: Option<Flow>,
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

    // ------------------------------------------------------------------ pings

    fn ping(&mut self, now: Instant) {
        let Some(pinger) = &mut self.pinger else { return };
        while let Some(output) = pinger.poll() {
            match output {
                ping::Output::Ping { target } => {
                    let peer = &self.shared.config.peers[target];
                    let host = super::address::bracketed(&peer.host);
                    let transport = super::address::transport_param(peer.transport);
                    let uri = format!("sip:{host}:{}{transport}", peer.port);
                    // Under the trunk's own name only, however many tenants there are (DR-24).
                    let options = Options::new(peer.clone(), uri);
                    let command = Command::Options(PingId(target as u64), Box::new(options));
                    self.endpoint.handle(now, Input::Do(command));
                }
                ping::Output::Changed { target, now, .. } => {
                    let peer = self.shared.config.peers[target].clone();
                    tracing::info!(trunk = self.shared.config.name, %peer, ?now, "peer");
                    self.shared.tell(TrunkEvent::Health { peer, health: now });
                }
            }
        }
    }

    fn ponged(&mut self, now: Instant, ping: PingId, response: Option<&Response>) {
        let target = usize::try_from(ping.0).unwrap_or(usize::MAX);
        let input = match response {
            Some(response) => ping::Input::Answered {
                target,
                status: response.status().code(),
                retry_after: retry_after(response),
            },
            None => ping::Input::Failed { target },
        };
        if let Some(pinger) = &mut self.pinger {
            pinger.handle(now, input);
            self.ping(now);
        }
    }

    // ------------------------------------------------------------------ calls of ours

    fn fail_over(&mut self, now: Instant, call: CallId, input: failover::Input) {
        let Some(dial) = self.dialling.get_mut(&call) else { return };
        dial.failover.handle(now, input);
        while let Some(output) = self.dialling.get_mut(&call).and_then(|d| d.failover.poll()) {
            match output {
                failover::Output::Try { target } => self.try_peer(now, call, target),
                failover::Output::MarkDown { target, retry_after } => {
                    if let Some(pinger) = &mut self.pinger {
                        pinger.handle(now, ping::Input::FoundDown { target, retry_after });
                    }
                }
                failover::Output::Settled => {}
                failover::Output::Exhausted => {
                    if let Some(dial) = self.dialling.remove(&call) {
                        self.abandon(now, &dial.life);
                        dial.life.end(Ended::Lost(Reason::Unavailable), None);
                    }
                }
            }
        }
        if self.pinger.is_some() {
            self.ping(now);
        }
    }

    /// Gives up the attempt under way; what becomes of it is nobody's business any more.
    fn abandon(&mut self, now: Instant, life: &Life) {
        let leg = life.leg();
        if self.legs.remove(&leg).is_some() {
            let cancel = Command::Cancel(leg, Vec::new());
            self.endpoint.handle(now, Input::Do(cancel));
        }
    }

    fn try_peer(&mut self, now: Instant, call: CallId, target: usize) {
        let Some(dial) = self.dialling.get(&call) else { return };
        let life = dial.life.clone();
        self.abandon(now, &life);
        let leg = self.endpoint.reserve();
        life.set_leg(leg);
        self.legs.insert(leg, life);
        let Some(dial) = self.dialling.get_mut(&call) else { return };
        let peer = dial.plan.only.as_ref().unwrap_or(&self.shared.config.peers[target]);
        let invite = dial.plan.invite(peer);
        self.endpoint.handle(now, Input::Do(Command::Invite(leg, Box::new(invite))));
        // The INVITE is on its way if its connection is there already.
        let flow = self.endpoint.call(leg).map(crate::endpoint::Call::flow);
        dial.flow = flow;
        if flow.is_some_and(|flow| self.open.contains_key(&flow)) {
            dial.failover.handle(now, failover::Input::Sent);
        }
    }

    // ------------------------------------------------------------------ events

    fn event(&mut self, now: Instant, event: Event) {
        match event {
            Event::Incoming(call) => self.incoming(now, call),
            Event::Progress { call, response } => {
                if let Some(life) = self.legs.get(&call).cloned() {
                    self.fail_over(now, life.id, failover::Input::Provisional);
                    life.tell(LegEvent::Progress(response.status()));
                }
            }
            Event::Answered { call, response } => {
                let Some(life) = self.legs.get(&call) else {
                    // The answer crossed our giving up.
                    return self.endpoint.handle(now, Input::Do(Command::Bye(call, Vec::new())));
                };
                self.dialling.remove(&life.id);
                life.tell(LegEvent::Answered(response.body()));
            }
            Event::Confirmed { call, ack } => {
                self.tell(call, LegEvent::Confirmed(ack.body()));
            }
            Event::ReinviteAsked { call, request } => self.reinvited(now, call, &request),
            Event::Reinvited { call, response } => {
                self.tell(call, LegEvent::Reinvited(response.body()));
            }
            Event::ReinviteFailed { call, .. } => self.tell(call, LegEvent::ReinviteFailed),
            Event::ReferAsked { call, request } => {
                self.tell(call, LegEvent::TransferAsked(request));
            }
            Event::Ended(call, ending) => self.ended(now, call, &ending),
            Event::Ponged { ping, response } => self.ponged(now, ping, response.as_ref()),
            Event::Refused { subject, error } => {
                tracing::debug!(?subject, %error, "a command came too late");
                if let crate::endpoint::Subject::Call(call) = subject
                    && let Some(life) = self.legs.get(&call)
                    && self.endpoint.call(call).is_none()
                {
                    // An INVITE that could not even be written.
                    let life = life.clone();
                    self.legs.remove(&call);
                    self.dialling.remove(&life.id);
                    life.end(Ended::Lost(Reason::Failed), None);
                }
            }
            _ => {}
        }
    }

    fn tell(&self, call: CallId, event: LegEvent) {
        if let Some(life) = self.legs.get(&call) {
            life.tell(event);
        }
    }

    fn incoming(&mut self, now: Instant, call: CallId) {
        let Some(leg) = self.endpoint.call(call) else { return };
        let request = leg.request().clone();
        let offer = leg.remote_description().cloned().unwrap_or_default();
        let replaces = leg.replaces().and_then(|old| self.legs.get(&old)).cloned();
        let uri = request.uri();
        let tenants = &self.shared.tenants;
        let owner = tenants.owner(uri.host());
        if owner.is_none() && self.shared.is_direct_routing() {
            // A name that is not ours: no call, but somebody should hear of it (DR-46).
            let host = uri.host().to_owned();
            tracing::warn!(host, "a call for a name that is not on this trunk");
            self.shared.tell(TrunkEvent::UnknownTenant { host });
            return self.reject(now, call, Rejection::new(StatusCode::NOT_FOUND));
        }
        let tenant = owner.and_then(crate::direct_routing::Owner::tenant).or(tenants.only());
        let seated = |old: &Arc<Life>| old.seated.load(std::sync::atomic::Ordering::Acquire);
        if replaces.as_ref().is_some_and(|old| !seated(old)) {
            // A leg that no talk holds has nobody who could give its place away.
            return self.reject(now, call, Rejection::new(reason::status(Reason::Unavailable)));
        }
        let Some(back) = self.back.upgrade() else {
            return self.reject(now, call, Rejection::new(StatusCode::SERVICE_UNAVAILABLE));
        };
        if self.legs.len() >= self.shared.config.max_calls {
            let full = Rejection::new(reason::status(Reason::Overloaded))
                .retry_after(RETRY_AFTER)
                .reason(reason::header(Reason::Overloaded));
            return self.reject(now, call, full);
        }
        let life = Arc::new(Life::new(tenant));
        life.set_leg(call);
        self.legs.insert(call, life.clone());
        let incoming = IncomingCall::new(life, request, offer, back, self.shared.clone());
        match replaces {
            // It takes the place of a leg: whoever talks there decides (DR-92).
            Some(old) => old.tell(LegEvent::Replaced(incoming)),
            None => drop(self.incoming.send(incoming)),
        }
    }

    fn reject(&mut self, now: Instant, call: CallId, rejection: Rejection) {
        self.endpoint.handle(now, Input::Do(Command::Reject(call, rejection)));
    }

    /// A re-INVITE is answered here and at once: hold, resume and refresh must not wait for a
    /// story.
    fn reinvited(&mut self, now: Instant, call: CallId, request: &Request) {
        let Some(life) = self.legs.get(&call) else { return };
        let offer = request.body();
        let Some(media) = life.media.get() else {
            return life.tell(LegEvent::Reoffered(offer));
        };
        let held = media.is_on_hold();
        let answer = if offer.is_empty() { Ok(media.offer()) } else { media.answer(&offer) };
        let command = match answer {
            Ok(sdp) => {
                match (held, media.is_on_hold()) {
                    (false, true) => life.tell(LegEvent::Held),
                    (true, false) => life.tell(LegEvent::Resumed),
                    _ => {}
                }
                Command::AnswerReinvite(call, Reply::sdp(sdp))
            }
            Err(error) => {
                tracing::warn!(call.id = %life.id, %error, "a re-INVITE was refused");
                let status =
                    StatusCode::try_from(error.status()).unwrap_or(StatusCode::NOT_ACCEPTABLE_HERE);
                Command::RejectReinvite(call, Rejection::new(status))
            }
        };
        self.endpoint.handle(now, Input::Do(command));
    }

    fn ended(&mut self, now: Instant, call: CallId, ending: &Ending) {
        let Some(life) = self.legs.get(&call).cloned() else { return };
        if self.dialling.contains_key(&life.id) && life.leg() == call {
            let input = match ending.why() {
                Why::Rejected(Side::Them, status) => failover::Input::Final {
                    status: status.code(),
                    retry_after: ending.message().and_then(|message| match message {
                        crate::message::Message::Response(response) => retry_after(response),
                        crate::message::Message::Request(_) => None,
                    }),
                },
                _ => failover::Input::Broken,
            };
            self.legs.remove(&call);
            self.fail_over(now, life.id, input);
            // Another peer is being tried.
            if life.leg() != call || life.ended().is_some() {
                return;
            }
            self.dialling.remove(&life.id);
        }
        self.legs.remove(&call);
        tracing::debug!(call.id = %life.id, why = ?ending.why(), "leg ended");
        life.end(ended_of(ending), ending.status());
    }
}

/// How it ended, with a refusal in the words of our own table.
fn ended_of(ending: &Ending) -> Ended {
    match ending.why() {
        Why::Rejected(_, status) => Ended::Rejected(reason::of_status(status.code())),
        _ => ending.ended(),
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
