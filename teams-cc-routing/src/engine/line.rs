//! Standing in line: counters, kinds, places, and the timers of those who wait.

use std::time::Duration;

use smallvec::SmallVec;

use super::{ClassKey, ClassOrder, Engine, ItemTimer, Place, QueueRec, Ready};
use crate::command::WorkState;
use crate::policy::OrderPolicy;
use crate::{Closing, Refusal};

impl<P: OrderPolicy> Engine<P> {
    /// Timers of a segment: give up, rules, rings, delays.
    pub(super) fn arm_waiting(&mut self, i: u32) {
        let item = &self.items[i];
        let segment = item.segment;
        if let Some(wait) = item.work.give_up_after {
            self.arm_item(i, ItemTimer::Deadline, segment + wait);
        }
        self.arm_rule(i);
        self.arm_ring(i);
        self.arm_delay(i);
        self.arm_exclusion(i);
        self.arm_telling(i);
    }

    pub(super) fn arm_ring(&mut self, i: u32) {
        let item = &self.items[i];
        let rings = &self.plan.queues[item.queue as usize].rings;
        if let (Some(ring), None) = (rings.get(usize::from(item.ring)), item.stood_still) {
            let at = item.ring_from + ring.after;
            self.arm_item(i, ItemTimer::Ring, at.max(self.clock));
        }
    }

    pub(super) fn arm_delay(&mut self, i: u32) {
        if !self.delays {
            return;
        }
        let item = &self.items[i];
        let waited = self.clock.since(item.original).as_nanos() as u64;
        let also = &self.index.classes[item.class as usize].key.also;
        let queues = std::iter::once(&item.queue).chain(also);
        let delays = queues.flat_map(|queue| &self.queues[*queue as usize].delays);
        if let Some(next) = delays.copied().filter(|delay| *delay > waited).min() {
            let at = item.original + Duration::from_nanos(next);
            self.arm_item(i, ItemTimer::Delay, at);
        }
    }

    pub(super) fn start_preferring(&mut self, i: u32) {
        let work = &self.items[i].work;
        if work.preferred.is_empty() || work.prefer_for.is_zero() {
            return;
        }
        let within = work.prefer_for;
        let forever = within == Duration::MAX;
        let there = work.preferred.iter().any(|agent| {
            let rec = self.agent_names.get(agent).map(|a| &self.agents[*a as usize]);
            rec.is_some_and(|rec| rec.signed_on && rec.ready == Ready::Ready)
        });
        if there || forever {
            self.items[i].preferring = true;
            if !forever {
                self.arm_item(i, ItemTimer::Prefer, self.clock + within);
            }
        }
    }

    /// Moves an item between the counters of its queue.
    pub(super) fn set_waiting(&mut self, i: u32, state: WorkState) {
        let (old, queue) = (self.items[i].state, self.items[i].queue as usize);
        let key = self.items[i].wait_key(i);
        let outbound = self.items[i].work.outbound;
        let rec = &mut self.queues[queue];
        let count = |rec: &mut QueueRec, state: WorkState, by: i64| {
            let cell = match state {
                WorkState::Queued if outbound => return,
                WorkState::Queued => &mut rec.queued,
                WorkState::Offered => &mut rec.offered,
                state if state.is_held_by_agent() => &mut rec.with_agent,
                _ => return,
            };
            *cell = (i64::from(*cell) + by) as u32;
        };
        let before = rec.queued;
        count(rec, old, -1);
        count(rec, state, 1);
        // Offered work may want a second agent, when the reserve allows it.
        if outbound && state.is_waiting() {
            rec.outbound.insert(key);
        } else if outbound {
            rec.outbound.remove(&key);
        }
        if before > 0 && rec.queued == 0 && !rec.outbound.is_empty() {
            self.stirred.push(queue as u16);
        }
        match (old.is_waiting(), state.is_waiting()) {
            (false, true) => drop(rec.by_age.insert(key)),
            (true, false) => drop(rec.by_age.remove(&key)),
            _ => {}
        }
        rec.counts.area(self.clock, rec.queued);
        self.items[i].state = state;
    }

    /// Its class by queue, need and points at the present ring.
    pub(super) fn class_for(&mut self, i: u32) -> Result<u32, Refusal> {
        let item = &self.items[i];
        let queue = &self.plan.queues[item.queue as usize];
        let mut also = SmallVec::new();
        for ring in queue.rings.iter().take(usize::from(item.ring)) {
            also.extend(ring.widen.iter().filter_map(|name| self.queue_names.get(name).copied()));
        }
        also.sort_unstable();
        also.dedup();
        let points = i64::from(queue.priority) + i64::from(item.points);
        let most = self.plan.limits.kinds;
        let order = ClassOrder {
            points,
            slope: queue.ageing,
            ceiling: queue.ceiling.as_nanos().min(u128::from(u64::MAX)) as u64,
            head: (0, 0, 0),
        };
        let key = ClassKey {
            queue: item.queue,
            also,
            need: self.index.need(item.need(), most).ok_or(Refusal::TooManyKinds)?,
            medium: item.work.medium,
            points,
            outbound: item.work.outbound,
        };
        let class = self.index.class(key, order, most);
        let class = class.ok_or(Refusal::TooManyKinds)?;
        self.index.classes[class as usize].items += 1;
        let old = std::mem::replace(&mut self.items[i].class, class);
        if let Some(old) = self.index.classes.get_mut(old as usize) {
            old.items -= 1;
        }
        Ok(class)
    }

    /// Whether it should be found by agents who become free.
    pub(super) fn wants_offers(&self, i: u32) -> bool {
        let item = &self.items[i];
        let queue = &self.plan.queues[item.queue as usize];
        let open = self.queues[item.queue as usize].closed != Some(Closing::Keep);
        item.state.is_waiting()
            && open
            && !item.paced
            && item.offers.len() < usize::from(queue.offers_at_once)
    }

    /// Takes it out of the index: something about it changes, or it needs nobody now.
    pub(super) fn unplace(&mut self, i: u32) {
        let item = &self.items[i];
        let key = item.wait_key(i);
        match item.place {
            Place::Nowhere => return,
            Place::Class => self.index.remove_waiting(item.class, key),
            Place::Direct => {
                for a in self.preferred_of(i) {
                    self.agents[a as usize].direct.remove(&key);
                }
            }
        }
        self.items[i].place = Place::Nowhere;
    }

    /// Puts it where agents who become free will find it.
    pub(super) fn put_in_line(&mut self, i: u32) {
        if self.items[i].place != Place::Nowhere || !self.wants_offers(i) {
            return;
        }
        let key = self.items[i].wait_key(i);
        if self.items[i].preferring {
            for a in self.preferred_of(i) {
                self.agents[a as usize].direct.insert(key);
            }
            self.items[i].place = Place::Direct;
        } else {
            self.index.add_waiting(self.items[i].class, key);
            self.items[i].place = Place::Class;
        }
    }

    pub(super) fn preferred_of(&self, i: u32) -> SmallVec<[u32; 4]> {
        let names = self.items[i].work.preferred.iter();
        names.filter_map(|agent| self.agent_names.get(agent).copied()).collect()
    }
}
