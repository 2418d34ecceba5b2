//! A second engine, written from the document without a look at the first: it scans everything,
//! knows no index and no dirty list, and does one thing at a time.

use std::collections::BTreeMap;
use std::time::Duration;

use teams_cc_core::{Agent, Instant, Medium, Need, Reason};
use teams_cc_routing::{BackOff, Capacity, Plan, Queue, Ring};

/// The numbers of a plan that both engines work by.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    pub(super) queues: Vec<Line>,
    pub(super) no_answer: Duration,
    pub(super) busy: Duration,
    pub(super) device: Duration,
    pub(super) misses: u16,
}

#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) points: i64,
    pub(super) slope: u32,
    pub(super) ceiling: Duration,
    pub(super) offer_for: Duration,
    pub(super) keep_away: Duration,
    pub(super) at_once: usize,
    pub(super) wrap_up: Duration,
    pub(super) room: usize,
    pub(super) rings: Vec<Wider>,
}

/// What a ring changes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wider {
    Lower(Duration, u8, i64),
    Anyone(Duration, &'static str),
}

impl Setup {
    pub(super) fn plan(&self) -> Plan {
        let queues = self.queues.iter().map(|line| {
            let queue = Queue::new(line.name)
                .priority(line.points as i32)
                .ageing(line.slope)
                .ceiling(line.ceiling)
                .offer_for(line.offer_for)
                .keep_away(line.keep_away)
                .offers_at_once(line.at_once as u8)
                .wrap_up(line.wrap_up)
                .max_waiting(line.room as u32);
            line.rings.iter().fold(queue, |queue, ring| match *ring {
                Wider::Lower(after, by, raise) => {
                    queue.ring(Ring::after(after).lower_by(by).raise(raise as i32))
                }
                Wider::Anyone(after, from) => {
                    queue.ring(Ring::after(after).also_from(from).anyone())
                }
            })
        });
        Plan::new(queues.collect::<Vec<_>>())
            .capacity(Capacity::default().medium(Medium::Chat, 40, 2))
            .back_off(BackOff {
                no_answer: self.no_answer,
                busy: self.busy,
                device: self.device,
                misses: self.misses,
            })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Waiting,
    Assigned,
    Active,
    Notes,
    Over,
    Deflected,
    Abandoned,
    Cancelled,
}

#[derive(Clone, Debug)]
struct Piece {
    stage: Stage,
    line: usize,
    chat: bool,
    asks: Vec<Vec<(String, u8)>>,
    anyone: bool,
    also: Option<&'static str>,
    points: i64,
    came: Instant,
    order: u64,
    ring: usize,
    ring_due: Option<Instant>,
    agent: Option<String>,
    notes_until: Option<Instant>,
    kept_from: BTreeMap<String, Instant>,
}

#[derive(Clone, Debug)]
struct Person {
    agent: Agent,
    on: bool,
    leaving: bool,
    away: bool,
    pausing: bool,
    silent: bool,
    misses: u16,
    /// A rest and when it was set: equal times end in the order in which they were set.
    rest: Option<(Instant, u64)>,
    idle: (Instant, u64),
    number: usize,
}

/// Who was asked for what, in order.
pub(super) type Asked = (u64, String);

pub(super) struct Naive {
    setup: Setup,
    people: BTreeMap<String, Person>,
    pieces: BTreeMap<u64, Piece>,
    /// Work, agent, deadline and when it was set, in the order of issue.
    pub(super) rings: Vec<(u64, String, Instant, u64)>,
    pub(super) now: Instant,
    count: u64,
    pub(super) asked: Vec<(Instant, Asked)>,
}

impl Naive {
    pub(super) fn new(setup: Setup) -> Self {
        Self {
            setup,
            people: BTreeMap::new(),
            pieces: BTreeMap::new(),
            rings: Vec::new(),
            now: Instant::START,
            count: 0,
            asked: Vec::new(),
        }
    }

    pub(super) fn stages(&self) -> impl Iterator<Item = (u64, Stage, Option<&str>)> {
        self.pieces.iter().map(|(id, piece)| (*id, piece.stage, piece.agent.as_deref()))
    }

    /// What is over and was compared needs no second look.
    pub(super) fn forget_over(&mut self) {
        self.pieces.retain(|_, piece| piece.stage < Stage::Over);
    }

