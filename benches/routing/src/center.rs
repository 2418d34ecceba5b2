//! A centre of realistic skills: needs by Zipf's law over one to three skills, profiles of three to
//! twelve skills (`routing.md` 11.3).

use std::time::Duration;

use teams_cc_core::{Agent, AgentId, CallId, Instant, Machine, Need, Rng, Skill};
use teams_cc_routing::{
    Command, Decision, Engine, Event, Journal, Limits, LongestIdle, OfferId, Plan, Queue, Work,
    WorkId,
};

#[derive(Clone, Copy)]
pub struct Shape {
    pub agents: usize,
    pub skills: usize,
    pub waiting: usize,
    pub profiles: usize,
    pub needs: usize,
}

pub struct Center {
    engine: Engine<LongestIdle>,
    journal: Journal,
    rng: Rng,
    needs: Vec<Need>,
    zipf: Zipf,
    now: Instant,
    next: u64,
    overload: bool,
    /// Work in hand, oldest first.
    talking: std::collections::VecDeque<WorkId>,
    naive: Naive,
}

/// The same centre for a scan: needs and levels as plain numbers.
struct Naive {
    /// What waits, oldest first, by need.
    waiting: Vec<usize>,
    needs: Vec<Vec<(u16, u8)>>,
    agents: Vec<Vec<(u16, u8)>>,
    idle_since: Vec<u64>,
    turn: u64,
}

struct Zipf(Vec<f64>);

impl Zipf {
    fn new(n: usize) -> Self {
        let mut sum = 0.0;
        let steps = (1..=n).map(|k| {
            sum += 1.0 / k as f64;
            sum
        });
        let steps: Vec<f64> = steps.collect();
        Self(steps.iter().map(|step| step / sum).collect())
    }

    fn draw(&self, rng: &mut Rng) -> usize {
        let uniform = (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        self.0.partition_point(|step| *step < uniform).min(self.0.len() - 1)
    }
}

fn distinct(rng: &mut Rng, count: u64, zipf: &Zipf, level: u64) -> Vec<(u16, u8)> {
    let mut skills: Vec<(u16, u8)> = Vec::new();
    while (skills.len() as u64) < count {
        let skill = zipf.draw(rng) as u16;
        if !skills.iter().any(|(known, _)| *known == skill) {
            skills.push((skill, 1 + rng.below(level) as u8));
        }
    }
    skills
}

fn offered(event: &Event) -> Option<(OfferId, WorkId)> {
    match event.decision {
        Decision::Offered { offer, work, .. } => Some((offer, work)),
        _ => None,
    }
}

impl Center {
    pub fn new(shape: &Shape, overload: bool) -> Self {
        let mut rng = Rng::from_seed(11);
        let skills = Zipf::new(shape.skills);
        let name = |skill: u16| Skill::new(format!("skill-{skill}"));
        let lists: Vec<_> = (0..shape.needs)
            .map(|_| {
                let count = 1 + rng.below(3);
                distinct(&mut rng, count, &skills, 3)
            })
            .collect();
        let needs = lists.iter().map(|list| {
            let atoms = list.iter().map(|(skill, level)| name(*skill).at_least(*level));
            atoms.reduce(Need::and).unwrap_or_default()
        });
        let needs: Vec<Need> = needs.collect();
        let profiles: Vec<_> = (0..shape.profiles)
            .map(|_| {
                let count = 3 + rng.below(10);
                distinct(&mut rng, count, &skills, 5)
            })
            .collect();
        let day = Duration::from_secs(86_400);
        let queue = Queue::new("all").max_waiting(u32::MAX).offer_for(day).ceiling(day);
        let limits = Limits { remembered: 10_000, ..Limits::default() };
        let mut engine = Engine::new(Plan::new([queue]).limits(limits), LongestIdle);
        let journal = Journal::new(&engine);
        let agents: Vec<_> =
            (0..shape.agents).map(|n| profiles[n % profiles.len()].clone()).collect();
        let zipf = Zipf::new(needs.len());
        let mut now = Instant::START;
        let mut tell = |engine: &mut Engine<LongestIdle>, command| {
            now += Duration::from_micros(1);
            engine.step(now, None, command).expect("the plan allows it");
            engine.take_events();
        };
        // In overload the work is there first, and everybody is busy from the start.
        let mut waiting = Vec::new();
        if overload {
            for n in 0..shape.waiting as u64 {
                let need = zipf.draw(&mut rng);
                waiting.push(need);
                let work = Work::voice(CallId(n)).needs(needs[need].clone());
                tell(&mut engine, Command::Enqueue(WorkId(n), work));
            }
        }
        let mut center = Self {
            journal,
            rng,
            needs,
            zipf,
            now: Instant::START,
            next: shape.waiting as u64,
            overload,
            talking: Default::default(),
            naive: Naive {
                waiting,
                needs: lists,
                idle_since: (0..agents.len() as u64).collect(),
                turn: agents.len() as u64,
                agents: agents.clone(),
            },
            engine,
        };
        center.now = now;
        for (n, profile) in agents.iter().enumerate() {
            let agent = Agent::new(AgentId::new(format!("agent-{n}")).as_str());
            let agent =
                profile.iter().fold(agent, |a, (skill, level)| a.with(name(*skill), *level));
            center.tell(Command::SignOn(agent), false);
        }
        center
    }

