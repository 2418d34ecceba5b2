//! Where transactions lie: found by key, linked by flow, woken by their deadline.

use bytes::Bytes;
use teams_cc_core::Instant;

use super::alarms::Verdict;
use super::layer::Transactions;
use super::slab::Key;
use super::states::{Kind, States};
use super::timers::Reliability;
use super::wire;
use crate::Flow;
use crate::message::Request;

#[derive(Debug)]
pub(super) struct FlowState {
    pub(super) reliability: Reliability,
    pub(super) first: Option<Key>,
}

/// A CANCEL and its INVITE (RFC 3261 §9.1).
#[derive(Debug)]
pub(super) enum Cancelling {
    No,
    /// Wanted before any provisional answer: it goes out with the first one.
    Wanted(Box<Request>),
    Sent,
}

#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) states: States,
    pub(super) flow: Flow,
    /// Server transactions let go of it with their final answer: they linger for half a minute, and
    /// at a thousand calls a second that would be a hundred megabytes.
    pub(super) request: Option<Request>,
    /// Client: the request. Server: the last answer.
    pub(super) bytes: Option<Bytes>,
    /// Client INVITE: the ACK to a refusal.
    pub(super) ack: Option<Bytes>,
    pub(super) cancelling: Cancelling,
    pub(super) key: u128,
    pub(super) merged: Option<u128>,
    pub(super) armed: Instant,
    pub(super) mark: u64,
    /// The neighbours on the same flow.
    pub(super) before: Option<Key>,
    pub(super) after: Option<Key>,
}

impl Transactions {
    #[expect(clippy::too_many_arguments, reason = "one place makes transactions of all kinds")]
    pub(super) fn start(
        &mut self,
        now: Instant,
        kind: Kind,
        flow: Flow,
        request: Request,
        bytes: Option<Bytes>,
        key: u128,
        merged: Option<u128>,
    ) -> Key {
        // A flow that was never opened loses nothing: nothing is sent on it.
        let reliability =
            self.flows.get(&flow.0).map_or(Reliability::Reliable, |state| state.reliability);
        let id = self.slab.insert(Transaction {
            states: States::start(kind, reliability, &self.timers, now),
            flow,
            request: Some(request),
            bytes,
            ack: None,
            cancelling: Cancelling::No,
            key,
            merged,
            mark: 0,
            armed: Instant::FAR,
            before: None,
            after: None,
        });
        self.keys.insert(key, id);
        if let Some(merged) = merged {
            self.merged.insert(merged, id);
        }
        self.link(id, flow);
        self.rearm(id);
        id
    }

    pub(super) fn find(&self, key: u128, request: &Request) -> Option<Key> {
        let id = *self.keys.get(&key)?;
        let found = self.slab.get(id)?;
        // Without the request the key has to do: 128 bits under a secret of ours.
        let same = found.request.as_ref().is_none_or(|known| wire::is_same(known, request));
        same.then_some(id)
    }

    /// Forgets what is over, arms what is not.
    pub(super) fn after(&mut self, key: Key) {
        if self.slab.get(key).is_some_and(|transaction| transaction.states.is_over()) {
            self.forget(key);
        } else {
            self.rearm(key);
        }
    }

    pub(super) fn rearm(&mut self, key: Key) {
        if let Some(transaction) = self.slab.get_mut(key) {
            let at = transaction.states.deadline();
            self.alarms.arm(&mut transaction.armed, key, at);
        }
    }

    pub(super) fn forget(&mut self, key: Key) {
        self.unlink(key);
        let Some(transaction) = self.slab.remove(key) else { return };
        if self.keys.get(&transaction.key) == Some(&key) {
            self.keys.remove(&transaction.key);
        }
        if let Some(merged) = transaction.merged
            && self.merged.get(&merged) == Some(&key)
        {
            self.merged.remove(&merged);
        }
    }

    pub(super) fn link(&mut self, key: Key, flow: Flow) {
        let Some(state) = self.flows.get_mut(&flow.0) else { return };
        let head = state.first.replace(key);
        if let Some(head) = head.and_then(|head| self.slab.get_mut(head)) {
            head.before = Some(key);
        }
        if let Some(transaction) = self.slab.get_mut(key) {
            (transaction.before, transaction.after) = (None, head);
        }
    }

    pub(super) fn unlink(&mut self, key: Key) {
        let Some(transaction) = self.slab.get_mut(key) else { return };
        let (before, after) = (transaction.before.take(), transaction.after.take());
        let flow = transaction.flow;
        match before {
            Some(before) => {
                if let Some(neighbour) = self.slab.get_mut(before) {
                    neighbour.after = after;
                }
            }
            None => {
                if let Some(state) = self.flows.get_mut(&flow.0)
                    && state.first == Some(key)
                {
                    state.first = after;
                }
            }
        }
        if let Some(neighbour) = after.and_then(|after| self.slab.get_mut(after)) {
            neighbour.before = before;
        }
    }

    pub(super) fn settle(&mut self) {
        let slab = &mut self.slab;
        self.alarms.settle(|key, at| match slab.get_mut(key) {
            Some(transaction) if transaction.armed == at => {
                let wish = transaction.states.deadline();
                if wish == at {
                    return Verdict::Live;
                }
                transaction.armed = wish;
                if wish == Instant::FAR { Verdict::Stale } else { Verdict::Later(wish) }
            }
            _ => Verdict::Stale,
        });
    }
}
