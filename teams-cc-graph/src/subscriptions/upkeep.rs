//! When a subscription is made, renewed, made again, and when news may be missing: a machine.
//!
//! It serves one identity in one tenant; whoever has several tenants has several of it, so that
//! nothing of one can reach another (RS-72). What exists at Graph is compared with what is wanted
//! when it starts and every minute, because lifecycle notifications can be lost too.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Backoff, Instant, Machine, Rng, Secret};

use super::wanted::{Wanted, family, same};

/// How long a request that failed waits, unless Graph says longer. With the ten seconds that a
/// request may take, a gap ends within a minute of Graph's recovery (RS-72).
const AFTER_FAILURE: Backoff =
    Backoff { first: Duration::from_secs(2), most: Duration::from_secs(30) };
/// A refusal that only a person can mend is tried again this often.
const AFTER_REFUSAL: Duration = Duration::from_secs(30);
/// How often what exists is compared with what is wanted.
const CENSUS_EVERY: Duration = Duration::from_secs(60);
/// Characters of a client state, five random bits each: 160 bits (RS-72 asks for 128).
const CLIENT_STATE: usize = 32;
/// So many things may be wanted at once; Graph's own quotas are mostly lower.
pub(crate) const MOST_WANTED: usize = 10_000;

/// What Graph says about one subscription that it made or renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) expires: Instant,
}

/// A subscription in Graph's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) resource: String,
    pub(crate) expires: Instant,
    /// It sends to us.
    pub(crate) is_ours: bool,
}

/// One that an earlier run of this program made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) name: Arc<str>,
    pub(crate) resource: Arc<str>,
    pub(crate) client_state: Secret,
}

/// Why something did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    /// There is no such subscription.
    Gone,
    /// One like it exists already.
    Conflict,
    /// A person must do something.
    Lasting,
    /// Nothing happened; not before this long.
    Passing(Duration),
    /// It may have happened.
    Unknown,
}

/// What Graph tells about a subscription itself (`graph.md` section 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lifecycle {
    Reauthorize,
    Removed,
    Missed,
}

/// What happens.
#[derive(Debug)]
pub(crate) enum Input {
    Want(Wanted),
    Unwant(Arc<str>),
    Listed(Result<Vec<Found>, Failed>),
    Created { name: Arc<str>, number: u64, result: Result<Made, Failed> },
    Renewed { id: String, result: Result<Made, Failed> },
    Deleted { id: String },
    Told { id: String, lifecycle: Lifecycle },
    Tick,
}

/// What is to be done, and what is to be known.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Output {
    List,
    /// The number comes back with the answer.
    Create {
        wanted: Wanted,
        number: u64,
        client_state: Secret,
    },
    Renew {
        id: String,
        life: Duration,
    },
    Delete {
        id: String,
    },
    /// From now on notifications of this subscription are expected.
    Expect(Known),
    /// And from now on no longer.
    Forget {
        id: String,
    },
    /// It lives.
    Live {
        name: Arc<str>,
    },
    /// News may be missing: read the resource.
    Missed {
        name: Arc<str>,
    },
    /// It does not live, and why.
    Down {
        name: Arc<str>,
        because: Failed,
    },
}

/// Keeps one identity's subscriptions. See the module.
#[derive(Debug)]
pub(crate) struct Upkeep {
    kept: BTreeMap<Arc<str>, Kept>,
    known: Vec<Known>,
    census: Census,
    deleting: BTreeSet<String>,
    created_so_far: u64,
    outputs: VecDeque<Output>,
    rng: Rng,
}

#[derive(Debug)]
struct Kept {
    wanted: Wanted,
    state: State,
}

#[derive(Debug)]
enum State {
    /// To be made at this moment.
    Absent {
        at: Instant,
        failures: u32,
    },
    /// Being made.
    Creating {
        number: u64,
        client_state: Secret,
        failures: u32,
    },
    Live(Live),
}

#[derive(Debug)]
struct Live {
    id: String,
    since: Instant,
    expires: Instant,
    renew_at: Instant,
    renewing: bool,
    failures: u32,
}

