//! What those who wait are told, and who is warned (`routing.md` 2.10, section 5).

use super::{Engine, ItemTimer};
use crate::policy::OrderPolicy;
use crate::wait::{Estimate, Line};
use crate::{Decision, QueueId, WorkId};

impl<P: OrderPolicy> Engine<P> {
    pub(super) fn arm_telling(&mut self, i: u32) {
        let item = &self.items[i];
        let queue = &self.plan.queues[item.queue as usize];
        let (segment, now) = (item.segment, self.clock);
        let (telling, warn) = (queue.telling, queue.warn_after);
        if let Some(telling) = telling {
            let next = if segment + telling.first > now || telling.every.is_zero() {
                segment + telling.first
            } else {
                now + telling.every
            };
            self.arm_item(i, ItemTimer::Tell, next.max(now));
        }
        if let Some(warn) = warn.filter(|warn| segment + *warn >= now) {
            self.arm_item(i, ItemTimer::Risk, segment + warn);
        }
    }

    /// Time to tell this customer something. A place that grew is not told: nobody wants to hear
    /// that others came before them.
    pub(super) fn tell(&mut self, i: u32) {
        let item = &self.items[i];
        let (id, told) = (item.id, item.told);
        let Some(telling) = self.plan.queues[item.queue as usize].telling else { return };
        if !telling.every.is_zero() {
            self.arm_item(i, ItemTimer::Tell, self.clock + telling.every);
        }
        let place = self.place(id).and_then(|place| u32::try_from(place).ok());
        let wait = if telling.wait { self.expected_wait(id) } else { None };
        let place = place.filter(|place| telling.place && (told == 0 || *place <= told));
        if let Some(place) = place {
            self.items[i].told = place;
        }
        let wait = wait.map(|estimate| (estimate.half, estimate.nine_of_ten));
        if place.is_some() || wait.is_some() {
            self.emit(Decision::Place { work: id, place, wait });
        }
    }

    pub(super) fn at_risk(&mut self, i: u32) {
        let item = &self.items[i];
        let (work, queue) = (item.id, QueueId(item.queue));
        self.emit(Decision::AtRisk { work, queue });
    }

    /// How long this work is expected to wait from now on; `None` while nothing is known or it
    /// does not wait. Counts its queue: not for the decision path.
    pub fn expected_wait(&self, work: WorkId) -> Option<Estimate> {
        let ahead = self.place(work)?.saturating_sub(1);
        let item = &self.items[*self.work.get(&work)?];
        let rec = &self.queues[item.queue as usize];
        let head = rec.by_age.first().map(|key| teams_cc_core::Instant::from_nanos(key.0));
        let line = Line {
            ahead: u32::try_from(ahead).unwrap_or(u32::MAX),
            agents: rec.staffed,
            counts: &rec.counts,
            head_waited: head.map(|head| self.clock.since(head)).unwrap_or_default(),
        };
        self.estimator.estimate(&line)
    }
}