    /// One command, and what follows: who is asked answers at once.
    fn tell(&mut self, command: Command, journal: bool) -> usize {
        self.now += Duration::from_micros(1);
        let mut offers = Vec::new();
        if journal {
            let events = self.journal.step(&mut self.engine, self.now, None, command).1;
            offers.extend(events.iter().filter_map(offered));
        } else {
            self.engine.step(self.now, None, command).expect("the plan allows it");
            while let Some(event) = self.engine.poll() {
                offers.extend(offered(&event));
            }
        }
        let mut asked = offers.len();
        for (offer, work) in offers {
            self.talking.push_back(work);
            asked += self.tell(Command::Accept(offer), journal);
            asked += self.tell(Command::Connected(work), journal);
        }
        asked
    }

    fn arrive(&mut self, journal: bool) -> usize {
        let need = self.needs[self.zipf.draw(&mut self.rng)].clone();
        self.next += 1;
        let work = Work::voice(CallId(self.next)).needs(need);
        self.tell(Command::Enqueue(WorkId(self.next), work), journal)
    }

    /// Until one match is made. Overload: the oldest talk ends, its agent gets the best work, and
    /// one more comes to wait. Underload: work comes, gets the best agent, and an old talk ends.
    pub fn decide(&mut self, journal: bool) {
        loop {
            let mut asked = 0;
            if self.overload {
                if let Some(work) = self.talking.pop_front() {
                    asked += self.tell(Command::Complete(work, None), journal);
                }
                asked += self.arrive(journal);
            } else {
                asked += self.arrive(journal);
                let busy = self.naive.agents.len() / 2;
                if self.talking.len() > busy
                    && let Some(work) = self.talking.pop_front()
                {
                    asked += self.tell(Command::Complete(work, None), journal);
                }
            }
            // A journal on disk would be written and let go.
            if journal && self.journal.records().len() > 100_000 {
                self.journal = Journal::new(&self.engine);
            }
            if asked > 0 {
                return;
            }
        }
    }

    /// The same match by looking at everything: the first that waits whose need the agent meets,
    /// or the longest idle of all agents who meet the need.
    pub fn decide_naively(&mut self) {
        let naive = &mut self.naive;
        naive.turn += 1;
        let meets = |agent: &[(u16, u8)], need: &[(u16, u8)]| {
            need.iter().all(|(skill, least)| agent.iter().any(|(s, l)| s == skill && l >= least))
        };
        if self.overload {
            let agent = &naive.agents[self.rng.below(naive.agents.len() as u64) as usize];
            let found = naive.waiting.iter().position(|w| meets(agent, &naive.needs[*w]));
            if let Some(place) = found {
                naive.waiting.remove(place);
                naive.waiting.push(self.zipf.draw(&mut self.rng));
            }
        } else {
            let need = &naive.needs[self.zipf.draw(&mut self.rng)];
            let able = (0..naive.agents.len()).filter(|a| meets(&naive.agents[*a], need));
            if let Some(best) = able.min_by_key(|a| naive.idle_since[*a]) {
                naive.idle_since[best] = naive.turn;
            }
        }
    }
}
