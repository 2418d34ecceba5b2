//! Queues: what is promised to those who wait, and what happens when it cannot be kept.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::{Address, Skill};

use crate::{Hours, PresenceGate};

/// 20 s: eight of ten calls within twenty seconds is the trade's usual promise.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// 20 s: Teams' own advice for the alert time of a call queue (`routing.md` 1.1).
pub const OFFER_FOR: Duration = Duration::from_secs(20);
/// 5 s: who leaves earlier had dialled wrongly.
pub const SHORT: Duration = Duration::from_secs(5);

/// What those who wait are told about their place (`routing.md` 2.10). The engine says when and
/// what; the media side says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telling {
    /// For the first time after this long (30 s).
    #[serde(with = "crate::plan::span")]
    pub first: Duration,
    /// And each time this long after (60 s); zero: never again.
    #[serde(with = "crate::plan::span")]
    pub every: Duration,
    /// The place, unless it grew since it was told.
    pub place: bool,
    /// The wait that is expected.
    pub wait: bool,
}

impl Default for Telling {
    fn default() -> Self {
        let s = Duration::from_secs;
        Self { first: s(30), every: s(60), place: true, wait: true }
    }
}

/// How often a customer is called back who was not reached, and how long in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Callbacks {
    /// Tries in all (3).
    pub attempts: u8,
    /// From one to the next (15 min).
    #[serde(with = "crate::plan::span")]
    pub spacing: Duration,
}

impl Default for Callbacks {
    fn default() -> Self {
        Self { attempts: 3, spacing: Duration::from_secs(900) }
    }
}

/// A line in which work waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    pub(crate) name: String,
    pub(crate) priority: i32,
    pub(crate) ageing: u32,
    pub(crate) ceiling: Duration,
    pub(crate) answer_within: Duration,
    pub(crate) short: Duration,
    pub(crate) offer_for: Duration,
    pub(crate) offers_at_once: u8,
    pub(crate) offer_every: Duration,
    pub(crate) wrap_up: Duration,
    pub(crate) wrap_up_holds: WrapUpHolds,
    pub(crate) max_waiting: u32,
    pub(crate) max_attempts: u16,
    pub(crate) keep_away: Duration,
    pub(crate) outbound_reserve: u32,
    pub(crate) rings_pause_while_offered: bool,
    pub(crate) overflow_revokes: bool,
    pub(crate) rings: Vec<Ring>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) overflow: Option<Address>,
    pub(crate) presence: Option<PresenceGate>,
    pub(crate) callbacks: Callbacks,
    pub(crate) telling: Option<Telling>,
    pub(crate) warn_after: Option<Duration>,
    pub(crate) hours: Option<Hours>,
}

/// What an agent cannot do while wrapping up (`routing.md` 2.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrapUpHolds {
    /// Takes nothing else.
    #[default]
    Everything,
    /// Holds the units of the work that ended.
    Own,
    /// Holds nothing.
    Nothing,
}

