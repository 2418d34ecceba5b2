//! `routing.md` 3.2 to 3.4, a test a row: offers, agents, assignments.

use std::time::Duration;

use teams_cc_core::{AgentId, Instant, Medium, Reason};
use teams_cc_routing::{
    AgentState, Capacity, Command, CommandId, Decision, Engine, LongestIdle, OfferEnd, OfferId,
    Plan, Queue, Readiness, Refusal, Reply, Source, WorkId, WorkState as St, WrapUpHolds,
};

use crate::scene::{Scene, W, call, chat, s};

#[test]
fn rt_3_2_01_an_accept_before_the_deadline_has_the_work() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    scene.wait(19);
    scene.done(Command::Accept(scene.offer()));
    scene.is(St::Assigned);
}

#[test]
fn rt_3_2_02_a_decline_ends_the_offer_with_its_cause() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    let offer = scene.offer();
    scene.done(Command::Decline(offer, Reason::Busy));
    let end = OfferEnd::Declined(Reason::Busy);
    scene.refused(Command::Accept(offer), Refusal::OfferOver(end));
}

#[test]
fn rt_3_2_03_an_offer_expires_at_its_deadline_and_an_accept_at_it_loses() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    let offer = scene.offer();
    let at_the_deadline = Instant::START + s(20);
    let answer = scene.engine.step(at_the_deadline, None, Command::Accept(offer));
    assert_eq!(answer, Err(Refusal::OfferOver(OfferEnd::Expired)));
}

#[test]
fn rt_3_2_04_an_offer_is_revoked_when_work_or_agent_leave() {
    let leave: [fn(&mut Scene); 3] = [
        |scene| scene.done(Command::Abandoned(W)),
        |scene| scene.done(Command::SignOff("adele".into())),
        |scene| {
            let busy = Command::SetExternalCall("adele".into(), Source::Signalling, s(60));
            scene.done(busy);
        },
    ];
    for leave in leave {
        let mut scene = Scene::usual().adele();
        scene.enqueue();
        leave(&mut scene);
        assert_eq!(scene.count(|d| matches!(d, Decision::Revoked { .. })), 1);
    }
}

#[test]
fn rt_3_2_05_a_second_accept_of_the_same_offer_is_the_same_assignment() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    let offer = scene.offer();
    scene.done(Command::Accept(offer));
    assert_eq!(scene.tell(Command::Accept(offer)), Ok(Reply::Already));
    assert_eq!(scene.count(|d| matches!(d, Decision::Assigned { .. })), 1);
}

#[test]
fn rt_3_2_06_anything_else_to_an_offer_that_is_over_conflicts() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    let offer = scene.offer();
    scene.done(Command::Accept(offer));
    let over = Refusal::OfferOver(OfferEnd::Accepted);
    scene.refused(Command::Decline(offer, Reason::Busy), over);
    scene.refused(Command::Accept(OfferId(999)), Refusal::UnknownOffer);
}

#[test]
fn rt_3_3_01_signing_off_with_work_in_hand_waits_for_its_end() {
    let mut scene = Scene::usual().adele().talking();
    assert_eq!(scene.tell(Command::SignOff("adele".into())), Ok(Reply::Pending));
    assert_eq!(scene.shown("adele"), AgentState::Talking);
    scene.done(Command::Complete(W, None));
    assert_eq!(scene.shown("adele"), AgentState::Off);
}

#[test]
fn rt_3_3_02_a_pause_is_immediate_or_pending() {
    let mut idle = Scene::usual().adele();
    assert_eq!(idle.pause("adele"), Reply::Done);
    assert_eq!(idle.shown("adele"), AgentState::Away);
    let mut busy = Scene::usual().adele().talking();
    assert_eq!(busy.pause("adele"), Reply::Pending);
    busy.done(Command::Complete(W, Some(s(5))));
    busy.wait(5);
    assert_eq!(busy.shown("adele"), AgentState::Away, "after wrap-up");
}

#[test]
fn rt_3_3_03_no_answer_backs_off_and_after_three_in_a_row_is_not_responding() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    for miss in 1..=3 {
        scene.wait(20);
        let state = if miss < 3 { AgentState::BackOff } else { AgentState::NotResponding };
        assert_eq!(scene.shown("adele"), state, "miss {miss}");
        scene.wait(30);
    }
    scene.wait(3600);
    assert_eq!(scene.shown("adele"), AgentState::NotResponding, "never by itself");
    scene.presence("adele", "Available", "Available");
    assert_eq!(scene.shown("adele"), AgentState::NotResponding, "never by presence");
    scene.done(Command::SetReadiness("adele".into(), Readiness::Ready));
    scene.is(St::Offered);
}

