//! Callbacks (`routing.md` 2.10): the customer leaves the line and keeps the place. So many tries,
//! so far apart, and one pending callback for each customer.

use std::time::Duration;

use super::{Engine, ItemTimer, NOBODY};
use crate::command::WorkState;
use crate::policy::OrderPolicy;
use crate::work::customer_key;
use crate::{Decision, Refusal, Reply, WorkId};

impl<P: OrderPolicy> Engine<P> {
    pub(super) fn call_back(&mut self, id: WorkId, after: Duration) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        match self.items[i].state {
            WorkState::Parked if self.items[i].callback => return Ok(Reply::Already),
            state if state.is_waiting() => {}
            state => return Err(Refusal::NotWhile(state)),
        }
        self.agree_callback(i, Some(after));
        Ok(Reply::Done)
    }

    /// The customer hangs up and is called when it is due, or when
    /// [`Resume`](crate::Command::Resume) says so.
    pub(super) fn agree_callback(&mut self, i: u32, after: Option<Duration>) {
        self.leave_queue(i);
        let (id, customer) = (self.items[i].id, self.items[i].work.customer);
        if let Some(into) = customer.and_then(|key| self.pending.get(&key)).copied() {
            if into != id {
                self.emit(Decision::CallbackMerged { work: id, into });
                self.emit(Decision::Cancelled { work: id });
                self.finish(i, WorkState::Cancelled);
                return;
            }
        } else if let Some(key) = customer {
            self.pending.insert(key, id);
        }
        self.stand_still(i);
        let item = &mut self.items[i];
        (item.callback, item.recall) = (true, true);
        if let Some(after) = after {
            self.arm_item(i, ItemTimer::Due, self.clock + after);
        }
        self.emit(Decision::CallbackAsked { work: id });
    }

    /// The pending callback of a customer, by the key given in
    /// [`Work::customer`](crate::Work::customer).
    pub fn callback_of(&self, customer: &str) -> Option<WorkId> {
        self.pending.get(&customer_key(customer)?).copied()
    }

    pub(super) fn note_pending(&mut self, i: u32) {
        let item = &self.items[i];
        let pending = item.work.customer.and_then(|key| self.pending.get(&key));
        if let Some(callback) = pending.copied() {
            self.emit(Decision::CallbackPending { work: item.id, callback });
        }
    }

    pub(super) fn forget_pending(&mut self, i: u32) {
        let item = &self.items[i];
        if let Some(key) = item.work.customer
            && self.pending.get(&key) == Some(&item.id)
        {
            self.pending.remove(&key);
        }
    }

    /// The agent has the work and the customer did not answer. No fault of the agent's.
    pub(super) fn not_reached(&mut self, id: WorkId) -> Result<Reply, Refusal> {
        let i = self.item_while(id, &[WorkState::Assigned])?;
        if !self.items[i].recall {
            return Err(Refusal::NoCallback);
        }
        let rules = self.plan.queues[self.items[i].queue as usize].callbacks;
        self.items[i].tries = self.items[i].tries.saturating_add(1);
        let tries = self.items[i].tries;
        let again = (tries < rules.attempts).then(|| self.clock + rules.spacing);
        let agent = self.name_of(self.items[i].agent);
        self.emit(Decision::NotReached { work: id, agent, tries, again });
        let waited = self.clock.since(self.items[i].segment);
        self.count_redirected(i);
        self.set_waiting(i, WorkState::Parked);
        self.items[i].callback = true;
        self.release(i, false);
        let item = &mut self.items[i];
        item.agent = NOBODY;
        item.stood_still = Some(self.clock);
        match again {
            Some(again) => self.arm_item(i, ItemTimer::Due, again),
            None => {
                self.emit(Decision::Expired { work: id, waited });
                self.finish(i, WorkState::Expired);
            }
        }
        Ok(Reply::Done)
    }
}
