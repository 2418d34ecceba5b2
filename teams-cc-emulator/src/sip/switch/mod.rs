//! A telephone exchange as a machine: legs, their dialogs, and what each side makes of requests.
//!
//! Teams and the carrier are two sides of the same exchange: both hold dialogs, answer, hold,
//! transfer and hang up. What differs (who may call, how headers are written, which SDP) is a
//! [`Side`]. Sockets are elsewhere: inputs are messages and orders, outputs are bytes on flows.

mod answers;
mod leg;
mod orders;
mod requests;
mod tables;

use std::collections::HashMap;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::{Guid, Instant, Rng};
use teams_cc_sip::message::{Message, Request, Response};
use teams_cc_sip::transaction::Output as Done;
use teams_cc_sip::{Flow, Target};
use tokio::sync::{mpsc, oneshot};

use super::describe::Manner;
use super::refusal::Refusal;
use super::rules::{Before, Judged};
use super::text::{Draft, Line, Spelling, Text};
use crate::audio::Voice;
use crate::audio::link::MediaLink;
use crate::people::fresh_guid;
use crate::{Stage, Wire};

use leg::Leg;
pub(crate) use leg::{LegHandle, Standing};
use tables::{Id, Tables};

/// A connection made for one transaction is closed this long after its last answer.
const FRESH_FLOW_STAYS: Duration = Duration::from_secs(10);

/// Number of a leg in its exchange.
pub(crate) type LegId = u64;

/// What is known of a connection, or of the other end of a datagram socket.
#[derive(Clone, Debug)]
pub(crate) struct Ends {
    pub(crate) target: Target,
    /// Our address on it, for Via.
    pub(crate) local: SocketAddr,
    /// Which proxy it belongs to; 0 on the carrier's side.
    pub(crate) proxy: usize,
    /// DNS names in the certificate of the other end.
    pub(crate) names: Arc<[String]>,
}

/// What happens to the exchange.
#[derive(Debug)]
pub(crate) enum Input {
    /// A connection came in or was made; datagram flows come into being the same way.
    Opened(Flow, Ends),
    /// It is gone, or could not be made.
    Closed(Flow),
    /// A whole message arrived.
    Received(Flow, Message),
    /// Somebody wants something of a leg.
    Order(Order),
    /// Time has passed.
    Tick,
}

/// What somebody wants.
#[derive(Debug)]
pub(crate) enum Order {
    /// A call; the handle comes back as soon as the INVITE is on its way.
    Place(Box<Placing>, oneshot::Sender<Option<LegHandle>>),
    /// Something on a leg; the status that came of it goes back.
    Ask(LegId, Ask, Option<oneshot::Sender<u16>>),
    /// A request outside any leg: OPTIONS. The answer goes back, nothing if none came.
    Send(Route, Draft, oneshot::Sender<Option<Text>>),
    /// Cuts every connection (EM-15).
    CutAll,
}

/// What is asked of one leg.
#[derive(Debug)]
pub(crate) enum Ask {
    /// 180 from so many clients, each with its own To tag (DR-81).
    Ring {
        clients: u8,
    },
    /// 183 with SDP: early media.
    Progress,
    Answer,
    Refuse(Refusal),
    /// BYE, CANCEL or a refusal, whatever fits.
    HangUp {
        cause: u8,
        phrase: &'static str,
    },
    /// A re-INVITE with our half in this direction: hold, resume, refresh.
    Offer(super::sdp::Direction),
    /// REFER with these two values.
    Refer {
        to: String,
        by: String,
    },
}

/// A call to place.
#[derive(Debug)]
pub(crate) struct Placing {
    pub(crate) route: Route,
    pub(crate) uri: String,
    /// From and To without tags.
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) contact: String,
    pub(crate) headers: Vec<Line>,
    /// A further part of the body, with its own headers: a location.
    pub(crate) location: Option<String>,
    pub(crate) manner: Manner,
    pub(crate) voice: Voice,
    pub(crate) tenant: String,
    pub(crate) user: Option<Guid>,
}

/// How a message leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// A connection of its own.
    Fresh(Target, usize),
    /// This flow if it is open, else a connection to the target.
    Prefer(Flow, Target, usize),
    /// The open connection to the target if there is one, else a new one.
    To(Target, usize),
}

/// What the exchange wants done.
#[derive(Debug)]
pub(crate) enum Output {
    Send(Flow, Bytes),
    /// Open a connection; messages for it may be given at once and wait.
    Connect {
        flow: Flow,
        target: Target,
    },
    Close(Flow),
}

/// What a side says to a request outside any dialog.
pub(crate) enum Verdict {
    /// A new call.
    Admit(Box<Admission>),
    /// Any answer.
    Answer(Draft),
    Refuse(Refusal),
    /// Says nothing.
    Ignore,
    /// Cuts the connection.
    Cut,
}

/// A call that was let in.
pub(crate) struct Admission {
    pub(crate) manner: Manner,
    pub(crate) voice: Voice,
    pub(crate) contact: String,
    pub(crate) tenant: String,
    pub(crate) user: Option<Guid>,
    pub(crate) violations: Vec<String>,
    /// Starts the story of whoever is called.
    pub(crate) story: Box<dyn FnOnce(LegHandle) + Send>,
    /// The route this side records, as a whole header value.
    pub(crate) record_route: Option<String>,
}