#[test]
fn rt_3_3_04_presence_and_foreign_calls_close_the_gate_and_open_it_again() {
    let mut scene = Scene::usual().adele();
    scene.presence("adele", "Busy", "InACall");
    assert_eq!(scene.shown("adele"), AgentState::Held);
    assert_eq!(scene.count(|d| matches!(d, Decision::AgentExternallyBusy { .. })), 1);
    scene.enqueue();
    scene.is(St::Queued);
    scene.presence("adele", "Available", "Available");
    scene.is(St::Offered);
}

#[test]
fn rt_3_3_05_skills_and_queues_change_for_the_next_match_only() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    scene.sign_on("adele", 1);
    scene.is(St::Offered);
    scene.decline(Reason::Busy);
    scene.wait(600);
    scene.is(St::Queued);
    scene.sign_on("adele", 4);
    scene.is(St::Offered);
}

#[test]
fn rt_3_4_01_connecting_active_held_wrap_up_closed() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    scene.done(Command::Accepted(W));
    scene.is(St::Assigned);
    scene.done(Command::Connected(W));
    scene.done(Command::Hold(W));
    scene.done(Command::Unhold(W));
    scene.done(Command::Complete(W, Some(s(3))));
    scene.is(St::WrappingUp);
    scene.wait(3);
    scene.is(St::Closed);
}

#[test]
fn rt_3_4_02_connecting_may_fail() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    scene.done(Command::Accepted(W));
    scene.done(Command::ConnectFailed(W, Reason::NoAnswer));
    scene.is(St::Queued);
}

#[test]
fn rt_2_7_01_each_cause_has_its_consequence() {
    let causes = [
        (Reason::NoAnswer, 30),
        (Reason::Busy, 5),
        (Reason::Failed, 10),
        (Reason::Unavailable, 10),
        (Reason::Declined, 60),
    ];
    for (cause, rest) in causes {
        let mut scene = Scene::usual().adele();
        scene.enqueue();
        scene.decline(cause);
        scene.wait(rest - 1);
        scene.is(St::Queued);
        scene.wait(1);
        scene.is(St::Offered);
    }
    let mut other = Scene::usual().adele();
    other.enqueue();
    other.decline(Reason::Declined);
    other.done(Command::Enqueue(WorkId(2), call(2)));
    assert_eq!(other.state(WorkId(2)), Some(St::Offered), "declined this work, not all work");
}

#[test]
fn rt_2_8_03_capacity_lowered_in_use_stops_new_offers_only() {
    let mut scene = Scene::usual().adele();
    for n in 1..=2 {
        scene.done(Command::Enqueue(WorkId(n), chat(n)));
        scene.done(Command::Accepted(WorkId(n)));
    }
    let less = Capacity::default().medium(Medium::Chat, 60, 1);
    scene.done(Command::SetCapacity("adele".into(), less));
    assert_eq!(scene.count(|d| matches!(d, Decision::OverCommitted { .. })), 1);
    assert_eq!(scene.state(WorkId(2)), Some(St::Assigned));
}

#[test]
fn rt_2_8_04_wrap_up_holds_everything_its_own_units_or_nothing() {
    let holds = [
        (WrapUpHolds::Everything, St::Queued),
        (WrapUpHolds::Own, St::Offered),
        (WrapUpHolds::Nothing, St::Offered),
    ];
    for (holds, state) in holds {
        let queue = Queue::new("billing").wrap_up(s(60)).wrap_up_holds(holds);
        let mut scene = Scene::with(queue).adele();
        scene.done(Command::Enqueue(W, chat(1)));
        scene.done(Command::Accepted(W));
        scene.done(Command::Connected(W));
        scene.done(Command::Complete(W, None));
        scene.done(Command::Enqueue(WorkId(2), chat(2)));
        assert_eq!(scene.state(WorkId(2)), Some(state), "{holds:?}");
    }
}

