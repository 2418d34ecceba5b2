//! The table of transactions over all flows.

use std::collections::VecDeque;

use bytes::Bytes;
use teams_cc_core::{Instant, Rng};

use super::alarms::Alarms;
use super::digest::{Digest, MixedMap};
use super::output::{Counts, Output, TransactionId};
use super::slab::{Key, Slab};
use super::states::{Acts, Cause, Kind, State};
use super::table::{Cancelling, FlowState, Transaction};
use super::timers::{Reliability, Timers};
use super::wire;
use crate::message::{Malformed, Message, Method, Request, Response, StatusCode};
use crate::{Flow, Transport};

/// How many transactions a table holds unless told otherwise: a call leaves two behind for 32 s, so
/// this is four thousand calls a second.
pub const TRANSACTIONS: usize = 262_144;

/// All transactions of one endpoint. The module page tells how to use it.
#[derive(Debug)]
pub struct Transactions {
    pub(super) timers: Timers,
    pub(super) limit: usize,
    pub(super) rng: Rng,
    pub(super) digest: Digest,
    pub(super) slab: Slab<Transaction>,
    pub(super) keys: MixedMap<u128, Key>,
    pub(super) merged: MixedMap<u128, Key>,
    pub(super) flows: MixedMap<u64, FlowState>,
    pub(super) alarms: Alarms<Key>,
    pub(super) outputs: VecDeque<Output>,
    pub(super) counts: Counts,
}

impl Transactions {
    /// An empty table. `rng` makes branches and the secret of the table.
    pub fn new(timers: Timers, mut rng: Rng) -> Self {
        let digest = Digest::new(&mut rng);
        Self {
            timers,
            limit: TRANSACTIONS,
            rng,
            digest,
            slab: Slab::default(),
            keys: MixedMap::default(),
            merged: MixedMap::default(),
            flows: MixedMap::default(),
            alarms: Alarms::default(),
            outputs: VecDeque::new(),
            counts: Counts::default(),
        }
    }

    /// Sets how many transactions may live at once; requests inside dialogs get an eighth more.
    pub fn limit(mut self, transactions: usize) -> Self {
        self.limit = transactions;
        self
    }

    /// How many transactions live.
    pub fn len(&self) -> usize {
        self.slab.len()
    }

    /// True when none lives.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was dropped, refused and repeated.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The timers in use.
    pub fn timers(&self) -> &Timers {
        &self.timers
    }

    /// Where a transaction stands; `None` when it is forgotten.
    pub fn state(&self, id: TransactionId) -> Option<State> {
        self.slab.get(id.0).map(|transaction| transaction.states.state())
    }

    /// The flow of a transaction.
    pub fn flow(&self, id: TransactionId) -> Option<Flow> {
        self.slab.get(id.0).map(|transaction| transaction.flow)
    }

    /// Notes a number with a transaction; it comes back with everything that is told about it.
    pub fn mark(&mut self, id: TransactionId, mark: u64) {
        if let Some(transaction) = self.slab.get_mut(id.0) {
            transaction.mark = mark;
        }
    }

    /// The request of a transaction that still lives; a server transaction forgets it with its
    /// final answer.
    pub fn request_of(&self, id: TransactionId) -> Option<&Request> {
        self.slab.get(id.0).and_then(|transaction| transaction.request.as_ref())
    }

    /// A fresh branch: the magic cookie and 80 random bits.
    pub fn branch(&mut self) -> String {
        let mut branch = String::with_capacity(wire::COOKIE.len() + 16);
        branch.push_str(wire::COOKIE);
        branch.push_str(&self.rng.token(16));
        branch
    }

    /// A flow can be written to.
    pub fn opened(&mut self, flow: Flow, transport: Transport) {
        let reliability = match transport {
            Transport::Udp => Reliability::Unreliable,
            Transport::Tcp | Transport::Tls => Reliability::Reliable,
        };
        self.flows.entry(flow.0).or_insert(FlowState { reliability, first: None });
    }

    /// True if the flow is open.
    pub fn is_open(&self, flow: Flow) -> bool {
        self.flows.contains_key(&flow.0)
    }