#[derive(Debug)]
struct Census {
    due: Instant,
    asked: Option<Instant>,
    failures: u32,
    /// Nothing is made before the next answer: something may exist that we do not know.
    is_awaited: bool,
    /// What stands in the way of something wanted is removed, also if it sends elsewhere.
    takes_over: bool,
}

impl Upkeep {
    /// `known` is what an earlier run remembers; it counts only if Graph still has it.
    pub(crate) fn new(now: Instant, known: Vec<Known>, mut rng: Rng) -> Self {
        let census =
            Census { due: now, asked: None, failures: 0, is_awaited: true, takes_over: false };
        let rng = rng.fork();
        let (kept, deleting, outputs) = (BTreeMap::new(), BTreeSet::new(), VecDeque::new());
        Self { kept, known, census, deleting, created_so_far: 0, outputs, rng }
    }

    fn want(&mut self, now: Instant, wanted: Wanted) {
        let name = Arc::clone(wanted.key());
        if let Some(kept) = self.kept.get_mut(&name) {
            if kept.wanted == wanted {
                return;
            }
            self.unwant(&name);
        } else if self.kept.len() >= MOST_WANTED {
            self.outputs.push_back(Output::Down { name, because: Failed::Lasting });
            return;
        }
        self.kept.insert(name, Kept { wanted, state: State::Absent { at: now, failures: 0 } });
    }

    fn unwant(&mut self, name: &str) {
        let Some(kept) = self.kept.remove(name) else { return };
        match kept.state {
            State::Live(live) => self.delete(live.id),
            // What is being made is unknown when it comes, and is deleted then.
            State::Creating { .. } | State::Absent { .. } => {}
        }
    }

    fn delete(&mut self, id: String) {
        if self.deleting.insert(id.clone()) {
            self.known.retain(|known| known.id != id);
            self.outputs.push_back(Output::Forget { id: id.clone() });
            self.outputs.push_back(Output::Delete { id });
        }
    }

    /// It is gone, or as good as: make it again, and read what was missed.
    fn lose(&mut self, now: Instant, name: &Arc<str>) {
        let Some(kept) = self.kept.get_mut(name) else { return };
        if let State::Live(live) = &kept.state {
            self.outputs.push_back(Output::Forget { id: live.id.clone() });
            self.known.retain(|known| known.id != live.id);
            self.outputs.push_back(Output::Down { name: Arc::clone(name), because: Failed::Gone });
        }
        kept.state = State::Absent { at: now, failures: 0 };
    }

    fn name_of(&self, id: &str) -> Option<Arc<str>> {
        let is_it = |kept: &&Kept| matches!(&kept.state, State::Live(live) if live.id == id);
        self.kept.values().find(is_it).map(|kept| Arc::clone(kept.wanted.key()))
    }

    /// Renewed at half to six tenths of what is left of its life (RS-72).
    fn renewal(&mut self, now: Instant, expires: Instant) -> Instant {
        let left = expires.since(now);
        let jitter = self.rng.below((left / 10).as_nanos() as u64 + 1);
        now + left / 2 + Duration::from_nanos(jitter)
    }

    fn begins(&mut self, now: Instant, name: &Arc<str>, made: Made, client_state: Secret) {
        let renew_at = self.renewal(now, made.expires);
        let Some(kept) = self.kept.get_mut(name) else { return };
        let known = Known {
            id: made.id.clone(),
            name: Arc::clone(name),
            resource: Arc::from(kept.wanted.resource()),
            client_state,
        };
        kept.state = State::Live(Live {
            id: made.id,
            since: now,
            expires: made.expires,
            renew_at,
            renewing: false,
            failures: 0,
        });
        self.outputs.push_back(Output::Expect(known));
        self.outputs.push_back(Output::Live { name: Arc::clone(name) });
        // What happened before it lived, or before its answer came, is read once.
        self.outputs.push_back(Output::Missed { name: Arc::clone(name) });
    }