#[test]
fn rt_2_9_01_an_echo_of_our_own_call_is_no_foreign_call() {
    let mut scene = Scene::usual().adele().talking();
    scene.presence("adele", "Busy", "InACall");
    scene.wait(60);
    scene.done(Command::Complete(W, None));
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    assert_eq!(scene.state(WorkId(2)), Some(St::Offered), "presence lags behind");
    assert_eq!(scene.count(|d| matches!(d, Decision::AgentExternallyBusy { .. })), 0);
}

#[test]
fn rt_2_9_02_a_call_that_presence_shows_long_after_ours_is_foreign() {
    let mut scene = Scene::usual().adele().talking();
    scene.presence("adele", "Busy", "InACall");
    scene.done(Command::Complete(W, None));
    scene.wait(10); // lag_out
    assert_eq!(scene.count(|d| matches!(d, Decision::AgentExternallyBusy { .. })), 1);
    assert_eq!(scene.shown("adele"), AgentState::Held);
}

#[test]
fn rt_2_9_03_a_call_in_presence_during_an_offer_is_suspect_for_lag_in() {
    let mut explained = Scene::usual().adele();
    explained.enqueue();
    explained.presence("adele", "Busy", "InACall");
    explained.wait(1);
    explained.done(Command::Accepted(W));
    explained.wait(60);
    explained.is(St::Assigned);
    let mut foreign = Scene::usual().adele();
    foreign.enqueue();
    foreign.presence("adele", "Busy", "InACall");
    foreign.wait(2);
    foreign.is(St::Queued);
    assert_eq!(foreign.count(|d| matches!(d, Decision::AgentExternallyBusy { .. })), 1);
}

#[test]
fn rt_2_9_04_presence_that_is_lost_is_believed_for_a_minute() {
    let mut scene = Scene::usual().adele();
    scene.presence("adele", "Away", "Away");
    scene.done(Command::SetPresence("adele".into(), None));
    scene.enqueue();
    scene.wait(59);
    scene.is(St::Queued);
    scene.wait(1);
    scene.is(St::Offered);
    assert_eq!(scene.count(|d| matches!(d, Decision::PresenceStale { .. })), 1);
}

#[test]
fn rt_2_9_05_a_stronger_source_is_not_opened_by_a_weaker_one() {
    let mut scene = Scene::usual().adele();
    scene.done(Command::SetExternalCall("adele".into(), Source::Signalling, s(90)));
    scene.presence("adele", "Available", "Available");
    scene.enqueue();
    scene.wait(89);
    scene.is(St::Queued);
    scene.wait(1);
    scene.is(St::Offered);
}

#[test]
fn rt_2_6_01_coming_back_makes_nobody_the_longest_idle() {
    let mut scene = Scene::usual().staffed();
    scene.wait(100);
    scene.pause("adele");
    scene.done(Command::SetReadiness("adele".into(), Readiness::Ready));
    scene.enqueue();
    assert_eq!(scene.asked(), "diego");
}

#[test]
fn rt_2_4_03_preferred_agents_have_it_alone_for_their_time() {
    let mut scene = Scene::usual().staffed();
    scene.done(Command::Enqueue(WorkId(7), call(7))); // Adele is asked
    scene.done(Command::Enqueue(W, call(1).prefers("adele", s(15))));
    scene.is(St::Queued);
    scene.wait(15);
    assert_eq!(scene.asked(), "diego");
    let mut away = Scene::usual().staffed();
    away.pause("adele");
    away.done(Command::Enqueue(W, call(1).prefers("adele", s(15))));
    assert_eq!(away.asked(), "diego", "skipped if away");
}

#[test]
fn rt_5_01_a_repeated_command_id_returns_the_first_answer() {
    let mut engine = Engine::new(Plan::new([Queue::new("billing")]), LongestIdle);
    let id = Some(CommandId(42));
    let command = || Command::Cancel(WorkId(1));
    let first = engine.step(Instant::START, id, command());
    assert_eq!(first, Err(Refusal::UnknownWork));
    let enqueue = Command::Enqueue(WorkId(1), call(1));
    assert_eq!(engine.step(Instant::START, None, enqueue), Ok(Reply::Waiting));
    assert_eq!(engine.step(Instant::START, id, command()), first, "not carried out again");
    assert_eq!(engine.state(WorkId(1)), Some(St::Queued));
}

