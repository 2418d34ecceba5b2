//! Work that an agent has (`routing.md` 3.1, 3.4): joined, talking, notes, over.

use std::time::Duration;

use teams_cc_core::{AgentId, Reason};

use super::{Engine, ItemTimer, NOBODY};
use crate::command::WorkState;
use crate::policy::OrderPolicy;
use crate::{Decision, Medium, Refusal, Reply, WorkId, WrapUpHolds};

impl<P: OrderPolicy> Engine<P> {
    pub(super) fn item_while(&self, id: WorkId, states: &[WorkState]) -> Result<u32, Refusal> {
        let i = self.item_of(id)?;
        let state = self.items[i].state;
        if states.contains(&state) { Ok(i) } else { Err(Refusal::NotWhile(state)) }
    }

    pub(super) fn name_of(&self, a: u32) -> AgentId {
        self.agents[a as usize].agent.id().clone()
    }

    pub(super) fn connected(&mut self, id: WorkId) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        match self.items[i].state {
            WorkState::Assigned => {}
            WorkState::Active | WorkState::Held => return Ok(Reply::Already),
            state => return Err(Refusal::NotWhile(state)),
        }
        let now = self.clock;
        self.set_waiting(i, WorkState::Active);
        let item = &mut self.items[i];
        item.connected = Some(now);
        let (a, queue, waited) = (item.agent, item.queue as usize, now.since(item.segment));
        let rung = now.since(item.first_offer.unwrap_or(now));
        let target = self.plan.queues[queue].answer_within;
        self.queues[queue].counts.answered_after(waited, target, rung);
        let agent = self.name_of(a);
        self.emit(Decision::Connected { work: id, agent, waited });
        Ok(Reply::Done)
    }

    pub(super) fn connect_failed(&mut self, id: WorkId, reason: Reason) -> Result<Reply, Refusal> {
        let i = self.item_while(id, &[WorkState::Assigned])?;
        let a = self.items[i].agent;
        let agent = self.name_of(a);
        self.emit(Decision::ConnectFailed { work: id, agent, reason });
        self.set_waiting(i, WorkState::Queued);
        self.items[i].attempt = self.items[i].attempt.saturating_add(1);
        self.consequence(i, a, reason);
        self.release(i, false);
        self.items[i].agent = NOBODY;
        self.arm_waiting(i);
        self.after_attempt(i);
        if self.items.get(i).is_some_and(|item| item.state == WorkState::Queued) {
            self.open(i);
        }
        Ok(Reply::Done)
    }

    pub(super) fn hold(&mut self, id: WorkId) -> Result<Reply, Refusal> {
        if let Ok(i) = self.item_of(id)
            && self.items[i].state == WorkState::Held
        {
            return Ok(Reply::Already);
        }
        let i = self.item_while(id, &[WorkState::Active])?;
        self.items[i].held_from = Some(self.clock);
        self.set_waiting(i, WorkState::Held);
        self.emit(Decision::OnHold { work: id });
        Ok(Reply::Done)
    }

    pub(super) fn unhold(&mut self, id: WorkId) -> Result<Reply, Refusal> {
        if let Ok(i) = self.item_of(id)
            && self.items[i].state == WorkState::Active
        {
            return Ok(Reply::Already);
        }
        let i = self.item_while(id, &[WorkState::Held])?;
        self.end_hold(i);
        self.set_waiting(i, WorkState::Active);
        self.emit(Decision::OffHold { work: id });
        Ok(Reply::Done)
    }

    fn end_hold(&mut self, i: u32) {
        if let Some(since) = self.items[i].held_from.take() {
            let queue = self.items[i].queue as usize;
            self.queues[queue].counts.hold += self.clock.since(since);
        }
    }

    pub(super) fn complete(
        &mut self,
        id: WorkId,
        wrap_up: Option<Duration>,
    ) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        match self.items[i].state {
            WorkState::Active | WorkState::Held => {}
            WorkState::WrappingUp => return Ok(Reply::Already),
            state => return Err(Refusal::NotWhile(state)),
        }
        self.end_talk(i);
        let queue = &self.plan.queues[self.items[i].queue as usize];
        let time = wrap_up.unwrap_or(queue.wrap_up);
        let holds = queue.wrap_up_holds;
        if time.is_zero() {
            self.release(i, true);
            self.close(i);
            return Ok(Reply::Done);
        }
        let a = self.items[i].agent;
        let medium = self.items[i].work.medium as usize;
        self.set_waiting(i, WorkState::WrappingUp);
        self.items[i].held_from = Some(self.clock);
        self.items[i].holds = holds != WrapUpHolds::Nothing;
        self.items[i].holds_all = holds == WrapUpHolds::Everything;
        let rec = &mut self.agents[a as usize];
        match holds {
            WrapUpHolds::Everything => rec.wrapping += 1,
            WrapUpHolds::Own => {}
            WrapUpHolds::Nothing => rec.live[medium] -= 1,
        }
        // A wrap-up without end waits for the agent's word.
        let until = (time != Duration::MAX).then(|| self.clock + time);
        if let Some(until) = until {
            self.arm_item(i, ItemTimer::WrapUp, until);
        }
        let agent = self.name_of(a);
        self.emit(Decision::WrapUpStarted { work: id, agent, until });
        self.watch_again(a);
        self.refresh(a);
        Ok(Reply::Done)
    }

    /// The talk is over, in the books and for presence.
    fn end_talk(&mut self, i: u32) {
        self.end_hold(i);
        self.part_all(i);
        let now = self.clock;
        let item = &self.items[i];
        let (id, a, queue) = (item.id, item.agent, item.queue as usize);
        let talked = now.since(item.connected.unwrap_or(now));
        let voice = item.work.medium == Medium::Voice;
        self.queues[queue].counts.talk += talked;
        self.queues[queue].counts.handled += 1;
        let rec = &mut self.agents[a as usize];
        rec.talk += talked;
        rec.contacts += 1;
        if voice {
            rec.watch.own_call_ended = Some(now);
        }
        let agent = self.name_of(a);
        self.emit(Decision::Ended { work: id, agent });
    }

    pub(super) fn wrap_up_done(&mut self, id: WorkId) -> Result<Reply, Refusal> {
        let i = match self.item_of(id) {
            Err(Refusal::NotWhile(WorkState::Closed)) => {
                let passed_on = self.passed_on_done(id);
                return Ok(if passed_on { Reply::Done } else { Reply::Already });
            }
            other => other?,
        };
        if self.items[i].state != WorkState::WrappingUp {
            let passed_on = self.passed_on_done(id);
            return if passed_on {
                Ok(Reply::Done)
            } else {
                Err(Refusal::NotWhile(self.items[i].state))
            };
        }
        self.end_wrap_up(i);
        Ok(Reply::Done)
    }

    pub(super) fn end_wrap_up(&mut self, i: u32) {
        let (id, a) = (self.items[i].id, self.items[i].agent);
        if let Some(since) = self.items[i].held_from.take() {
            let spent = self.clock.since(since);
            self.queues[self.items[i].queue as usize].counts.wrap_up += spent;
            self.agents[a as usize].talk += spent;
        }
        if self.plan.shows_presence && self.items[i].work.medium == Medium::Voice {
            self.agents[a as usize].watch.own_call_ended = Some(self.clock);
        }
        let agent = self.name_of(a);
        self.emit(Decision::WrapUpEnded { work: id, agent });
        self.release(i, true);
        self.close(i);
    }

    fn close(&mut self, i: u32) {
        let id = self.items[i].id;
        self.emit(Decision::Closed { work: id });
        self.finish(i, WorkState::Closed);
    }

    /// The agent carries it no more. `handled`: it counts as work done, so idle begins now.
    pub(super) fn release(&mut self, i: u32, handled: bool) {
        let item = &mut self.items[i];
        let (a, medium) = (item.agent, item.work.medium as usize);
        let holds = item.state != WorkState::WrappingUp || item.holds;
        let (all, voice) = (item.holds_all, item.work.medium == Medium::Voice);
        (item.holds, item.holds_all) = (false, false);
        let rec = &mut self.agents[a as usize];
        rec.items.retain(|held| *held != i);
        if holds {
            rec.live[medium] -= 1;
        }
        if all {
            rec.wrapping -= 1;
        }
        if !handled && voice {
            rec.watch.own_call_ended = Some(self.clock);
        }
        if handled {
            self.idle_from_now(a);
        }
        self.watch_again(a);
        self.leave_if_done(a);
        self.refresh(a);
    }

    pub(super) fn assign(&mut self, id: WorkId, agent: &AgentId) -> Result<Reply, Refusal> {
        let (i, a) = (self.item_of(id)?, self.agent_of(agent)?);
        let state = self.items[i].state;
        if state.is_held_by_agent() && self.items[i].agent == a && state != WorkState::WrappingUp {
            return Ok(Reply::Already);
        }
        if !state.is_waiting() && state != WorkState::Parked {
            return Err(Refusal::NotWhile(state));
        }
        let asked = self.items[i].offers.iter().find(|o| self.offers[**o].agent == a);
        if let Some(offer) = asked.map(|o| self.offers[*o].id) {
            return self.accept(offer);
        }
        self.room_for(i, a)?;
        let medium = self.items[i].work.medium as usize;
        self.agents[a as usize].live[medium] += 1;
        if std::mem::take(&mut self.items[i].callback) {
            self.items[i].segment = self.clock;
            self.queues[self.items[i].queue as usize].counts.offered += 1;
        }
        self.assigned(i, a);
        Ok(Reply::Done)
    }

    /// By hand, everything may be passed over but what an agent can carry.
    fn room_for(&self, i: u32, a: u32) -> Result<(), Refusal> {
        let rec = &self.agents[a as usize];
        if !rec.signed_on {
            return Err(Refusal::NotSignedOn);
        }
        let fits = rec.capacity.fits(self.items[i].work.medium, &rec.live);
        if fits { Ok(()) } else { Err(Refusal::NoCapacity) }
    }

    pub(super) fn transfer_to_queue(
        &mut self,
        id: WorkId,
        queue: String,
        next: WorkId,
    ) -> Result<Reply, Refusal> {
        let i = self.item_while(id, &[WorkState::Active, WorkState::Held])?;
        let to = self.queue_of(&queue)?;
        if self.queues[to as usize].closed.is_some() {
            return Err(Refusal::QueueClosed);
        }
        if self.work.contains_key(&next) || self.past_work.get(&next).is_some() {
            return Err(Refusal::OtherWork);
        }
        if self.items.len() >= self.plan.limits.work as usize {
            return Err(Refusal::TooMuchWork);
        }
        let mut work = (*self.items[i].work).clone();
        work.queue = Some(queue);
        work.preferred.clear();
        (work.not_before, work.already_waited) = (None, Duration::ZERO);
        self.emit(Decision::Continued { work: id, next });
        self.complete(id, None)?;
        self.enqueue(next, work)
    }

    pub(super) fn transfer_to_agent(&mut self, id: WorkId, to: &AgentId) -> Result<Reply, Refusal> {
        let i = self.item_while(id, &[WorkState::Active, WorkState::Held])?;
        let (from, to) = (self.items[i].agent, self.agent_of(to)?);
        if from == to {
            return Ok(Reply::Already);
        }
        self.room_for(i, to)?;
        let medium = self.items[i].work.medium as usize;
        let names = (self.name_of(from), self.name_of(to));
        let new = names.1.clone();
        self.end_hold(i);
        self.set_waiting(i, WorkState::Active);
        let talked = self.clock.since(self.items[i].connected.unwrap_or(self.clock));
        self.queues[self.items[i].queue as usize].counts.talk += talked;
        self.agents[from as usize].talk += talked;
        self.agents[from as usize].contacts += 1;
        if medium == Medium::Voice as usize {
            self.agents[from as usize].watch.own_call_ended = Some(self.clock);
        }
        self.agents[to as usize].live[medium] += 1;
        self.agents[to as usize].items.push(i);
        self.emit(Decision::Transferred { work: id, from: names.0, to: names.1 });
        self.pass_on(i, from);
        self.part_new_holder(i, &new);
        self.items[i].agent = to;
        self.items[i].connected = Some(self.clock);
        self.watch_again(to);
        self.refresh(to);
        Ok(Reply::Done)
    }
}
