//! The routing sketches, as users should be able to write them.

use std::time::Duration;

use teams_cc_core::{Agent, CallId, Instant, Machine, Reason, Skill};
use teams_cc_routing::{Command, Decision, Engine, LongestIdle, Plan, Queue, Work, WorkId};

fn offered(engine: &mut Engine<LongestIdle>) -> Option<&'static str> {
    let mut last = None;
    while let Some(event) = engine.poll() {
        if let Decision::Offered { agent, .. } = event.decision {
            last = ["adele", "diego"].into_iter().find(|name| agent == *name);
        }
    }
    last
}

#[test]
fn a_declined_call_goes_to_the_next_agent_without_losing_its_place() {
    let mut engine = Engine::new(Plan::new([Queue::new("billing")]), LongestIdle);
    let second = |n| Instant::START + Duration::from_secs(n);

    engine.handle(second(0), Command::SignOn(Agent::new("adele").with("billing", 5)));
    engine.handle(second(1), Command::SignOn(Agent::new("diego").with("billing", 3)));

    let work = Work::voice(CallId(1)).needs(Skill::new("billing").at_least(3));
    engine.handle(second(2), Command::Enqueue(WorkId(1), work));
    assert_eq!(offered(&mut engine), Some("adele"));

    engine.handle(second(7), Command::Declined(WorkId(1), Reason::NoAnswer));
    assert_eq!(offered(&mut engine), Some("diego"), "{}", engine.explain(WorkId(1)));

    let why = engine.explain(WorkId(1)).to_string();
    assert!(why.contains("to diego: idle 6s, best of 1"), "{why}");
    assert!(why.contains("out, in back-off after an offer: adele"), "{why}");
}