    /// A flow is gone. Requests of ours on it without a final answer fail; requests of the peer
    /// can still be answered elsewhere ([`rebind`](Self::rebind)).
    pub fn closed(&mut self, flow: Flow) {
        let Some(state) = self.flows.remove(&flow.0) else { return };
        let mut next = state.first;
        while let Some(key) = next {
            let Some(transaction) = self.slab.get_mut(key) else { break };
            next = transaction.after;
            (transaction.before, transaction.after) = (None, None);
            if matches!(transaction.states.kind(), Kind::Client | Kind::ClientInvite) {
                let waiting = matches!(
                    transaction.states.state(),
                    State::Calling | State::Trying | State::Proceeding
                );
                if waiting {
                    let mark = transaction.mark;
                    self.outputs.push_back(Output::Failed { id: TransactionId(key), mark });
                    self.forget(key);
                }
            }
        }
        self.settle();
    }

    /// Moves a server transaction to another flow, because its own is gone.
    pub fn rebind(&mut self, id: TransactionId, flow: Flow) {
        if self.slab.get(id.0).is_some_and(|transaction| transaction.flow != flow) {
            self.unlink(id.0);
            if let Some(transaction) = self.slab.get_mut(id.0) {
                transaction.flow = flow;
            }
            self.link(id.0, flow);
        }
    }

    /// Sends bytes that belong to no transaction: the ACK to a 2xx, a repeated 2xx.
    pub fn send(&mut self, flow: Flow, bytes: Bytes) {
        self.outputs.push_back(Output::Send(flow, bytes));
    }

    /// Answers a request without a transaction (RFC 3261 §8.2.7).
    pub fn reply(&mut self, flow: Flow, response: &Response) {
        self.outputs.push_back(Output::Send(flow, response.to_bytes()));
    }

    /// Sends a request. Its topmost Via carries a branch from [`branch`](Self::branch).
    pub fn request(&mut self, now: Instant, flow: Flow, request: Request) -> TransactionId {
        let kind =
            if request.method() == Method::Invite { Kind::ClientInvite } else { Kind::Client };
        let key = wire::client_key(&self.digest, &request);
        let bytes = request.to_bytes();
        self.outputs.push_back(Output::Send(flow, bytes.clone()));
        TransactionId(self.start(now, kind, flow, request, Some(bytes), key, None))
    }

    /// Cancels an INVITE of ours: at once if a provisional answer has come, else as soon as one
    /// comes (RFC 3261 §9.1). `headers` (a Reason) are added to the CANCEL. The final answer comes
    /// up as usual, also if it is a 2xx; after 64·T1 without one it has timed out.
    ///
    /// # Errors
    /// If a header cannot stand in a message; nothing is sent then.
    pub fn cancel(
        &mut self,
        now: Instant,
        id: TransactionId,
        headers: &[(String, String)],
    ) -> Result<(), Malformed> {
        let Some(transaction) = self.slab.get_mut(id.0) else { return Ok(()) };
        if transaction.states.kind() != Kind::ClientInvite
            || !matches!(transaction.cancelling, Cancelling::No)
        {
            return Ok(());
        }
        let Some(invite) = &transaction.request else { return Ok(()) };
        let cancel = wire::cancel(invite, headers)?;
        match transaction.states.state() {
            State::Calling => transaction.cancelling = Cancelling::Wanted(Box::new(cancel)),
            State::Proceeding => self.send_cancel(now, id.0, cancel),
            _ => {}
        }
        self.settle();
        Ok(())
    }

    fn send_cancel(&mut self, now: Instant, key: Key, cancel: Request) {
        let Some(transaction) = self.slab.get_mut(key) else { return };
        transaction.cancelling = Cancelling::Sent;
        transaction.states.on(Cause::Cancelled, &self.timers, now);
        let flow = transaction.flow;
        self.rearm(key);
        self.request(now, flow, cancel);
    }

