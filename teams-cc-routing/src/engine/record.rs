//! What the engine keeps of queues, agents, work and offers.

use std::collections::BTreeSet;
use std::time::Duration;

use smallvec::SmallVec;
use teams_cc_core::{Agent, AgentId, Instant, Need, Presence, SessionPresence};

use super::index::WaitKey;
use super::notes::Notes;
use super::occupancy::Occupancy;
use super::parties::Part;
use super::store::{ItemTimer, TimerKey};
use crate::command::WorkState;
use crate::decision::{AgentState, HeldBy, Why};
use crate::gate::Source;
use crate::stats::Counts;
use crate::{Capacity, Closing, Medium, OfferId, Queue, When, Work, WorkId};

/// No agent.
pub(crate) const NOBODY: u32 = u32::MAX;

#[derive(Clone, Debug)]
pub(crate) struct QueueRec {
    /// `None` while open.
    pub(crate) closed: Option<Closing>,
    /// Agents signed on who serve it.
    pub(crate) staffed: u32,
    /// Work without a live offer, inbound.
    pub(crate) queued: u32,
    /// Work with a live offer.
    pub(crate) offered: u32,
    /// Work with an agent.
    pub(crate) with_agent: u32,
    /// Waiting work by original time, for the longest wait.
    pub(crate) by_age: BTreeSet<WaitKey>,
    /// Outbound work that waits: it may go when nobody else waits any more.
    pub(crate) outbound: BTreeSet<WaitKey>,
    /// Distinct delays of memberships in it, in nanoseconds, rising.
    pub(crate) delays: Vec<u64>,
    /// Its timed rules: after how long, and which, rising.
    pub(crate) timed: Vec<(Duration, usize)>,
    /// What statistics are made of.
    pub(crate) counts: Counts,
}

impl QueueRec {
    pub(crate) fn of(queue: &Queue) -> Self {
        Self {
            closed: None,
            staffed: 0,
            queued: 0,
            offered: 0,
            with_agent: 0,
            by_age: BTreeSet::new(),
            outbound: BTreeSet::new(),
            delays: Vec::new(),
            timed: timed_rules(queue),
            counts: Counts::default(),
        }
    }
}

/// After how long which rule, rising.
pub(crate) fn timed_rules(queue: &Queue) -> Vec<(Duration, usize)> {
    let rules = queue.rules.iter().enumerate();
    let mut timed: Vec<_> = rules
        .filter_map(|(i, rule)| match rule.when {
            When::Waited(after) => Some((after, i)),
            _ => None,
        })
        .collect();
    timed.sort();
    timed
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "ready or not: the question is the answer's name")]
pub(crate) enum Ready {
    Ready,
    Away,
    NotResponding,
}

/// What is known of an agent's presence and foreign calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    pub(crate) presence: Option<Presence>,
    /// Since when nobody can tell.
    pub(crate) lost: Option<Instant>,
    pub(crate) stale: bool,
    /// A call in presence that may be the ring under way: since when.
    pub(crate) suspect: Option<Instant>,
    /// When the last call of ours ended.
    pub(crate) own_call_ended: Option<Instant>,
    /// Other sources that see a foreign call, and until when they count.
    pub(crate) external: SmallVec<[(Source, Instant); 1]>,
    pub(crate) held_by: Option<HeldBy>,
    pub(crate) no_calls: bool,
    pub(crate) nothing: bool,
    pub(crate) foreign: bool,
    /// Calls are kept away by something stronger than the table of presence.
    pub(crate) calls_shut: bool,
    /// The application missed its heartbeat.
    pub(crate) silent: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct AgentRec {
    pub(crate) agent: Agent,
    pub(crate) group: u32,
    pub(crate) rank: i16,
    pub(crate) capacity: Capacity,
    pub(crate) signed_on: bool,
    pub(crate) leaving: bool,
    pub(crate) ready: Ready,
    pub(crate) pause_pending: bool,
    pub(crate) backed_off: bool,
    pub(crate) misses: u16,
    /// Live pieces by medium: offers, assignments, wrap-ups that hold units.
    pub(crate) live: [u16; Medium::COUNT],
    pub(crate) offers: SmallVec<[u32; 2]>,
    pub(crate) items: SmallVec<[u32; 2]>,
    /// Wrap-ups that keep everything away.
    pub(crate) wrapping: u16,
    pub(crate) idle_since: Instant,
    pub(crate) idle_order: u64,
    pub(crate) asked: u64,
    pub(crate) contacts: u64,
    pub(crate) talk: Duration,
    /// The key under which it stands among the idle, by medium.
    pub(crate) standing: [Option<(i64, u64)>; Medium::COUNT],
    pub(crate) shown: AgentState,
    pub(crate) over_committed: bool,
    pub(crate) watch: Watch,
    pub(crate) wanted: SessionPresence,
    pub(crate) share: u16,
    pub(crate) occupancy: Occupancy,
    /// Notes about work that others have by now.
    pub(crate) notes: SmallVec<[Notes; 1]>,
    /// Work that waits for this agent alone.
    pub(crate) direct: BTreeSet<WaitKey>,
    pub(crate) timers: SmallVec<[(super::store::AgentTimer, TimerKey); 2]>,
}

