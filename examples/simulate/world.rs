//! A world of callers and agents around the engine: arrivals, patience and talk are drawn here,
//! decisions are the engine's.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

use serde::Deserialize;
use teams_cc_core::{Agent, AgentId, CallId, Instant, Machine, Medium, Rng};
use teams_cc_routing::{
    BackOff, Capacity, Command, Decision, Engine, LongestIdle, Membership, OfferId, OrderPolicy,
    Plan, Queue, RankThenIdle, Work, WorkId, WrapUpHolds,
};

#[derive(Debug, Deserialize)]
pub(crate) struct Scenario {
    pub(crate) classes: Vec<Class>,
    pub(crate) pools: Vec<Pool>,
    interaction_selection: String,
    agent_selection: String,
    max_waiting: Option<u32>,
    ring_s: f64,
    wrap_s: f64,
    slots_per_agent: u16,
    outbound_reserve: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Class {
    pub(crate) id: String,
    rate_per_h: f64,
    patience: Option<Patience>,
    priority: Option<i32>,
    ageing_per_s: Option<u32>,
    pool_order: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Patience {
    kind: String,
    mean_s: f64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Pool {
    pub(crate) id: String,
    agents: u32,
    serves: Vec<String>,
    talk_mean_s: HashMap<String, f64>,
    queue_order: Option<Vec<String>>,
}

/// What became of one caller.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    pub(crate) class: usize,
    pub(crate) came: f64,
    /// To the first offer.
    pub(crate) offered: Option<f64>,
    /// To the answer.
    pub(crate) answered: Option<f64>,
    pub(crate) left: Option<f64>,
    pub(crate) overflowed: bool,
    /// Waiting ahead on arrival.
    pub(crate) ahead: u32,
}

/// Everything that was seen.
pub(crate) struct Seen {
    pub(crate) callers: Vec<Caller>,
    /// Busy agent-seconds by pool, and agents times seconds, after the first twentieth.
    pub(crate) busy: Vec<(f64, f64)>,
    /// Outbound contacts started, and seconds.
    pub(crate) outbound: (u64, f64),
    pub(crate) seconds: f64,
    pub(crate) servers: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Arrival(usize),
    GivesUp(u64),
    Answers(u64, u64),
    HangsUp(u64),
    Tick,
}

const WARM: u64 = 20;
/// Outbound work is numbered from here.
const OUTBOUND: u64 = 1 << 40;

fn at(seconds: f64) -> Instant {
    Instant::from_nanos((seconds * 1e9) as u64)
}

fn seconds(at: Instant) -> f64 {
    at.as_nanos() as f64 / 1e9
}

struct World<'a, P> {
    scenario: &'a Scenario,
    engine: Engine<P>,
    next: BinaryHeap<Reverse<(Instant, u64, Next)>>,
    count: u64,
    arrivals: Vec<Rng>,
    lives: Rng,
    callers: Vec<Caller>,
    pool_of: HashMap<AgentId, usize>,
    busy_since: HashMap<u64, (usize, f64)>,
    busy: Vec<f64>,
    from: f64,
    outbound: u64,
    next_outbound: u64,
}

/// An exponential time from 53 random bits.
fn exponential(rng: &mut Rng, mean: f64) -> f64 {
    let uniform = ((rng.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
    -mean * uniform.ln()
}

pub(crate) fn run(scenario: &Scenario, interactions: u64, seed: u64) -> Seen {
    match scenario.agent_selection.as_str() {
        "class_pool_order" => World::new(scenario, RankThenIdle, seed).run(interactions),
        _ => World::new(scenario, LongestIdle, seed).run(interactions),
    }
}

fn plan(scenario: &Scenario) -> Plan {
    let wrap = Duration::from_secs_f64(scenario.wrap_s);
    let far = Duration::from_secs(1 << 30);
    let ordered = scenario.interaction_selection == "pool_queue_order";
    let queues = scenario.classes.iter().map(|class| {
        // A pool's own order of its classes, as points: with the cases given, one order serves
        // all pools, because pools that share a class agree on what comes first.
        let place = |pool: &Pool| {
            let order = pool.queue_order.as_ref()?;
            let place = order.iter().position(|id| *id == class.id)?;
            (order.len() > 1).then_some(-(place as i32))
        };
        let points = match class.priority {
            Some(priority) => -priority,
            None if ordered => scenario.pools.iter().filter_map(place).min().unwrap_or(0),
            None => 0,
        };
        let ageing = match scenario.interaction_selection.as_str() {
            "ageing" => class.ageing_per_s.unwrap_or(1) * 60,
            "fifo" => 1,
            _ => 0,
        };
        Queue::new(&class.id)
            .priority(points)
            .ageing(ageing)
            .ceiling(far)
            .wrap_up(wrap)
            .wrap_up_holds(WrapUpHolds::Own)
            .offer_for(Duration::from_secs(3600))
            .max_waiting(scenario.max_waiting.unwrap_or(u32::MAX))
            .outbound_reserve(scenario.outbound_reserve.unwrap_or(0))
    });
    let slots = scenario.slots_per_agent;
    let capacity = Capacity { total: slots, ..Capacity::default() };
    Plan::new(queues.collect::<Vec<_>>())
        .capacity(capacity.medium(Medium::Voice, 1, slots))
        .back_off(BackOff::default())
}

impl<'a, P: OrderPolicy> World<'a, P> {
    fn new(scenario: &'a Scenario, policy: P, seed: u64) -> Self {
        let mut rng = Rng::from_seed(seed);
        let mut world = Self {
            scenario,
            engine: Engine::new(plan(scenario), policy),
            next: BinaryHeap::new(),
            count: 0,
            arrivals: scenario.classes.iter().map(|_| rng.fork()).collect(),
            lives: rng.fork(),
            callers: Vec::new(),
            pool_of: HashMap::new(),
            busy_since: HashMap::new(),
            busy: vec![0.0; scenario.pools.len()],
            from: 0.0,
            outbound: 0,
            next_outbound: OUTBOUND,
        };
        world.sign_on();
        for class in 0..scenario.classes.len() {
            world.arrive(class, 0.0);
        }
        if scenario.outbound_reserve.is_some() {
            world.call_out(0.0);
        }
        world
    }

    fn sign_on(&mut self) {
        for (p, pool) in self.scenario.pools.iter().enumerate() {
            for n in 0..pool.agents {
                let id = format!("{}-{n}", pool.id);
                let agent = Agent::new(id.as_str());
                let agent = pool.serves.iter().fold(agent, teams_cc_core::Agent::serving);
                self.pool_of.insert(agent.id().clone(), p);
                self.engine.handle(Instant::START, Command::SignOn(agent));
                // The class's order of pools, as rank: the first pool of any class that names it.
                let place = |class: &Class| {
                    let order = class.pool_order.as_ref()?;
                    order.iter().position(|known| *known == pool.id)
                };
                let rank = self.scenario.classes.iter().filter_map(place).max().unwrap_or(0);
                let members = pool.serves.iter().map(|class| {
                    let mut member = Membership::of(class);
                    member.rank = rank as i16;
                    member
                });
                let members = Command::SetMembership(id.as_str().into(), members.collect());
                self.engine.handle(Instant::START, members);
            }
        }
    }

    fn plan_next(&mut self, when: f64, next: Next) {
        self.count += 1;
        self.next.push(Reverse((at(when), self.count, next)));
    }

    fn arrive(&mut self, class: usize, now: f64) {
        let mean = 3600.0 / self.scenario.classes[class].rate_per_h;
        let wait = exponential(&mut self.arrivals[class], mean);
        self.plan_next(now + wait, Next::Arrival(class));
    }

    /// Outbound contacts never run out.
    fn call_out(&mut self, now: f64) {
        let id = self.next_outbound;
        self.next_outbound += 1;
        let work = Work::voice(CallId(id)).outbound().in_queue(&self.scenario.classes[0].id);
        self.engine.handle(at(now), Command::Enqueue(WorkId(id), work));
    }

    fn run(mut self, interactions: u64) -> Seen {
        let warm = interactions / WARM;
        let mut last = 0.0;
        loop {
            let due = self.engine.deadline();
            let next = self.next.peek().map(|Reverse((when, _, _))| *when);
            let now = match (due, next) {
                (Some(due), Some(next)) => due.min(next),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => break,
            };
            last = seconds(now);
            let input = if next == Some(now) { self.next.pop() } else { None };
            let what = input.map_or(Next::Tick, |Reverse((_, _, what))| what);
            if matches!(what, Next::Arrival(_)) {
                if self.callers.len() as u64 == interactions {
                    break;
                }
                if self.callers.len() as u64 == warm {
                    self.start_counting(last);
                }
            }
            self.happen(now, what);
            self.listen();
        }
        let mut busy = std::mem::take(&mut self.busy);
        for (pool, since) in self.busy_since.values() {
            busy[*pool] += last - since.max(self.from);
        }
        let slots = f64::from(self.scenario.slots_per_agent);
        let span = last - self.from;
        let busy = busy.iter().zip(&self.scenario.pools);
        let busy = busy.map(|(busy, pool)| (*busy, f64::from(pool.agents) * slots * span));
        Seen {
            busy: busy.collect(),
            callers: self.callers.split_off(warm as usize),
            outbound: (self.outbound, span),
            seconds: span,
            servers: self.scenario.pools.iter().map(|pool| pool.agents).sum::<u32>()
                * u32::from(self.scenario.slots_per_agent),
        }
    }

    fn start_counting(&mut self, now: f64) {
        self.from = now;
        self.busy.iter_mut().for_each(|busy| *busy = 0.0);
        self.outbound = 0;
    }

    fn happen(&mut self, now: Instant, what: Next) {
        let time = seconds(now);
        let command = match what {
            Next::Tick => Command::Tick,
            Next::Arrival(c) => {
                let id = self.callers.len() as u64;
                let figures = self.engine.waiting_now();
                self.callers.push(Caller {
                    class: c,
                    came: time,
                    offered: None,
                    answered: None,
                    left: None,
                    overflowed: false,
                    ahead: figures,
                });
                let class = &self.scenario.classes[c];
                if let Some(patience) = &class.patience {
                    let wait = if patience.kind == "fixed" {
                        patience.mean_s
                    } else {
                        exponential(&mut self.lives, patience.mean_s)
                    };
                    self.plan_next(time + wait, Next::GivesUp(id));
                }
                self.arrive(c, time);
                let work = Work::voice(CallId(id)).in_queue(&class.id);
                Command::Enqueue(WorkId(id), work)
            }
            Next::GivesUp(id) => {
                // Patience runs only while waiting: whom an agent is being rung for stays.
                let caller = &self.callers[id as usize];
                if caller.offered.is_some() || caller.overflowed {
                    return;
                }
                Command::Abandoned(WorkId(id))
            }
            Next::Answers(offer, id) => {
                self.engine.handle(now, Command::Accept(OfferId(offer)));
                Command::Connected(WorkId(id))
            }
            Next::HangsUp(id) => Command::Complete(WorkId(id), None),
        };
        self.engine.handle(now, command);
    }

    /// What the engine decided, and what people make of it.
    fn listen(&mut self) {
        while let Some(event) = self.engine.poll() {
            let now = seconds(event.at);
            match event.decision {
                Decision::Offered { offer, work, agent, .. } => {
                    let pool = self.pool_of[&agent];
                    self.busy_since.insert(work.0, (pool, now));
                    if work.0 < OUTBOUND {
                        self.callers[work.0 as usize].offered = Some(now);
                    } else {
                        self.outbound += 1;
                    }
                    let answer = Next::Answers(offer.0, work.0);
                    if self.scenario.ring_s > 0.0 {
                        self.plan_next(now + self.scenario.ring_s, answer);
                    } else {
                        self.happen(event.at, answer);
                    }
                    if work.0 >= OUTBOUND {
                        self.call_out(now);
                    }
                }
                Decision::Connected { work, agent, .. } => {
                    let pool = &self.scenario.pools[self.pool_of[&agent]];
                    let class = self.callers.get(work.0 as usize).map_or(0, |caller| caller.class);
                    let mean = pool.talk_mean_s[&self.scenario.classes[class].id];
                    let talk = exponential(&mut self.lives, mean);
                    self.plan_next(now + talk, Next::HangsUp(work.0));
                    if let Some(caller) = self.callers.get_mut(work.0 as usize) {
                        caller.answered = Some(now);
                    }
                }
                Decision::Abandoned { work, .. } => self.callers[work.0 as usize].left = Some(now),
                Decision::Deflected { work, .. } => {
                    self.callers[work.0 as usize].overflowed = true;
                }
                Decision::Closed { work } => {
                    if let Some((pool, since)) = self.busy_since.remove(&work.0) {
                        self.busy[pool] += (now - since.max(self.from)).max(0.0);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Scenario {
    /// Service and patience rate of the only class, per second.
    pub(crate) fn rates(&self) -> Option<(f64, f64)> {
        let [class] = &self.classes[..] else { return None };
        let talk = self.pools.first()?.talk_mean_s.get(&class.id)?;
        let patience = class.patience.as_ref().map_or(0.0, |patience| 1.0 / patience.mean_s);
        Some((1.0 / talk, patience))
    }
}