    fn tick(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Everything due by `to`, each at its own time.
    pub(super) fn pass(&mut self, to: Instant) {
        loop {
            let rings = self.rings.iter().map(|(_, _, until, set)| (*until, *set));
            let pieces = self.pieces.values();
            let rest = self.people.values().filter_map(|p| p.rest);
            let kept = pieces.clone().flat_map(|p| p.kept_from.values().copied());
            let due = rings
                .chain(pieces.clone().filter_map(|p| p.ring_due).map(|at| (at, 0)))
                .chain(pieces.clone().filter_map(|p| p.notes_until).map(|at| (at, 0)))
                .chain(rest)
                .chain(kept.filter(|at| *at > self.now).map(|at| (at, 0)))
                .min();
            let Some(due) = due.filter(|(at, _)| *at <= to) else { break };
            self.now = self.now.max(due.0);
            let late = self.rings.iter().find(|(_, _, at, set)| (*at, *set) == due).cloned();
            let wider = |p: &Piece| p.ring_due.is_some_and(|at| (at, 0) == due);
            let wider = self.pieces.iter().find(|(_, p)| wider(p)).map(|(id, _)| *id);
            let noted = |p: &Piece| p.notes_until.is_some_and(|at| (at, 0) == due);
            let noted = self.pieces.iter().find(|(_, p)| noted(p)).map(|(id, _)| *id);
            let rested = self.people.values_mut().find(|p| p.rest == Some(due));
            if let Some((id, who, _, _)) = late {
                self.fail(id, &who, Reason::NoAnswer);
            } else if let Some(id) = wider {
                self.widen(id);
            } else if let Some(id) = noted {
                self.notes_done(id);
            } else if let Some(person) = rested {
                person.rest = None;
            }
            self.match_all();
        }
        self.now = to;
    }

    fn widen(&mut self, id: u64) {
        let Some(piece) = self.pieces.get_mut(&id) else { return };
        let line = &self.setup.queues[piece.line];
        match line.rings[piece.ring] {
            Wider::Lower(_, by, raise) => {
                for all in &mut piece.asks {
                    all.iter_mut().for_each(|(_, level)| *level = level.saturating_sub(by));
                }
                piece.points += raise;
            }
            Wider::Anyone(_, from) => {
                piece.anyone = true;
                piece.also = Some(from);
            }
        }
        piece.ring += 1;
        self.next_ring(id);
    }

    fn next_ring(&mut self, id: u64) {
        let now = self.now;
        let Some(piece) = self.pieces.get_mut(&id) else { return };
        let ring = self.setup.queues[piece.line].rings.get(piece.ring);
        piece.ring_due = ring.map(|ring| match ring {
            Wider::Lower(after, ..) | Wider::Anyone(after, _) => (piece.came + *after).max(now),
        });
    }

    fn load(&self, who: &str) -> (usize, usize) {
        let held = self.pieces.values().filter(|p| p.agent.as_deref() == Some(who));
        let asked = self.rings.iter().filter(|(_, agent, _, _)| agent == who);
        let asked = asked.map(|(id, _, _, _)| &self.pieces[id]);
        held.chain(asked).fold((0, 0), |(calls, chats), piece| {
            if piece.chat { (calls, chats + 1) } else { (calls + 1, chats) }
        })
    }

    fn can(&self, id: u64, who: &str) -> bool {
        let (piece, person) = (&self.pieces[&id], &self.people[who]);
        let wants = person.on
            && !person.leaving
            && !person.away
            && !person.pausing
            && !person.silent
            && person.rest.is_none()
            && !self.rings.iter().any(|(_, agent, _, _)| agent == who);
        if !wants {
            return false;
        }
        let line = self.setup.queues[piece.line].name;
        let (calls, chats) = self.load(who);
        let room = if piece.chat { calls == 0 && chats < 2 } else { calls == 0 && chats == 0 };
        let queues = person.agent.queues();
        let serves = |name: &str| queues.is_empty() || queues.iter().any(|q| q == name);
        let notes = |p: &Piece| p.stage == Stage::Notes && p.agent.as_deref() == Some(who);
        let able = |all: &Vec<(String, u8)>| {
            all.iter().all(|(skill, least)| {
                person.agent.level(&skill.as_str().into()).is_some_and(|level| level >= *least)
            })
        };
        room && !self.pieces.values().any(notes)
            && (serves(line) || piece.also.is_some_and(serves))
            && (piece.anyone || piece.asks.is_empty() || piece.asks.iter().any(able))
            && piece.kept_from.get(who).is_none_or(|until| *until <= self.now)
    }

    /// Ceiling first, then points, then age.
    fn rank(&self, id: u64) -> (u8, i128, Instant, u64) {
        let piece = &self.pieces[&id];
        let line = &self.setup.queues[piece.line];
        let waited = self.now.since(piece.came);
        if waited >= line.ceiling {
            return (0, 0, piece.came, piece.order);
        }
        let points = i128::from(line.points + piece.points) * 60_000_000_000
            + i128::from(line.slope) * waited.as_nanos() as i128;
        (1, -points, piece.came, piece.order)
    }

    fn match_all(&mut self) {
        loop {
            let mut best = None;
            for (id, piece) in &self.pieces {
                let asked = self.rings.iter().filter(|(work, _, _, _)| work == id).count();
                if piece.stage != Stage::Waiting || asked >= self.setup.queues[piece.line].at_once {
                    continue;
                }
                for (who, person) in &self.people {
                    if self.can(*id, who) {
                        let found = (self.rank(*id), person.idle, person.number, *id, who.clone());
                        if best.as_ref().is_none_or(|known| found < *known) {
                            best = Some(found);
                        }
                    }
                }
            }
            let Some((_, _, _, id, who)) = best else { return };
            let until = self.now + self.setup.queues[self.pieces[&id].line].offer_for;
            let set = self.tick();
            self.rings.push((id, who.clone(), until, set));
            self.asked.push((self.now, (id, who)));
        }
    }

    fn fail(&mut self, id: u64, who: &str, why: Reason) {
        self.rings.retain(|(work, agent, _, _)| (*work, agent.as_str()) != (id, who));
        self.blame(id, who, why);
        self.done(who);
    }

    fn blame(&mut self, id: u64, who: &str, why: Reason) {
        let set = self.tick();
        let Some(person) = self.people.get_mut(who) else { return };
        match why {
            Reason::NoAnswer => {
                person.misses += 1;
                if self.setup.misses > 0 && person.misses >= self.setup.misses && !person.away {
                    person.silent = true;
                }
                person.rest = Some((self.now + self.setup.no_answer, set));
            }
            Reason::Busy => person.rest = Some((self.now + self.setup.busy, set)),
            Reason::Declined | Reason::Forbidden | Reason::Cancelled => {
                if let Some(piece) = self.pieces.get_mut(&id) {
                    let until = self.now + self.setup.queues[piece.line].keep_away;
                    piece.kept_from.insert(who.into(), until);
                }
            }
            _ => person.rest = Some((self.now + self.setup.device, set)),
        }
    }

    /// A pause or a leave that waited for the last piece of work.
    fn done(&mut self, who: &str) {
        if self.load(who) != (0, 0) {
            return;
        }
        let Some(person) = self.people.get_mut(who) else { return };
        if std::mem::take(&mut person.pausing) {
            person.away = true;
            person.silent = false;
        }
        if std::mem::take(&mut person.leaving) {
            person.on = false;
            person.misses = 0;
            person.rest = None;
        }
    }

    fn idle(&mut self, who: &str) {
        let order = self.tick();
        if let Some(person) = self.people.get_mut(who) {
            person.idle = (self.now, order);
        }
    }

    fn take_back(&mut self, mut which: impl FnMut(u64, &str) -> bool) {
        let (back, kept) = self.rings.drain(..).partition(|(id, who, _, _)| which(*id, who));
        self.rings = kept;
        let back: Vec<(u64, String, Instant, u64)> = back;
        back.iter().for_each(|(_, who, _, _)| self.done(who));
    }

    pub(super) fn sign_on(&mut self, agent: Agent) {
        let name = agent.id().to_string();
        let number = self.people.len();
        let person = self.people.entry(name.clone()).or_insert(Person {
            agent: agent.clone(),
            on: false,
            leaving: false,
            away: false,
            pausing: false,
            silent: false,
            misses: 0,
            rest: None,
            idle: (Instant::START, 0),
            number,
        });
        person.agent = agent;
        person.leaving = false;
        if !person.on {
            person.on = true;
            (person.away, person.pausing, person.silent) = (false, false, false);
            person.misses = 0;
            self.idle(&name);
        }
        self.match_all();
    }

    pub(super) fn sign_off(&mut self, who: &str) {
        let Some(person) = self.people.get_mut(who).filter(|person| person.on) else { return };
        person.leaving = true;
        self.take_back(|_, agent| agent == who);
        self.done(who);
        self.match_all();
    }

    pub(super) fn ready(&mut self, who: &str) {
        let Some(person) = self.people.get_mut(who).filter(|person| person.on) else { return };
        if person.away || person.silent || person.pausing {
            let came_back = person.away || person.silent;
            (person.away, person.silent, person.pausing) = (false, false, false);
            person.misses = 0;
            person.rest = None;
            if came_back {
                self.idle(who);
            }
        }
        self.match_all();
    }

    pub(super) fn pause(&mut self, who: &str) {
        let Some(person) = self.people.get_mut(who).filter(|person| person.on) else { return };
        if !person.away && !person.pausing {
            person.pausing = true;
            self.take_back(|_, agent| agent == who);
            self.done(who);
        }
        self.match_all();
    }

    pub(super) fn enqueue(&mut self, id: u64, line: usize, chat: bool, need: &Need, points: i64) {
        let order = self.tick();
        let asks = need.alternatives().iter().map(|all| {
            all.iter().map(|atom| (atom.skill.name().to_owned(), atom.at_least)).collect()
        });
        let piece = Piece {
            stage: Stage::Waiting,
            line,
            chat,
            asks: asks.collect(),
            anyone: false,
            also: None,
            points,
            came: self.now,
            order,
            ring: 0,
            ring_due: None,
            agent: None,
            notes_until: None,
            kept_from: BTreeMap::new(),
        };
        self.pieces.insert(id, piece);
        let alone = |other: &u64| !self.rings.iter().any(|(work, _, _, _)| work == other);
        let waiting = self.pieces.iter().filter(|(other, piece)| {
            **other != id && piece.stage == Stage::Waiting && piece.line == line && alone(other)
        });
        let full = waiting.count() >= self.setup.queues[line].room;
        let someone = self.people.keys().any(|who| self.can(id, who));
        if full && !someone {
            self.end(id, Stage::Deflected);
        } else {
            self.next_ring(id);
        }
        self.match_all();
    }

    fn end(&mut self, id: u64, stage: Stage) {
        if let Some(piece) = self.pieces.get_mut(&id) {
            piece.stage = stage;
            piece.agent = None;
            (piece.ring_due, piece.notes_until) = (None, None);
            piece.kept_from.clear();
        }
    }

    pub(super) fn raise(&mut self, id: u64, points: i64) {
        if let Some(piece) = self.pieces.get_mut(&id).filter(|p| p.stage == Stage::Waiting) {
            piece.points = points;
        }
        self.match_all();
    }

    pub(super) fn give_up(&mut self, id: u64, stage: Stage) {
        let Some(piece) = self.pieces.get(&id) else { return };
        match (piece.stage, stage) {
            (Stage::Waiting, _) => {
                self.take_back(|work, _| work == id);
                self.end(id, stage);
            }
            (Stage::Assigned, Stage::Abandoned) => {
                let who = piece.agent.clone().unwrap_or_default();
                self.end(id, stage);
                self.done(&who);
            }
            (Stage::Active, Stage::Abandoned) => self.complete(id, None),
            _ => {}
        }
        self.match_all();
    }

    pub(super) fn accept(&mut self, id: u64, who: &str) {
        self.rings.retain(|(work, agent, _, _)| (*work, agent.as_str()) != (id, who));
        if let Some(piece) = self.pieces.get_mut(&id) {
            piece.stage = Stage::Assigned;
            piece.agent = Some(who.into());
            piece.ring_due = None;
        }
        self.take_back(|work, _| work == id);
        if let Some(person) = self.people.get_mut(who) {
            person.misses = 0;
        }
        self.match_all();
    }

    pub(super) fn decline(&mut self, id: u64, who: &str, why: Reason) {
        self.fail(id, who, why);
        self.match_all();
    }

    pub(super) fn connected(&mut self, id: u64) {
        if let Some(piece) = self.pieces.get_mut(&id).filter(|p| p.stage == Stage::Assigned) {
            piece.stage = Stage::Active;
        }
    }

    pub(super) fn connect_failed(&mut self, id: u64, why: Reason) {
        let Some(piece) = self.pieces.get_mut(&id).filter(|p| p.stage == Stage::Assigned) else {
            return;
        };
        piece.stage = Stage::Waiting;
        let who = piece.agent.take().unwrap_or_default();
        self.blame(id, &who, why);
        self.next_ring(id);
        self.done(&who);
        self.match_all();
    }

    pub(super) fn complete(&mut self, id: u64, notes: Option<Duration>) {
        let Some(piece) = self.pieces.get_mut(&id).filter(|p| p.stage == Stage::Active) else {
            return;
        };
        let notes = notes.unwrap_or(self.setup.queues[piece.line].wrap_up);
        piece.stage = Stage::Notes;
        piece.notes_until = Some(self.now + notes);
        if notes.is_zero() {
            self.notes_done(id);
        }
        self.match_all();
    }

    pub(super) fn notes_done(&mut self, id: u64) {
        let Some(piece) = self.pieces.get(&id).filter(|p| p.stage == Stage::Notes) else { return };
        let who = piece.agent.clone().unwrap_or_default();
        self.end(id, Stage::Over);
        self.idle(&who);
        self.done(&who);
        self.match_all();
    }
}
