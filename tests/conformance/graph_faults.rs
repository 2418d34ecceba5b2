//! Calls when the network and Graph are unwell: callbacks twice, late, out of order and lost,
//! answers lost, 429 and 503 (RS-68, RS-73, RS-76; `graph.md` sections 2.3 and 2.5).

use std::time::Duration;

use teams_cc_core::{Address, Ended, ErrorKind, Retry, Side};
use teams_cc_emulator::{Bot, CallbackStyle, Fault, Place, Rule};

use crate::graph_world::{World, prompt};

/// Answered, a prompt, an invitation, a transfer that is declined, one that works; a call out.
async fn stories(world: &World) {
    let (diego, lee) = (world.user("diego").answers(), world.user("lee"));
    let lee = lee.declines_after(Duration::ZERO);
    let at = |user: &teams_cc_emulator::User| Address::TeamsUser(user.id());
    let (leg, caller) = world.connected("adele").await;
    world.within(caller.play(prompt(30))).await.unwrap();
    assert_eq!(leg.heard().len(), 1, "once\n{}", world.teams.ladder());
    let caller = match world.within(caller.transfer(at(&lee))).await {
        Err(failed) => failed.into_call(),
        Ok(ended) => panic!("{ended:?}\n{}", world.teams.ladder()),
    };
    let ended = world.within(caller.transfer(at(&diego))).await;
    let ended = ended.unwrap_or_else(|failed| panic!("{failed:?}\n{}", world.teams.ladder()));
    assert_eq!(ended, Ended::Transferred(at(&diego)));
    assert!(world.teams.bots().hangs_up("diego"));
    let call = world.within(world.graph.calls().create(at(&diego)).send()).await.unwrap();
    diego.bot_leg().unwrap().hang_up();
    assert_eq!(world.ended(&call).await, Ended::HungUp(Side::Them));
    world.until(|| world.graph.calls().is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rs_68_callbacks_that_come_twice_count_once() {
    let world = World::new().await;
    world.teams.faults().add(Rule::always(Place::Callback, Fault::Duplicate));
    stories(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rs_68_callbacks_that_overtake_each_other_move_no_call_backwards() {
    let world = World::new().await;
    world.teams.faults().add(Rule::always(Place::Callback, Fault::Reorder).on("updated establish"));
    stories(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn graph_2_5_late_callbacks_are_waited_for() {
    let world = World::new().await;
    let late = Fault::slow(Duration::from_millis(40));
    world.teams.faults().add(Rule::always(Place::Callback, late));
    stories(&world).await;
}

/// What Microsoft calls the state of the call is looked at when nobody tells it.
#[tokio::test(flavor = "multi_thread")]
async fn rs_76_lost_callbacks_of_states_are_made_up_for_by_looking() {
    let world = World::new().await;
    let lose = |on: &str| {
        world.teams.faults().add(Rule::always(Place::Callback, Fault::Reset).on(on));
    };
    lose("updated establish");
    lose("updated transferring");
    let diego = Address::TeamsUser(world.user("diego").answers().id());
    let (_leg, caller) = world.connected("adele").await;
    let ended = world.within(caller.transfer(diego.clone())).await;
    let ended = ended.unwrap_or_else(|failed| panic!("{failed:?}\n{}", world.teams.ladder()));
    assert_eq!(ended, Ended::Transferred(diego.clone()));
    // When nobody says anything any more, it may have happened, and that is what is said.
    let (_leg, caller) = world.connected("megan").await;
    lose("updated transferAccepted");
    lose("deleted terminated");
    let failed = world.within(caller.transfer(diego)).await.unwrap_err();
    assert_eq!(failed.retry(), Retry::Check, "{failed:?}\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn graph_2_5_callbacks_in_every_spelling_are_understood() {
    let styles =
        [CallbackStyle::odd_spelling(), CallbackStyle::beta_fields(), CallbackStyle::legacy()];
    for style in styles {
        let world = World::new().await;
        let bot = Bot::new(world.app, format!("{}/calling", world.address));
        world.teams.bots().register(bot.style(style));
        stories(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rs_73_a_throttled_service_is_asked_again_and_does_nothing_twice() {
    let world = World::new().await;
    for action in ["/answer", "/playPrompt", "/transfer", "/communications/calls"] {
        let faults = world.teams.faults();
        faults.add(Rule::once(Place::Graph, Fault::retry_after(429, "0.05")).on(action));
    }
    // A 503 may have happened: what decides about a call is looked up before it is repeated.
    let weak = Rule::once(Place::Graph, Fault::retry_after(503, "0.05")).on("/answer");
    world.teams.faults().add(weak);
    stories(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rs_76_an_answer_that_was_lost_is_looked_up_before_anything_is_repeated() {
    let world = World::new().await;
    for action in ["/answer", "/transfer"] {
        world.teams.faults().add(Rule::once(Place::Graph, Fault::LoseAnswer).on(action));
    }
    let diego = Address::TeamsUser(world.user("diego").answers().id());
    let (_leg, caller) = world.connected("adele").await;
    let ended = world.within(caller.transfer(diego.clone())).await;
    let ended = ended.unwrap_or_else(|failed| panic!("{failed:?}\n{}", world.teams.ladder()));
    assert_eq!(ended, Ended::Transferred(diego.clone()));
    let entries = world.teams.ladder().entries();
    for action in ["/answer", "/transfer"] {
        let asked = entries.iter().filter(|entry| entry.line.ends_with(action)).count();
        assert_eq!(asked, 1, "{action}\n{}", world.teams.ladder());
    }
    // Making a call cannot be looked up: a phone may be ringing, and the error says so.
    let lose = Rule::once(Place::Graph, Fault::LoseAnswer).on("/communications/calls");
    world.teams.faults().add(lose);
    let lost = world.within(world.graph.calls().create(diego).send()).await.unwrap_err();
    assert_eq!(lost.retry(), Retry::Check, "{lost:?}");
    assert_ne!(lost.kind(), ErrorKind::Refused);
}
