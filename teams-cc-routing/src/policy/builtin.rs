//! The orders that everybody knows.

use serde::{Deserialize, Serialize};

use super::{AgentKey, AgentView, OrderPolicy, StaticKey, WaitingView};

macro_rules! by_standing {
    ($(#[$meta:meta])* $name:ident, $word:literal, |$agent:ident| $standing:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name;

        impl OrderPolicy for $name {
            fn name(&self) -> &str {
                $word
            }
            fn standing(&self, $agent: &AgentView<'_>) -> i64 {
                $standing
            }
            fn static_key(&self) -> StaticKey {
                StaticKey::Standing
            }
        }
    };
}

by_standing! {
    /// Who has been idle for longest. Signing on or coming back makes nobody the longest idle.
    LongestIdle, "longest_idle", |agent| agent.idle_since().as_nanos() as i64
}
by_standing! {
    /// Who was asked longest ago.
    RoundRobin, "round_robin", |agent| agent.asked() as i64
}
by_standing! {
    /// Who has taken fewest.
    FewestContacts, "fewest_contacts", |agent| agent.contacts() as i64
}
by_standing! {
    /// Who has spent least time on work.
    LeastTalk, "least_talk", |agent| agent.talk().as_nanos() as i64
}
by_standing! {
    /// Who is first in the plan (or signed on first).
    TopDown, "top_down", |agent| i64::from(agent.ordinal())
}
by_standing! {
    /// Who carries the smallest share of its capacity (Job Router's "longest idle"); then idle.
    LeastLoaded, "least_loaded", |agent| {
        let share = u64::from(agent.used()) * 1000 / u64::from(agent.total().max(1));
        (share << 50) as i64 | (agent.idle_since().as_millis() as i64 & ((1 << 50) - 1))
    }
}

by_standing! {
    /// Who has spent the smallest share of the recent past on work, in a fading window.
    LeastOccupied, "least_occupied", |agent| agent.occupancy()
}
by_standing! {
    /// By shares: who has taken fewest in proportion to the share of the membership.
    PercentShare, "percent_share", |agent| {
        (agent.contacts() as i64).saturating_mul(1_000_000) / i64::from(agent.share().max(1))
    }
}

/// From the pool with the largest share of its agents idle (Gurvich and Whitt's idleness ratio,
/// with ratios by size); then idle. A pool is all agents of equal skills and queues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IdlenessRatio;

impl OrderPolicy for IdlenessRatio {
    fn name(&self) -> &'static str {
        "idleness_ratio"
    }
    fn agent_key(&self, agent: &AgentView<'_>, work: &WaitingView<'_>) -> AgentKey {
        let idle = i64::from(agent.pool_idle(work.work().medium()));
        let rank = -(idle * 1_000_000 / i64::from(agent.pool_agents().max(1)));
        AgentKey { rank, order: self.standing(agent) }
    }
    fn static_key(&self) -> StaticKey {
        StaticKey::Heads
    }
}

/// By a score from outside: the attribute `score:AGENT` of the work, higher first, 0 where there
/// is none ([`Command::SetAttribute`](crate::Command::SetAttribute)); then idle. Looks at every
/// candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Predictive;

impl OrderPolicy for Predictive {
    fn name(&self) -> &'static str {
        "predictive"
    }
    fn agent_key(&self, agent: &AgentView<'_>, work: &WaitingView<'_>) -> AgentKey {
        let score = work.work().value(&format!("score:{}", agent.agent().id())).unwrap_or(0);
        AgentKey { rank: score.saturating_neg(), order: self.standing(agent) }
    }
}

/// Who knows the matter best: the highest sum of levels asked for, and of those the work favours
/// by weight; then idle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BestMatch;

impl OrderPolicy for BestMatch {
    fn name(&self) -> &'static str {
        "best_match"
    }
    fn agent_key(&self, agent: &AgentView<'_>, work: &WaitingView<'_>) -> AgentKey {
        let fit = agent.fit(work.need()).saturating_add(agent.wished(work.work()));
        AgentKey { rank: -fit, order: self.standing(agent) }
    }
    fn static_key(&self) -> StaticKey {
        StaticKey::Heads
    }
}

/// By rank of membership; then idle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RankThenIdle;

impl OrderPolicy for RankThenIdle {
    fn name(&self) -> &'static str {
        "rank"
    }
    fn agent_key(&self, agent: &AgentView<'_>, _: &WaitingView<'_>) -> AgentKey {
        AgentKey { rank: i64::from(agent.rank()), order: self.standing(agent) }
    }
    fn static_key(&self) -> StaticKey {
        StaticKey::Heads
    }
}

/// Anybody: a draw that depends on the seed and on what the agent did, so that a replay draws the
/// same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Random {
    /// The domain's own number.
    pub seed: u64,
}

impl OrderPolicy for Random {
    fn name(&self) -> &'static str {
        "random"
    }
    fn standing(&self, agent: &AgentView<'_>) -> i64 {
        // SplitMix64 over what changes with every offer.
        let mut x = self.seed
            ^ u64::from(agent.ordinal()).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ agent.asked().wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) >> 1) as i64
    }
    fn static_key(&self) -> StaticKey {
        StaticKey::Standing
    }
}

/// The built-in orders by the word that a plan writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Order {
    /// [`LongestIdle`]
    #[default]
    LongestIdle,
    /// [`RoundRobin`]
    RoundRobin,
    /// [`BestMatch`]
    BestMatch,
    /// [`FewestContacts`]
    FewestContacts,
    /// [`LeastTalk`]
    LeastTalk,
    /// [`LeastLoaded`]
    LeastLoaded,
    /// [`RankThenIdle`]
    Rank,
    /// [`TopDown`]
    TopDown,
    /// [`Random`], seed 0
    Random,
    /// [`LeastOccupied`]
    LeastOccupied,
    /// [`PercentShare`]
    PercentShare,
    /// [`IdlenessRatio`]
    IdlenessRatio,
    /// [`Predictive`]
    Predictive,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::LongestIdle,
        Self::RoundRobin,
        Self::BestMatch,
        Self::FewestContacts,
        Self::LeastTalk,
        Self::LeastLoaded,
        Self::Rank,
        Self::TopDown,
        Self::Random,
        Self::LeastOccupied,
        Self::PercentShare,
        Self::IdlenessRatio,
        Self::Predictive,
    ];

    /// The policy of that word.
    pub fn policy(self) -> Box<dyn OrderPolicy> {
        match self {
            Self::LongestIdle => Box::new(LongestIdle),
            Self::RoundRobin => Box::new(RoundRobin),
            Self::BestMatch => Box::new(BestMatch),
            Self::FewestContacts => Box::new(FewestContacts),
            Self::LeastTalk => Box::new(LeastTalk),
            Self::LeastLoaded => Box::new(LeastLoaded),
            Self::Rank => Box::new(RankThenIdle),
            Self::TopDown => Box::new(TopDown),
            Self::Random => Box::new(Random::default()),
            Self::LeastOccupied => Box::new(LeastOccupied),
            Self::PercentShare => Box::new(PercentShare),
            Self::IdlenessRatio => Box::new(IdlenessRatio),
            Self::Predictive => Box::new(Predictive),
        }
    }
}
