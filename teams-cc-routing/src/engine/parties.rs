//! Who else is in a talk (`routing.md` 2.11, 3.4): agents who help and supervisors who listen. They
//! hold no capacity of the work and make no second assignment.

use teams_cc_core::{AgentId, Supervision};

use super::Engine;
use crate::command::WorkState;
use crate::policy::OrderPolicy;
use crate::{Command, Decision, Refusal, Reply, WorkId};

/// As what somebody takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Helps,
    Supervises(Supervision),
}

/// Most who take part in one talk beside agent and customer.
const MAX_PARTICIPANTS: usize = 16;

const IN_TALK: [WorkState; 2] = [WorkState::Active, WorkState::Held];

impl<P: OrderPolicy> Engine<P> {
    /// The place of this agent's part of this kind in the talk.
    fn part_of(&self, i: u32, who: &AgentId, helps: bool) -> Option<usize> {
        let parts = self.items[i].parties.as_deref()?;
        parts.iter().position(|(name, part)| name == who && (*part == Part::Helps) == helps)
    }

    fn join(&mut self, i: u32, who: &AgentId, part: Part) -> Result<(), Refusal> {
        if self.name_of(self.items[i].agent) == *who {
            return Err(Refusal::HasItAlready);
        }
        let parts = self.items[i].parties.get_or_insert_default();
        if parts.len() >= MAX_PARTICIPANTS {
            return Err(Refusal::TooManyParticipants);
        }
        parts.push((who.clone(), part));
        Ok(())
    }

    fn part(&mut self, i: u32, place: usize) {
        let work = self.items[i].id;
        let Some(parts) = self.items[i].parties.as_mut() else { return };
        let (agent, part) = parts.remove(place);
        if parts.is_empty() {
            self.items[i].parties = None;
        }
        self.emit(match part {
            Part::Helps => Decision::ConsultEnded { work, agent },
            Part::Supervises(_) => Decision::SupervisionEnded { work, agent },
        });
    }

    /// Everybody leaves: the talk is over.
    pub(super) fn part_all(&mut self, i: u32) {
        while self.items[i].parties.is_some() {
            self.part(i, 0);
        }
    }

    /// Who now has the work takes part in no other way.
    pub(super) fn part_new_holder(&mut self, i: u32, who: &AgentId) {
        for helps in [true, false] {
            if let Some(place) = self.part_of(i, who, helps) {
                self.part(i, place);
            }
        }
    }

    pub(super) fn consult(&mut self, id: WorkId, who: &AgentId) -> Result<Reply, Refusal> {
        let i = self.item_while(id, &IN_TALK)?;
        if self.part_of(i, who, true).is_some() {
            return Ok(Reply::Already);
        }
        self.join(i, who, Part::Helps)?;
        self.emit(Decision::ConsultStarted { work: id, agent: who.clone() });
        Ok(Reply::Done)
    }

    pub(super) fn end_consult(&mut self, id: WorkId, who: &AgentId) -> Result<Reply, Refusal> {
        self.end_part(id, who, true)
    }

    pub(super) fn supervise(
        &mut self,
        id: WorkId,
        who: &AgentId,
        how: Supervision,
    ) -> Result<Reply, Refusal> {
        let i = self.item_while(id, &IN_TALK)?;
        match self.part_of(i, who, false) {
            Some(place) => {
                let known = self.items[i].parties.as_mut().and_then(|parts| parts.get_mut(place));
                let part = Part::Supervises(how);
                if let Some((_, known)) = known
                    && std::mem::replace(known, part) == part
                {
                    return Ok(Reply::Already);
                }
            }
            None => self.join(i, who, Part::Supervises(how))?,
        }
        self.emit(Decision::Supervised { work: id, agent: who.clone(), how });
        Ok(Reply::Done)
    }

    pub(super) fn end_supervision(&mut self, id: WorkId, who: &AgentId) -> Result<Reply, Refusal> {
        self.end_part(id, who, false)
    }

    fn end_part(&mut self, id: WorkId, who: &AgentId, helps: bool) -> Result<Reply, Refusal> {
        let i = self.item_of(id)?;
        match self.part_of(i, who, helps) {
            Some(place) => {
                self.part(i, place);
                Ok(Reply::Done)
            }
            None => Ok(Reply::Already),
        }
    }

    /// Who takes part in this talk beside agent and customer, and how; `None` is help.
    pub fn participants(
        &self,
        work: WorkId,
    ) -> impl Iterator<Item = (&AgentId, Option<Supervision>)> {
        let item = self.work.get(&work).map(|slot| &self.items[*slot]);
        let parts = item.and_then(|item| item.parties.as_deref()).into_iter().flatten();
        parts.map(|(name, part)| match part {
            Part::Helps => (name, None),
            Part::Supervises(how) => (name, Some(*how)),
        })
    }

    /// A command that a supervisor gave, with name and reason in the journal and the events.
    pub(super) fn by(
        &mut self,
        by: AgentId,
        reason: String,
        command: Command,
    ) -> Result<Reply, Refusal> {
        if reason.len() > self.plan.limits.work_bytes as usize {
            return Err(Refusal::WorkTooLarge);
        }
        let reply = self.apply(command)?;
        self.emit(Decision::Ordered { by, reason });
        Ok(reply)
    }
}
