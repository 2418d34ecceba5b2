//! Two endpoints and what lies between them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::{CallId, Instant, Machine};

use super::Link;
use crate::endpoint::{
    Command, Ending, Endpoint, EndpointConfig, Event, Input, Invite, Output, Peer,
};
use crate::{Flow, Target, Transport};

/// What A describes.
pub const SDP_A: &str = "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
    m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
/// What B describes.
pub const SDP_B: &str = "v=0\r\no=b 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n\
    m=audio 4002 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// 192.0.2.1.
    A,
    /// 192.0.2.2.
    B,
}

impl End {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    fn index(self) -> usize {
        usize::from(self == Self::B)
    }

    /// Its address.
    pub fn host(self) -> &'static str {
        match self {
            Self::A => "192.0.2.1",
            Self::B => "192.0.2.2",
        }
    }
}

/// Something that was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: End,
    /// What.
    pub bytes: Bytes,
}

impl Sent {
    /// The first line.
    pub fn line(&self) -> String {
        let end = self.bytes.iter().position(|b| *b == b'\r').unwrap_or(self.bytes.len());
        String::from_utf8_lossy(&self.bytes[..end]).into_owned()
    }
}

/// A command, now or later: what a reaction to an event may be.
#[derive(Clone, Debug)]
pub struct Planned {
    wait: Duration,
    command: Command,
}

impl From<Command> for Planned {
    fn from(command: Command) -> Self {
        Self { wait: Duration::ZERO, command }
    }
}

impl From<(Duration, Command)> for Planned {
    fn from((wait, command): (Duration, Command)) -> Self {
        Self { wait, command }
    }
}

/// One connection between the two.
#[derive(Debug)]
struct Wire {
    flows: [Flow; 2],
    open: bool,
    /// When the last piece in each direction arrives: streams keep their order.
    last: [Instant; 2],
}

/// When, in which order, for whom, on which wire, what.
type Underway = (Instant, u64, usize, usize, Arriving);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Arriving {
    Bytes(Vec<u8>),
    Opened,
    Closed,
}

/// Two endpoints with a [`Link`] between them, on one clock.
#[derive(Debug)]
pub struct Pair {
    now: Instant,
    ends: [Endpoint; 2],
    link: Link,
    transport: Transport,
    wires: Vec<Wire>,
    by_flow: BTreeMap<(usize, Flow), usize>,
    next_flow: u64,
    arriving: BinaryHeap<Reverse<Underway>>,
    order: u64,
    events: [Vec<(Instant, Event)>; 2],
    sent: Vec<Sent>,
    commands: Vec<(Instant, End, Command)>,
}

impl Pair {
    /// Two endpoints with default settings over datagrams.
    pub fn udp(link: Link) -> Self {
        Self::new(Transport::Udp, link, |config| config)
    }

    /// Two endpoints with default settings over streams.
    pub fn tcp(link: Link) -> Self {
        Self::new(Transport::Tcp, link, |config| config)
    }

    /// Two endpoints whose settings `tune` changes.
    pub fn new(
        transport: Transport,
        link: Link,
        mut tune: impl FnMut(EndpointConfig) -> EndpointConfig,
    ) -> Self {
        let mut endpoint = |end: End, seed| {
            let config = EndpointConfig::new(end.host()).port(transport, 5060).seed(seed);
            Endpoint::new(tune(config))
        };
        let mut pair = Self {
            now: Instant::START,
            ends: [endpoint(End::A, 1), endpoint(End::B, 2)],
            link,
            transport,
            wires: Vec::new(),
            by_flow: BTreeMap::new(),
            next_flow: 1,
            arriving: BinaryHeap::new(),
            order: 0,
            events: [Vec::new(), Vec::new()],
            sent: Vec::new(),
            commands: Vec::new(),
        };
        if transport == Transport::Udp {
            // Each socket knows the other's address from the start.
            let wire = pair.wire([Flow(1), Flow(1)]);
            pair.next_flow = 2;
            for end in [End::A, End::B] {
                let peer = Peer::new(transport, address(end.other()));
                pair.give(end, Input::Attached(pair.wires[wire].flows[end.index()], peer));
            }
        }
        pair
    }

    /// The time.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// One of the endpoints.
    pub fn end(&self, end: End) -> &Endpoint {
        &self.ends[end.index()]
    }

    /// Everything that was sent, in order.
    pub fn sent(&self) -> &[Sent] {
        &self.sent
    }

