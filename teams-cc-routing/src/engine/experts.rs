//! Experts (`routing.md` 2.11): people outside the pool who may be asked for help.

use teams_cc_core::{Agent, AgentId, Presence};

use super::Engine;
use crate::gate::Gate;
use crate::policy::OrderPolicy;
use crate::{Decision, Refusal, Reply, WorkId};

/// What is known of an expert: no sign-on, no idle time, only presence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expert {
    presence: Option<Presence>,
    asked: u64,
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
            open && item.need().is_met_by(|skill| agent.level(skill))
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
        self.experts[place.ok_or(Refusal::UnknownAgent)?].asked += 1;
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
