//! Overflow (`routing.md` 2.10): at the door, at an exact time, when the last agent leaves.

use teams_cc_core::Address;

use super::{Engine, ItemTimer};
use crate::command::{Revoked, WorkState};
use crate::policy::OrderPolicy;
use crate::{Closing, Decision, QueueId, Refusal, Reply, Then, When};

/// After so many moves by rules, work overflows: a plan may have drawn a circle.
const MAX_HOPS: u8 = 16;

impl<P: OrderPolicy> Engine<P> {
    /// Rules at the door and the limit of the queue. True: the item is not in this queue (and
    /// perhaps gone).
    pub(super) fn refused_at_door(&mut self, i: u32) -> bool {
        let q = self.items[i].queue as usize;
        for r in 0..self.plan.queues[q].rules.len() {
            let rule = &self.plan.queues[q].rules[r];
            let lasting = !matches!(rule.then, Then::Relax | Then::Raise(_) | Then::Announce(_));
            if lasting && self.holds_at_door(i, rule.when) {
                self.queues[q].counts.refused += 1;
                self.do_rule(i, r);
                return true;
            }
        }
        let most = self.plan.queues[q].max_waiting;
        let inbound = !self.items[i].work.outbound;
        if inbound && self.queues[q].queued >= most && self.agent_for(i).is_none() {
            self.queues[q].counts.refused += 1;
            self.emit(Decision::QueueFull { queue: QueueId(q as u16) });
            self.overflow(i, None);
            return true;
        }
        false
    }

    fn holds_at_door(&self, i: u32, when: When) -> bool {
        let rec = &self.queues[self.items[i].queue as usize];
        let waiting = rec.queued + rec.offered;
        match when {
            When::Length(most) => waiting >= most,
            When::LongestWait(most) => rec.by_age.first().is_some_and(|(original, _, _)| {
                u128::from(self.clock.as_nanos().saturating_sub(*original)) >= most.as_nanos()
            }),
            When::PerAgent(most) => waiting >= most.saturating_mul(rec.staffed),
            When::NoAgents => rec.staffed == 0,
            When::Impossible => self.is_impossible(i),
            When::Waited(_) | When::Attempts(_) => false,
        }
    }

    /// Nobody who is signed on could take it, even at the last ring.
    pub(crate) fn is_impossible(&self, i: u32) -> bool {
        let item = &self.items[i];
        let queue = &self.plan.queues[item.queue as usize];
        let mut key = self.index.classes[item.class as usize].key.clone();
        let mut need = item.need().clone();
        for ring in queue.rings.iter().skip(usize::from(item.ring)) {
            need = super::items::relaxed(&need, ring);
            let wider = ring.widen.iter();
            key.also.extend(wider.filter_map(|name| self.queue_names.get(name).copied()));
        }
        let row = self.index.row(&key, &need);
        !self.agents.iter().any(|rec| rec.signed_on && row.get(rec.group))
    }

    pub(super) fn arm_rule(&mut self, i: u32) {
        let item = &self.items[i];
        let timed = &self.queues[item.queue as usize].timed;
        if let Some((wait, _)) = timed.get(usize::from(item.timed_done)) {
            let at = item.segment + *wait;
            self.arm_item(i, ItemTimer::Rule, at.max(self.clock));
        }
    }

    pub(super) fn timed_rule(&mut self, i: u32) {
        let item = &mut self.items[i];
        let (q, done) = (item.queue as usize, usize::from(item.timed_done));
        item.timed_done += 1;
        let Some((_, rule)) = self.queues[q].timed.get(done).copied() else { return };
        self.arm_rule(i);
        let queue = &self.plan.queues[q];
        let stays =
            matches!(queue.rules[rule].then, Then::Relax | Then::Raise(_) | Then::Announce(_));
        if self.items[i].state == WorkState::Offered && !queue.overflow_revokes && !stays {
            self.items[i].overflow_pending = Some(rule as u16);
        } else {
            self.do_rule(i, rule);
        }
    }

    /// Rules that count failed offers.
    pub(super) fn after_attempt(&mut self, i: u32) {
        let (q, attempt) = (self.items[i].queue as usize, self.items[i].attempt);
        let queue = &self.plan.queues[q];
        let rule = queue.rules.iter().position(|rule| rule.when == When::Attempts(attempt));
        if let Some(rule) = rule {
            self.do_rule(i, rule);
        } else if queue.max_attempts > 0 && attempt >= queue.max_attempts {
            self.leave_queue(i);
            self.overflow(i, None);
        }
    }

    /// The last agent of a queue left.
    pub(super) fn unstaffed(&mut self, queue: u16) {
        let rules = &self.plan.queues[queue as usize].rules;
        if self.queues[queue as usize].staffed > 0 {
            return;
        }
        if let Some(rule) = rules.iter().position(|rule| rule.when == When::NoAgents) {
            let waiting: Vec<u32> =
                self.queues[queue as usize].by_age.iter().map(|key| key.2).collect();
            for i in waiting {
                let here = |item: &super::Item| item.queue == queue && item.state.is_waiting();
                if self.items.get(i).is_some_and(here) {
                    self.do_rule(i, rule);
                }
            }
        }
    }