    /// The first lines of what was sent, by whom, for assertions and failures.
    pub fn ladder(&self) -> String {
        let line = |sent: &Sent| format!("{:?} {:?} {}\n", sent.at, sent.by, sent.line());
        self.sent.iter().map(line).collect()
    }

    /// Everything that happened at one end.
    pub fn events(&self, end: End) -> impl Iterator<Item = &Event> {
        self.events[end.index()].iter().map(|(_, event)| event)
    }

    /// How the calls of one end ended.
    pub fn endings(&self, end: End) -> Vec<(CallId, Ending)> {
        self.events(end)
            .filter_map(|event| match event {
                Event::Ended(call, ending) => Some((*call, ending.clone())),
                _ => None,
            })
            .collect()
    }

    /// Where the other end listens.
    pub fn target(&self, of: End) -> Target {
        Target::new(self.transport, of.host(), 5060)
    }

    /// A call with a session description to the other end.
    pub fn call(&mut self, by: End) -> CallId {
        self.call_with(by, |invite| invite)
    }

    /// A call that `tune` changes.
    pub fn call_with(&mut self, by: End, tune: impl FnOnce(Invite) -> Invite) -> CallId {
        let call = self.ends[by.index()].reserve();
        let to = by.other();
        let sdp = if by == End::A { SDP_A } else { SDP_B };
        let uri = format!("sip:desk@{}:5060", to.host());
        let from = format!("sip:caller@{}", by.host());
        let invite = tune(Invite::new(self.target(to), uri, from).sdp(sdp));
        self.command(by, Command::Invite(call, Box::new(invite)));
        call
    }

    /// Tells one end to do something now.
    pub fn command(&mut self, end: End, command: Command) {
        self.give(end, Input::Do(command));
    }

    /// Tells one end to do something later.
    pub fn later(&mut self, wait: Duration, end: End, command: Command) {
        self.commands.push((self.now + wait, end, command));
    }

    /// Breaks every connection; both sides notice. Datagrams have none.
    pub fn break_connections(&mut self) {
        if self.transport == Transport::Udp {
            return;
        }
        for at in 0..self.wires.len() {
            if std::mem::replace(&mut self.wires[at].open, false) {
                for end in [End::A, End::B] {
                    let flow = self.wires[at].flows[end.index()];
                    self.give(end, Input::Closed(flow));
                }
            }
        }
    }

    /// From now on nothing arrives any more.
    pub fn cut(&mut self) {
        self.link = self.link.clone().loss(1_000);
    }

    /// Gives raw bytes to one end, as if the other had sent them.
    pub fn inject(&mut self, to: End, bytes: &[u8]) {
        let flow = self.wires.first().map_or(Flow(1), |wire| wire.flows[to.index()]);
        self.give(to, Input::Received(flow, bytes));
    }

    /// Lets the clock jump, as after a suspended machine.
    pub fn jump(&mut self, time: Duration) {
        self.now += time;
        for end in [End::A, End::B] {
            self.give(end, Input::Tick);
        }
    }

    /// Runs until nothing is to be done any more, or for `most`. `react` answers events.
    pub fn run<P: Into<Planned>>(
        &mut self,
        most: Duration,
        mut react: impl FnMut(End, &Endpoint, &Event) -> Vec<P>,
    ) {
        let until = self.now + most;
        let mut seen = [0; 2];
        loop {
            for end in [End::A, End::B] {
                while let Some((_, event)) = self.events[end.index()].get(seen[end.index()]) {
                    let event = event.clone();
                    seen[end.index()] += 1;
                    for planned in react(end, &self.ends[end.index()], &event) {
                        let Planned { wait, command } = planned.into();
                        if wait.is_zero() {
                            self.command(end, command);
                        } else {
                            self.later(wait, end, command);
                        }
                    }
                }
            }
            if !self.step(until) {
                let fresh = [End::A, End::B]
                    .iter()
                    .any(|end| seen[end.index()] < self.events[end.index()].len());
                if !fresh {
                    return;
                }
            }
        }
    }

    /// Runs without anybody answering.
    pub fn pass(&mut self, most: Duration) {
        self.run(most, |_, _, _| Vec::<Command>::new());
    }