/// What differs between Teams and a carrier.
pub(crate) trait Side: Send {
    /// `teams` or `carrier`: in ladders and records.
    fn name(&self) -> &'static str;
    fn spelling(&self) -> Spelling;
    /// How many machines it stands for, each with its own transactions.
    fn machines(&self) -> usize;
    /// Judges a request outside any dialog, CANCEL and ACK excepted.
    fn judge(&mut self, now: Instant, flow: &Ends, request: &Text) -> Verdict;
    /// Judges a request inside a dialog before anything is made of it.
    fn inside(&mut self, flow: &Ends, request: &Text) -> Result<(), Refusal>;
    /// Judges an offer or answer of the other side.
    fn description(&self, text: &Text, before: Option<Before>) -> Result<Judged, Refusal>;
    /// Where a request inside a dialog goes: `target` is the other side's Contact.
    fn route(&self, flow: Flow, target: &str, known: Option<&Ends>) -> Option<Route>;
    /// Headers of a request that makes or changes a dialog, behind the ones every request has.
    fn dress(&self, method: &str, draft: Draft) -> Draft;
    /// Headers of an answer inside a dialog.
    fn dress_answer(&self, status: u16, request: &Text, draft: Draft) -> Draft;
}

/// The exchange.
pub(crate) struct Switch<S> {
    side: S,
    stage: Stage,
    transactions: Tables,
    rng: Rng,
    /// Our address: in Via, and where media is received.
    local: SocketAddr,
    flows: HashMap<Flow, Ends>,
    next_flow: u64,
    next_leg: LegId,
    legs: HashMap<LegId, Leg>,
    /// Which leg a transaction belongs to, and what waits for it.
    pending: HashMap<Id, Pending>,
    /// Connections to close, when.
    closing: Vec<(Instant, Flow)>,
    outputs: VecDeque<Output>,
    orders: mpsc::UnboundedSender<Input>,
}

/// What a client transaction is for.
enum Pending {
    /// The INVITE or re-INVITE of a leg.
    Invite(LegId),
    /// Another request of a leg; the status goes back.
    Request(LegId, Option<oneshot::Sender<u16>>, &'static str),
    /// A request outside any leg.
    Alone(oneshot::Sender<Option<Text>>, Flow, bool),
}

impl<S: Side> Switch<S> {
    pub(crate) fn new(
        side: S,
        stage: Stage,
        local: SocketAddr,
        orders: mpsc::UnboundedSender<Input>,
    ) -> Self {
        let mut rng = stage.rng();
        Self {
            transactions: Tables::new(side.machines(), &mut rng),
            side,
            rng,
            stage,
            local,
            flows: HashMap::new(),
            next_flow: Flow::FIRST_OF_OURS,
            next_leg: 1,
            legs: HashMap::new(),
            pending: HashMap::new(),
            closing: Vec::new(),
            outputs: VecDeque::new(),
            orders,
        }
    }

