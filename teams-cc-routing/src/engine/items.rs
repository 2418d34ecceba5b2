//! Work before an agent has it (`routing.md` 3.1).

use smallvec::SmallVec;
use teams_cc_core::{Instant, Need, Skill};

use super::{Engine, Item, ItemTimer, NOBODY, Place};
use crate::command::{Revoked, WorkState};
use crate::digest;
use crate::policy::OrderPolicy;
use crate::{Decision, QueueId, Refusal, Reply, Work, WorkId};

impl<P: OrderPolicy> Engine<P> {
    pub(super) fn enqueue(&mut self, id: WorkId, work: Work) -> Result<Reply, Refusal> {
        if let Some(slot) = self.work.get(&id) {
            let item = &self.items[*slot];
            let same = match item.submitted {
                0 => *item.work == work,
                submitted => submitted == digest::of(&work),
            };
            return if same { Ok(Reply::Already) } else { Err(Refusal::OtherWork) };
        }
        if let Some((_, known)) = self.past_work.get(&id) {
            let same = *known == digest::of(&work);
            return if same { Ok(Reply::Already) } else { Err(Refusal::OtherWork) };
        }
        if work.weight() > self.plan.limits.work_bytes as usize {
            return Err(Refusal::WorkTooLarge);
        }
        if self.items.len() >= self.plan.limits.work as usize {
            return Err(Refusal::TooMuchWork);
        }
        let queue = self.queue_for(&work)?;
        if self.queues[queue as usize].closed.is_some() {
            return Err(Refusal::QueueClosed);
        }
        let now = self.clock;
        let nanos = now.as_nanos().saturating_sub(work.already_waited.as_nanos() as u64);
        let original = Instant::from_nanos(nanos);
        let classify_within = work.classify_within.filter(|wait| !wait.is_zero());
        self.next_seq += 1;
        let item = Item {
            id,
            points: work.priority,
            work: Box::new(work),
            need: None,
            state: WorkState::Scheduled,
            place: Place::Nowhere,
            queue,
            ring: 0,
            attempt: 0,
            timed_done: 0,
            hops: 0,
            class: NOBODY,
            agent: NOBODY,
            preferring: false,
            paced: false,
            callback: false,
            recall: false,
            tries: 0,
            told: 0,
            submitted: 0,
            parties: None,
            overflow_pending: None,
            holds: false,
            holds_all: false,
            seq: self.next_seq,
            original,
            segment: now,
            ring_from: now,
            stood_still: None,
            first_offer: None,
            accepted: now,
            connected: None,
            held_from: None,
            offers: SmallVec::new(),
            excluded: SmallVec::new(),
            timers: SmallVec::new(),
            why: None,
        };
        let i = self.items.insert(item);
        if self.class_for(i).is_err() {
            self.items.remove(i);
            return Err(Refusal::TooManyKinds);
        }
        let excluded: Vec<u32> = (self.items[i].work.excluded.iter())
            .filter_map(|agent| self.agent_names.get(agent).copied())
            .collect();
        self.items[i].excluded.extend(excluded.into_iter().map(|a| (a, Instant::FAR)));
        self.note_strangers(i);
        self.work.insert(id, i);
        self.emit(Decision::Created { work: id });
        self.note_pending(i);
        if let Some(wait) = classify_within {
            self.items[i].state = WorkState::Classifying;
            self.arm_item(i, ItemTimer::Classify, now + wait);
            return Ok(Reply::Waiting);
        }
        Ok(self.begin(i))
    }

    /// Into the queue, now or when it is due.
    pub(super) fn begin(&mut self, i: u32) -> Reply {
        self.items[i].state = WorkState::Scheduled;
        if let Some(wait) = self.items[i].work.not_before.filter(|wait| !wait.is_zero()) {
            self.arm_item(i, ItemTimer::Due, self.clock + wait);
            return Reply::Waiting;
        }
        self.enter(i, true)
    }

