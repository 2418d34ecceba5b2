//! Experts (`routing.md` 2.11): people outside the pool who may be asked for help.

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::{Agent, AgentId, Instant, Presence};

use super::Engine;
use crate::gate::Gate;
use crate::policy::OrderPolicy;
use crate::{Decision, Refusal, Reply, WorkId};

/// What is known of an expert: no sign-on, no idle time, only presence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expert {
    presence: Option<Presence>,
    asked: u64,
    /// When it was asked, in the last 24 hours, as far as there is a cap.
    lately: VecDeque<Instant>,
}

/// What a cap counts over.
const DAY: Duration = Duration::from_secs(24 * 3600);

impl Expert {
    /// The cap leaves room for one more. It rolls: no midnight, no time zone.
    fn has_room(&self, cap: u16, now: Instant) -> bool {
        let recent = self.lately.iter().filter(|asked| now.since(**asked) < DAY).count();
        cap == 0 || recent < usize::from(cap)
    }

    fn ask(&mut self, cap: u16, now: Instant) {
        self.asked += 1;
        self.lately.retain(|asked| now.since(*asked) < DAY);
        if cap > 0 {
            self.lately.push_back(now);
        }
    }
}

impl<P: OrderPolicy> Engine<P> {
    /// An expert who meets the need of this work and whom Teams shows as free; of several the one
    /// asked least, then the first in the plan.
    pub fn expert_for(&self, work: WorkId) -> Option<&Agent> {
        let item = &self.items[*self.work.get(&work)?];
        let able = self.plan.experts.iter().zip(&self.experts).filter(|(agent, expert)| {
            let open = expert.presence.as_ref().is_none_or(|presence| {
                matches!(self.plan.presence.row(presence), Gate::Open | Gate::Unknown)
            });
            let room = expert.has_room(self.plan.expert_cap, self.clock);
            open && room && item.need().is_met_by(|skill| agent.level(skill))
        });
        able.min_by_key(|(_, expert)| expert.asked).map(|(agent, _)| agent)
    }

    pub(super) fn ask_expert(&mut self, id: WorkId, name: &AgentId) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        let state = self.items[i].state;
        if !state.is_held_by_agent() {
            return Err(Refusal::NotWhile(state));
        }
        let place = self.plan.experts.iter().position(|agent| agent.id() == name);
        let (cap, now) = (self.plan.expert_cap, self.clock);
        let expert = &mut self.experts[place.ok_or(Refusal::UnknownAgent)?];
        if !expert.has_room(cap, now) {
            return Err(Refusal::ExpertCap);
        }
        expert.ask(cap, now);
        self.emit(Decision::ExpertAsked { work: id, expert: name.clone() });
        Ok(Reply::Done)
    }

    /// True if this is an expert.
    pub(super) fn note_expert(&mut self, name: &AgentId, presence: Option<&Presence>) -> bool {
        let place = self.plan.experts.iter().position(|agent| agent.id() == name);
        if let Some(place) = place {
            self.experts[place].presence = presence.cloned();
        }
        place.is_some()
    }
}
