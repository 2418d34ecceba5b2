//! I11, audited over what the engine says, in overload: nothing that came later than the ceiling
//! after it passes work that the agent could have taken (`routing.md` 2.5).

use std::collections::BTreeMap;

use teams_cc_core::{AgentId, Instant, Need, Rng, Skill};
use teams_cc_routing::{Command, Decision, Engine, Event, LongestIdle, Plan, Queue, Work, WorkId};

use super::{later, millis, pick, worlds};

const CEILING: u64 = 20_000;

struct Known {
    came: Instant,
    queue: &'static str,
    need: Need,
    waits: bool,
}

/// Queues that age at very different pace: without a ceiling the slow one would never be served.
fn plan() -> Plan {
    let queue = |name, points, ageing| {
        Queue::new(name)
            .priority(points)
            .ageing(ageing)
            .ceiling(millis(CEILING))
            .wrap_up(millis(500))
    };
    Plan::new([queue("slow", 0, 0), queue("plain", 2, 1), queue("fast", 30, 600)])
}

/// Gives how often older work was passed within the ceiling, and how long anyone waited at most.
fn audit(seed: u64, ceiling: u64) -> (u64, u64) {
    let mut rng = Rng::from_seed(seed);
    let mut engine = Engine::new(plan(), LongestIdle);
    let mut known: BTreeMap<WorkId, Known> = BTreeMap::new();
    let mut active: Vec<WorkId> = Vec::new();
    let (mut passed, mut longest) = (0, 0);
    let skills: [&[&str]; 3] = [&["billing", "french"], &["billing"], &["french"]];
    let mut now = Instant::START;
    for (n, skills) in skills.iter().enumerate() {
        let agent = teams_cc_core::Agent::new(format!("agent-{n}").as_str());
        let agent = skills.iter().fold(agent, |agent, skill| agent.with(*skill, 5));
        engine.step(now, None, Command::SignOn(agent)).expect("signs on");
    }
    let can = |agent: &AgentId, need: &Need| {
        let n: usize = agent.as_str()[6..].parse().expect("a number");
        need.is_met_by(|skill| skills[n].contains(&skill.name()).then_some(5))
    };
    for id in 1..=400 {
        now = later(&mut rng, now, millis(900));
        let (id, queue) = (WorkId(id), *pick(&mut rng, &["slow", "plain", "fast", "fast"]));
        let need = Need::from(Skill::new(pick(&mut rng, &["billing", "french"])));
        let before = millis(if rng.one_in(8) { rng.below(9_000) } else { 0 });
        let came = Instant::from_nanos((now.as_nanos()).saturating_sub(before.as_nanos() as u64));
        known.insert(id, Known { came, queue, need: need.clone(), waits: false });
        let work = Work::chat("a").in_queue(queue).needs(need).already_waited(before);
        // One piece at a time for each: overload.
        let work = Command::Enqueue(id, work);
        engine.step(now, None, work).expect("room");
        if active.len() >= 3 && !rng.one_in(3) {
            let done = active.remove(rng.below(active.len() as u64) as usize);
            engine.step(now, None, Command::Complete(done, None)).expect("active");
        }
        loop {
            let events: Vec<Event> = engine.take_events();
            if events.is_empty() {
                break;
            }
            for event in events {
                match event.decision {
                    Decision::Queued { work, .. } => {
                        known.get_mut(&work).expect("known").waits = true;
                    }
                    Decision::Offered { work, agent, .. } => {
                        let mine = &known[&work];
                        assert!(mine.waits, "{work} was offered before it waited");
                        longest = longest.max(event.at.since(mine.came).as_millis() as u64);
                        for (other, older) in &known {
                            let able = older.waits && can(&agent, &older.need);
                            let by = mine.came.since(older.came);
                            passed += u64::from(able && mine.came > older.came);
                            assert!(
                                !able || mine.came < older.came || by <= millis(ceiling),
                                "I11, seed {seed}: {work} passes {other} of {}, {by:?} older",
                                older.queue
                            );
                        }
                        known.get_mut(&work).expect("known").waits = false;
                        engine.step(now, None, Command::Accepted(work)).expect("accepts");
                        engine.step(now, None, Command::Connected(work)).expect("connects");
                        active.push(work);
                    }
                    _ => {}
                }
            }
        }
    }
    (passed, longest)
}

#[test]
fn rt_4_11_nothing_that_comes_later_than_the_ceiling_passes() {
    let (mut passed, mut longest) = (0, 0);
    for seed in 0..worlds() / 10 {
        let (some, wait) = audit(seed, CEILING);
        passed += some;
        longest = longest.max(wait);
    }
    assert!(passed > 1_000, "within the ceiling points decide: {passed}");
    assert!(longest > 2 * CEILING, "overload: somebody waited {longest} ms");
}