    fn created(
        &mut self,
        now: Instant,
        name: &Arc<str>,
        number: u64,
        result: Result<Made, Failed>,
    ) {
        let creating =
            match self.kept.get_mut(name) {
                Some(Kept {
                    state: State::Creating { number: n, client_state, failures }, ..
                }) if *n == number => Some((client_state.clone(), *failures)),
                _ => None,
            };
        let Some((client_state, failures)) = creating else {
            // Nobody wants it any more.
            if let Ok(made) = result {
                self.delete(made.id);
            }
            return;
        };
        let failed = match result {
            Ok(made) => return self.begins(now, name, made, client_state),
            Err(failed) => failed,
        };
        let wait = AFTER_FAILURE.wait(failures, &mut self.rng);
        let wait = match failed {
            Failed::Conflict | Failed::Unknown => {
                // Look what exists before making another one.
                self.census.is_awaited = true;
                self.census.takes_over |= failed == Failed::Conflict;
                self.census.due = now;
                if failures == 0 { Duration::ZERO } else { wait }
            }
            Failed::Passing(asked) => wait.max(asked),
            Failed::Lasting | Failed::Gone => AFTER_REFUSAL,
        };
        if let Some(kept) = self.kept.get_mut(name) {
            kept.state = State::Absent { at: now + wait, failures: failures.saturating_add(1) };
        }
        self.outputs.push_back(Output::Down { name: Arc::clone(name), because: failed });
    }

    fn renewed(&mut self, now: Instant, id: &str, result: Result<Made, Failed>) {
        let Some(name) = self.name_of(id) else { return };
        let renew_at = result.as_ref().ok().map(|made| self.renewal(now, made.expires));
        let Some(Kept { state: State::Live(live), .. }) = self.kept.get_mut(&name) else { return };
        live.renewing = false;
        match (result, renew_at) {
            (Ok(made), Some(renew_at)) => {
                live.expires = made.expires;
                live.renew_at = renew_at;
                live.failures = 0;
            }
            (Err(Failed::Gone), _) => self.lose(now, &name),
            (Err(failed), _) => {
                let asked = if let Failed::Passing(wait) = failed { wait } else { Duration::ZERO };
                let wait = AFTER_FAILURE.wait(live.failures, &mut self.rng).max(asked);
                live.failures = live.failures.saturating_add(1);
                live.renew_at = now + wait;
            }
            (Ok(_), None) => {}
        }
    }

    fn told(&mut self, now: Instant, id: &str, lifecycle: Lifecycle) {
        let Some(name) = self.name_of(id) else { return };
        match lifecycle {
            Lifecycle::Removed => self.lose(now, &name),
            Lifecycle::Missed => self.outputs.push_back(Output::Missed { name }),
            Lifecycle::Reauthorize => {
                if let Some(Kept { state: State::Live(live), .. }) = self.kept.get_mut(&name) {
                    live.renew_at = now;
                }
            }
        }
    }

    fn listed(&mut self, now: Instant, result: Result<Vec<Found>, Failed>) {
        let asked = self.census.asked.take().unwrap_or(now);
        let found = match result {
            Ok(found) => found,
            Err(failed) => {
                let wished = if let Failed::Passing(wait) = failed { wait } else { Duration::ZERO };
                let wait = AFTER_FAILURE.wait(self.census.failures, &mut self.rng).max(wished);
                self.census.failures = self.census.failures.saturating_add(1);
                self.census.due = now + wait;
                return;
            }
        };
        let takes_over = std::mem::take(&mut self.census.takes_over);
        self.census.failures = 0;
        self.census.is_awaited = false;
        self.census.due = now + CENSUS_EVERY;
        let lives: Vec<(Arc<str>, String, Instant)> = self
            .kept
            .iter()
            .filter_map(|(name, kept)| {
                let State::Live(live) = &kept.state else { return None };
                Some((Arc::clone(name), live.id.clone(), live.since))
            })
            .collect();
        for (name, id, since) in lives {
            // One made while the list was under way may be missing in it.
            if since < asked && !found.iter().any(|found| found.id == id) {
                self.lose(now, &name);
            }
        }
        for found in found {
            self.account_for(now, found, takes_over);
        }
        // What is remembered and does not exist any more is history.
        let gone = std::mem::take(&mut self.known);
        self.outputs.extend(gone.into_iter().map(|known| Output::Forget { id: known.id }));
    }

