//! What is shown for agents in Teams: set, renewed, cleared, and its echo: a machine.
//!
//! Whatever an application shows comes back through the watch a few seconds later. If the router
//! believed it, an agent would stay busy because we said so. So what we show, and what we showed
//! until a moment ago, is held back until it can only be somebody else's (CC-40).

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use teams_cc_core::{Agent, AgentId, Backoff, Guid, Instant, Machine, PresenceChange, Retry, Rng};

use super::shown::Shown;

/// What we show ends by itself after this, should we be gone (`setPresence` takes 5 min to 4 h).
pub(crate) const EXPIRES: Duration = Duration::from_secs(10 * 60);
/// It is shown again after so much of that.
const RENEWED: Duration = Duration::from_secs(6 * 60);
/// How long after we stopped showing something it may still be seen (graph.md section 6.1:
/// presence comes within 10 s on average, within a minute at most).
pub(crate) const ECHO: Duration = Duration::from_secs(60);
/// How long a request that failed waits, unless the error says longer.
const AFTER_FAILURE: Backoff =
    Backoff { first: Duration::from_secs(2), most: Duration::from_secs(60) };
/// A refusal is tried again this seldom.
const AFTER_REFUSAL: Duration = Duration::from_secs(5 * 60);
/// So many requests are under way at once.
const AT_ONCE: usize = 32;

/// What happens.
#[derive(Debug)]
pub(crate) enum Input {
    /// The contact centre shows this for the agent, or nothing.
    Show(AgentId, Option<Shown>),
    /// A request was answered.
    Done { person: Guid, result: Result<(), Retry> },
    /// Teams shows this.
    Seen(PresenceChange),
    /// Nothing is to be shown for anybody any more.
    Stop,
    /// Time passed.
    Tick,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Set {
        person: Guid,
        shown: Shown,
    },
    Clear {
        person: Guid,
    },
    /// Tell the router: this is not ours.
    Tell(PresenceChange),
}

/// Shows a fixed set of agents. See the module.
#[derive(Debug)]
pub(crate) struct Display {
    people: HashMap<Guid, Person>,
    agents: HashMap<AgentId, Guid>,
    /// Who needs something, oldest first; each at most once.
    waiting: VecDeque<Guid>,
    asking: usize,
    outputs: VecDeque<Output>,
    rng: Rng,
}

/// What a request that is under way asks for; nothing is to clear.
#[derive(Clone, Copy, Debug)]
struct Asked(Option<Shown>);

#[derive(Debug, Default)]
struct Person {
    wanted: Option<Shown>,
    /// What Teams may have of us, and until when.
    told: Option<(Shown, Instant)>,
    /// When the next request is due, if something is to be done.
    due: Instant,
    asking: Option<Asked>,
    is_waiting: bool,
    failures: u32,
    /// Until when each of [`Shown::ALL`] is taken for our own echo.
    echo: [Option<Instant>; Shown::ALL.len()],
    held: Vec<PresenceChange>,
}

impl Person {
    /// When something is to be asked for; `None` if all is as it should be.
    fn needs(&self) -> Option<Instant> {
        if self.asking.is_some() {
            return None;
        }
        match (self.wanted, self.told) {
            (None, None) => None,
            _ => Some(self.due),
        }
    }

    fn held_until(&self) -> Option<Instant> {
        let until = |change: &PresenceChange| {
            let presence = change.presence.as_ref()?;
            let shown = Shown::ALL.into_iter().find(|shown| shown.is(presence))?;
            self.echo.get(shown.index()).copied().flatten()
        };
        self.held.iter().filter_map(until).min().filter(|until| *until < Instant::FAR)
    }

    /// What is wanted changed: its echo counts as long as Teams may have it of us.
    fn turns(&mut self, now: Instant) {
        if let Some(next) = self.wanted.and_then(|shown| self.echo.get_mut(shown.index())) {
            *next = Some(Instant::FAR);
        }
        if self.wanted.is_none() && self.told.is_none() && self.asking.is_none() {
            self.fades(now);
        }
        self.due = now;
        self.failures = 0;
    }

    /// Teams has only what is wanted of us: from now on everything else fades.
    fn fades(&mut self, now: Instant) {
        for shown in Shown::ALL.into_iter().filter(|shown| self.wanted != Some(*shown)) {
            if let Some(Some(until)) = self.echo.get_mut(shown.index()) {
                *until = (*until).min(now + ECHO);
            }
        }
    }
}

