//! Who first: the seam where a vendor's own order goes in (`routing.md` section 8).

mod builtin;
mod scored;

pub use builtin::{
    BestMatch, FewestContacts, IdlenessRatio, LeastLoaded, LeastOccupied, LeastTalk, LongestIdle,
    Order, PercentShare, Predictive, Random, RankThenIdle, RoundRobin, TopDown,
};
pub use scored::{Candidate, Policy, Score, Scored};

use std::fmt;
use std::time::Duration;

use teams_cc_core::{Agent, Instant, Need, Skill};

use crate::engine::Group;
use crate::{Medium, Work};

/// Place of waiting work before an agent; lower first. Equal keys: who came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkKey {
    /// First criterion.
    pub rank: i64,
    /// Second criterion; minus the points for the engine's own order.
    pub order: i128,
}

/// Place of an agent before work; lower first. Equal keys: idle for longer, then signed on first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentKey {
    /// First criterion.
    pub rank: i64,
    /// Second criterion.
    pub order: i64,
}

impl AgentKey {
    /// Must not be asked.
    pub const NEVER: Self = Self { rank: i64::MAX, order: i64::MAX };

    /// By one criterion.
    pub fn by(order: i64) -> Self {
        Self { rank: 0, order }
    }
}

/// What an order promises, so that an index can serve it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaticKey {
    /// Nothing: every waiting piece and every idle agent is looked at, each time.
    No,
    /// Among agents of equal skills and queues, [`OrderPolicy::standing`] decides, which changes
    /// only when something happens to the agent; among work of equal queue, need and points, age
    /// decides. The keys are asked for the first of each kind only.
    Heads,
    /// As `Heads`, and the keys are the default ones: no call at all while deciding.
    Standing,
}

/// An order of preference: total, pure, without clock, randomness or I/O of its own. Data from
/// outside (a predictive score, a customer's value) comes as attributes of the work.
///
/// Keys are integers, because they are part of what is journaled and must come out the same on
/// every machine. The simplest way to write one is a [`Policy`], which gives scores; the fastest
/// is a standing.
pub trait OrderPolicy: Send + Sync + fmt::Debug {
    /// Its name, journaled with the plan.
    fn name(&self) -> &str;

    /// Its version, journaled with the plan: a replay with another is refused.
    fn version(&self) -> u32 {
        1
    }

    /// Order of waiting work for an agent that can take more.
    fn work_key(&self, work: &WaitingView<'_>, agent: &AgentView<'_>) -> WorkKey {
        let _ = agent;
        work.by_points()
    }

    /// Order of agents for work that can be taken.
    fn agent_key(&self, agent: &AgentView<'_>, work: &WaitingView<'_>) -> AgentKey {
        let _ = work;
        AgentKey::by(self.standing(agent))
    }

    /// Order among agents of equal skills and queues; lower first. Idle since, unless told
    /// otherwise.
    fn standing(&self, agent: &AgentView<'_>) -> i64 {
        agent.idle_since().as_nanos() as i64
    }

    /// What it promises. [`StaticKey::No`] is always right, and slow.
    fn static_key(&self) -> StaticKey {
        StaticKey::No
    }
}

/// Waiting work as a policy sees it.
#[derive(Clone, Copy, Debug)]
pub struct WaitingView<'a> {
    pub(crate) work: &'a Work,
    pub(crate) need: &'a Need,
    pub(crate) queue: &'a str,
    pub(crate) points: i128,
    pub(crate) over_ceiling: bool,
    pub(crate) original: Instant,
    pub(crate) now: Instant,
    pub(crate) ring: u8,
    pub(crate) attempt: u16,
}

impl<'a> WaitingView<'a> {
    /// The work.
    pub fn work(&self) -> &'a Work {
        self.work
    }

    /// What it asks for at its present ring.
    pub fn need(&self) -> &'a Need {
        self.need
    }

    /// Its queue.
    pub fn queue(&self) -> &'a str {
        self.queue
    }

    /// How long it has waited, over all queues.
    pub fn waited(&self) -> Duration {
        self.now.since(self.original)
    }

    /// Its ring, from 0.
    pub fn ring(&self) -> u8 {
        self.ring
    }

    /// Offers that failed.
    pub fn attempt(&self) -> u16 {
        self.attempt
    }

    /// The engine's own order: most points first (those of queue and work, and what ageing added);
    /// above the ceiling, age alone.
    pub fn by_points(&self) -> WorkKey {
        let order = if self.over_ceiling { top_band(self.original) } else { -self.points };
        WorkKey { rank: 0, order }
    }
}