    /// Names of agents that are not known yet; at the limit everybody may be one.
    fn note_strangers(&mut self, i: u32) {
        let work = &self.items[i].work;
        for name in work.preferred.iter().chain(&work.excluded) {
            if !self.agent_names.contains_key(name)
                && self.strangers.len() < self.plan.limits.agents as usize
            {
                self.strangers.insert(name.clone());
            }
        }
    }

    /// The queue that work names; else the one named like the first skill it needs; else the
    /// plan's first.
    pub(super) fn queue_for(&self, work: &Work) -> Result<u16, Refusal> {
        if let Some(name) = &work.queue {
            return self.queue_of(name);
        }
        let skill = work.need.alternatives().first().and_then(|all| all.first());
        let named = skill.and_then(|atom| self.queue_names.get(atom.skill.name()));
        Ok(named.copied().unwrap_or(0))
    }

    /// A segment of waiting begins in the item's queue, or the door is closed.
    pub(super) fn enter(&mut self, i: u32, from_outside: bool) -> Reply {
        let item = &mut self.items[i];
        let (id, queue) = (item.id, item.queue);
        item.segment = self.clock;
        item.ring_from = self.clock;
        item.stood_still = None;
        item.first_offer = None;
        item.timed_done = 0;
        item.ring = 0;
        item.need = None;
        if from_outside && self.refused_at_door(i) {
            return Reply::Overflowed;
        }
        self.queues[queue as usize].counts.offered += 1;
        self.emit(Decision::Queued { work: id, queue: QueueId(queue) });
        self.set_waiting(i, WorkState::Queued);
        self.arm_waiting(i);
        self.start_preferring(i);
        self.open(i);
        Reply::Waiting
    }

    /// Looks for somebody before this step ends.
    pub(super) fn open(&mut self, i: u32) {
        if !self.open_items.contains(&i) {
            self.open_items.push(i);
        }
    }

    /// Need, points or queues changed: a new class, the same place. Beyond the limit of kinds it
    /// asks for what it asked before; false then.
    pub(super) fn reclass(&mut self, i: u32) -> bool {
        self.unplace(i);
        let changed = self.class_for(i).is_ok();
        if !changed {
            self.ask_as_class(i);
        }
        if self.items[i].state.is_waiting() {
            self.arm_delay(i);
        }
        self.open(i);
        changed
    }

    pub(super) fn item_timer(&mut self, i: u32, kind: ItemTimer) {
        let id = self.items[i].id;
        match kind {
            ItemTimer::Due => {
                self.emit(Decision::Due { work: id });
                if self.items[i].state == WorkState::Parked {
                    // A parked callback, or its timer would be gone: it can be resumed.
                    let _ = self.resume(id);
                } else {
                    self.enter(i, true);
                }
            }
            ItemTimer::Ring => self.advance_ring(i),
            ItemTimer::Rule => self.timed_rule(i),
            ItemTimer::Deadline => {
                let waited = self.clock.since(self.items[i].segment);
                self.revoke_all(i, Revoked::Withdrawn);
                self.count_redirected(i);
                self.emit(Decision::Expired { work: id, waited });
                self.finish(i, WorkState::Expired);
            }
            ItemTimer::Prefer => {
                self.unplace(i);
                self.items[i].preferring = false;
                self.open(i);
            }
            ItemTimer::Exclusion => {
                let now = self.clock;
                self.items[i].excluded.retain(|(_, until)| *until > now);
                self.arm_exclusion(i);
                self.open(i);
            }
            ItemTimer::Delay => {
                self.arm_delay(i);
                self.open(i);
            }
            ItemTimer::NextOffer => {
                self.items[i].paced = false;
                self.open(i);
            }
            ItemTimer::WrapUp => self.end_wrap_up(i),
            ItemTimer::Classify => self.not_classified(i),
            ItemTimer::Tell => self.tell(i),
            ItemTimer::Risk => self.at_risk(i),
        }
    }