/// Where waiting work is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Nowhere,
    Class,
    Direct,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: WorkId,
    pub(crate) work: Box<Work>,
    /// What is asked for now, where that is not what the work said.
    pub(crate) need: Option<Box<Need>>,
    pub(crate) state: WorkState,
    pub(crate) place: Place,
    pub(crate) queue: u16,
    pub(crate) ring: u8,
    pub(crate) attempt: u16,
    pub(crate) timed_done: u16,
    /// Moves by rules: a plan whose rules move work in a circle must end.
    pub(crate) hops: u8,
    pub(crate) class: u32,
    pub(crate) agent: u32,
    pub(crate) points: i32,
    pub(crate) preferring: bool,
    pub(crate) paced: bool,
    pub(crate) callback: bool,
    /// It became a callback at some time.
    pub(crate) recall: bool,
    /// Callbacks that did not reach the customer.
    pub(crate) tries: u8,
    /// The place that the customer was told; 0: none yet.
    pub(crate) told: u32,
    /// Digest of what was submitted, where the content changed since; 0: it did not.
    pub(crate) submitted: u64,
    /// Who takes part in the talk beside agent and customer.
    #[expect(clippy::box_collection, reason = "a word in each item, for the few who have any")]
    pub(crate) parties: Option<Box<Vec<(AgentId, Part)>>>,
    pub(crate) overflow_pending: Option<u16>,
    /// Its wrap-up holds units, or everything.
    pub(crate) holds: bool,
    pub(crate) holds_all: bool,
    pub(crate) seq: u64,
    pub(crate) original: Instant,
    pub(crate) segment: Instant,
    /// From when rings count: the segment, later by the time they stood still.
    pub(crate) ring_from: Instant,
    pub(crate) stood_still: Option<Instant>,
    pub(crate) first_offer: Option<Instant>,
    pub(crate) accepted: Instant,
    pub(crate) connected: Option<Instant>,
    pub(crate) held_from: Option<Instant>,
    pub(crate) offers: SmallVec<[u32; 1]>,
    pub(crate) excluded: SmallVec<[(u32, Instant); 1]>,
    pub(crate) timers: SmallVec<[(ItemTimer, TimerKey); 2]>,
    pub(crate) why: Option<(u32, Instant, Why)>,
}

impl Item {
    pub(crate) fn need(&self) -> &Need {
        self.need.as_deref().unwrap_or(&self.work.need)
    }

    /// Its stay in the queue has neither been answered, given up nor redirected.
    pub(crate) fn is_open_segment(&self) -> bool {
        let parked = self.state == WorkState::Parked && !self.callback;
        parked || self.state.is_waiting() || self.state == WorkState::Assigned
    }

    pub(crate) fn wait_key(&self, slot: u32) -> WaitKey {
        (self.original.as_nanos(), self.seq, slot)
    }

    pub(crate) fn is_excluded(&self, agent: u32, now: Instant) -> bool {
        self.excluded.iter().any(|(who, until)| *who == agent && *until > now)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct OfferRec {
    pub(crate) id: OfferId,
    pub(crate) item: u32,
    pub(crate) agent: u32,
    pub(crate) issued: Instant,
    pub(crate) until: Instant,
    pub(crate) timer: TimerKey,
}