/// Keys of work above the ceiling: before all points, oldest first.
pub(crate) fn top_band(original: Instant) -> i128 {
    i128::MIN / 2 + i128::from(original.as_nanos())
}

/// An agent as a policy sees it.
#[derive(Clone, Copy, Debug)]
pub struct AgentView<'a> {
    pub(crate) agent: &'a Agent,
    pub(crate) ordinal: u32,
    pub(crate) rank: i16,
    pub(crate) idle_since: Instant,
    pub(crate) contacts: u64,
    pub(crate) talk: Duration,
    pub(crate) asked: u64,
    pub(crate) used: u32,
    pub(crate) total: u16,
    pub(crate) live: u16,
    pub(crate) share: u16,
    pub(crate) occupancy: i64,
    pub(crate) pool: &'a Group,
}

impl<'a> AgentView<'a> {
    /// The agent.
    pub fn agent(&self) -> &'a Agent {
        self.agent
    }

    /// Level of one skill.
    pub fn level(&self, skill: &Skill) -> Option<u8> {
        self.agent.level(skill)
    }

    /// The order of first sign-on: 0, 1, 2 ...
    pub fn ordinal(&self) -> u32 {
        self.ordinal
    }

    /// Best rank among the memberships; 0 where none was given.
    pub fn rank(&self) -> i16 {
        self.rank
    }

    /// The later of: end of the last work with its wrap-up, becoming available.
    pub fn idle_since(&self) -> Instant {
        self.idle_since
    }

    /// Work taken so far.
    pub fn contacts(&self) -> u64 {
        self.contacts
    }

    /// Time spent on work so far.
    pub fn talk(&self) -> Duration {
        self.talk
    }

    /// When last asked, as a place in the order of all offers; 0: never.
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// Units in use.
    pub fn used(&self) -> u32 {
        self.used
    }

    /// Units in all.
    pub fn total(&self) -> u16 {
        self.total
    }

    /// Pieces of work in hand, offers included.
    pub fn live(&self) -> u16 {
        self.live
    }

    /// Share of the handings-out among its peers ([`Membership::share`](crate::Membership)).
    pub fn share(&self) -> u16 {
        self.share
    }

    /// How busy the agent has been lately: lower is less. Time with work counts half after each
    /// half-life ([`Plan::occupancy_half_life`](crate::Plan::occupancy_half_life)); the order among
    /// agents who are idle does not change with time.
    pub fn occupancy(&self) -> i64 {
        self.occupancy
    }

    /// Idle agents of the same skills and queues who could take work of this medium.
    pub fn pool_idle(&self, medium: Medium) -> u32 {
        self.pool.idle[medium as usize].len() as u32
    }

    /// Agents of the same skills and queues, idle or not.
    pub fn pool_agents(&self) -> u32 {
        self.pool.agents
    }

    /// What the work wishes for beyond its need: the sum of level times weight.
    pub fn wished(&self, work: &Work) -> i64 {
        let wish = |(skill, weight): &(Skill, i32)| {
            i64::from(self.level(skill).unwrap_or(0)) * i64::from(*weight)
        };
        work.wishes().iter().map(wish).sum()
    }

    /// How well the levels fit: the sum over the skills of the alternative that fits best, 0 for
    /// "anyone".
    pub fn fit(&self, need: &Need) -> i64 {
        let sum = |all: &Vec<teams_cc_core::skill::Atom>| {
            all.iter().try_fold(0, |sum, atom| {
                let level = self.level(&atom.skill);
                let adds = if atom.not { 0 } else { i64::from(level.unwrap_or(0)) };
                atom.holds(level).then_some(sum + adds)
            })
        };
        need.alternatives().iter().filter_map(sum).max().unwrap_or(0)
    }
}

impl<P: OrderPolicy + ?Sized> OrderPolicy for Box<P> {
    fn name(&self) -> &str {
        (**self).name()
    }
    fn version(&self) -> u32 {
        (**self).version()
    }
    fn work_key(&self, work: &WaitingView<'_>, agent: &AgentView<'_>) -> WorkKey {
        (**self).work_key(work, agent)
    }
    fn agent_key(&self, agent: &AgentView<'_>, work: &WaitingView<'_>) -> AgentKey {
        (**self).agent_key(agent, work)
    }
    fn standing(&self, agent: &AgentView<'_>) -> i64 {
        (**self).standing(agent)
    }
    fn static_key(&self) -> StaticKey {
        (**self).static_key()
    }
}
