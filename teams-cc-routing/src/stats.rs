//! Figures for the wallboard, all from one set of counters (`routing.md` section 6).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::Instant;

use crate::decision::AgentState;
use crate::policy::OrderPolicy;
use crate::{Engine, QueueId};

/// What is counted of one queue since the start. The unit is the segment: one stay of one piece of
/// work in one queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Segments opened (N).
    pub offered: u64,
    /// Refused at the door (R), not in `offered`.
    pub refused: u64,
    /// Connected (A).
    pub answered: u64,
    /// Connected within the target.
    pub answered_in_time: u64,
    /// The customer left first (B).
    pub abandoned: u64,
    /// ... within the target.
    pub abandoned_in_time: u64,
    /// ... before the short threshold (Bs).
    pub abandoned_short: u64,
    /// Left by overflow, callback, expiry or withdrawal (D).
    pub redirected: u64,
    /// Segments over by the end of the talk.
    pub handled: u64,
    /// Agents asked.
    pub offers: u64,
    /// Offers nobody answered.
    pub unanswered: u64,
    /// Offers refused.
    pub declined: u64,
    /// Wait of answered segments, to the moment of connection.
    pub wait_answered: Duration,
    /// Wait of those who left.
    pub wait_abandoned: Duration,
    /// Wait of those who were sent elsewhere.
    pub wait_redirected: Duration,
    /// Wait to the first offer, of those who got one.
    pub wait_to_offer: Duration,
    /// Segments with at least one offer.
    pub with_offer: u64,
    /// Segments whose first offer came later than at once.
    pub had_to_wait: u64,
    /// By how much answered segments missed the target.
    pub excess: Duration,
    /// From first offer to connection.
    pub ring: Duration,
    /// Talk, hold included.
    pub talk: Duration,
    /// Hold.
    pub hold: Duration,
    /// Notes.
    pub wrap_up: Duration,
    /// Longest wait of an answered segment.
    pub longest: Duration,
    /// Integral of the queue's length over time, in waiting-nanoseconds.
    pub area: u128,
    /// Up to when that is counted.
    pub area_to: Instant,
    length: u32,
}

impl Counts {
    pub(crate) fn answered_after(&mut self, waited: Duration, target: Duration, rung: Duration) {
        self.answered += 1;
        self.wait_answered += waited;
        self.ring += rung;
        self.excess += waited.saturating_sub(target);
        self.longest = self.longest.max(waited);
        self.answered_in_time += u64::from(waited <= target);
    }

    pub(crate) fn abandoned_after(&mut self, waited: Duration, target: Duration, short: Duration) {
        self.abandoned += 1;
        self.wait_abandoned += waited;
        self.abandoned_in_time += u64::from(waited <= target);
        self.abandoned_short += u64::from(waited < short);
    }

    pub(crate) fn redirected_after(&mut self, waited: Duration) {
        self.redirected += 1;
        self.wait_redirected += waited;
    }

    pub(crate) fn first_offer_after(&mut self, waited: Duration) {
        self.with_offer += 1;
        self.wait_to_offer += waited;
        self.had_to_wait += u64::from(!waited.is_zero());
    }

    /// The length is `length` from `now` on.
    pub(crate) fn area(&mut self, now: Instant, length: u32) {
        self.area += u128::from(self.length) * now.since(self.area_to).as_nanos();
        self.area_to = now;
        self.length = length;
    }

    /// Mean length of the queue up to `now`.
    pub fn mean_length(&self, now: Instant) -> f64 {
        let area = self.area + u128::from(self.length) * now.since(self.area_to).as_nanos();
        ratio_u128(area, u128::from(now.as_nanos()))
    }

    /// The service level in this sense, 0 to 1; `None` while nothing counts.
    pub fn service_level(&self, sense: ServiceLevel) -> Option<f64> {
        let in_time = self.answered_in_time;
        let (part, whole) = match sense {
            ServiceLevel::Offered => (in_time, self.offered.saturating_sub(self.redirected)),
            ServiceLevel::OfferedAndRedirected => (in_time, self.offered),
            ServiceLevel::Answered => (in_time, self.answered),
            ServiceLevel::WithoutAbandonedInTime => {
                (in_time, self.offered.saturating_sub(self.abandoned_in_time))
            }
            ServiceLevel::WithoutShort => {
                (in_time, self.offered.saturating_sub(self.abandoned_short))
            }
            ServiceLevel::AbandonedInTimeIsMet => (in_time + self.abandoned_in_time, self.offered),
            ServiceLevel::LateAbandonedIsMissed => {
                (in_time, self.answered + self.abandoned - self.abandoned_in_time)
            }
        };
        (whole > 0).then(|| part as f64 / whole as f64)
    }

