//! The engine against the naive one: the same commands, the same offers at the same moments.

use std::collections::BTreeMap;

use teams_cc_core::{AgentId, CallId, Instant, Reason, Rng};
use teams_cc_routing::{
    Command, Decision, Engine, LongestIdle, OfferId, Readiness, Work, WorkId, WorkState,
};

use super::naive::{Line, Naive, Setup, Stage, Wider};
use super::{agent, later, millis, need, pick};

const COMMANDS: u64 = 100_000;
const PER_WORLD: u64 = 500;

fn setup(rng: &mut Rng) -> Setup {
    let mut line = |name, other| {
        let mut rings = Vec::new();
        if rng.one_in(2) {
            rings.push(Wider::Lower(millis(11_027), 2, 1));
        }
        if rng.one_in(2) {
            rings.push(Wider::Anyone(millis(23_029), other));
        }
        Line {
            name,
            points: rng.below(3) as i64,
            slope: rng.below(4) as u32,
            ceiling: millis(20_011 + rng.below(60_000)),
            offer_for: millis(7_013),
            keep_away: millis(31_019),
            at_once: 1 + rng.below(2) as usize,
            wrap_up: millis(rng.below(3) * 5_003),
            room: if rng.one_in(2) { 10_000 } else { rng.below(6) as usize },
            rings,
        }
    };
    Setup {
        queues: vec![line("first", "second"), line("second", "first")],
        no_answer: millis(13_033),
        busy: millis(3_037),
        device: millis(5_039),
        misses: rng.below(4) as u16,
    }
}

struct Pair {
    engine: Engine<LongestIdle>,
    naive: Naive,
    offers: BTreeMap<(u64, String), OfferId>,
    seed: u64,
    step: u64,
}

impl Pair {
    /// One command to the engine; what it asked whom since must be what the naive one did.
    fn tell(&mut self, now: Instant, command: Command) {
        // The answer is compared through what follows from it.
        let _ = self.engine.step(now, None, command);
        let mut asked = Vec::new();
        for event in self.engine.take_events() {
            match event.decision {
                Decision::Offered { offer, work, agent, .. } => {
                    self.offers.insert((work.0, agent.to_string()), offer);
                    asked.push((event.at, (work.0, agent.to_string())));
                }
                decision => {
                    if let Some((offer, _)) = decision.offer_end() {
                        self.offers.retain(|_, live| *live != offer);
                    }
                }
            }
        }
        let expected = std::mem::take(&mut self.naive.asked);
        let place = format!("seed {}, step {}", self.seed, self.step);
        let why = || {
            let asked = asked.iter().chain(&expected).map(|(_, (work, _))| *work);
            asked.map(|work| self.engine.explain(WorkId(work)).to_string()).collect::<String>()
        };
        assert_eq!(asked, expected, "{place}: who was asked for what\n{}", why());
        let live: Vec<_> = self.offers.keys().cloned().collect();
        let mut rings: Vec<_> =
            self.naive.rings.iter().map(|(id, who, _, _)| (*id, who.clone())).collect();
        rings.sort();
        assert_eq!(live, rings, "{place}: live offers");
        for (id, stage, who) in self.naive.stages() {
            let state = self.engine.state(WorkId(id));
            let expected = match stage {
                Stage::Waiting if rings.iter().any(|(work, _)| *work == id) => WorkState::Offered,
                Stage::Waiting => WorkState::Queued,
                Stage::Assigned => WorkState::Assigned,
                Stage::Active => WorkState::Active,
                Stage::Notes => WorkState::WrappingUp,
                Stage::Over => WorkState::Closed,
                Stage::Deflected => WorkState::Deflected,
                Stage::Abandoned => WorkState::Abandoned,
                Stage::Cancelled => WorkState::Cancelled,
            };
            assert_eq!(state, Some(expected), "{place}: work {id}");
            let held = self.engine.agent_with(WorkId(id)).map(|agent| agent.id().as_str());
            assert_eq!(held, who, "{place}: work {id}");
        }
        self.naive.forget_over();
    }
}

