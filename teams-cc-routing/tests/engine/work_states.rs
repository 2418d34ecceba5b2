//! `routing.md` 3.1, a test a row: where work goes, and why.

use std::time::Duration;

use teams_cc_core::{Address, AgentId, Reason};
use teams_cc_routing::{
    Closing, Command, Decision, OfferEnd, Queue, Refusal, Reply, Revoked, Ring, Rule, Then, When,
    WorkId, WorkState as St,
};

use crate::scene::{Scene, W, call, s};

#[test]
fn rt_3_1_01_new_work_waits_and_is_known() {
    let mut scene = Scene::usual();
    assert_eq!(scene.tell(Command::Enqueue(W, call(1))), Ok(Reply::Waiting));
    scene.is(St::Queued);
    assert_eq!(scene.count(|d| matches!(d, Decision::Created { .. })), 1);
    let nowhere = call(2).in_queue("nowhere");
    scene.refused(Command::Enqueue(WorkId(2), nowhere), Refusal::UnknownQueue);
}

#[test]
fn rt_3_1_02_the_same_id_with_the_same_content_is_the_same_work() {
    let mut scene = Scene::usual();
    scene.enqueue();
    assert_eq!(scene.tell(Command::Enqueue(W, call(1))), Ok(Reply::Already));
    scene.refused(Command::Enqueue(W, call(2)), Refusal::OtherWork);
    scene.done(Command::Abandoned(W));
    assert_eq!(scene.tell(Command::Enqueue(W, call(1))), Ok(Reply::Already), "after the end too");
    scene.refused(Command::Enqueue(W, call(2)), Refusal::OtherWork);
}

#[test]
fn rt_3_1_05_scheduled_work_waits_only_when_it_is_due() {
    let mut scene = Scene::usual().adele();
    scene.done(Command::Enqueue(W, call(1).not_before(s(60))));
    scene.is(St::Scheduled);
    scene.wait(60);
    scene.is(St::Offered);
    assert_eq!(scene.count(|d| matches!(d, Decision::Due { .. })), 1);
}

#[test]
fn rt_3_1_06_scheduled_and_parked_work_can_be_cancelled_or_abandoned() {
    for end in [Command::Cancel(W), Command::Abandoned(W)] {
        let over = if end == Command::Cancel(W) { St::Cancelled } else { St::Abandoned };
        let mut scheduled = Scene::usual();
        scheduled.done(Command::Enqueue(W, call(1).not_before(s(60))));
        scheduled.done(end.clone());
        scheduled.is(over);
        let mut parked = Scene::usual();
        parked.enqueue();
        parked.done(Command::Park(W));
        parked.done(end);
        parked.is(over);
    }
    let mut callback =
        Scene::with(Queue::new("billing").rule(Rule::new(When::Waited(s(5)), Then::Callback)));
    callback.enqueue();
    callback.wait(5);
    callback.refused(Command::Abandoned(W), Refusal::NotWhile(St::Parked));
    callback.done(Command::Cancel(W));
}

#[test]
fn rt_3_1_07_a_match_reserves_offers_and_sets_a_timer() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    scene.is(St::Offered);
    assert_eq!(scene.asked(), "adele");
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    assert_eq!(scene.state(WorkId(2)), Some(St::Queued), "her units are reserved");
}

#[test]
fn rt_3_1_08_a_ring_begins_at_its_time_and_keeps_the_place() {
    let mut scene = Scene::with(Queue::new("billing").ring(Ring::after(s(30)).lower_by(2)));
    scene.sign_on("junior", 1);
    scene.enqueue();
    scene.wait(29);
    scene.is(St::Queued);
    scene.wait(10);
    scene.is(St::Offered);
    let ring = scene.events.iter().find(|e| matches!(e.decision, Decision::RingAdvanced { .. }));
    assert_eq!(ring.map(|e| e.at.as_millis()), Some(30_000), "at its own time, not when we looked");
}

#[test]
fn rt_3_1_09_a_rule_moves_parks_or_deflects() {
    let moves = [
        (Then::Move("general".into()), St::Queued),
        (Then::Callback, St::Parked),
        (Then::Overflow, St::Deflected),
        (Then::Deflect(Address::Dialled("0".into())), St::Deflected),
        (Then::Cancel, St::Cancelled),
    ];
    for (then, state) in moves {
        let rule = Rule::new(When::Waited(s(30)), then);
        let mut scene = Scene::with(Queue::new("billing").rule(rule));
        scene.enqueue();
        scene.wait(29);
        scene.is(St::Queued);
        scene.wait(1);
        scene.is(state);
    }
}

#[test]
fn rt_3_1_10_parked_work_keeps_its_place() {
    let mut scene = Scene::usual();
    scene.enqueue();
    scene.wait(1);
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    scene.done(Command::Park(W));
    scene.done(Command::Resume(W));
    scene.sign_on("adele", 5);
    scene.is(St::Offered);
    scene.refused(Command::Resume(W), Refusal::NotWhile(St::Offered));
}