    /// Answers a request. An answer that the state does not allow (a second final, a provisional
    /// to a non-INVITE request over UDP, anything after the end) is not sent.
    pub fn respond(&mut self, now: Instant, id: TransactionId, response: &Response) {
        let Some(transaction) = self.slab.get_mut(id.0) else { return };
        let cause = wire::cause(response.status());
        if cause == Cause::Provisional
            && transaction.states.kind() == Kind::Server
            && response.status() != StatusCode::TRYING
        {
            return; // RFC 4320 §4.1
        }
        if transaction.states.on(cause, &self.timers, now).has(Acts::SEND) {
            let bytes = response.to_bytes();
            let flow = transaction.flow;
            // An accepted INVITE is repeated by its dialog, everything else from here.
            let accepted = transaction.states.state() == State::Accepted;
            transaction.bytes = (!accepted).then(|| bytes.clone());
            if cause != Cause::Provisional {
                transaction.request = None;
            }
            self.outputs.push_back(Output::Send(flow, bytes));
        }
        self.after(id.0);
        self.settle();
    }

    /// Gives up a client transaction without a word; late answers to it are dropped.
    pub fn abandon(&mut self, id: TransactionId) {
        self.forget(id.0);
        self.settle();
    }

    /// Takes a message that arrived on a flow.
    pub fn received(&mut self, now: Instant, flow: Flow, message: Message) {
        match message {
            Message::Request(request) => self.received_request(now, flow, request),
            Message::Response(response) => self.received_response(now, flow, response),
        }
        self.settle();
    }

    fn received_request(&mut self, now: Instant, flow: Flow, request: Request) {
        let method = request.method();
        let key = wire::server_key(&self.digest, &request, &method);
        if let Some(found) = self.find(key, &request) {
            return self.repeated_request(now, flow, found, &method);
        }
        match method {
            Method::Ack => self.outputs.push_back(Output::Ack { flow, request }),
            Method::Cancel => {
                let invite = wire::server_key(&self.digest, &request, &Method::Invite);
                let invite = self.find(invite, &request);
                match invite {
                    Some(invite) => {
                        let id =
                            self.start(now, Kind::Server, flow, request.clone(), None, key, None);
                        let mark = self.slab.get(invite).map_or(0, |found| found.mark);
                        let (id, invite) = (TransactionId(id), TransactionId(invite));
                        self.outputs.push_back(Output::Cancel { id, invite, mark, flow, request });
                    }
                    None => {
                        self.refuse(flow, &request, StatusCode::CALL_TRANSACTION_DOES_NOT_EXIST);
                    }
                }
            }
            _ => self.new_request(now, flow, request, &method, key),
        }
    }

    fn repeated_request(&mut self, now: Instant, flow: Flow, key: Key, method: &Method) {
        let Some(transaction) = self.slab.get_mut(key) else { return };
        let cause = if *method == Method::Ack { Cause::Ack } else { Cause::Request };
        let acts = transaction.states.on(cause, &self.timers, now);
        self.counts.absorbed += 1;
        // A peer that repeats on another connection has lost the first one.
        self.rebind(TransactionId(key), flow);
        if acts.has(Acts::RESEND)
            && let Some(bytes) = self.slab.get(key).and_then(|found| found.bytes.clone())
        {
            self.counts.repeated += 1;
            self.outputs.push_back(Output::Send(flow, bytes));
        }
        self.after(key);
    }

    fn new_request(
        &mut self,
        now: Instant,
        flow: Flow,
        request: Request,
        method: &Method,
        key: u128,
    ) {
        let outside = wire::is_outside_dialog(&request);
        let merged = outside.then(|| wire::merge_key(&self.digest, &request, method));
        if let Some(merged) = merged
            && let Some(other) = self.merged.get(&merged).and_then(|key| self.slab.get(*key))
            && other.request.as_ref().is_none_or(|other| wire::is_merged(other, &request))
        {
            // RFC 3261 §8.2.2.2: the same request has come by another path.
            return self.refuse(flow, &request, StatusCode::LOOP_DETECTED);
        }
        if self.came_back(&request) {
            return self.refuse(flow, &request, StatusCode::LOOP_DETECTED);
        }
        let room = if outside { self.limit } else { self.limit + self.limit / 8 + 1 };
        if self.slab.len() >= room {
            self.counts.excess += 1;
            return self.outputs.push_back(Output::Excess { flow, request });
        }
        let kind = if *method == Method::Invite { Kind::ServerInvite } else { Kind::Server };
        let id = self.start(now, kind, flow, request.clone(), None, key, merged);
        self.outputs.push_back(Output::Request { id: TransactionId(id), flow, request });
    }