#[test]
fn rt_5_02_every_limit_has_its_answer() {
    let limits = teams_cc_routing::Limits {
        agents: 1,
        work: 2,
        kinds: 2,
        work_bytes: 100,
        ..Default::default()
    };
    let mut scene = Scene::new(Plan::new([Queue::new("billing")]).limits(limits));
    scene.sign_on("adele", 1);
    let second = Command::SignOn(teams_cc_core::Agent::new("diego"));
    assert_eq!(scene.tell(second), Err(Refusal::TooManyAgents));
    let long = call(1).note("x".repeat(101));
    assert_eq!(scene.tell(Command::Enqueue(W, long)), Err(Refusal::WorkTooLarge));
    scene.enqueue();
    let need = |level| call(2).needs(teams_cc_core::Skill::new("billing").at_least(level));
    scene.done(Command::Enqueue(WorkId(2), need(4)));
    assert_eq!(scene.tell(Command::Enqueue(WorkId(3), call(3))), Err(Refusal::TooMuchWork));
    let other_points = Command::Update(WorkId(2), None, Some(9));
    scene.refused(other_points.clone(), Refusal::TooManyKinds);
    scene.done(Command::Cancel(W)); // its kind is free for another now
    scene.done(other_points);
    scene.done(Command::Enqueue(WorkId(3), need(4)));
    assert_eq!(scene.state(WorkId(2)), Some(St::Queued));
}

#[test]
fn rt_2_5_01_points_grow_with_waiting_until_the_ceiling_where_age_decides() {
    let mut scene = Scene::with(Queue::new("billing").ageing(60).ceiling(s(100)));
    scene.done(Command::Enqueue(WorkId(1), call(1)));
    scene.wait(10);
    scene.done(Command::Enqueue(WorkId(2), call(2).priority(9))); // 9 points: 9 s of waiting
    scene.done(Command::Enqueue(WorkId(3), call(3).priority(11)));
    scene.done(Command::Enqueue(WorkId(4), call(4).priority(1_000_000)));
    let mut order = Vec::new();
    let mut take = |scene: &mut Scene| {
        let work = (1..=4).map(WorkId).find(|w| scene.state(*w) == Some(St::Offered));
        let work = work.expect("one is offered");
        order.push(work.0);
        scene.done(Command::Cancel(work));
    };
    scene.sign_on("adele", 5);
    take(&mut scene);
    take(&mut scene);
    take(&mut scene);
    take(&mut scene);
    assert_eq!(order, [4, 3, 1, 2]);

    let mut old = Scene::with(Queue::new("billing").ageing(0).ceiling(s(100)));
    old.done(Command::Enqueue(WorkId(1), call(1)));
    old.wait(100);
    old.done(Command::Enqueue(WorkId(2), call(2).priority(1_000_000)));
    old.sign_on("adele", 5);
    assert_eq!(old.state(WorkId(1)), Some(St::Offered), "nothing later passes it any more");
    assert_eq!(old.second(), 100);
}

#[test]
fn rt_8_01_a_policy_that_panics_is_replaced_by_longest_idle() {
    #[derive(Debug)]
    struct Hostile;
    impl teams_cc_routing::OrderPolicy for Hostile {
        fn name(&self) -> &'static str {
            "hostile"
        }
        fn agent_key(
            &self,
            _: &teams_cc_routing::AgentView<'_>,
            _: &teams_cc_routing::WaitingView<'_>,
        ) -> teams_cc_routing::AgentKey {
            panic!("as a vendor's policy may")
        }
    }
    let mut engine = Engine::new(Plan::new([Queue::new("billing")]), Hostile);
    let agent = teams_cc_core::Agent::new("adele").with("billing", 5);
    let step = |engine: &mut Engine<Hostile>, command| {
        engine.step(Instant::START + Duration::from_secs(1), None, command).expect("accepted");
        engine.take_events()
    };
    step(&mut engine, Command::SignOn(agent));
    let events = step(&mut engine, Command::Enqueue(W, call(1)));
    let asked = |d: &Decision| matches!(d, Decision::Offered { agent, .. } if *agent == "adele");
    assert!(events.iter().any(|event| asked(&event.decision)));
    assert!(events.iter().any(|event| event.decision == Decision::PolicyFailed));
    assert_eq!(engine.agent_with(W).map(|a| a.id().clone()), None::<AgentId>);
}