    /// Ends the segment of waiting in the books.
    pub(super) fn leave_queue(&mut self, i: u32) {
        self.revoke_all(i, Revoked::Withdrawn);
        self.count_redirected(i);
    }

    pub(super) fn count_redirected(&mut self, i: u32) {
        let item = &self.items[i];
        if item.is_open_segment() {
            let waited = self.clock.since(item.segment);
            self.queues[item.queue as usize].counts.redirected_after(waited);
        }
    }

    pub(super) fn do_rule(&mut self, i: u32, rule: usize) {
        let item = &self.items[i];
        let (id, q) = (item.id, item.queue);
        let Some(rule) = self.plan.queues[q as usize].rules.get(rule) else { return };
        match rule.then.clone() {
            Then::Relax => self.advance_ring(i),
            Then::Raise(points) => {
                self.items[i].points = self.items[i].points.saturating_add(points);
                self.reclass(i);
            }
            Then::Announce(text) => self.emit(Decision::Announce { work: id, text }),
            Then::Move(name) => {
                let to = self.queue_names.get(&name).copied().filter(|to| *to != q);
                match to {
                    Some(to) if self.items[i].hops < MAX_HOPS => self.move_to(i, to),
                    // A plan made in code may name a queue that is not there.
                    None => {}
                    Some(_) => {
                        self.leave_queue(i);
                        self.overflow(i, None);
                    }
                }
            }
            Then::Deflect(to) => {
                self.leave_queue(i);
                self.overflow(i, Some(to));
            }
            Then::Overflow => {
                self.leave_queue(i);
                self.overflow(i, None);
            }
            Then::Callback => self.agree_callback(i, None),
            Then::Cancel => {
                self.leave_queue(i);
                self.emit(Decision::Cancelled { work: id });
                self.finish(i, WorkState::Cancelled);
            }
        }
    }

    fn move_to(&mut self, i: u32, to: u16) {
        self.leave_queue(i);
        self.unplace(i);
        self.disarm_waiting(i);
        self.set_waiting(i, WorkState::Scheduled);
        let item = &mut self.items[i];
        let (id, from) = (item.id, item.queue);
        item.hops += 1;
        item.queue = to;
        item.ring = 0;
        item.need = None;
        item.preferring = false;
        item.overflow_pending = None;
        self.emit(Decision::Overflowed { work: id, from: QueueId(from), queue: Some(QueueId(to)) });
        // Beyond the limit of kinds it cannot wait there: it overflows.
        if self.class_for(i).is_err() {
            self.overflow(i, None);
            return;
        }
        let closed = self.queues[to as usize].closed;
        if closed.is_some_and(|closing| closing != Closing::Keep) {
            self.overflow(i, None);
            return;
        }
        self.enter(i, true);
    }

    /// Out of the centre.
    pub(super) fn overflow(&mut self, i: u32, to: Option<Address>) {
        let (id, queue) = (self.items[i].id, self.items[i].queue);
        let to = to.or_else(|| {
            let own = self.plan.queues[queue as usize].overflow.clone();
            own.or_else(|| self.plan.overflow.clone())
        });
        self.emit(Decision::Overflowed { work: id, from: QueueId(queue), queue: None });
        self.emit(Decision::Deflected { work: id, to });
        self.finish(i, WorkState::Deflected);
    }

    pub(super) fn open_queue(&mut self, name: &str) -> Result<Reply, Refusal> {
        let queue = self.queue_of(name)?;
        if self.queues[queue as usize].closed.take().is_none() {
            return Ok(Reply::Already);
        }
        self.emit(Decision::QueueOpened { queue: QueueId(queue) });
        let waiting: Vec<u32> =
            self.queues[queue as usize].by_age.iter().map(|key| key.2).collect();
        waiting.into_iter().for_each(|i| self.open(i));
        Ok(Reply::Done)
    }

    pub(super) fn close_queue(&mut self, name: &str, closing: Closing) -> Result<Reply, Refusal> {
        let queue = self.queue_of(name)?;
        let before = self.queues[queue as usize].closed.replace(closing);
        if before == Some(closing) {
            return Ok(Reply::Already);
        }
        if before.is_none() {
            self.emit(Decision::QueueClosed { queue: QueueId(queue) });
        }
        let waiting: Vec<u32> =
            self.queues[queue as usize].by_age.iter().map(|key| key.2).collect();
        for i in waiting {
            // An offer taken back may let a rule that waited for it move other work.
            let here = |item: &super::Item| item.queue == queue && item.state.is_waiting();
            if !self.items.get(i).is_some_and(here) {
                continue;
            }
            match closing {
                Closing::Keep => {
                    self.unplace(i);
                    self.items[i].overflow_pending = None;
                    while let Some(o) = self.items[i].offers.first().copied() {
                        self.revoke_one(o, Revoked::Withdrawn);
                    }
                }
                Closing::Drain => self.open(i),
                Closing::Overflow => {
                    self.leave_queue(i);
                    self.overflow(i, None);
                }
            }
        }
        Ok(Reply::Done)
    }
}