    /// Mean wait of answered segments (ASA).
    pub fn mean_wait(&self) -> Duration {
        mean(self.wait_answered, self.answered)
    }

    /// Mean of what agents spend on one: talk, hold and notes (AHT).
    pub fn mean_handling(&self) -> Duration {
        mean(self.talk + self.wrap_up, self.handled)
    }

    /// By how much answered segments miss the target on average (Koole 2005).
    pub fn mean_excess(&self) -> Duration {
        mean(self.excess, self.answered)
    }

    /// Share of segments whose customer left first.
    pub fn abandonment(&self) -> Option<f64> {
        (self.offered > 0).then(|| self.abandoned as f64 / self.offered as f64)
    }
}

fn mean(sum: Duration, count: u64) -> Duration {
    let nanos = sum.as_nanos().checked_div(u128::from(count)).unwrap_or(0);
    Duration::from_nanos(nanos as u64)
}

fn ratio_u128(a: u128, b: u128) -> f64 {
    if b == 0 { 0.0 } else { a as f64 / b as f64 }
}

/// The senses in which "service level" is used; they differ, so name the one you print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServiceLevel {
    /// SL1: answered in time / offered, redirected ones left out.
    Offered,
    /// SL1 with redirected ones counted as offered.
    OfferedAndRedirected,
    /// SL2: answered in time / answered.
    Answered,
    /// SL3: ... / (offered - abandoned within the target).
    WithoutAbandonedInTime,
    /// SL3s: ... / (offered - abandoned within the short threshold).
    WithoutShort,
    /// SL4: those who left within the target count as met.
    AbandonedInTimeIsMet,
    /// SL5: ... / (answered + abandoned after the target).
    LateAbandonedIsMissed,
}

/// One queue at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFigures {
    /// Which.
    pub queue: String,
    /// Takes work.
    pub open: bool,
    /// Waiting, being offered included.
    pub waiting: u32,
    /// Of these, being offered.
    pub offered: u32,
    /// With an agent, notes included.
    pub with_agent: u32,
    /// Agents signed on who serve it.
    pub agents: u32,
    /// How long the longest has waited.
    pub longest_wait: Duration,
    /// Its target.
    pub target: Duration,
    /// What was counted since the start.
    pub counts: Counts,
}

/// All queues and agents at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// When.
    pub at: Instant,
    /// Queues in the order of the plan.
    pub queues: Vec<QueueFigures>,
    /// Agents by state, in the order of [`AgentState::ALL`].
    pub agents: Vec<(AgentState, u32)>,
    /// Work that is not over.
    pub live_work: u32,
    /// Answers, ended work and ended offers forgotten before their time for want of room.
    pub forgotten_early: u64,
}

impl Figures {
    /// Agents in one state.
    pub fn agents_in(&self, state: AgentState) -> u32 {
        self.agents.iter().find(|(known, _)| *known == state).map_or(0, |(_, count)| *count)
    }

    /// Waiting in all queues.
    pub fn waiting(&self) -> u32 {
        self.queues.iter().map(|queue| queue.waiting).sum()
    }
}

impl<P: OrderPolicy> Engine<P> {
    /// The figures of this moment. Costs one look at each queue, not at agents or work.
    pub fn figures(&self, now: Instant) -> Figures {
        let now = now.max(self.clock);
        let queues = self.queues.iter().zip(&self.plan.queues).map(|(rec, queue)| {
            let oldest = rec.by_age.first().map(|key| Instant::from_nanos(key.0));
            QueueFigures {
                queue: queue.name.clone(),
                open: rec.closed.is_none(),
                waiting: rec.by_age.len() as u32,
                offered: rec.offered,
                with_agent: rec.with_agent,
                agents: rec.staffed,
                longest_wait: oldest.map(|oldest| now.since(oldest)).unwrap_or_default(),
                target: queue.answer_within,
                counts: rec.counts,
            }
        });
        Figures {
            at: now,
            queues: queues.collect(),
            agents: AgentState::ALL.iter().map(|s| (*s, self.shown[*s as usize])).collect(),
            live_work: self.items.len() as u32,
            forgotten_early: self.forgotten_early,
        }
    }

    /// Inbound work that waits without being offered, in all queues.
    pub fn waiting_now(&self) -> u32 {
        self.queues.iter().map(|rec| rec.queued).sum()
    }

    /// What was counted of one queue.
    pub fn counts(&self, queue: QueueId) -> Option<&Counts> {
        self.queues.get(usize::from(queue.0)).map(|rec| &rec.counts)
    }
}
