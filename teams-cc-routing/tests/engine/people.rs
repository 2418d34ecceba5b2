//! `routing.md` 2.2, 2.6, 2.9, 2.11: who may be asked, who first, and what Teams should show.

use std::time::Duration;

use teams_cc_core::{Agent, AgentId, Instant, Presence, SessionPresence, Skill};
use teams_cc_routing::{
    AgentState, Command, Decision, Engine, Membership, Order, Plan, PresenceGate, Queue, Refusal,
    Reply, Ring, Work, WorkId, WorkState as St,
};

use crate::scene::{Scene, W, call, chat, s};

fn billing() -> Agent {
    Agent::new("adele").with("billing", 5)
}

#[test]
fn rt_2_2_05_a_need_compares_labels() {
    let mut scene = Scene::usual();
    scene.done(Command::SignOn(billing().labelled("site", "berlin")));
    let oslo = Skill::label("site", "oslo");
    scene.done(Command::Enqueue(W, Work::chat("a").needs(oslo.clone())));
    scene.is(St::Queued);
    let elsewhere = Work::chat("b").needs(oslo.absent());
    scene.done(Command::Enqueue(WorkId(2), elsewhere));
    assert_eq!(scene.state(WorkId(2)), Some(St::Offered));
    scene.done(Command::SignOn(Agent::new("diego").labelled("site", "oslo")));
    scene.is(St::Offered);
}

#[test]
fn rt_2_2_05_a_need_and_a_ring_name_groups_of_agents() {
    let plan = Plan::new([Queue::new("billing").ring(Ring::after(s(30)).also_group("helpers"))])
        .group("vip", [AgentId::new("adele")])
        .group("helpers", [AgentId::new("junior")]);
    let mut scene = Scene::new(plan);
    scene.sign_on("diego", 9);
    scene.done(Command::Enqueue(W, Work::chat("a").needs(Skill::group("vip"))));
    scene.is(St::Queued);
    scene.sign_on("adele", 1);
    assert_eq!(scene.asked(), "adele");
    scene.done(Command::Enqueue(WorkId(2), Work::chat("b").needs(Skill::new("tax").at_least(1))));
    scene.sign_on("junior", 0);
    scene.wait(29);
    assert_eq!(scene.state(WorkId(2)), Some(St::Queued));
    scene.wait(1);
    assert_eq!(scene.asked(), "junior");
}

/// Which of the agents is asked for each of the calls, one after the other, each done at once.
fn asked_by(
    order: Order,
    agents: &[Agent],
    setup: &[Command],
    calls: u64,
    work: &Work,
) -> Vec<String> {
    let mut engine = Engine::new(Plan::new([Queue::new("billing")]), order.policy());
    let mut now = Instant::START;
    let mut asked = Vec::new();
    let tell = |engine: &mut Engine<_>, now, command| {
        engine.step(now, None, command).expect("not refused");
        engine.check().expect("the invariants hold");
        engine.take_events()
    };
    for agent in agents {
        tell(&mut engine, now, Command::SignOn(agent.clone()));
        now += s(1);
    }
    for command in setup {
        tell(&mut engine, now, command.clone());
    }
    for n in 1..=calls {
        let id = WorkId(n);
        let events = tell(&mut engine, now, Command::Enqueue(id, work.clone()));
        asked.extend(events.iter().find_map(|event| match &event.decision {
            Decision::Offered { agent, .. } => Some(agent.to_string()),
            _ => None,
        }));
        tell(&mut engine, now, Command::Accepted(id));
        tell(&mut engine, now, Command::Connected(id));
        now += s(60 * n);
        tell(&mut engine, now, Command::Complete(id, Some(Duration::ZERO)));
        now += s(1);
    }
    asked
}