    /// One that exists: ours and known, ours from an earlier run, or in the way.
    fn account_for(&mut self, now: Instant, found: Found, takes_over: bool) {
        if self.name_of(&found.id).is_some() || self.deleting.contains(&found.id) {
            return;
        }
        // It may be the answer to what is being made right now: that answer will say.
        let creating = |kept: &Kept| {
            matches!(kept.state, State::Creating { .. })
                && family(kept.wanted.resource()) == family(&found.resource)
        };
        if self.kept.values().any(creating) {
            return;
        }
        let known = self.known.iter().position(|known| known.id == found.id);
        let known = known.map(|i| self.known.swap_remove(i));
        if let Some(known) = known.filter(|_| found.is_ours) {
            let wanted = self.kept.get(&known.name).is_some_and(|kept| {
                matches!(kept.state, State::Absent { .. })
                    && same(kept.wanted.resource(), &known.resource)
            });
            if wanted && found.expires > now {
                let made = Made { id: found.id, expires: found.expires };
                return self.begins(now, &known.name, made, known.client_state);
            }
        }
        let absent = |kept: &Kept| {
            matches!(kept.state, State::Absent { .. })
                && family(kept.wanted.resource()) == family(&found.resource)
        };
        let is_in_the_way = takes_over && self.kept.values().any(absent);
        // Without its client state nothing that it sends could be believed.
        if found.is_ours || is_in_the_way {
            self.delete(found.id);
        }
    }

    fn do_what_is_due(&mut self, now: Instant) {
        if self.census.asked.is_none() && self.census.due <= now {
            self.census.asked = Some(now);
            self.outputs.push_back(Output::List);
        }
        let expired = self
            .kept
            .iter()
            .filter(|(_, kept)| matches!(&kept.state, State::Live(live) if live.expires <= now));
        let expired: Vec<Arc<str>> = expired.map(|(name, _)| Arc::clone(name)).collect();
        for name in expired {
            self.lose(now, &name);
        }
        let may_create = !self.census.is_awaited && self.deleting.is_empty();
        for kept in self.kept.values_mut() {
            match &mut kept.state {
                State::Absent { at, failures } if may_create && *at <= now => {
                    let client_state = Secret::new(self.rng.token(CLIENT_STATE));
                    let wanted = kept.wanted.clone();
                    self.created_so_far += 1;
                    let (number, failures) = (self.created_so_far, *failures);
                    let state = client_state.clone();
                    kept.state = State::Creating { number, client_state, failures };
                    let create = Output::Create { wanted, number, client_state: state };
                    self.outputs.push_back(create);
                }
                State::Live(live) if !live.renewing && live.renew_at <= now => {
                    live.renewing = true;
                    let life = kept.wanted.life_of();
                    self.outputs.push_back(Output::Renew { id: live.id.clone(), life });
                }
                _ => {}
            }
        }
    }
}

impl Machine for Upkeep {
    type Input<'a> = Input;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Want(wanted) => self.want(now, wanted),
            Input::Unwant(name) => self.unwant(&name),
            Input::Listed(result) => self.listed(now, result),
            Input::Created { name, number, result } => self.created(now, &name, number, result),
            Input::Renewed { id, result } => self.renewed(now, &id, result),
            Input::Deleted { id } => drop(self.deleting.remove(&id)),
            Input::Told { id, lifecycle } => self.told(now, &id, lifecycle),
            Input::Tick => {}
        }
        self.do_what_is_due(now);
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let may_create = !self.census.is_awaited && self.deleting.is_empty();
        let census = self.census.asked.is_none().then_some(self.census.due);
        let each = self.kept.values().filter_map(|kept| match &kept.state {
            State::Absent { at, .. } => may_create.then_some(*at),
            State::Creating { .. } => None,
            State::Live(live) if live.renewing => Some(live.expires),
            State::Live(live) => Some(live.renew_at.min(live.expires)),
        });
        each.chain(census).min()
    }
}

#[cfg(test)]
mod tests;
