//! The async front: handles are lives. On paused time.

use std::time::Duration;

use futures::StreamExt;
use teams_cc_core::{Address, Agent, AgentId, CallId, E164, Happened, Reason, Skill};
use teams_cc_routing::{
    AgentState, Closing, Command, Day, GaveUpWhy, Hours, OfferEnd, Plan, Queue, Router, Rule,
    ServiceLevel, Then, When, Work,
};

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn number(text: &str) -> Address {
    Address::from(text.parse::<E164>().expect("a number"))
}

fn center() -> Router {
    let plan = Plan::new([Queue::new("billing").answer_within(seconds(20)).wrap_up(seconds(10))])
        .overflow(number("+14255550199"));
    let router = Router::start(plan);
    router
        .sign_on(&[Agent::new("adele").with("billing", 5), Agent::new("diego").with("billing", 3)]);
    router
}

fn call(n: u64) -> Work {
    Work::voice(CallId(n)).needs(Skill::new("billing").at_least(3))
}

#[tokio::test(start_paused = true)]
async fn reach_rings_one_after_the_other_and_can_be_spawned() {
    let router = center();
    let asked = router.clone();
    let story = tokio::spawn(async move {
        let ticket = asked.enqueue(call(1).abandoned_when(std::future::pending::<()>()));
        assert_eq!(ticket.place(), 1);
        ticket
            .reach(|agent, within| {
                let who = agent.id().clone();
                async move {
                    tokio::time::sleep(Duration::from_secs(3)).await;
                    assert_eq!(within, Duration::from_secs(20));
                    if who == "adele" { Err(Reason::Busy) } else { Ok(who) }
                }
            })
            .await
    });
    let (reached, assignment) = story.await.expect("spawned").expect("somebody");
    assert_eq!(reached, AgentId::new("diego"));
    assert_eq!(assignment.agent().id(), &reached);
    assert_eq!(router.figures().agents_in(AgentState::Talking), 1);

    assignment.wrap_up(seconds(30));
    assert_eq!(router.figures().agents_in(AgentState::WrapUp), 1);
    tokio::time::sleep(seconds(31)).await;
    let figures = router.figures();
    assert_eq!(figures.agents_in(AgentState::Idle), 2);
    assert_eq!(figures.queues[0].counts.answered, 1);
    assert_eq!(figures.queues[0].counts.service_level(ServiceLevel::Offered), Some(1.0));
    assert_eq!(figures.queues[0].counts.mean_wait(), seconds(6));
}

