//! The plan: queues, people and rules, as data that a planner edits.

mod file;
pub(crate) mod span;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::{Address, Agent, AgentId, Error};

use crate::{Capacity, Order, PresenceGate, Queue};

/// What an agent who did not take an offer is spared, and for how long (`routing.md` 2.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackOff {
    /// Nobody answered (30 s).
    #[serde(with = "span")]
    pub no_answer: Duration,
    /// The device was busy: no fault of the agent's (5 s).
    #[serde(with = "span")]
    pub busy: Duration,
    /// The device or the way to it failed (10 s).
    #[serde(with = "span")]
    pub device: Duration,
    /// After so many unanswered offers in a row the agent is not responding (3); 0: never.
    pub misses: u16,
}

impl Default for BackOff {
    fn default() -> Self {
        let s = Duration::from_secs;
        Self { no_answer: s(30), busy: s(5), device: s(10), misses: 3 }
    }
}

/// How much the engine holds at most. Each limit has its answer, a
/// [`Refusal`](crate::Refusal) or a count in the statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Agents known: `TooManyAgents`.
    pub agents: u32,
    /// Work that is not over: `TooMuchWork`.
    pub work: u32,
    /// Different needs, and different profiles of agents: `TooManyKinds`.
    pub kinds: u32,
    /// Octets of text in one piece of work: `WorkTooLarge`.
    pub work_bytes: u32,
    /// Events that nobody has taken: `EventsNotTaken`.
    pub events: u32,
    /// Answers to past commands, ended work and ended offers that are remembered: the oldest are
    /// forgotten, and counted.
    pub remembered: u32,
    /// How long they are remembered (24 h, RS-84).
    #[serde(with = "span")]
    pub remembered_for: Duration,
    /// Offers that one agent has before it at once.
    pub offers_per_agent: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            agents: 200_000,
            work: 2_000_000,
            kinds: 65_536,
            work_bytes: 65_536,
            events: 4_000_000,
            remembered: 1_000_000,
            remembered_for: Duration::from_secs(24 * 3600),
            offers_per_agent: 1,
        }
    }
}

/// Most queues of one plan.
pub const MAX_QUEUES: usize = 4096;

/// Queues, people and rules. Built in code or read from TOML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub(crate) queues: Vec<Queue>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) experts: Vec<Agent>,
    pub(crate) order: Order,
    pub(crate) capacity: Capacity,
    pub(crate) presence: PresenceGate,
    pub(crate) back_off: BackOff,
    pub(crate) limits: Limits,
    pub(crate) overflow: Option<Address>,
    pub(crate) groups: BTreeMap<String, Vec<AgentId>>,
    pub(crate) expert_cap: u16,
    pub(crate) shows_presence: bool,
    pub(crate) occupancy_half_life: Duration,
    pub(crate) fallback: Option<String>,
}

impl Plan {
    /// A plan of these queues with default rules and nobody in it.
    ///
    /// A queue that is named twice counts once; a rule or ring that names no queue of the plan is
    /// without effect. [`from_file`](Self::from_file) refuses both, with the line.
    pub fn new(queues: impl IntoIterator<Item = Queue>) -> Self {
        let mut kept: Vec<Queue> = Vec::new();
        for queue in queues.into_iter().take(MAX_QUEUES) {
            if !kept.iter().any(|known| known.name == queue.name) {
                kept.push(queue);
            }
        }
        if kept.is_empty() {
            kept.push(Queue::new("general"));
        }
        Self {
            queues: kept,
            agents: Vec::new(),
            experts: Vec::new(),
            order: Order::default(),
            capacity: Capacity::default(),
            presence: PresenceGate::default(),
            back_off: BackOff::default(),
            limits: Limits::default(),
            overflow: None,
            groups: BTreeMap::new(),
            expert_cap: 0,
            shows_presence: false,
            occupancy_half_life: Duration::from_secs(1800),
            fallback: None,
        }
    }

    /// Reads a plan from TOML.
    ///
    /// # Errors
    /// `TCC-ROUTING-0001` if the file cannot be read, `TCC-ROUTING-0002` with file, line and key if
    /// it cannot be a plan.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        file::read(path.as_ref())
    }

    /// Reads a plan from the text of a TOML file; `name` appears in errors.
    ///
    /// # Errors
    /// `TCC-ROUTING-0002`, as [`from_file`](Self::from_file).
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Error> {
        file::parse(name, text)
    }

    /// Adds people who are signed on when the router starts.
    #[must_use]
    pub fn agents(mut self, agents: impl IntoIterator<Item = Agent>) -> Self {
        self.agents.extend(agents);
        self
    }

    /// Adds people who may be asked for help and are in no queue.
    #[must_use]
    pub fn experts(mut self, experts: impl IntoIterator<Item = Agent>) -> Self {
        self.experts.extend(experts);
        self
    }

    /// Which of the built-in orders a [`Router`](crate::Router) starts with.
    #[must_use]
    pub fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// What agents carry unless told otherwise.
    #[must_use]
    pub fn capacity(mut self, capacity: Capacity) -> Self {
        self.capacity = capacity;
        self
    }

    /// What presence decides.
    #[must_use]
    pub fn presence(mut self, gate: PresenceGate) -> Self {
        self.presence = gate;
        self
    }

    /// What follows an offer that was not taken.
    #[must_use]
    pub fn back_off(mut self, rules: BackOff) -> Self {
        self.back_off = rules;
        self
    }

    /// How much the engine holds at most.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Where work goes that nobody takes, for queues that do not say.
    #[must_use]
    pub fn overflow(mut self, to: impl Into<Address>) -> Self {
        self.overflow = Some(to.into());
        self
    }

    /// A named group of agents, which needs ([`Skill::group`](teams_cc_core::Skill::group)) and
    /// rings refer to.
    #[must_use]
    pub fn group(
        mut self,
        name: impl Into<String>,
        agents: impl IntoIterator<Item = AgentId>,
    ) -> Self {
        self.groups.entry(name.into()).or_default().extend(agents);
        self
    }

    /// How often one expert may be asked in any 24 hours; 0: as often as needed.
    #[must_use]
    pub fn expert_cap(mut self, times: u16) -> Self {
        self.expert_cap = times;
        self
    }

    /// The engine says what Teams should show for its agents
    /// ([`Decision::PresenceWanted`](crate::Decision::PresenceWanted)); otherwise it only reads
    /// presence.
    #[must_use]
    pub fn shows_presence(mut self) -> Self {
        self.shows_presence = true;
        self
    }

    /// After how long past work counts half for [`LeastOccupied`](crate::LeastOccupied) (30 min).
    #[must_use]
    pub fn occupancy_half_life(mut self, time: Duration) -> Self {
        self.occupancy_half_life = time;
        self
    }

    /// The queue of work that was not classified in time and names none.
    #[must_use]
    pub fn fallback(mut self, queue: impl Into<String>) -> Self {
        self.fallback = Some(queue.into());
        self
    }

    /// Its queues.
    pub fn queues(&self) -> &[Queue] {
        &self.queues
    }

    /// Where work of this queue goes that nobody takes. A plan that says nothing gives the seat
    /// `overflow` of the vendor's own desktop.
    pub fn overflow_of(&self, queue: &str) -> Address {
        let queue = self.queues.iter().find(|known| known.name == queue);
        queue
            .and_then(|queue| queue.overflow.clone())
            .or_else(|| self.overflow.clone())
            .unwrap_or_else(|| Address::Seat(AgentId::new("overflow")))
    }
}
