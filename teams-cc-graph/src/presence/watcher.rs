//! Who is asked about when, what changed, and what nobody knows any more: a machine.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{
    AgentId, Backoff, Guid, Instant, Machine, Presence, PresenceChange, Retry, Rng,
};

/// How long a batch that failed waits, unless the error says longer.
const AFTER_FAILURE: Backoff =
    Backoff { first: Duration::from_secs(2), most: Duration::from_secs(30) };

/// How people are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// How often each person is asked about, if the limit allows.
    pub(crate) every: Duration,
    /// No two requests closer than this on average: our share of the published limit.
    pub(crate) spacing: Duration,
    /// What was last heard of a person counts this long.
    pub(crate) stale_after: Duration,
    /// How often people are asked about whose changes are notified.
    pub(crate) relaxed: Duration,
    /// People per request.
    pub(crate) batch: usize,
}

impl Pace {
    /// The time between two requests for the same batch when there are `batches`: what was wished,
    /// or what the limit allows.
    fn period(&self, batches: usize) -> Duration {
        self.every.max(self.spacing.saturating_mul(u32::try_from(batches).unwrap_or(u32::MAX)))
    }
}

/// One person as an answer shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) person: Guid,
    pub(crate) presence: Presence,
    pub(crate) sequence: Option<String>,
}

/// What happens to the watcher.
#[derive(Debug)]
pub(crate) enum Input {
    /// A batch was answered.
    Answered { batch: usize, seen: Vec<Seen> },
    /// A batch failed, after the pipeline's own repetitions.
    Failed { batch: usize, retry: Retry },
    /// A notification showed somebody.
    Noticed(Seen),
    /// Whether changes of this batch are notified; news before that may be missing.
    Covered { batch: usize, is_live: bool },
    /// Notifications of this batch were lost.
    Missed { batch: usize },
    /// Time passed.
    Tick,
}

/// What the watcher wants.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// Ask about these people.
    Ask { batch: usize, people: Arc<[Guid]> },
    /// Tell the router.
    Tell(PresenceChange),
}

/// Watches a fixed set of people. See the module.
#[derive(Debug)]
pub(crate) struct Watcher {
    pace: Pace,
    period: Duration,
    batches: Vec<Batch>,
    people: HashMap<Guid, Person>,
    outputs: VecDeque<Output>,
    rng: Rng,
}

#[derive(Debug)]
struct Batch {
    people: Arc<[Guid]>,
    due: Instant,
    asking: bool,
    started: bool,
    /// Its changes are notified.
    is_covered: bool,
    /// Asked again as soon as the answer that is under way has come.
    again: bool,
    failures: u32,
    /// The first moment at which somebody of it becomes stale.
    stale_at: Instant,
}

#[derive(Debug)]
struct Person {
    agents: Vec<AgentId>,
    /// What the router was told; `None` also when it was told that nobody knows.
    told: Option<Presence>,
    sequence: Option<String>,
    heard: Instant,
    /// Nobody knows, and the router was told so.
    lost: bool,
}

impl Batch {
    /// Something may be missing.
    fn ask_soon(&mut self, now: Instant) {
        if self.asking {
            self.again = true;
        } else {
            self.due = now;
        }
    }
}

impl Watcher {
    /// Everybody is asked about at once at `now`, then each batch in its turn.
    pub(crate) fn new(
        now: Instant,
        agents: impl IntoIterator<Item = (AgentId, Guid)>,
        pace: Pace,
        mut rng: Rng,
    ) -> Self {
        let mut people: HashMap<Guid, Person> = HashMap::new();
        let mut order = Vec::new();
        for (agent, id) in agents {
            let person = people.entry(id).or_insert_with(|| {
                order.push(id);
                Person { agents: Vec::new(), told: None, sequence: None, heard: now, lost: false }
            });
            if !person.agents.contains(&agent) {
                person.agents.push(agent);
            }
        }
        let stale_at = now + pace.stale_after;
        let batches: Vec<Batch> = order
            .chunks(pace.batch.max(1))
            .map(|ids| Batch {
                people: ids.into(),
                due: now,
                asking: false,
                started: false,
                is_covered: false,
                again: false,
                failures: 0,
                stale_at,
            })
            .collect();
        let period = pace.period(batches.len());
        let mut watcher =
            Self { pace, period, batches, people, outputs: VecDeque::new(), rng: rng.fork() };
        watcher.handle(now, Input::Tick);
        watcher
    }

    /// Whether there is nobody to watch.
    pub(crate) fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// The people of each batch, in the order of the batches.
    pub(crate) fn batches(&self) -> impl Iterator<Item = &Arc<[Guid]>> {
        self.batches.iter().map(|batch| &batch.people)
    }