impl Queue {
    /// A queue with the defaults of this module: answered within 20 s, offers of 20 s to one agent
    /// at a time, no wrap-up, no ageing, up to 10,000 waiting.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            priority: 0,
            ageing: 1,
            ceiling: Duration::from_secs(3600),
            answer_within: ANSWER_WITHIN,
            short: SHORT,
            offer_for: OFFER_FOR,
            offers_at_once: 1,
            offer_every: Duration::ZERO,
            wrap_up: Duration::ZERO,
            wrap_up_holds: WrapUpHolds::Everything,
            max_waiting: 10_000,
            max_attempts: 0,
            keep_away: Duration::from_secs(60),
            outbound_reserve: 0,
            rings_pause_while_offered: false,
            overflow_revokes: true,
            rings: Vec::new(),
            rules: Vec::new(),
            overflow: None,
            presence: None,
            callbacks: Callbacks::default(),
            telling: None,
            warn_after: None,
            hours: None,
        }
    }

    /// The service-level target: answered within this.
    #[must_use]
    pub fn answer_within(mut self, wait: Duration) -> Self {
        self.answer_within = wait;
        self
    }

    /// Callers who leave earlier than this count as short abandons.
    #[must_use]
    pub fn short(mut self, wait: Duration) -> Self {
        self.short = wait;
        self
    }

    /// Points that all its work starts with.
    #[must_use]
    pub fn priority(mut self, points: i32) -> Self {
        self.priority = points;
        self
    }

    /// Points gained per minute of waiting (1). With 0, priority alone decides, until the
    /// [`ceiling`](Self::ceiling).
    #[must_use]
    pub fn ageing(mut self, points_per_minute: u32) -> Self {
        self.ageing = points_per_minute;
        self
    }

    /// After this long (one hour) work enters the top band, where age alone decides: nothing that
    /// comes later than this can pass it (`routing.md` 2.5).
    #[must_use]
    pub fn ceiling(mut self, wait: Duration) -> Self {
        self.ceiling = wait;
        self
    }

    /// How long an agent is asked.
    #[must_use]
    pub fn offer_for(mut self, wait: Duration) -> Self {
        self.offer_for = wait;
        self
    }

    /// How many agents are asked at once (1); the first to accept has it.
    #[must_use]
    pub fn offers_at_once(mut self, agents: u8) -> Self {
        self.offers_at_once = agents.max(1);
        self
    }

    /// With several offers at once: one more agent each `wait` instead of all together.
    #[must_use]
    pub fn offer_every(mut self, wait: Duration) -> Self {
        self.offer_every = wait;
        self
    }

    /// Time for notes after each piece of work.
    #[must_use]
    pub fn wrap_up(mut self, time: Duration) -> Self {
        self.wrap_up = time;
        self
    }

    /// What the agent cannot do meanwhile.
    #[must_use]
    pub fn wrap_up_holds(mut self, what: WrapUpHolds) -> Self {
        self.wrap_up_holds = what;
        self
    }

    /// How many may wait; one more overflows at the door.
    #[must_use]
    pub fn max_waiting(mut self, count: u32) -> Self {
        self.max_waiting = count;
        self
    }

    /// After how many failed offers work overflows; 0: never.
    #[must_use]
    pub fn max_attempts(mut self, count: u16) -> Self {
        self.max_attempts = count;
        self
    }

    /// How long work is kept away from an agent who declined it (60 s).
    #[must_use]
    pub fn keep_away(mut self, wait: Duration) -> Self {
        self.keep_away = wait;
        self
    }

    /// Outbound work starts only while more agents than this are idle and nobody waits.
    #[must_use]
    pub fn outbound_reserve(mut self, agents: u32) -> Self {
        self.outbound_reserve = agents;
        self
    }

    /// Rings do not advance while an agent is being asked.
    #[must_use]
    pub fn rings_pause_while_offered(mut self) -> Self {
        self.rings_pause_while_offered = true;
        self
    }

    /// Overflow that falls due while an agent is being asked waits for the answer instead of
    /// revoking the offer.
    #[must_use]
    pub fn overflow_after_offer(mut self) -> Self {
        self.overflow_revokes = false;
        self
    }

    /// Asks for less after a while. Rings apply one after the other.
    #[must_use]
    pub fn ring(mut self, ring: Ring) -> Self {
        self.rings.push(ring);
        self
    }

    /// What happens when waiting makes no sense.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Where work goes that nobody here takes.
    #[must_use]
    pub fn overflow(mut self, to: impl Into<Address>) -> Self {
        self.overflow = Some(to.into());
        self
    }

    /// What presence decides for work of this queue, where that is not what the plan says. The
    /// lags of a call stay the plan's.
    #[must_use]
    pub fn presence(mut self, gate: PresenceGate) -> Self {
        self.presence = Some(gate);
        self
    }

    /// How often, and how far apart, customers are called back.
    #[must_use]
    pub fn callbacks(mut self, rules: Callbacks) -> Self {
        self.callbacks = rules;
        self
    }

    /// Those who wait are told their place and the wait that is expected.
    #[must_use]
    pub fn telling(mut self, plan: Telling) -> Self {
        self.telling = Some(plan);
        self
    }

    /// Warns when work has waited this long: before the target is missed.
    #[must_use]
    pub fn warn_after(mut self, wait: Duration) -> Self {
        self.warn_after = Some(wait);
        self
    }

    /// When it is open. A [`Router`](crate::Router) opens and closes it by these hours; who drives
    /// an engine sends the commands (see [`Hours::next_change`]), so that a replay needs no clock
    /// and no time zones.
    #[must_use]
    pub fn hours(mut self, hours: Hours) -> Self {
        self.hours = Some(hours);
        self
    }

    /// When it is open; `None`: always.
    pub fn opening(&self) -> Option<&Hours> {
        self.hours.as_ref()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its service-level target.
    pub fn target(&self) -> Duration {
        self.answer_within
    }
}