#[tokio::test(start_paused = true)]
async fn an_agent_who_does_not_answer_in_time_is_rung_no_longer() {
    let router = center();
    let ticket = router.enqueue(call(1));
    let mut rung = Vec::new();
    let (who, assignment) = ticket
        .reach(|agent, _| {
            let who = agent.id().clone();
            rung.push(who.clone());
            async move {
                if who == "adele" {
                    std::future::pending::<()>().await;
                }
                Ok::<_, Reason>(who)
            }
        })
        .await
        .expect("diego");
    assert_eq!((who, rung.len()), (AgentId::new("diego"), 2));
    drop(assignment);
    assert_eq!(router.figures().agents_in(AgentState::WrapUp), 1, "the queue's own wrap-up");
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_leaves_ends_the_ring_and_frees_the_agent() {
    let router = center();
    let gone = tokio::time::sleep(seconds(5));
    let ticket = router.enqueue(call(1).abandoned_when(gone));
    let gave_up = ticket
        .reach(|_, _| std::future::pending::<Result<(), Reason>>())
        .await
        .expect_err("the caller left");
    assert_eq!(gave_up.why(), GaveUpWhy::Abandoned);
    let figures = router.figures();
    assert_eq!(figures.agents_in(AgentState::Idle), 2);
    assert_eq!(figures.queues[0].counts.abandoned, 1);
}

#[tokio::test(start_paused = true)]
async fn overflow_gives_the_address_of_the_plan() {
    let plan = Plan::new([
        Queue::new("billing").rule(Rule::new(When::Waited(seconds(60)), Then::Overflow))
    ])
    .overflow(number("+14255550199"));
    let router = Router::start(plan);
    let mut ticket = router.enqueue(call(1));
    assert!(ticket.next_offer().await.is_none());
    assert_eq!(ticket.overflow(), number("+14255550199"));
    assert_eq!(ticket.gave_up(), Some(GaveUpWhy::Overflowed));
}

#[tokio::test(start_paused = true)]
async fn letting_go_of_a_handle_ends_what_it_stood_for() {
    let router = center();
    let mut ticket = router.enqueue(call(1));
    let offer = ticket.next_offer().await.expect("adele");
    assert_eq!(offer.agent().id(), &AgentId::new("adele"));
    drop(offer); // declined: the work keeps its place, and the next agent is asked
    let mut offer = ticket.next_offer().await.expect("diego");
    assert_eq!(offer.agent().id(), &AgentId::new("diego"));
    drop(ticket); // abandoned: the offer is taken back
    assert!(matches!(offer.ended().await, OfferEnd::Revoked(_)));
    drop(offer);
    assert_eq!(router.figures().live_work, 0);

    let late = router.enqueue(call(2)).next_offer().await.expect("an offer");
    let assignment = late.accept();
    assert!(!assignment.is_live(), "its ticket was dropped before");
}

#[tokio::test(start_paused = true)]
async fn whoever_answers_in_the_last_instant_has_the_work() {
    let router = center();
    let mut ticket = router.enqueue(call(1));
    let offer = ticket.next_offer().await.expect("adele");
    tokio::time::sleep(seconds(21)).await; // the offer expired; diego is being asked
    let assignment = offer.accept();
    assert!(assignment.is_live());
    assert_eq!(router.figures().agents_in(AgentState::Talking), 1);
}

#[tokio::test(start_paused = true)]
async fn what_happens_is_told_in_the_order_in_which_it_happens() {
    let router = center();
    let events = router.events();
    let (_, assignment) = router
        .enqueue(call(7))
        .reach(|agent, _| std::future::ready(Ok::<_, Reason>(agent.id().clone())))
        .await
        .expect("adele");
    drop(assignment);
    let told: Vec<Happened> = events.take(7).collect().await;
    let words: Vec<&str> = told
        .iter()
        .map(|happened| match happened {
            Happened::Queued { call: Some(CallId(7)), queue, .. } if queue == "billing" => "queued",
            Happened::Offered { why, .. } => {
                assert!(why.starts_with("best of 2: longest idle"), "{why}");
                "offered"
            }
            Happened::Agent { .. } => "agent",
            Happened::Assigned { waited_ms: 0, .. } => "assigned",
            Happened::WrapUp { .. } => "wrap-up",
            other => panic!("unexpected {other:?}"),
        })
        .collect();
    let expected = ["queued", "offered", "agent", "agent", "assigned", "wrap-up", "agent"];
    assert_eq!(words, expected);
}

#[tokio::test(start_paused = true)]
async fn the_router_hands_out_chats_as_well() {
    let plan = Plan::new([Queue::new("returns").answer_within(seconds(90))]);
    let router = Router::start(plan);
    router.sign_on(&[Agent::new("adele").with("returns", 4)]);
    let need = Skill::new("returns").at_least(2);
    let mut ticket = router.enqueue(Work::chat("19:a1b2@thread.v2").needs(need));
    assert_eq!(ticket.place(), 1);
    let offer = ticket.next_offer().await.expect("an offer");
    let assignment = offer.accept();
    assert_eq!(assignment.agent().id(), &AgentId::new("adele"));
    assignment.wrap_up(seconds(15));
}

#[tokio::test(start_paused = true)]
async fn an_expert_is_someone_outside_the_queues_who_knows_the_matter() {
    let plan = Plan::new([Queue::new("billing")])
        .agents([Agent::new("adele").with("billing", 5)])
        .experts([
            Agent::new("megan").with("tax", 9),
            Agent::new("lynne").with("billing", 9),
            Agent::new("joni").with("billing", 9),
        ]);
    let router = Router::start(plan);
    assert_eq!(router.agents().len(), 4, "experts are to be watched too");
    let offer = router.enqueue(call(1));
    let ((), duty) =
        offer.reach(|_, _| std::future::ready(Ok::<_, Reason>(()))).await.expect("adele");
    let asked = |router: &Router| router.expert(&duty).map(|agent| agent.id().clone());
    assert_eq!(asked(&router), Some("lynne".into()));
    assert_eq!(asked(&router), Some("joni".into()), "the one asked least");
}

#[tokio::test(start_paused = true)]
async fn rt_2_10_01_queues_open_and_close_by_the_wall_clock_of_their_place() {
    let hours = Hours::weekly("Europe/Berlin", Day::ALL.map(|day| (day, "08:00-18:00")));
    let plan = Plan::new([Queue::new("billing").hours(hours.expect("hours"))]);
    // 2026-01-05, 07:58 in Berlin.
    let wall = std::time::UNIX_EPOCH + seconds(1_767_596_280);
    let router = Router::start_on(plan, wall);
    router.sign_on(&[Agent::new("adele").with("billing", 5)]);
    tokio::time::sleep(seconds(1)).await;
    let open = |router: &Router| router.figures().queues[0].open;
    assert!(!open(&router));
    assert!(matches!(router.enqueue(call(1)).gave_up(), Some(GaveUpWhy::Refused(_))));
    tokio::time::sleep(seconds(120)).await;
    assert!(open(&router));
    // By hand it stays as it is until the hours change next.
    router.tell(Command::CloseQueue("billing".into(), Closing::Drain)).expect("closes");
    tokio::time::sleep(seconds(3600)).await;
    assert!(!open(&router));
    tokio::time::sleep(seconds(24 * 3600)).await;
    assert!(open(&router));
    // A plan that changes while it runs: no hours any more, open through the night.
    router.tell(Command::PutPlan(2, Box::new(Plan::new([Queue::new("billing")])))).expect("a plan");
    tokio::time::sleep(seconds(12 * 3600)).await;
    assert!(open(&router));
}