    /// When something was last heard of an agent; `None` if nobody knows.
    pub(crate) fn heard(&self, agent: &AgentId) -> Option<Instant> {
        let person = self.people.values().find(|person| person.agents.contains(agent))?;
        (!person.lost && person.told.is_some()).then_some(person.heard)
    }

    fn ask_what_is_due(&mut self, now: Instant) {
        let count = u32::try_from(self.batches.len()).unwrap_or(u32::MAX);
        for (i, batch) in self.batches.iter_mut().enumerate() {
            if batch.asking || now < batch.due {
                continue;
            }
            batch.asking = true;
            // The first round comes at once; from then on the batches are spread over the period,
            // each with a little jitter, so that processes started together drift apart.
            let period =
                if batch.is_covered { self.period.max(self.pace.relaxed) } else { self.period };
            let jitter = self.rng.below((period / 20).as_nanos() as u64 + 1);
            let step = if batch.started {
                period
            } else {
                batch.started = true;
                period * (i as u32 + 1) / count
            };
            batch.due = batch.due.max(now) + step + Duration::from_nanos(jitter);
            self.outputs.push_back(Output::Ask { batch: i, people: Arc::clone(&batch.people) });
        }
    }

    fn lose_what_is_stale(&mut self, now: Instant) {
        for batch in self.batches.iter_mut().filter(|batch| batch.stale_at <= now) {
            for id in &*batch.people {
                let Some(person) = self.people.get_mut(id) else { continue };
                if !person.lost && person.heard + self.pace.stale_after <= now {
                    person.lost = true;
                    person.told = None;
                    // A new start: what comes next is news, whatever its number.
                    person.sequence = None;
                    self.outputs.extend(person.agents.iter().map(|agent| {
                        Output::Tell(PresenceChange { agent: agent.clone(), presence: None })
                    }));
                }
            }
            batch.stale_at = stale_at(&batch.people, &self.people, self.pace.stale_after);
        }
    }

    fn hear(&mut self, now: Instant, seen: Seen) {
        let Some(person) = self.people.get_mut(&seen.person) else { return };
        // Another server of Graph may lag behind: an older version is no news, nor a sign of life.
        if let (Some(known), Some(heard)) = (&person.sequence, &seen.sequence)
            && heard < known
        {
            return;
        }
        person.heard = now;
        person.lost = false;
        person.sequence = seen.sequence.or(person.sequence.take());
        if person.told.as_ref() == Some(&seen.presence) {
            return;
        }
        person.told = Some(seen.presence);
        self.outputs.extend(person.agents.iter().map(|agent| {
            Output::Tell(PresenceChange { agent: agent.clone(), presence: person.told.clone() })
        }));
    }
}

/// The first moment at which somebody who is known becomes stale.
fn stale_at(ids: &[Guid], people: &HashMap<Guid, Person>, after: Duration) -> Instant {
    let known = ids.iter().filter_map(|id| people.get(id)).filter(|person| !person.lost);
    known.map(|person| person.heard + after).min().unwrap_or(Instant::FAR)
}

impl Machine for Watcher {
    type Input<'a> = Input;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Answered { batch: number, seen } => {
                for seen in seen {
                    self.hear(now, seen);
                }
                if let Some(batch) = self.batches.get_mut(number) {
                    batch.asking = false;
                    batch.failures = 0;
                    batch.due = batch.due.max(now + self.pace.spacing);
                    if std::mem::take(&mut batch.again) {
                        batch.due = now;
                    }
                    batch.stale_at = stale_at(&batch.people, &self.people, self.pace.stale_after);
                }
            }
            Input::Failed { batch: number, retry } => {
                if let Some(batch) = self.batches.get_mut(number) {
                    let asked = if let Retry::After(wait) = retry { wait } else { Duration::ZERO };
                    let wait = AFTER_FAILURE.wait(batch.failures, &mut self.rng).max(asked);
                    batch.asking = false;
                    batch.failures = batch.failures.saturating_add(1);
                    batch.due = batch.due.max(now + wait);
                }
            }
            Input::Noticed(seen) => self.hear(now, seen),
            Input::Covered { batch, is_live } => {
                if let Some(batch) = self.batches.get_mut(batch) {
                    batch.is_covered = is_live;
                    batch.ask_soon(now);
                }
            }
            Input::Missed { batch } => {
                if let Some(batch) = self.batches.get_mut(batch) {
                    batch.ask_soon(now);
                }
            }
            Input::Tick => {}
        }
        self.lose_what_is_stale(now);
        self.ask_what_is_due(now);
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let due = self.batches.iter().filter(|batch| !batch.asking).map(|batch| batch.due);
        let stale = self.batches.iter().map(|batch| batch.stale_at);
        due.chain(stale).min().filter(|moment| *moment < Instant::FAR)
    }
}

#[cfg(test)]
mod tests;