/// A step at which less is asked for (`routing.md` 2.4). Work keeps its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    pub(crate) after: Duration,
    pub(crate) lower_by: u8,
    pub(crate) drop: Vec<Skill>,
    pub(crate) anyone: bool,
    pub(crate) widen: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) raise: i32,
}

impl Ring {
    /// Starts this long after the work came into the queue.
    pub fn after(wait: Duration) -> Self {
        Self {
            after: wait,
            lower_by: 0,
            drop: Vec::new(),
            anyone: false,
            widen: Vec::new(),
            groups: Vec::new(),
            raise: 0,
        }
    }

    /// All levels asked for fall by this.
    #[must_use]
    pub fn lower_by(mut self, levels: u8) -> Self {
        self.lower_by = levels;
        self
    }

    /// This skill is not asked for any more.
    #[must_use]
    pub fn without(mut self, skill: impl Into<Skill>) -> Self {
        self.drop.push(skill.into());
        self
    }

    /// Nothing is asked for any more.
    #[must_use]
    pub fn anyone(mut self) -> Self {
        self.anyone = true;
        self
    }

    /// Agents of this queue may take it too.
    #[must_use]
    pub fn also_from(mut self, queue: impl Into<String>) -> Self {
        self.widen.push(queue.into());
        self
    }

    /// Agents of this group (see [`Plan::group`](crate::Plan::group)) may take it whatever their
    /// skills, if they serve the queue.
    #[must_use]
    pub fn also_group(mut self, group: impl Into<String>) -> Self {
        self.groups.push(group.into());
        self
    }

    /// Adds points.
    #[must_use]
    pub fn raise(mut self, points: i32) -> Self {
        self.raise = points;
        self
    }
}

/// When a rule applies (`routing.md` 2.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum When {
    /// At the door: this many or more wait already.
    Length(u32),
    /// At the door: somebody has waited this long.
    LongestWait(Duration),
    /// At the door: more than this many wait per agent signed on.
    PerAgent(u32),
    /// At the door, and when the last agent leaves: nobody who serves the queue is signed on.
    NoAgents,
    /// At the door: nobody signed on could ever take it, even at the last ring.
    Impossible,
    /// This long after it came into the queue, exactly.
    Waited(Duration),
    /// After this many failed offers.
    Attempts(u16),
}

/// What a rule does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Then {
    /// Into another queue, with the time it has waited.
    Move(String),
    /// On to the next ring now.
    Relax,
    /// Points more.
    Raise(i32),
    /// Out of the centre, to this address (voicemail, a partner).
    Deflect(Address),
    /// Out of the centre, to the overflow address of the queue or plan.
    Overflow,
    /// The customer is called back; the place is kept.
    Callback,
    /// Something is said to the customer; waiting goes on.
    Announce(String),
    /// Given up.
    Cancel,
}

/// One overflow rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub(crate) when: When,
    pub(crate) then: Then,
}

impl Rule {
    /// Does `then` when `when`.
    pub fn new(when: When, then: Then) -> Self {
        Self { when, then }
    }
}
