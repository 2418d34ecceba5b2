//! Notes about work that another agent has by now: the first agent's part of a transfer ends with
//! wrap-up like any other (`routing.md` 3.1).

use std::time::Duration;

use teams_cc_core::{AgentId, Instant};

use super::{AgentTimer, Engine};
use crate::command::WorkState;
use crate::policy::OrderPolicy;
use crate::{Decision, Medium, Refusal, Reply, WorkId, WrapUpHolds};

/// A wrap-up without its work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notes {
    pub(crate) work: WorkId,
    pub(crate) queue: u16,
    pub(crate) medium: Medium,
    pub(crate) holds: WrapUpHolds,
    pub(crate) from: Instant,
    /// [`Instant::FAR`]: until the agent says.
    pub(crate) until: Instant,
}

/// Notes that one agent has open at once; beyond that the oldest count as done.
const MAX_NOTES: usize = 16;

impl<P: OrderPolicy> Engine<P> {
    /// The agent gave the work to another and writes notes now. Units: as in any wrap-up.
    pub(super) fn pass_on(&mut self, i: u32, a: u32) {
        let item = &self.items[i];
        let queue = &self.plan.queues[item.queue as usize];
        let (time, holds) = (queue.wrap_up, queue.wrap_up_holds);
        if time.is_zero() {
            self.release(i, true);
            return;
        }
        if self.agents[a as usize].notes.len() >= MAX_NOTES {
            self.end_notes(a, 0);
        }
        let item = &self.items[i];
        let endless = time == Duration::MAX;
        let until = if endless { Instant::FAR } else { self.clock + time };
        let (work, medium) = (item.id, item.work.medium);
        let notes = Notes { work, queue: item.queue, medium, holds, from: self.clock, until };
        let rec = &mut self.agents[a as usize];
        rec.items.retain(|held| *held != i);
        match holds {
            WrapUpHolds::Everything => rec.wrapping += 1,
            WrapUpHolds::Own => {}
            WrapUpHolds::Nothing => rec.live[medium as usize] -= 1,
        }
        rec.notes.push(notes);
        self.noted.push((work, a));
        self.arm_notes(a);
        let agent = self.name_of(a);
        let until = (!endless).then_some(until);
        self.emit(Decision::WrapUpStarted { work, agent, until });
        self.watch_again(a);
        self.refresh(a);
    }

    fn arm_notes(&mut self, a: u32) {
        let next = self.agents[a as usize].notes.iter().map(|notes| notes.until).min();
        match next.filter(|until| *until < Instant::FAR) {
            Some(until) => self.arm_agent(a, AgentTimer::Notes, until),
            None => self.disarm_agent(a, AgentTimer::Notes),
        }
    }

    fn end_notes(&mut self, a: u32, place: usize) {
        let rec = &mut self.agents[a as usize];
        let notes = rec.notes.remove(place);
        match notes.holds {
            WrapUpHolds::Everything => {
                rec.wrapping -= 1;
                rec.live[notes.medium as usize] -= 1;
            }
            WrapUpHolds::Own => rec.live[notes.medium as usize] -= 1,
            WrapUpHolds::Nothing => {}
        }
        let spent = self.clock.since(notes.from);
        rec.talk += spent;
        if notes.medium == Medium::Voice && self.plan.shows_presence {
            rec.watch.own_call_ended = Some(self.clock);
        }
        self.queues[notes.queue as usize].counts.wrap_up += spent;
        let gone = self.noted.iter().position(|known| *known == (notes.work, a));
        if let Some(at) = gone {
            self.noted.swap_remove(at);
        }
        let agent = self.name_of(a);
        self.emit(Decision::WrapUpEnded { work: notes.work, agent });
        self.idle_from_now(a);
        self.arm_notes(a);
        self.watch_again(a);
        self.leave_if_done(a);
        self.refresh(a);
    }

    pub(super) fn notes_due(&mut self, a: u32) {
        let now = self.clock;
        let due = |notes: &Notes| notes.until <= now;
        while let Some(place) = self.agents[a as usize].notes.iter().position(due) {
            self.end_notes(a, place);
        }
        self.arm_notes(a);
    }

    /// The notes of somebody who passed this work on are done.
    pub(super) fn passed_on_done(&mut self, id: WorkId) -> bool {
        let Some((_, a)) = self.noted.iter().find(|(work, _)| *work == id).copied() else {
            return false;
        };
        let place = self.agents[a as usize].notes.iter().position(|notes| notes.work == id);
        if let Some(place) = place {
            self.end_notes(a, place);
        }
        true
    }

    /// All that this agent writes is written.
    pub(super) fn notes_done(&mut self, agent: &AgentId) -> Result<Reply, Refusal> {
        let a = self.agent_of(agent)?;
        let mut any = false;
        while !self.agents[a as usize].notes.is_empty() {
            self.end_notes(a, 0);
            any = true;
        }
        for i in self.agents[a as usize].items.clone() {
            if self.items[i].state == WorkState::WrappingUp {
                self.end_wrap_up(i);
                any = true;
            }
        }
        Ok(if any { Reply::Done } else { Reply::Already })
    }
}