#[test]
fn rt_2_6_02_every_built_in_order_asks_whom_its_words_say() {
    let agents = ["ann", "ben", "cleo"].map(|name| Agent::new(name).with("billing", 3));
    let work = call(1);
    let by = |order, calls| asked_by(order, &agents, &[], calls, &work).join(" ");
    assert_eq!(by(Order::LongestIdle, 4), "ann ben cleo ann");
    assert_eq!(by(Order::RoundRobin, 4), "ann ben cleo ann");
    assert_eq!(by(Order::FewestContacts, 4), "ann ben cleo ann");
    assert_eq!(by(Order::LeastTalk, 5), "ann ben cleo ann ben", "60, 120, 180 s of talk");
    assert_eq!(by(Order::TopDown, 3), "ann ann ann");
    assert_eq!(by(Order::LeastLoaded, 4), "ann ben cleo ann", "idle decides between equals");
    assert_eq!(by(Order::BestMatch, 3), "ann ben cleo");
    assert_eq!(by(Order::IdlenessRatio, 3), "ann ben cleo", "one pool: idle decides");
    assert_eq!(by(Order::Predictive, 3), "ann ben cleo", "no scores: idle decides");
    let drawn = by(Order::Random, 40);
    assert_eq!(drawn, by(Order::Random, 40), "the same seed draws the same");
    assert!(["ann", "ben", "cleo"].iter().all(|name| drawn.contains(name)), "{drawn}");

    let mut levels = agents.clone();
    levels[2] = Agent::new("cleo").with("billing", 8).with("german", 2);
    let asked = |order, work: Work| asked_by(order, &levels, &[], 2, &work).join(" ");
    assert_eq!(asked(Order::BestMatch, call(1)), "cleo cleo");
    let mut wish = agents.clone();
    wish[1] = wish[1].clone().with("german", 4);
    let favours = asked_by(Order::BestMatch, &wish, &[], 2, &call(1).favours("german", 2));
    assert_eq!(favours.join(" "), "ben ben", "a wish beyond the need");

    let ranks = |name: &str, rank, share| {
        let member = Membership { rank, share, ..Membership::of("billing") };
        Command::SetMembership(name.into(), vec![member])
    };
    let first = [ranks("ann", 3, 1), ranks("ben", 1, 1), ranks("cleo", 2, 1)];
    assert_eq!(asked_by(Order::Rank, &agents, &first, 2, &call(1)).join(" "), "ben ben");
}

#[test]
fn rt_2_6_03_shares_occupancy_pools_and_scores_decide() {
    let agents = ["ann", "ben"].map(|name| Agent::new(name).with("billing", 3));
    let share = |name: &str, share| {
        let member = Membership { share, ..Membership::of("billing") };
        Command::SetMembership(name.into(), vec![member])
    };
    let shares = [share("ann", 1), share("ben", 3)];
    let asked = asked_by(Order::PercentShare, &agents, &shares, 40, &call(1));
    assert_eq!(asked.iter().filter(|name| *name == "ben").count(), 30, "three of four");

    // ann talks 60 s, ben 120 s, ann 180 s, then ben is the less busy for a while.
    let asked = asked_by(Order::LeastOccupied, &agents, &[], 4, &call(1));
    assert_eq!(asked.join(" "), "ann ben ann ben");

    let mut pools = vec![Agent::new("solo").with("billing", 9)];
    pools.extend((0..3).map(|n| Agent::new(format!("many-{n}").as_str()).with("billing", 3)));
    let chats = asked_by(Order::IdlenessRatio, &pools, &[], 3, &call(1));
    assert_eq!(chats.join(" "), "solo many-0 many-1", "all pools idle: who came first");

    let predicted = call(1).attribute("score:ben", 7).attribute("score:ann", 2);
    assert_eq!(asked_by(Order::Predictive, &agents, &[], 2, &predicted).join(" "), "ben ben");
}

#[test]
fn rt_2_6_03_a_score_found_out_later_comes_by_command() {
    let plan = Plan::new([Queue::new("billing")]);
    let mut engine = Engine::new(plan, Order::Predictive.policy());
    let mut tell =
        |command| engine.step(Instant::START, None, command).map(|_| engine.take_events());
    tell(Command::Enqueue(W, call(1))).unwrap();
    tell(Command::SetAttribute(W, "score:diego".into(), 9)).unwrap();
    assert_eq!(tell(Command::Enqueue(W, call(1))).map(|e| e.len()), Ok(0), "still the same work");
    let huge = "x".repeat(70_000);
    assert_eq!(tell(Command::SetAttribute(W, huge, 9)), Err(Refusal::WorkTooLarge));
}

#[test]
fn rt_2_9_08_each_queue_may_have_its_own_presence_gate() {
    let gate = PresenceGate { busy_by_hand_blocks: false, ..PresenceGate::default() };
    let plan = Plan::new([Queue::new("billing"), Queue::new("urgent").presence(gate)]);
    let mut scene = Scene::new(plan).adele();
    scene.presence("adele", "Busy", "Busy");
    scene.enqueue();
    scene.is(St::Queued);
    assert!(scene.engine.explain(W).to_string().contains("Teams presence"));
    scene.done(Command::Enqueue(WorkId(2), call(2).in_queue("urgent")));
    assert_eq!(scene.state(WorkId(2)), Some(St::Offered));
    scene.done(Command::Cancel(WorkId(2)));
    scene.presence("adele", "DoNotDisturb", "DoNotDisturb");
    scene.done(Command::Enqueue(WorkId(3), call(3).in_queue("urgent")));
    assert_eq!(scene.state(WorkId(3)), Some(St::Queued), "both gates are shut");
    scene.presence("adele", "Available", "Available");
    scene.is(St::Offered);
}