impl Display {
    pub(crate) fn new<'a>(agents: impl IntoIterator<Item = &'a Agent>, mut rng: Rng) -> Self {
        let agents = agents.into_iter();
        let agents = agents.filter_map(|agent| Some((agent.id().clone(), agent.teams_user()?)));
        let agents: HashMap<AgentId, Guid> = agents.collect();
        let people = agents.values().map(|person| (*person, Person::default())).collect();
        let (waiting, outputs) = (VecDeque::new(), VecDeque::new());
        Self { people, agents, waiting, asking: 0, outputs, rng: rng.fork() }
    }

    fn show(&mut self, now: Instant, agent: &AgentId, shown: Option<Shown>) {
        let Some(person) = self.agents.get(agent).and_then(|id| self.people.get_mut(id)) else {
            return;
        };
        if person.wanted != shown {
            person.wanted = shown;
            person.turns(now);
        }
    }

    fn done(&mut self, now: Instant, id: Guid, result: Result<(), Retry>) {
        let Some(person) = self.people.get_mut(&id) else { return };
        let Some(Asked(asked)) = person.asking.take() else { return };
        self.asking -= 1;
        if let Err(retry) = result {
            let wait = AFTER_FAILURE.wait(person.failures, &mut self.rng);
            person.failures = person.failures.saturating_add(1);
            let wait = match retry {
                Retry::After(asked) => wait.max(asked),
                Retry::Check => wait,
                Retry::Never => AFTER_REFUSAL,
            };
            // It may have been shown all the same: it is cleared when nothing is wanted.
            if let (Some(shown), None, true) = (asked, person.told, retry != Retry::Never) {
                person.told = Some((shown, now + EXPIRES));
            }
            if person.wanted.is_none() && person.told.is_none() {
                person.fades(now);
            }
            if person.wanted == asked {
                person.due = now + wait;
            }
            return;
        }
        person.failures = 0;
        person.told = asked.map(|shown| (shown, now + EXPIRES));
        if person.wanted == asked {
            person.due = now + RENEWED;
        }
        if person.wanted == asked {
            person.fades(now);
        }
    }

    fn seen(&mut self, now: Instant, change: PresenceChange) {
        let person = self.agents.get(&change.agent).and_then(|id| self.people.get_mut(id));
        let Some(person) = person else { return self.outputs.push_back(Output::Tell(change)) };
        let ours = change.presence.as_ref().and_then(|presence| {
            let shown = Shown::ALL.into_iter().find(|shown| shown.is(presence))?;
            person.echo.get(shown.index()).copied().flatten().filter(|until| *until > now)
        });
        person.held.retain(|held| held.agent != change.agent);
        if ours.is_some() {
            person.held.push(change);
        } else {
            self.outputs.push_back(Output::Tell(change));
        }
    }

    fn do_what_is_due(&mut self, now: Instant) {
        for (id, person) in &mut self.people {
            if !person.is_waiting && person.needs().is_some_and(|due| due <= now) {
                person.is_waiting = true;
                self.waiting.push_back(*id);
            }
            if person.held_until().is_some_and(|until| until <= now) {
                // Still there: somebody else says so.
                self.outputs.extend(person.held.drain(..).map(Output::Tell));
            }
        }
        while self.asking < AT_ONCE {
            let Some(id) = self.waiting.pop_front() else { break };
            let Some(person) = self.people.get_mut(&id) else { continue };
            person.is_waiting = false;
            if person.needs().is_none_or(|due| due > now) {
                continue;
            }
            match (person.wanted, person.told) {
                (Some(shown), _) => {
                    person.asking = Some(Asked(Some(shown)));
                    self.outputs.push_back(Output::Set { person: id, shown });
                }
                (None, Some((_, until))) if until > now => {
                    person.asking = Some(Asked(None));
                    self.outputs.push_back(Output::Clear { person: id });
                }
                // It ended by itself.
                (None, _) => {
                    person.told = None;
                    person.fades(now);
                    continue;
                }
            }
            self.asking += 1;
        }
    }
}

impl Machine for Display {
    type Input<'a> = Input;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Show(agent, shown) => self.show(now, &agent, shown),
            Input::Done { person, result } => self.done(now, person, result),
            // A watch of thousands: nothing else can be due because of it.
            Input::Seen(change) => return self.seen(now, change),
            Input::Stop => {
                for agent in self.agents.keys().cloned().collect::<Vec<_>>() {
                    self.show(now, &agent, None);
                }
            }
            Input::Tick => {}
        }
        self.do_what_is_due(now);
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let has_room = self.asking < AT_ONCE;
        let each = self.people.values().flat_map(|person| {
            let due = person.needs().filter(|_| has_room && !person.is_waiting);
            due.into_iter().chain(person.held_until())
        });
        each.min()
    }
}

#[cfg(test)]
mod tests;