    pub(super) fn arm_exclusion(&mut self, i: u32) {
        let ends = self.items[i].excluded.iter().map(|(_, until)| *until);
        if let Some(next) = ends.filter(|until| *until < Instant::FAR).min() {
            self.arm_item(i, ItemTimer::Exclusion, next);
        }
    }

    pub(super) fn advance_ring(&mut self, i: u32) {
        let item = &self.items[i];
        let (id, ring) = (item.id, item.ring);
        let Some(rule) = self.plan.queues[item.queue as usize].rings.get(usize::from(ring)) else {
            return;
        };
        let need = relaxed(item.need(), rule);
        let raise = rule.raise;
        let item = &mut self.items[i];
        item.ring += 1;
        item.need = (need != item.work.need).then(|| Box::new(need));
        item.points = item.points.saturating_add(raise);
        self.emit(Decision::RingAdvanced { work: id, ring: ring + 1 });
        self.reclass(i);
        self.arm_ring(i);
    }

    pub(super) fn update(
        &mut self,
        id: WorkId,
        need: Option<Need>,
        points: Option<i32>,
    ) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        let state = self.items[i].state;
        if !state.is_waiting() && !matches!(state, WorkState::Scheduled | WorkState::Parked) {
            return Err(Refusal::NotWhile(state));
        }
        let before = (self.items[i].work.need.clone(), self.items[i].points);
        if let Some(need) = need {
            let submitted = (*self.items[i].work).clone();
            self.remember_content(i, &submitted);
            self.items[i].work.need = need;
            self.ask_at_ring(i);
        }
        if let Some(points) = points {
            self.items[i].points = points;
        }
        if !self.reclass(i) {
            (self.items[i].work.need, self.items[i].points) = before;
            self.ask_as_class(i);
            return Err(Refusal::TooManyKinds);
        }
        Ok(Reply::Done)
    }

    /// What its class asks for.
    fn ask_as_class(&mut self, i: u32) {
        let class = &self.index.classes[self.items[i].class as usize].key;
        let need = self.index.needs[class.need as usize].clone();
        let item = &mut self.items[i];
        item.need = (need != item.work.need).then(|| Box::new(need));
    }

    /// What is asked for at the present ring.
    pub(super) fn ask_at_ring(&mut self, i: u32) {
        let item = &self.items[i];
        let rings = self.plan.queues[item.queue as usize].rings.iter();
        let rings = rings.take(usize::from(item.ring));
        let need = rings.fold(item.work.need.clone(), |need, ring| relaxed(&need, ring));
        let same = need == item.work.need;
        self.items[i].need = (!same).then(|| Box::new(need));
    }

    pub(super) fn cancel(&mut self, id: WorkId) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        let state = self.items[i].state;
        if state.is_held_by_agent() {
            return Err(Refusal::NotWhile(state));
        }
        self.revoke_all(i, Revoked::Withdrawn);
        self.count_redirected(i);
        self.emit(Decision::Cancelled { work: id });
        self.finish(i, WorkState::Cancelled);
        Ok(Reply::Done)
    }

    pub(super) fn abandoned(&mut self, id: WorkId) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        match self.items[i].state {
            WorkState::Parked if self.items[i].callback => {
                Err(Refusal::NotWhile(WorkState::Parked))
            }
            WorkState::Active | WorkState::Held => self.complete(id, None),
            WorkState::WrappingUp => Ok(Reply::Already),
            state => {
                let waited = self.clock.since(self.items[i].segment);
                if self.items[i].is_open_segment() {
                    let queue = self.items[i].queue as usize;
                    let rec = &self.plan.queues[queue];
                    let (target, short) = (rec.answer_within, rec.short);
                    self.queues[queue].counts.abandoned_after(waited, target, short);
                }
                self.revoke_all(i, Revoked::Abandoned);
                if state == WorkState::Assigned {
                    self.release(i, false);
                }
                self.emit(Decision::Abandoned { work: id, waited });
                self.finish(i, WorkState::Abandoned);
                Ok(Reply::Done)
            }
        }
    }

    pub(super) fn park(&mut self, id: WorkId) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        match self.items[i].state {
            WorkState::Queued => {}
            WorkState::Parked => return Ok(Reply::Already),
            state => return Err(Refusal::NotWhile(state)),
        }
        self.stand_still(i);
        self.emit(Decision::Parked { work: id });
        Ok(Reply::Done)
    }

    /// Out of the index and without timers of waiting, with its place kept.
    pub(super) fn stand_still(&mut self, i: u32) {
        self.unplace(i);
        self.disarm_waiting(i);
        self.set_waiting(i, WorkState::Parked);
        if self.items[i].stood_still.is_none() {
            self.items[i].stood_still = Some(self.clock);
        }
    }

    pub(super) fn resume(&mut self, id: WorkId) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        let state = self.items[i].state;
        if state != WorkState::Parked {
            return Err(Refusal::NotWhile(state));
        }
        let called_back = std::mem::take(&mut self.items[i].callback);
        self.disarm_item(i, ItemTimer::Due);
        self.go_on(i);
        self.set_waiting(i, WorkState::Queued);
        self.emit(Decision::Resumed { work: id });
        if called_back {
            // The customer left the first segment when the callback was agreed: a new one begins.
            let queue = self.items[i].queue;
            self.items[i].segment = self.clock;
            self.queues[queue as usize].counts.offered += 1;
            self.emit(Decision::Queued { work: id, queue: QueueId(queue) });
        }
        self.arm_waiting(i);
        self.open(i);
        Ok(Reply::Done)
    }

    /// The ring clock runs on after it stood still.
    pub(super) fn go_on(&mut self, i: u32) {
        let now = self.clock;
        let item = &mut self.items[i];
        if let Some(since) = item.stood_still.take() {
            item.ring_from += now.since(since);
        }
    }

    pub(super) fn disarm_waiting(&mut self, i: u32) {
        let item = &mut self.items[i];
        (item.paced, item.preferring) = (false, false);
        let timers = std::mem::take(&mut item.timers);
        for (_, key) in timers {
            self.timers.disarm(key);
        }
    }

    /// Over: forgotten but for its id.
    pub(super) fn finish(&mut self, i: u32, state: WorkState) {
        self.part_all(i);
        self.forget_pending(i);
        self.unplace(i);
        self.disarm_waiting(i);
        self.set_waiting(i, state);
        self.open_items.retain(|open| *open != i);
        let Some(item) = self.items.remove(i) else { return };
        self.index.classes[item.class as usize].items -= 1;
        self.work.remove(&item.id);
        let limits = &self.plan.limits;
        let (most, age) = (limits.remembered, limits.remembered_for);
        let content = match item.submitted {
            0 => digest::of(&*item.work),
            submitted => submitted,
        };
        let past = (state, content);
        self.forgotten_early += self.past_work.keep(self.clock, item.id, past, most, age);
    }
}

/// What is asked for once this ring begins.
pub(super) fn relaxed(need: &Need, ring: &crate::Ring) -> Need {
    if ring.anyone {
        return Need::anyone();
    }
    let alternatives = need.alternatives().iter().map(|all| {
        let kept = all.iter().filter(|atom| !ring.drop.contains(&atom.skill));
        kept.fold(Need::anyone(), |need, atom| {
            let mut atom = atom.clone();
            if !atom.not {
                atom.at_least = atom.at_least.saturating_sub(ring.lower_by);
            }
            need.and(atom)
        })
    });
    let fewer = alternatives.reduce(Need::or).unwrap_or_default();
    let groups = ring.groups.iter().map(|group| Need::from(Skill::group(group)));
    groups.fold(fewer, Need::or)
}
