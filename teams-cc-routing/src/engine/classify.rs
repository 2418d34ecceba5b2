//! Work whose queue and need are still being found out (`routing.md` 3.1): the classifier works
//! outside, the engine waits for its word and no longer than agreed.

use super::{Engine, ItemTimer};
use crate::command::{Classification, WorkState};
use crate::digest;
use crate::policy::OrderPolicy;
use crate::{Closing, Decision, QueueId, Refusal, Reply, WorkId};

impl<P: OrderPolicy> Engine<P> {
    pub(super) fn classify(&mut self, id: WorkId, found: Classification) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        let state = self.items[i].state;
        if state != WorkState::Classifying {
            return Err(Refusal::NotWhile(state));
        }
        let before = (*self.items[i].work).clone();
        let (queue, points) = (self.items[i].queue, self.items[i].points);
        let item = &mut self.items[i];
        if let Some(need) = found.need {
            item.work.need = need;
        }
        if let Some(priority) = found.priority {
            (item.work.priority, item.points) = (priority, priority);
        }
        item.work.queue = found.queue.or(item.work.queue.take());
        let placed = self.place_anew(i);
        if let Err(refusal) = placed {
            let item = &mut self.items[i];
            *item.work = before;
            (item.queue, item.points) = (queue, points);
            return Err(refusal);
        }
        self.remember_content(i, &before);
        self.disarm_item(i, ItemTimer::Classify);
        self.emit(Decision::Classified { work: id });
        Ok(self.begin(i))
    }

    /// The queue and class of what the work says now.
    fn place_anew(&mut self, i: u32) -> Result<(), Refusal> {
        let queue = self.queue_for(&self.items[i].work)?;
        if self.queues[queue as usize].closed.is_some() {
            return Err(Refusal::QueueClosed);
        }
        let old = std::mem::replace(&mut self.items[i].queue, queue);
        if let Err(refusal) = self.class_for(i) {
            self.items[i].queue = old;
            return Err(refusal);
        }
        Ok(())
    }

    /// Nobody said in time what it is about.
    pub(super) fn not_classified(&mut self, i: u32) {
        let id = self.items[i].id;
        self.emit(Decision::ClassificationFailed { work: id });
        let fallback = match (&self.items[i].work.queue, &self.plan.fallback) {
            (None, Some(name)) => self.queue_names.get(name).copied(),
            _ => None,
        };
        let queue = fallback.unwrap_or(self.items[i].queue);
        self.items[i].queue = queue;
        let shut = self.queues[queue as usize].closed.is_some_and(|how| how != Closing::Keep);
        if shut || self.class_for(i).is_err() {
            self.emit(Decision::Overflowed { work: id, from: QueueId(queue), queue: None });
            self.overflow(i, None);
        } else {
            self.begin(i);
        }
    }

    /// What was submitted, so that a repeat is known although the content changed since.
    pub(super) fn remember_content(&mut self, i: u32, submitted: &crate::Work) {
        if self.items[i].submitted == 0 {
            self.items[i].submitted = digest::of(submitted);
        }
    }

    pub(super) fn set_attribute(
        &mut self,
        id: WorkId,
        name: String,
        value: i64,
    ) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        let mut work = (*self.items[i].work).clone();
        work.attributes.insert(name, value);
        if work.weight() > self.plan.limits.work_bytes as usize {
            return Err(Refusal::WorkTooLarge);
        }
        let before = std::mem::replace(&mut *self.items[i].work, work);
        self.remember_content(i, &before);
        if self.items[i].state.is_waiting() {
            self.open(i);
        }
        Ok(Reply::Done)
    }
}