#[test]
fn rt_2_9_09_the_engine_says_what_teams_should_show() {
    let plan = Plan::new([Queue::new("billing").wrap_up(s(30))]).shows_presence();
    let mut scene = Scene::new(plan).adele();
    let wanted = |scene: &Scene| {
        let mut shows = scene.events.iter().rev().filter_map(|event| match &event.decision {
            Decision::PresenceWanted { show, .. } => Some(*show),
            _ => None,
        });
        shows.next()
    };
    assert_eq!(wanted(&scene), Some(SessionPresence::Available));
    scene.enqueue();
    assert_eq!(wanted(&scene), Some(SessionPresence::Available), "a ring shows nothing");
    scene.done(Command::Accepted(W));
    scene.done(Command::Connected(W));
    assert_eq!(wanted(&scene), Some(SessionPresence::InACall));
    scene.done(Command::Complete(W, None));
    // Our own wish comes back as presence: no foreign call, in notes and shortly after.
    scene.presence("adele", "Busy", "InACall");
    assert_eq!(wanted(&scene), Some(SessionPresence::InACall), "notes hold everything");
    scene.wait(30);
    assert_eq!(wanted(&scene), Some(SessionPresence::Available));
    assert_eq!(scene.count(|d| matches!(d, Decision::AgentExternallyBusy { .. })), 0);
    scene.pause("adele");
    assert_eq!(wanted(&scene), Some(SessionPresence::Away));
    scene.done(Command::SignOff("adele".into()));
    assert_eq!(wanted(&scene), Some(SessionPresence::Cleared));
    let busy = SessionPresence::InACall.presence();
    assert_eq!(busy, Some(Presence::new("Busy".into(), "InACall".into())));
}

#[test]
fn rt_3_3_06_silence_holds_offers_and_then_signs_off() {
    let mut scene = Scene::usual().adele();
    scene.done(Command::Heartbeat("adele".into(), s(30)));
    scene.wait(20);
    scene.done(Command::Heartbeat("adele".into(), s(30)));
    scene.wait(29);
    assert_eq!(scene.shown("adele"), AgentState::Idle);
    scene.wait(1);
    assert_eq!(scene.shown("adele"), AgentState::Held);
    scene.enqueue();
    scene.is(St::Queued);
    assert!(scene.engine.explain(W).to_string().contains("application silent"));
    scene.done(Command::Heartbeat("adele".into(), s(30)));
    scene.is(St::Offered);
    scene.done(Command::Cancel(W));
    scene.wait(30 + 299);
    assert_eq!(scene.shown("adele"), AgentState::Held);
    scene.wait(1);
    assert_eq!(scene.shown("adele"), AgentState::Off);
    scene.refused(Command::Heartbeat("adele".into(), s(30)), Refusal::NotSignedOn);
    // Zero: not watched any more.
    scene.sign_on("adele", 5);
    scene.done(Command::Heartbeat("adele".into(), s(5)));
    scene.done(Command::Heartbeat("adele".into(), s(0)));
    scene.wait(60);
    assert_eq!(scene.shown("adele"), AgentState::Idle);
}

#[test]
fn rt_2_11_01_an_expert_is_asked_so_often_in_any_day() {
    let plan = Plan::new([Queue::new("billing")])
        .experts([Agent::new("megan").with("billing", 9)])
        .expert_cap(2);
    let mut scene = Scene::new(plan).adele().talking();
    let ask = || Command::AskExpert(W, "megan".into());
    scene.done(ask());
    scene.wait(3600);
    scene.done(ask());
    assert!(scene.engine.expert_for(W).is_none());
    scene.refused(ask(), Refusal::ExpertCap);
    scene.wait(23 * 3600);
    scene.done(ask());
    scene.refused(ask(), Refusal::ExpertCap);
}

#[test]
fn rt_2_11_02_a_supervisors_command_is_told_with_actor_and_reason() {
    let mut scene = Scene::usual().adele();
    let by = |command| Command::By("grady".into(), "fire drill".into(), Box::new(command));
    assert_eq!(scene.tell(by(Command::ForceOff("adele".into()))), Ok(Reply::Done));
    let told = scene.events.last().map(|event| event.decision.clone());
    let expected = Decision::Ordered { by: "grady".into(), reason: "fire drill".into() };
    assert_eq!(told, Some(expected));
    scene.refused(by(Command::ForceOff("nobody".into())), Refusal::UnknownAgent);
    scene.done(Command::Enqueue(W, chat(1)));
}
