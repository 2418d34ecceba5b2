//! A score is the simplest order of preference.

use std::time::Duration;

use teams_cc_core::{Agent, AgentId, Instant, Need};

use super::{AgentKey, AgentView, OrderPolicy, WaitingView};
use crate::Work;

/// How good a match is; more is better. An integer, so that a replay on any machine agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub i64);

/// An agent who could be asked.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a>(AgentView<'a>);

impl Candidate<'_> {
    /// Who.
    pub fn id(&self) -> &AgentId {
        self.0.agent.id()
    }

    /// All that is known of the agent.
    pub fn agent(&self) -> &Agent {
        self.0.agent
    }

    /// The lowest level among the skills of the alternative of `need` that fits best; `None` if
    /// the agent does not meet it. 100 for "anyone".
    pub fn level(&self, need: &Need) -> Option<u8> {
        if need.alternatives().is_empty() {
            return Some(teams_cc_core::skill::MAX_LEVEL);
        }
        let lowest = |all: &Vec<teams_cc_core::skill::Atom>| {
            all.iter().try_fold(teams_cc_core::skill::MAX_LEVEL, |low, atom| {
                let level = self.0.level(&atom.skill);
                let low = if atom.not { low } else { low.min(level.unwrap_or(0)) };
                atom.holds(level).then_some(low)
            })
        };
        need.alternatives().iter().filter_map(lowest).max()
    }

    /// For how long idle.
    pub fn idle_for(&self, now: Instant) -> Duration {
        now.since(self.0.idle_since)
    }

    /// Work taken so far.
    pub fn contacts(&self) -> u64 {
        self.0.contacts
    }

    /// Pieces of work in hand.
    pub fn live(&self) -> u16 {
        self.0.live
    }
}

/// An order of preference as one pure function.
///
/// ```
/// use teams_cc_core::Instant;
/// use teams_cc_routing::{Candidate, Policy, Score, Work};
///
/// /// The agent who has waited longest, unless someone knows the matter two levels better.
/// struct FairUnlessExpert;
///
/// impl Policy for FairUnlessExpert {
///     fn score(&self, work: &Work, agent: &Candidate<'_>, now: Instant) -> Option<Score> {
///         let level = agent.level(work.need())?; // lacks the skill: out
///         let expert = i64::from(level / 2) * 3600;
///         Some(Score(expert + agent.idle_for(now).as_secs() as i64))
///     }
/// }
/// # use teams_cc_routing::{Engine, Plan, Queue, Scored};
/// let engine = Engine::new(Plan::new([Queue::new("billing")]), Scored(FairUnlessExpert));
/// # drop(engine);
/// ```
pub trait Policy: Send + Sync {
    /// How good this agent is for this work; `None`: must not be asked.
    fn score(&self, work: &Work, agent: &Candidate<'_>, now: Instant) -> Option<Score>;
}

/// Makes an [`OrderPolicy`] of a [`Policy`]. Looks at every candidate, each time: good for
/// hundreds of agents, not for tens of thousands.
#[derive(Clone, Copy)]
pub struct Scored<P>(pub P);

impl<P> std::fmt::Debug for Scored<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(std::any::type_name::<P>())
    }
}

impl<P: Policy> OrderPolicy for Scored<P> {
    fn name(&self) -> &str {
        std::any::type_name::<P>()
    }

    fn agent_key(&self, agent: &AgentView<'_>, work: &WaitingView<'_>) -> AgentKey {
        match self.0.score(work.work, &Candidate(*agent), work.now) {
            Some(score) => AgentKey::by(score.0.saturating_neg().min(i64::MAX - 1)),
            None => AgentKey::NEVER,
        }
    }
}
