//! Calls of a bot: the sequences of `graph.md` section 2.7, our client against the emulated calling
//! service over HTTP, with signed callbacks at our own webhook.

use teams_cc_core::{Address, Ended, Key, Menu, Side};

use crate::graph_world::{World, prompt};

/// Sequence 1 of section 2.7.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_1_a_caller_hears_a_menu_presses_a_key_and_is_transferred() {
    let world = World::new().await;
    let (adele, diego) = (world.user("adele"), world.user("diego").answers());
    let (leg, call) = world.rings("adele").await;
    assert_eq!(call.from(), Some(Address::TeamsUser(adele.id())));
    assert_eq!(call.tenant(), Some(world.teams.config().tenant));
    let caller = world.answered(call).await;
    let desk = Address::TeamsUser(diego.id());
    let menu = Menu::new(prompt(60_000)).on(Key::D1, "sales").on(Key::D2, "help");
    let pressing = async {
        // Keys are told once somebody wants to know; the prompt is fetched after that.
        world.until(|| world.teams.ladder().to_string().contains("/prompts/")).await;
        leg.press("2");
    };
    let (chosen, ()) = world.within(async { tokio::join!(caller.ask(&menu), pressing) }).await;
    assert_eq!(chosen.unwrap(), "help", "\n{}", world.teams.ladder());
    let ended = world.within(caller.transfer(desk.clone())).await.unwrap();
    assert_eq!(ended, Ended::Transferred(desk));
    assert!(adele.talks_after_transfer_with("diego"), "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn graph_2_6_the_other_side_hangs_up_and_the_story_knows_who() {
    let world = World::new().await;
    let (leg, call) = world.connected("adele").await;
    leg.hang_up();
    assert_eq!(world.ended(&call).await, Ended::HungUp(Side::Them));
}