    pub(crate) fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Opened(flow, info) => {
                self.transactions.opened(flow, info.target.transport, info.proxy);
                self.flows.insert(flow, info);
            }
            Input::Closed(flow) => {
                self.flows.remove(&flow);
                self.transactions.closed(flow);
            }
            Input::Received(flow, message) => {
                self.log(&message.to_bytes(), false);
                self.transactions.received(now, flow, message);
            }
            Input::Order(order) => self.order(now, order),
            Input::Tick => {}
        }
        self.transactions.tick(now);
        self.repeat(now);
        self.close_due(now);
        while let Some((table, done)) = self.transactions.poll() {
            self.done(now, table, done);
        }
    }

    pub(crate) fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        let repeats = self.legs.values().filter_map(Leg::next_repeat);
        let closing = self.closing.iter().map(|(at, _)| *at);
        self.transactions.deadline().into_iter().chain(repeats).chain(closing).min()
    }

    fn done(&mut self, now: Instant, table: usize, done: Done) {
        match done {
            Done::Send(flow, bytes) => {
                self.log(&bytes, true);
                self.outputs.push_back(Output::Send(flow, bytes));
            }
            Done::Request { id, flow, request } => {
                if let Some(text) = Text::read(&request.to_bytes()) {
                    self.request_arrived(now, (table, id), flow, &text);
                }
            }
            Done::Ack { request, .. } => {
                if let Some(text) = Text::read(&request.to_bytes()) {
                    self.ack_arrived(&text);
                }
            }
            Done::Cancel { id, invite, request, .. } => {
                if let Some(text) = Text::read(&request.to_bytes()) {
                    self.cancel_arrived(now, (table, id), (table, invite), &text);
                }
            }
            Done::Response { id, flow, response, .. } => {
                if let Some(text) = Text::read(&response.to_bytes()) {
                    self.answer_arrived(now, (table, id), flow, &text);
                }
            }
            Done::TimedOut { id, .. } => self.nobody_answered(now, (table, id), 408),
            Done::Failed { id, .. } => self.nobody_answered(now, (table, id), 504),
            Done::Excess { flow, request } => {
                if let Some(text) = Text::read(&request.to_bytes()) {
                    let draft = self.refusal_draft(&text, Refusal::SERVICE_BUSY);
                    if let Some(response) = self.response(&draft) {
                        self.transactions.reply(flow, &response);
                    }
                }
            }
        }
    }

    /// Sends a request and remembers what for.
    fn send(&mut self, now: Instant, route: &Route, draft: Draft, pending: Pending) -> Option<Id> {
        let (flow, fresh) = self.open(route);
        let request = self.request_on(flow, draft)?;
        let pending = match pending {
            Pending::Alone(reply, ..) => Pending::Alone(reply, flow, fresh),
            other => other,
        };
        let id = self.transactions.request(now, flow, request);
        self.pending.insert(id, pending);
        Some(id)
    }

    /// The request with its Via for that flow.
    fn request_on(&mut self, flow: Flow, draft: Draft) -> Option<Request> {
        let branch = self.transactions.branch();
        let info = self.flows.get(&flow)?;
        let via = format!("SIP/2.0/{} {};branch={branch}", info.target.transport.via(), info.local);
        let bytes = draft.with("Via", via).write(self.side.spelling());
        match Message::parse(bytes) {
            Ok(Message::Request(request)) => Some(request),
            other => {
                tracing::error!(?other, "the emulator wrote a request that is none");
                None
            }
        }
    }

    fn response(&self, draft: &Draft) -> Option<Response> {
        match Message::parse(draft.write(self.side.spelling())) {
            Ok(Message::Response(response)) => Some(response),
            other => {
                tracing::error!(?other, "the emulator wrote an answer that is none");
                None
            }
        }
    }

    fn respond(&mut self, now: Instant, id: Id, draft: &Draft) {
        if let Some(response) = self.response(draft) {
            self.transactions.respond(now, id, &response);
        }
    }

    fn refusal_draft(&mut self, request: &Text, refusal: Refusal) -> Draft {
        let tag = self.tag();
        let id = fresh_guid(&mut self.rng);
        let draft = Draft::answer(request, refusal.status, Some(&tag));
        let draft = self.side.dress_answer(refusal.status, request, draft);
        draft.with("Reason", refusal.reason(id))
    }

    /// The flow a route means, opened if it is not.
    fn open(&mut self, route: &Route) -> (Flow, bool) {
        let (target, proxy, fresh) = match route {
            Route::Prefer(flow, ..) if self.flows.contains_key(flow) => return (*flow, false),
            Route::Prefer(_, target, proxy) | Route::To(target, proxy) => {
                let open = self.flows.iter().find(|(_, info)| info.target == *target);
                if let Some((flow, _)) = open {
                    return (*flow, false);
                }
                (target, *proxy, false)
            }
            Route::Fresh(target, proxy) => (target, *proxy, true),
        };
        let flow = Flow(self.next_flow);
        self.next_flow += 1;
        let info = Ends { target: target.clone(), local: self.local, proxy, names: Arc::from([]) };
        self.transactions.opened(flow, target.transport, proxy);
        self.flows.insert(flow, info);
        self.outputs.push_back(Output::Connect { flow, target: target.clone() });
        (flow, fresh)
    }

    fn close_later(&mut self, now: Instant, flow: Flow) {
        self.closing.push((now + FRESH_FLOW_STAYS, flow));
    }

    fn close_due(&mut self, now: Instant) {
        let due: Vec<Flow> =
            self.closing.iter().filter(|(at, _)| *at <= now).map(|(_, flow)| *flow).collect();
        self.closing.retain(|(at, _)| *at > now);
        for flow in due {
            self.close(flow);
        }
    }

    fn close(&mut self, flow: Flow) {
        if self.flows.remove(&flow).is_some() {
            self.transactions.closed(flow);
            self.outputs.push_back(Output::Close(flow));
        }
    }

    fn tag(&mut self) -> String {
        format!("{:016x}{:016x}", self.rng.next_u64(), self.rng.next_u64())
    }

    fn log(&self, bytes: &[u8], ours: bool) {
        let Some(text) = Text::read(bytes) else { return };
        let (us, trunk) = (self.side.name(), "trunk");
        let (from, to) = if ours { (us, trunk) } else { (trunk, us) };
        let line = if text.status() == 0 {
            format!("{} {}", text.method(), text.uri())
        } else {
            format!("{} ({})", text.start.trim_start_matches("SIP/2.0 "), text.cseq().1)
        };
        self.stage.ladder.message(Wire::Sip, from, to, text.call_id(), &line);
    }

    fn media(&mut self, voice: Voice, keeps_first: bool) -> Option<Arc<MediaLink>> {
        let clock = self.stage.clock.clone();
        match MediaLink::open(self.local.ip(), clock, voice, keeps_first, &mut self.rng) {
            Ok(link) => Some(Arc::new(link)),
            Err(error) => {
                self.stage.ladder.note(self.side.name(), "", &format!("no media ports: {error}"));
                None
            }
        }
    }
}