#[test]
fn rt_3_1_11_a_ring_that_begins_during_an_offer_leaves_it_alone() {
    let mut scene = Scene::with(Queue::new("billing").ring(Ring::after(s(5)).lower_by(2))).adele();
    scene.sign_on("junior", 1);
    scene.enqueue();
    scene.wait(6);
    assert_eq!(scene.count(|d| matches!(d, Decision::RingAdvanced { .. })), 1);
    assert_eq!(scene.count(|d| matches!(d, Decision::Offered { .. })), 1, "below the limit only");
    scene.is(St::Offered);
}

#[test]
fn rt_3_1_12_overflow_during_an_offer_revokes_it_or_waits_for_it() {
    let queue = || Queue::new("billing").rule(Rule::new(When::Waited(s(5)), Then::Overflow));
    let mut now = Scene::with(queue()).adele();
    now.enqueue();
    now.wait(5);
    now.is(St::Deflected);
    assert_eq!(now.count(|d| matches!(d, Decision::Revoked { .. })), 1);
    let mut later = Scene::with(queue().overflow_after_offer()).adele();
    later.enqueue();
    later.wait(5);
    later.is(St::Offered);
    later.decline(Reason::Busy);
    later.is(St::Deflected);
    let mut taken = Scene::with(queue().overflow_after_offer()).adele();
    taken.enqueue();
    taken.wait(6);
    taken.done(Command::Accepted(W));
    taken.is(St::Assigned);
}

#[test]
fn rt_3_1_13_a_queue_that_closes_keeps_drains_or_overflows() {
    let ends = [
        (Closing::Keep, St::Queued),
        (Closing::Drain, St::Offered),
        (Closing::Overflow, St::Deflected),
    ];
    for (closing, state) in ends {
        let mut scene = Scene::usual();
        scene.enqueue();
        scene.done(Command::CloseQueue("billing".into(), closing));
        scene.sign_on("adele", 5);
        scene.is(state);
        scene.refused(Command::Enqueue(WorkId(9), call(9)), Refusal::QueueClosed);
        scene.done(Command::OpenQueue("billing".into()));
        assert_eq!(scene.state(W) == Some(St::Offered), closing != Closing::Overflow);
    }
}

#[test]
fn rt_3_1_14_a_customer_who_leaves_abandons_and_frees_the_agent() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    scene.done(Command::Abandoned(W));
    scene.is(St::Abandoned);
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    assert_eq!(scene.state(WorkId(2)), Some(St::Offered));
}

#[test]
fn rt_3_1_15_waiting_work_can_be_cancelled() {
    for staffed in [false, true] {
        let mut scene = if staffed { Scene::usual().adele() } else { Scene::usual() };
        scene.enqueue();
        scene.done(Command::Cancel(W));
        scene.is(St::Cancelled);
    }
}

#[test]
fn rt_3_1_16_work_expires_at_its_deadline() {
    let mut scene = Scene::usual();
    scene.done(Command::Enqueue(W, call(1).give_up_after(s(90))));
    scene.wait(89);
    scene.is(St::Queued);
    scene.wait(1);
    scene.is(St::Expired);
}

#[test]
fn rt_3_1_17_the_first_accept_has_it_and_the_others_are_revoked() {
    let mut scene = Scene::with(Queue::new("billing").offers_at_once(2)).staffed();
    scene.enqueue();
    assert_eq!(scene.count(|d| matches!(d, Decision::Offered { .. })), 2);
    let second = scene.offer();
    scene.done(Command::Accepted(W));
    scene.is(St::Assigned);
    let over = Refusal::OfferOver(OfferEnd::Revoked(Revoked::Taken));
    scene.refused(Command::Accept(second), over);
    assert_eq!(scene.engine.agent_with(W).map(|a| a.id().as_str()), Some("adele"));
}

#[test]
fn rt_3_1_18_a_failed_offer_beside_another_leaves_the_work_offered() {
    let mut scene = Scene::with(Queue::new("billing").offers_at_once(2)).staffed();
    scene.enqueue();
    scene.decline(Reason::Busy);
    scene.is(St::Offered);
}

#[test]
fn rt_3_1_19_the_last_failed_offer_gives_the_old_place_back_and_counts() {
    let mut scene = Scene::with(Queue::new("billing").max_attempts(2)).staffed();
    scene.enqueue();
    scene.wait(1);
    scene.done(Command::Enqueue(WorkId(2), call(2))); // Diego is asked for it
    scene.decline(Reason::Declined);
    scene.is(St::Queued);
    scene.done(Command::Declined(WorkId(2), Reason::Declined));
    // Each is kept away from who refused it: they change places, older first.
    scene.is(St::Offered);
    scene.decline(Reason::NoAnswer);
    scene.is(St::Deflected);
}

#[test]
fn rt_3_1_20_a_better_agent_does_not_take_a_live_offer_away() {
    let mut scene = Scene::usual().adele();
    scene.enqueue();
    scene.sign_on("better", 100);
    assert_eq!(scene.count(|d| matches!(d, Decision::Offered { .. })), 1);
}