    /// True if a request below the top of its Vias has a branch of a request of ours that still
    /// waits: it has come back to us (RS-21).
    fn came_back(&self, request: &Request) -> bool {
        wire::lower_vias(&self.digest, request).any(|key| self.keys.contains_key(&key))
    }

    fn refuse(&mut self, flow: Flow, request: &Request, status: StatusCode) {
        let tag = self.rng.token(16);
        if let Some(response) = wire::refusal(request, status, &tag) {
            self.reply(flow, &response);
        }
    }

    fn received_response(&mut self, now: Instant, flow: Flow, response: Response) {
        let found = wire::response_key(&self.digest, &response)
            .and_then(|key| self.keys.get(&key).copied());
        let Some(key) = found else {
            self.counts.strays += 1;
            return;
        };
        let Some(transaction) = self.slab.get_mut(key) else { return };
        let asked = transaction.request.as_ref().filter(|asked| wire::answers(asked, &response));
        let Some(asked) = asked else {
            self.counts.strays += 1;
            return;
        };
        let cause = wire::cause(response.status());
        let acts = transaction.states.on(cause, &self.timers, now);
        if acts.has(Acts::ACK) {
            let ack = match &transaction.ack {
                Some(ack) => Some(ack.clone()),
                None => wire::ack(asked, &response).map(|ack| ack.to_bytes()),
            };
            transaction.ack.clone_from(&ack);
            // The ACK goes where the INVITE went (RFC 3261 §17.1.1.3).
            let to = transaction.flow;
            if let Some(ack) = ack {
                self.outputs.push_back(Output::Send(to, ack));
            }
        }
        let mark = transaction.mark;
        let wanted = matches!(cause, Cause::Provisional)
            .then(|| self.slab.get_mut(key))
            .flatten()
            .and_then(|found| match std::mem::replace(&mut found.cancelling, Cancelling::No) {
                Cancelling::Wanted(cancel) => Some(cancel),
                other => {
                    found.cancelling = other;
                    None
                }
            });
        if acts.has(Acts::DELIVER) {
            let id = TransactionId(key);
            self.outputs.push_back(Output::Response { id, mark, flow, response });
        } else {
            self.counts.absorbed += 1;
        }
        if let Some(cancel) = wanted {
            self.send_cancel(now, key, *cancel);
        }
        self.after(key);
    }

    /// Fires what is due.
    pub fn tick(&mut self, now: Instant) {
        while let Some((at, key)) = self.alarms.pop(now) {
            let Some(transaction) = self.slab.get_mut(key) else { continue };
            if transaction.armed != at {
                continue;
            }
            transaction.armed = Instant::FAR;
            let acts = transaction.states.tick(&self.timers, now);
            let flow = transaction.flow;
            if acts.has(Acts::RESEND)
                && let Some(bytes) = transaction.bytes.clone()
            {
                self.counts.repeated += 1;
                self.outputs.push_back(Output::Send(flow, bytes));
            }
            if acts.has(Acts::TRYING)
                && let Some(trying) = transaction.request.as_ref().and_then(wire::trying)
            {
                let trying = trying.to_bytes();
                transaction.bytes = Some(trying.clone());
                self.outputs.push_back(Output::Send(flow, trying));
            }
            if acts.has(Acts::TIMED_OUT)
                && let Some(transaction) = self.slab.get(key)
            {
                let mark = transaction.mark;
                self.outputs.push_back(Output::TimedOut { id: TransactionId(key), mark });
            }
            self.after(key);
        }
        self.settle();
    }

    /// How many outputs wait.
    pub(crate) fn queued(&self) -> usize {
        self.outputs.len()
    }

    /// The output at this place, if it is something to send.
    pub(crate) fn take_send(&mut self, at: usize) -> Option<(Flow, Bytes)> {
        if !matches!(self.outputs.get(at), Some(Output::Send(..))) {
            return None;
        }
        match self.outputs.remove(at) {
            Some(Output::Send(flow, bytes)) => Some((flow, bytes)),
            _ => None,
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to [`tick`](Self::tick).
    pub fn deadline(&self) -> Option<Instant> {
        self.alarms.next()
    }
}