fn world(seed: u64) {
    let mut rng = Rng::from_seed(0x0AC1E ^ seed);
    let setup = setup(&mut rng);
    let engine = Engine::new(setup.plan(), LongestIdle);
    let naive = Naive::new(setup);
    let mut pair = Pair { engine, naive, offers: BTreeMap::new(), seed, step: 0 };
    let (mut now, mut next) = (Instant::START, 0);
    let reasons = [
        Reason::NoAnswer,
        Reason::NoAnswer,
        Reason::Busy,
        Reason::Declined,
        Reason::Unavailable,
        Reason::Failed,
    ];
    for step in 0..PER_WORLD {
        pair.step = step;
        now = later(&mut rng, now, millis(2500));
        pair.naive.pass(now);
        pair.tell(now, Command::Tick);
        let some = WorkId(1 + rng.below(next + 1).max(next.saturating_sub(12)));
        let live: Vec<_> =
            pair.naive.rings.iter().map(|(id, who, _, _)| (*id, who.clone())).collect();
        let who = format!("agent-{}", rng.below(7));
        let command = match rng.below(26) {
            0..=2 => {
                let n = rng.below(7);
                let agent = agent(&mut rng, n);
                pair.naive.sign_on(agent.clone());
                Command::SignOn(agent)
            }
            3 => {
                pair.naive.sign_off(&who);
                Command::SignOff(AgentId::new(&who))
            }
            4 => {
                pair.naive.pause(&who);
                Command::SetReadiness(AgentId::new(&who), Readiness::Away("tea".into()))
            }
            5 | 6 => {
                pair.naive.ready(&who);
                Command::SetReadiness(AgentId::new(&who), Readiness::Ready)
            }
            7..=12 => {
                next += 1;
                let (line, chat, points) =
                    (rng.below(2) as usize, rng.one_in(3), rng.below(4) as i32);
                let need = need(&mut rng);
                let work = if chat {
                    Work::chat(format!("thread-{next}"))
                } else {
                    Work::voice(CallId(next))
                };
                pair.naive.enqueue(next, line, chat, &need, i64::from(points));
                let work = work.needs(need).priority(points).in_queue(["first", "second"][line]);
                Command::Enqueue(WorkId(next), work)
            }
            13..=17 if !live.is_empty() => {
                let (id, who) = pick(&mut rng, &live).clone();
                let offer = pair.offers[&(id, who.clone())];
                if rng.one_in(3) {
                    let why = *pick(&mut rng, &reasons);
                    pair.naive.decline(id, &who, why);
                    Command::Decline(offer, why)
                } else {
                    pair.naive.accept(id, &who);
                    Command::Accept(offer)
                }
            }
            18 | 19 => {
                pair.naive.connected(some.0);
                Command::Connected(some)
            }
            20 => {
                let why = *pick(&mut rng, &reasons);
                pair.naive.connect_failed(some.0, why);
                Command::ConnectFailed(some, why)
            }
            21 | 22 => {
                let notes = [None, Some(millis(0)), Some(millis(2_503))];
                let notes = *pick(&mut rng, &notes);
                pair.naive.complete(some.0, notes);
                Command::Complete(some, notes)
            }
            23 => {
                pair.naive.notes_done(some.0);
                Command::WrapUpDone(some)
            }
            24 if rng.one_in(2) => {
                let points = rng.below(6) as i32;
                pair.naive.raise(some.0, i64::from(points));
                Command::Update(some, None, Some(points))
            }
            24 => {
                pair.naive.give_up(some.0, Stage::Cancelled);
                Command::Cancel(some)
            }
            25 => {
                pair.naive.give_up(some.0, Stage::Abandoned);
                Command::Abandoned(some)
            }
            _ => Command::Tick,
        };
        pair.tell(now, command);
    }
}

#[test]
fn rt_4_09_a_naive_engine_asks_the_same_people_in_the_same_order() {
    for seed in 0..COMMANDS / PER_WORLD {
        world(seed);
    }
}
