//! `routing.md` 2.10, 3.1, 3.4 and 5: classifying, callbacks, what those who wait are told, who
//! takes part in a talk, and a plan that changes.

use teams_cc_core::{Skill, Supervision};
use teams_cc_routing::{
    AgentState, Callbacks, Classification, Command, Decision, Plan, Queue, Refusal, Reply, Rule,
    Telling, Then, When, Work, WorkId, WorkState as St,
};

use crate::scene::{Scene, W, call, s};

#[test]
fn rt_3_1_03_classified_work_goes_into_its_queue() {
    let mut scene = Scene::usual().adele();
    let work = || Work::chat("a").classify_within(s(10));
    scene.done(Command::Enqueue(W, work()));
    scene.is(St::Classifying);
    let found = |queue: &str| Classification {
        queue: Some(queue.into()),
        need: Some(Skill::new("billing").at_least(9)),
        priority: Some(4),
    };
    scene.refused(Command::Classify(W, found("nowhere")), Refusal::UnknownQueue);
    assert_eq!(scene.tell(Command::Classify(W, found("general"))), Ok(Reply::Waiting));
    scene.is(St::Queued);
    assert!(scene.engine.explain(W).to_string().contains("queue general, needs billing >= 9"));
    scene.refused(Command::Classify(W, found("general")), Refusal::NotWhile(St::Queued));
    assert_eq!(scene.tell(Command::Enqueue(W, work())), Ok(Reply::Already), "as submitted");
    scene.wait(60);
    assert_eq!(scene.count(|d| matches!(d, Decision::ClassificationFailed { .. })), 0);
    scene.done(Command::Cancel(W));
    assert_eq!(scene.tell(Command::Enqueue(W, work())), Ok(Reply::Already), "after the end too");
}

#[test]
fn rt_3_1_04_work_that_is_not_classified_in_time_goes_into_the_fallback_queue() {
    let plan = Plan::new([Queue::new("billing"), Queue::new("general")]).fallback("general");
    let mut scene = Scene::new(plan);
    scene.done(Command::Enqueue(W, Work::chat("a").classify_within(s(10))));
    scene.done(Command::Enqueue(
        WorkId(2),
        Work::chat("b").classify_within(s(10)).in_queue("billing"),
    ));
    scene.done(Command::Enqueue(WorkId(3), Work::chat("c").classify_within(s(10))));
    scene.done(Command::Abandoned(WorkId(3)));
    assert_eq!(scene.state(WorkId(3)), Some(St::Abandoned), "RT-3.1-06");
    scene.wait(12);
    let failed = scene.events.iter().filter(|event| {
        matches!(event.decision, Decision::ClassificationFailed { .. })
            && event.at.as_millis() == 10_000
    });
    assert_eq!(failed.count(), 2, "at its own time");
    let queue = |work| scene.engine.explain(work).asks;
    assert!(queue(W).contains("queue general") && queue(WorkId(2)).contains("queue billing"));
}

#[test]
fn rt_2_10_05_a_callback_is_tried_so_often_and_so_far_apart() {
    let rules = Callbacks { attempts: 2, spacing: s(600) };
    let mut scene = Scene::with(Queue::new("billing").callbacks(rules));
    scene.enqueue();
    scene.wait(30);
    scene.done(Command::CallBack(W, s(120)));
    scene.is(St::Parked);
    scene.sign_on("adele", 5);
    scene.wait(119);
    scene.is(St::Parked);
    scene.wait(1);
    scene.is(St::Offered);
    assert!(scene.engine.explain(W).asks.contains("waited 150s"), "the place is kept");
    scene.done(Command::Accepted(W));
    assert_eq!(scene.tell(Command::NotReached(W)), Ok(Reply::Done));
    scene.is(St::Parked);
    assert_eq!(scene.shown("adele"), AgentState::Idle, "no back-off, no notes");
    scene.wait(599);
    scene.is(St::Parked);
    scene.wait(1);
    scene.done(Command::Accepted(W));
    scene.done(Command::NotReached(W));
    scene.is(St::Expired);
    assert_eq!(scene.count(|d| matches!(d, Decision::NotReached { again: None, tries: 2, .. })), 1);
    // Only callbacks.
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    scene.done(Command::Accepted(WorkId(2)));
    scene.refused(Command::NotReached(WorkId(2)), Refusal::NoCallback);
}

