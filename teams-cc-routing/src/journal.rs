//! Commands with their times, and a number for what they led to: enough to do it all again.

use serde::{Deserialize, Serialize};
use teams_cc_core::Instant;

use crate::digest::Digest;
use crate::policy::OrderPolicy;
use crate::{Command, CommandId, Engine, Event, Explanation, Plan, Refusal, Reply};

/// One step of the engine, as it is journaled: what it was told and when, how many events followed,
/// and a digest over all events so far.
///
/// Adapters add length, checksum, version and epoch around it; what it says is final.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Counts from 1, without gaps.
    pub sequence: u64,
    /// The stamp of the command.
    pub at: Instant,
    /// Its id, if it had one.
    pub id: Option<CommandId>,
    /// What the engine was told.
    pub command: Command,
    /// The last event that had happened after it.
    pub events_to: u64,
    /// Digest over all events up to there.
    pub digest: u64,
}

/// A replay did not give what the journal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayFailed {
    /// The journal was written with another plan, order or version of an order.
    #[error("the journal belongs to another plan or policy")]
    OtherPlan,
    /// A record is missing or out of order.
    #[error("record {0} is missing or out of order")]
    Gap(u64),
    /// Events differ from this record on: another build, or a policy that is not pure.
    #[error("events differ from record {0} on")]
    Diverged(u64),
}

/// A journal in memory: every step goes through it, and it can do them all again.
#[derive(Clone, Debug)]
pub struct Journal {
    plan: u64,
    records: Vec<Record>,
    digest: Digest,
    events: u64,
}

impl Journal {
    /// An empty journal for engines of this plan and order.
    pub fn new<P: OrderPolicy>(engine: &Engine<P>) -> Self {
        let plan = fingerprint(engine.plan(), engine.policy());
        Self { plan, records: Vec::new(), digest: Digest::default(), events: 0 }
    }

    /// One step, recorded; gives the answer and the events, which nobody else takes.
    pub fn step<P: OrderPolicy>(
        &mut self,
        engine: &mut Engine<P>,
        at: Instant,
        id: Option<CommandId>,
        command: Command,
    ) -> (Result<Reply, Refusal>, Vec<Event>) {
        let told = command.clone();
        let answer = engine.step(at, id, command);
        let events = engine.take_events();
        for event in &events {
            self.digest.add(event);
            self.events = event.sequence;
        }
        self.records.push(Record {
            sequence: self.records.len() as u64 + 1,
            at,
            id,
            command: told,
            events_to: self.events,
            digest: self.digest.0,
        });
        (answer, events)
    }

    /// What was recorded.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// One number for all events so far.
    pub fn digest(&self) -> u64 {
        self.digest.0
    }

    /// Does all records again on a new engine and compares each.
    ///
    /// # Errors
    /// [`ReplayFailed`], with the record from which on it differs.
    pub fn replay<P: OrderPolicy>(&self, plan: Plan, policy: P) -> Result<Engine<P>, ReplayFailed> {
        self.replay_to(plan, policy, u64::MAX)
    }

    /// As [`replay`](Self::replay), up to and with the record of this number.
    ///
    /// # Errors
    /// [`ReplayFailed`], with the record from which on it differs.
    pub fn replay_to<P: OrderPolicy>(
        &self,
        plan: Plan,
        policy: P,
        last: u64,
    ) -> Result<Engine<P>, ReplayFailed> {
        if fingerprint(&plan, &policy) != self.plan {
            return Err(ReplayFailed::OtherPlan);
        }
        let mut engine = Engine::new(plan, policy);
        let mut digest = Digest::default();
        for (place, record) in self.records.iter().enumerate() {
            if record.sequence > last {
                break;
            }
            if record.sequence != place as u64 + 1 {
                return Err(ReplayFailed::Gap(place as u64 + 1));
            }
            // The answer, refusals included, is part of what the events are checked against.
            let _ = engine.step(record.at, record.id, record.command.clone());
            engine.take_events().iter().for_each(|event| digest.add(event));
            if digest.0 != record.digest || engine.events_so_far() != record.events_to {
                return Err(ReplayFailed::Diverged(record.sequence));
            }
        }
        Ok(engine)
    }

    /// Why the offer that this event issued went where it went: the explanation of the moment
    /// before it, by replay.
    ///
    /// # Errors
    /// [`ReplayFailed`], as [`replay`](Self::replay).
    pub fn explain<P: OrderPolicy>(
        &self,
        plan: Plan,
        policy: P,
        work: crate::WorkId,
        event: u64,
    ) -> Result<Explanation, ReplayFailed> {
        let before = self.records.iter().take_while(|record| record.events_to < event).count();
        let engine = self.replay_to(plan, policy, before as u64)?;
        Ok(engine.explain(work))
    }
}

/// One number for plan, order and its version.
fn fingerprint<P: OrderPolicy>(plan: &Plan, policy: &P) -> u64 {
    let mut digest = Digest::default();
    digest.add(&format!("{plan:?}"));
    digest.add(policy.name());
    digest.add(&policy.version());
    digest.0
}

impl<P: OrderPolicy> Engine<P> {
    /// All events that wait to be taken, oldest first.
    pub fn take_events(&mut self) -> Vec<Event> {
        self.events.drain(..).collect()
    }

    /// How many events there were so far.
    pub fn events_so_far(&self) -> u64 {
        self.sequence
    }

    /// One number for the whole state, for comparing a replay.
    pub fn state_digest(&self) -> u64 {
        let mut digest = Digest::default();
        digest.add(&(self.clock, self.sequence, self.commands));
        digest.add(&(self.next_seq, self.next_idle, self.next_asked, self.forgotten_early));
        for rec in &self.queues {
            digest.add(&rec.counts);
            digest.add(&(rec.closed, rec.staffed, rec.queued, rec.offered, rec.with_agent));
        }
        for rec in &self.agents {
            digest.add(&rec.agent);
            digest.add(&(rec.live, rec.idle_since, rec.idle_order, rec.asked, rec.contacts));
            digest.add(&format!("{:?}", (rec.ready, rec.signed_on, &rec.watch, rec.standing)));
            digest.add(&format!("{:?}", (&rec.capacity, rec.shown, rec.misses, &rec.timers)));
            digest.add(&format!("{:?}", (&rec.notes, rec.wanted, rec.share, rec.occupancy)));
        }
        for (slot, item) in self.items.iter() {
            digest.add(&slot);
            digest.add(&format!("{item:?}"));
        }
        for (slot, offer) in self.offers.iter() {
            digest.add(&format!("{slot} {offer:?}"));
        }
        for (key, timer) in self.timers.iter() {
            digest.add(&format!("{key:?} {timer:?}"));
        }
        for (at, id) in self.past_work.in_order() {
            digest.add(&(at, id, self.past_work.get(&id).copied()));
        }
        for (at, id) in self.answers.in_order() {
            digest.add(&(at, id, self.answers.get(&id)));
        }
        for (at, id) in self.past_offers.in_order() {
            digest.add(&(at, id, self.past_offers.get(&id)));
        }
        digest.0
    }
}