    /// Goes to the next moment at which something happens; false if there is none before `until`.
    pub fn step(&mut self, until: Instant) -> bool {
        let deadlines = self.ends.iter().filter_map(Machine::deadline);
        let arriving = self.arriving.peek().map(|Reverse((at, ..))| *at);
        let commands = self.commands.iter().map(|(at, ..)| *at);
        let Some(next) = deadlines.chain(arriving).chain(commands).min() else { return false };
        if next > until {
            self.now = until;
            return false;
        }
        self.now = self.now.max(next);
        if let Some(at) = self.commands.iter().position(|(at, ..)| *at <= self.now) {
            let (_, end, command) = self.commands.remove(at);
            self.command(end, command);
            return true;
        }
        if arriving.is_some_and(|at| at <= self.now)
            && let Some(Reverse((_, _, to, wire, arrived))) = self.arriving.pop()
        {
            self.arrive(if to == 0 { End::A } else { End::B }, wire, &arrived);
            return true;
        }
        for end in [End::A, End::B] {
            if self.ends[end.index()].deadline().is_some_and(|at| at <= self.now) {
                self.give(end, Input::Tick);
            }
        }
        true
    }

    /// Fails unless both ends have forgotten everything: no call, no transaction, no deadline.
    #[track_caller]
    pub fn assert_nothing_is_left(&self) {
        for end in [End::A, End::B] {
            let endpoint = self.end(end);
            let left = (endpoint.calls(), endpoint.transactions(), endpoint.deadline());
            assert_eq!(left, (0, 0, None), "{end:?}\n{}", self.ladder());
        }
    }

    fn wire(&mut self, flows: [Flow; 2]) -> usize {
        let at = self.wires.len();
        self.wires.push(Wire { flows, open: true, last: [Instant::START; 2] });
        for (end, flow) in flows.into_iter().enumerate() {
            self.by_flow.insert((end, flow), at);
        }
        at
    }

    fn push(&mut self, at: Instant, to: End, wire: usize, arriving: Arriving) {
        self.order += 1;
        self.arriving.push(Reverse((at, self.order, to.index(), wire, arriving)));
    }

    fn arrive(&mut self, to: End, wire: usize, arrived: &Arriving) {
        let Wire { flows, open, .. } = &self.wires[wire];
        let (flow, open) = (flows[to.index()], *open);
        match arrived {
            Arriving::Bytes(bytes) if open => self.give(to, Input::Received(flow, bytes)),
            Arriving::Opened if open => {
                // The side that was called has a port of the caller's choice before it.
                let peer = if flow.is_ours() {
                    Peer::new(self.transport, address(to.other()))
                } else {
                    Peer::new(self.transport, SocketAddr::new(address(to.other()).ip(), 40_000))
                };
                self.give(to, Input::Attached(flow, peer));
            }
            Arriving::Closed => self.give(to, Input::Closed(flow)),
            _ => {}
        }
    }

    fn give(&mut self, end: End, input: Input<'_>) {
        let now = self.now;
        self.ends[end.index()].handle(now, input);
        while let Some(output) = self.ends[end.index()].poll() {
            match output {
                Output::Send(flow, bytes) => self.send(end, flow, &bytes),
                Output::Connect(flow, _) => self.connect(end, flow),
                Output::Close(flow) => {
                    if let Some(wire) = self.by_flow.get(&(end.index(), flow)).copied() {
                        let arrival =
                            self.link.arrival(now).max(self.wires[wire].last[end.index()]);
                        self.push(arrival, end.other(), wire, Arriving::Closed);
                    }
                }
                Output::Event(event) => self.events[end.index()].push((now, event)),
            }
        }
    }

    fn connect(&mut self, by: End, flow: Flow) {
        let theirs = Flow(self.next_flow);
        self.next_flow += 1;
        let flows = if by == End::A { [flow, theirs] } else { [theirs, flow] };
        let wire = self.wire(flows);
        let arrival = self.link.arrival(self.now);
        self.wires[wire].last = [arrival; 2];
        self.push(arrival, by.other(), wire, Arriving::Opened);
        self.push(arrival, by, wire, Arriving::Opened);
    }

    fn send(&mut self, by: End, flow: Flow, bytes: &Bytes) {
        let Some(wire) = self.by_flow.get(&(by.index(), flow)).copied() else { return };
        self.sent.push(Sent { at: self.now, by, bytes: bytes.clone() });
        if self.transport == Transport::Udp {
            for at in self.link.arrivals(self.now) {
                self.push(at, by.other(), wire, Arriving::Bytes(bytes.to_vec()));
            }
            return;
        }
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(self.link.cut(rest.len()));
            let at = self.link.arrival(self.now).max(self.wires[wire].last[by.index()]);
            self.wires[wire].last[by.index()] = at;
            self.push(at, by.other(), wire, Arriving::Bytes(piece.to_vec()));
            rest = after;
        }
    }
}

fn address(of: End) -> SocketAddr {
    let last = if of == End::A { 1 } else { 2 };
    SocketAddr::from(([192, 0, 2, last], 5060))
}