#[test]
fn rt_2_10_05_one_customer_has_one_pending_callback() {
    let mut scene = Scene::usual();
    let from = |n| call(n).customer("+14255550100");
    scene.done(Command::Enqueue(W, from(1)));
    scene.done(Command::CallBack(W, s(3600)));
    assert_eq!(scene.tell(Command::CallBack(W, s(3600))), Ok(Reply::Already));
    assert_eq!(scene.engine.callback_of("+14255550100"), Some(W));
    scene.done(Command::Enqueue(WorkId(2), from(2)));
    let pending = Decision::CallbackPending { work: WorkId(2), callback: W };
    assert_eq!(scene.count(|d| *d == pending), 1, "who calls again finds it");
    scene.done(Command::CallBack(WorkId(2), s(60)));
    assert_eq!(scene.state(WorkId(2)), Some(St::Cancelled));
    assert_eq!(scene.count(|d| matches!(d, Decision::CallbackMerged { into: W, .. })), 1);
    scene.done(Command::Cancel(W));
    assert_eq!(scene.engine.callback_of("+14255550100"), None);
    assert!(!format!("{:?}", from(1)).contains("4255550100"), "only a digest is kept");
}

#[test]
fn rt_2_10_07_a_place_that_grew_is_not_told() {
    let telling = Telling { first: s(10), every: s(20), place: true, wait: false };
    let mut scene = Scene::with(Queue::new("billing").ageing(0).telling(telling));
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    scene.enqueue();
    scene.wait(10);
    scene.done(Command::Enqueue(WorkId(3), call(3).priority(9)));
    scene.done(Command::Enqueue(WorkId(4), call(4).priority(9)));
    scene.wait(20); // now there are three before it
    scene.done(Command::Cancel(WorkId(3)));
    scene.done(Command::Cancel(WorkId(4)));
    scene.done(Command::Cancel(WorkId(2)));
    scene.wait(20);
    let told: Vec<_> = (scene.events.iter())
        .filter_map(|event| match event.decision {
            Decision::Place { work: W, place, .. } => Some((event.at.as_millis() / 1000, place)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(10, Some(2)), (50, Some(1))]);
}

#[test]
fn rt_5_04_expected_waits_and_warnings_are_events() {
    let telling = Telling { first: s(10), every: s(0), place: false, wait: true };
    let queue = Queue::new("billing").telling(telling).warn_after(s(15));
    let mut scene = Scene::with(queue).adele().talking();
    scene.wait(100);
    scene.done(Command::Complete(W, None));
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    scene.done(Command::Accepted(WorkId(2)));
    scene.done(Command::Connected(WorkId(2)));
    scene.done(Command::Enqueue(WorkId(3), call(3)));
    scene.wait(40);
    let waits = scene.events.iter().find_map(|event| match event.decision {
        Decision::Place { work: WorkId(3), place: None, wait } => wait,
        _ => None,
    });
    let (half, nine_of_ten) = waits.expect("an estimate");
    // One agent, 100 s each: the first in line waits an exponential time of that mean.
    assert!((65..75).contains(&half.as_secs()) && nine_of_ten.as_secs() > 200, "{waits:?}");
    let warned = scene.events.iter().find(|e| matches!(e.decision, Decision::AtRisk { .. }));
    assert_eq!(warned.map(|event| event.at.as_millis()), Some(115_000));
    assert_eq!(scene.count(|d| matches!(d, Decision::Place { work: WorkId(3), .. })), 1, "once");
}

#[test]
fn rt_3_1_27_the_first_agents_part_of_a_transfer_ends_with_wrap_up() {
    let mut scene = Scene::with(Queue::new("billing").wrap_up(s(30))).staffed().talking();
    scene.done(Command::TransferToAgent(W, "diego".into()));
    assert_eq!(
        (scene.shown("adele"), scene.shown("diego")),
        (AgentState::WrapUp, AgentState::Talking)
    );
    scene.done(Command::Enqueue(WorkId(2), call(2)));
    assert_eq!(scene.state(WorkId(2)), Some(St::Queued), "notes hold everything");
    scene.wait(29);
    assert_eq!(scene.shown("adele"), AgentState::WrapUp);
    scene.wait(1);
    assert_eq!(scene.asked(), "adele");
    scene.is(St::Active);
    // By her own word, before the time is over; and after the work itself is over.
    scene.done(Command::Cancel(WorkId(2)));
    scene.done(Command::TransferToAgent(W, "adele".into()));
    assert_eq!(scene.tell(Command::WrapUpDone(W)), Ok(Reply::Done));
    assert_eq!(scene.shown("diego"), AgentState::Idle);
    scene.done(Command::TransferToAgent(W, "diego".into()));
    assert_eq!(scene.tell(Command::NotesDone("adele".into())), Ok(Reply::Done));
    assert_eq!(scene.tell(Command::NotesDone("adele".into())), Ok(Reply::Already));
    assert_eq!(scene.shown("adele"), AgentState::Idle);
}

#[test]
fn rt_3_4_03_helpers_and_supervisors_take_part_without_capacity() {
    let mut scene = Scene::usual().staffed();
    scene.enqueue();
    scene.done(Command::Accepted(W));
    scene.refused(Command::Consult(W, "diego".into()), Refusal::NotWhile(St::Assigned));
    scene.done(Command::Connected(W));
    scene.refused(Command::Consult(W, "adele".into()), Refusal::HasItAlready);
    scene.done(Command::Consult(W, "diego".into()));
    assert_eq!(scene.tell(Command::Consult(W, "diego".into())), Ok(Reply::Already));
    assert_eq!(scene.shown("diego"), AgentState::Idle, "no capacity of the main item");
    for how in [Supervision::Monitor, Supervision::Whisper, Supervision::Barge] {
        scene.done(Command::Supervise(W, "grady".into(), how));
        assert_eq!(scene.tell(Command::Supervise(W, "grady".into(), how)), Ok(Reply::Already));
    }
    assert_eq!(scene.engine.participants(W).count(), 2);
    scene.done(Command::TransferToAgent(W, "diego".into()));
    assert_eq!(scene.count(|d| matches!(d, Decision::ConsultEnded { .. })), 1, "has it now");
    for n in 0..15 {
        scene.done(Command::Consult(W, format!("helper-{n}").as_str().into()));
    }
    let one_more = Command::Consult(W, "one-more".into());
    scene.refused(one_more, Refusal::TooManyParticipants);
    scene.done(Command::EndConsult(W, "helper-3".into()));
    scene.done(Command::Complete(W, None));
    assert_eq!(scene.count(|d| matches!(d, Decision::ConsultEnded { .. })), 16);
    assert_eq!(scene.count(|d| matches!(d, Decision::SupervisionEnded { .. })), 1);
    assert_eq!(scene.count(|d| matches!(d, Decision::Supervised { .. })), 3);
}

#[test]
fn rt_5_05_the_plan_changes_while_work_waits() {
    let mut scene = Scene::usual();
    scene.enqueue();
    scene.wait(10);
    scene.done(Command::Enqueue(WorkId(2), call(2).in_queue("general").priority(1)));
    let put = |version, queues: Vec<Queue>| Command::PutPlan(version, Box::new(Plan::new(queues)));
    scene.refused(put(1, vec![Queue::new("billing")]), Refusal::QueueInUse);
    let rule = Rule::new(When::Waited(s(60)), Then::Overflow);
    let new = vec![
        Queue::new("general").priority(50).wrap_up(s(5)),
        Queue::new("sales"),
        Queue::new("billing").rule(rule),
    ];
    scene.done(put(2, new));
    assert_eq!(scene.count(|d| matches!(d, Decision::PlanApplied { version: 2 })), 1);
    scene.sign_on("adele", 5);
    assert_eq!(scene.state(WorkId(2)), Some(St::Offered), "by the new priorities");
    scene.done(Command::Enqueue(WorkId(3), call(3).in_queue("sales")));
    scene.wait(50);
    scene.is(St::Deflected); // a rule that came with the plan, at its time
    scene.done(Command::Cancel(WorkId(2)));
    scene.done(Command::Cancel(WorkId(3)));
    scene.done(put(3, vec![Queue::new("sales")]));
    scene.refused(Command::Enqueue(WorkId(4), call(4).in_queue("billing")), Refusal::QueueClosed);
    scene.done(Command::Enqueue(WorkId(5), call(5).in_queue("sales")));
    scene.done(put(4, vec![Queue::new("sales"), Queue::new("billing")]));
    scene.done(Command::OpenQueue("billing".into()));
    scene.done(Command::Enqueue(WorkId(4), call(4).in_queue("billing")));
}