#[test]
fn rt_3_1_21_talk_starts_when_connected() {
    let scene = Scene::usual().adele().talking();
    scene.is(St::Active);
}

#[test]
fn rt_3_1_22_what_could_not_be_joined_goes_back_to_its_place() {
    let mut scene = Scene::usual().staffed();
    scene.enqueue();
    scene.done(Command::Accepted(W));
    scene.done(Command::ConnectFailed(W, Reason::Failed));
    scene.is(St::Offered);
    assert_eq!(scene.asked(), "diego", "Adele rests");
}

#[test]
fn rt_3_1_23_a_customer_gone_before_the_talk_is_abandoned_without_wrap_up() {
    let mut scene = Scene::with(Queue::new("billing").wrap_up(s(60))).adele();
    scene.enqueue();
    scene.done(Command::Accepted(W));
    scene.done(Command::Abandoned(W));
    scene.is(St::Abandoned);
    assert_eq!(scene.engine.figures(scene.engine.now()).queues[0].counts.abandoned, 1);
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    assert_eq!(scene.state(WorkId(2)), Some(St::Offered), "no wrap-up, no back-off");
}

#[test]
fn rt_3_1_24_a_customer_gone_from_a_talk_ends_it_with_wrap_up() {
    let mut scene = Scene::with(Queue::new("billing").wrap_up(s(60))).adele().talking();
    scene.done(Command::Abandoned(W));
    scene.is(St::WrappingUp);
}

#[test]
fn rt_3_1_25_hold_is_a_state_of_the_talk() {
    let mut scene = Scene::usual().adele().talking();
    scene.done(Command::Hold(W));
    scene.is(St::Held);
    scene.wait(7);
    scene.done(Command::Unhold(W));
    scene.is(St::Active);
    scene.done(Command::Complete(W, None));
    assert_eq!(scene.engine.figures(scene.engine.now()).queues[0].counts.hold, s(7));
}

#[test]
fn rt_3_1_26_a_transfer_to_a_queue_is_new_work() {
    let mut scene = Scene::usual().adele().talking();
    scene.done(Command::TransferToQueue(W, "general".into(), WorkId(2)));
    scene.is(St::Closed);
    assert_eq!(scene.state(WorkId(2)), Some(St::Offered));
    assert_eq!(scene.count(|d| matches!(d, Decision::Continued { .. })), 1);
}

#[test]
fn rt_3_1_27_a_transfer_to_an_agent_moves_the_talk() {
    let mut scene = Scene::usual().staffed().talking();
    scene.done(Command::TransferToAgent(W, "diego".into()));
    scene.is(St::Active);
    assert_eq!(scene.engine.agent_with(W).map(|a| a.id().as_str()), Some("diego"));
    scene.refused(Command::TransferToAgent(W, "nobody".into()), Refusal::UnknownAgent);
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    assert_eq!(scene.asked(), "adele", "she is free");
    scene.refused(Command::TransferToAgent(W, "adele".into()), Refusal::NoCapacity);
}

#[test]
fn rt_3_1_28_complete_ends_the_talk() {
    let mut scene = Scene::usual().adele().talking();
    scene.done(Command::Complete(W, None));
    scene.is(St::Closed);
    scene.refused(Command::Complete(W, None), Refusal::NotWhile(St::Closed));
}

#[test]
fn rt_3_1_29_an_agent_who_is_lost_does_not_end_the_talk() {
    let mut scene = Scene::usual().adele().talking();
    scene.done(Command::ForceOff(AgentId::new("adele")));
    scene.is(St::Active);
    assert_eq!(scene.count(|d| matches!(d, Decision::AgentLost { .. })), 1);
    scene.done(Command::Complete(W, None));
    scene.is(St::Closed);
}

#[test]
fn rt_3_1_30_wrap_up_ends_by_timer_by_word_or_is_none() {
    let mut timer = Scene::with(Queue::new("billing").wrap_up(s(30))).adele().talking();
    timer.done(Command::Complete(W, None));
    timer.wait(29);
    timer.is(St::WrappingUp);
    timer.wait(1);
    timer.is(St::Closed);
    let mut word = Scene::usual().adele().talking();
    word.done(Command::Complete(W, Some(Duration::MAX)));
    word.wait(3600);
    word.is(St::WrappingUp);
    word.done(Command::WrapUpDone(W));
    word.is(St::Closed);
}

#[test]
fn rt_3_1_32_what_is_not_in_the_table_is_refused_and_changes_nothing() {
    let mut scene = Scene::usual().adele();
    scene.refused(Command::Connected(W), Refusal::UnknownWork);
    scene.enqueue();
    for wrong in [
        Command::Connected(W),
        Command::ConnectFailed(W, Reason::Busy),
        Command::Complete(W, None),
        Command::Hold(W),
        Command::WrapUpDone(W),
        Command::Park(W),
        Command::TransferToQueue(W, "general".into(), WorkId(2)),
    ] {
        scene.refused(wrong, Refusal::NotWhile(St::Offered));
    }
}
