//! Calls of a bot: the sequences of `graph.md` section 2.7, our client against the emulated calling
//! service over HTTP, with signed callbacks at our own webhook.

use std::time::Duration;

use teams_cc_core::{Address, Agent, Ended, HasReason, Key, Menu, Reason, Side};
use teams_cc_emulator::User;
use teams_cc_graph::calls::{Call, Parking, Recording};
use teams_cc_graph::jwt::{Keys, OpenIdDocument};
use teams_cc_graph::notifications::Notifications;
use teams_cc_routing::{Plan, Queue, Router, Work};

use crate::graph_world::{World, prompt};

fn at(user: &User) -> Address {
    Address::TeamsUser(user.id())
}

/// Sequence 1 of section 2.7.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_1_a_caller_hears_a_menu_presses_a_key_and_is_transferred() {
    let world = World::new().await;
    let (adele, diego) = (world.user("adele"), world.user("diego").answers());
    let (leg, call) = world.rings("adele").await;
    assert_eq!(call.from(), Some(at(&adele)));
    assert_eq!(call.tenant(), Some(world.teams.config().tenant));
    let caller = world.answered(call).await;
    let menu = Menu::new(prompt(60_000)).on(Key::D1, "sales").on(Key::D2, "help");
    let pressing = async {
        // Keys are told once somebody wants to know; the prompt is fetched after that.
        world.until(|| world.teams.ladder().to_string().contains("/prompts/")).await;
        leg.press("2");
    };
    let (chosen, ()) = world.within(async { tokio::join!(caller.ask(&menu), pressing) }).await;
    assert_eq!(chosen.unwrap(), "help", "\n{}", world.teams.ladder());
    let ended = world.within(caller.transfer(at(&diego))).await.unwrap();
    assert_eq!(ended, Ended::Transferred(at(&diego)));
    assert!(adele.talks_after_transfer_with("diego"), "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_1_a_transfer_that_is_declined_leaves_the_caller_connected() {
    let world = World::new().await;
    let diego = world.user("diego").declines_after(Duration::ZERO);
    let (leg, caller) = world.connected("adele").await;
    let failed = world.within(caller.transfer(at(&diego))).await.unwrap_err();
    assert_eq!(failed.reason(), Reason::Failed);
    let caller = failed.into_call();
    world.within(caller.play(prompt(50))).await.unwrap();
    assert_eq!(leg.heard().len(), 1, "still there: \n{}", world.teams.ladder());
    // To the voicemail of the same person it works.
    let ended = world.within(caller.transfer_to_voicemail(at(&diego))).await.unwrap();
    assert_eq!(ended, Ended::Transferred(at(&diego)));
}

/// Sequence 2: outgoing, with each way to end.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_2_the_bot_calls_somebody_who_answers_declines_or_is_not_there() {
    let world = World::new().await;
    let calls = world.graph.calls();
    let adele = world.user("adele").answers();
    let call = world.within(calls.create(at(&adele)).send()).await.unwrap();
    assert_eq!(call.peer(), Some(&at(&adele)));
    let leg = adele.bot_leg().unwrap();
    world.within(call.play(prompt(50))).await.unwrap();
    assert_eq!(leg.heard().len(), 1);
    world.within(call.hang_up()).await.unwrap();
    assert!(world.within(leg.ended()).await);
    let reason = async |who: Address| {
        let error = world.within(calls.create(who).send()).await.unwrap_err();
        error.reason()
    };
    let diego = world.user("diego").declines_after(Duration::ZERO);
    assert_eq!(reason(at(&diego)).await, Reason::Declined);
    let nobody = Address::teams_user("00000000-0000-4000-8000-000000000007").unwrap();
    assert_eq!(reason(nobody).await, Reason::Unavailable);
    let silent = world.user("lee").ignores();
    let ringing = calls.create(at(&silent)).ring_for(Duration::from_millis(300)).send();
    assert_eq!(world.within(ringing).await.unwrap_err().reason(), Reason::NoAnswer);
    world.until(|| calls.is_empty()).await;
}

/// Sequence 3: a group from the beginning, and one that becomes one.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_3_a_group_call_and_an_invitation_and_its_roster() {
    let world = World::new().await;
    let (diego, megan) = (world.user("diego").answers(), world.user("megan").answers());
    let group = world.graph.calls().create(at(&diego)).and(at(&megan)).send();
    let group = world.within(group).await.unwrap();
    let both = |call: &Call| {
        let there = call.participants();
        [&diego, &megan].iter().all(|user| there.iter().any(|p| p.who == Some(at(user))))
    };
    world.until(|| both(&group)).await;
    world.within(group.hang_up()).await.unwrap();

    let (leg, call) = world.connected("adele").await;
    let joined = world.within(call.invite(at(&diego)).into_future()).await.unwrap();
    assert_eq!(joined.who, Some(at(&diego)));
    world.until(|| call.participants().len() >= 3).await;
    let adele = call.participants().into_iter().find(|p| p.who == Some(at(&world.user("adele"))));
    let adele = adele.unwrap();
    world.within(call.hold_participant(&adele)).await.unwrap();
    assert!(leg.is_held());
    let second = world.within(call.hold_participant(&joined)).await.unwrap_err();
    assert_eq!(second.code(), "TCC-GRAPH-0305", "one at a time: {second:?}");
    world.within(call.resume_participant(&adele)).await.unwrap();
    assert!(!leg.is_held());
    world.within(call.mute_participant(&joined)).await.unwrap();
    world.until(|| call.participants().iter().any(|p| p.is_muted)).await;
    world.within(call.remove(&joined)).await.unwrap();
    world.until(|| call.participants().iter().all(|p| p.who != Some(at(&diego)))).await;
    let silent = world.user("lee").declines_after(Duration::ZERO);
    let failed = world.within(call.invite(at(&silent)).into_future()).await.unwrap_err();
    assert_eq!(failed.reason(), Reason::Declined, "{failed:?}\n{}", world.teams.ladder());
}

/// Sequence 3, `replacesCallId`: a call between the bot and somebody is given up for the group.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_3_who_talks_with_the_bot_is_moved_into_the_group() {
    let world = World::new().await;
    let (_leg, caller) = world.connected("adele").await;
    let diego = world.user("diego").answers();
    let consulted = world.within(world.graph.calls().create(at(&diego)).send()).await.unwrap();
    let invite = caller.invite(at(&diego)).replacing(&consulted);
    let joined = world.within(invite.into_future()).await.unwrap();
    assert_eq!(joined.who, Some(at(&diego)));
    world.ended(&consulted).await;
}

/// Sequence 4: a caller waits with music; 20 prompts are queued at a time.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_4_a_parked_caller_hears_music_and_a_word_in_between_and_music_again() {
    let world = World::new().await;
    let (leg, caller) = world.connected("adele").await;
    let parked = Parking::new().park(caller, prompt(5)).await.unwrap();
    world.until(|| leg.heard().len() > 25).await;
    world.within(parked.announce(prompt(20))).await.unwrap();
    let before = leg.heard().len();
    world.until(|| leg.heard().len() > before).await;
    let caller = parked.unpark();
    world.within(caller.play(prompt(30))).await.unwrap();
    world.within(caller.hang_up()).await.unwrap();
}

/// Sequence 5, and the other ways not to answer.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_5_a_call_is_redirected_rejected_or_let_go() {
    let world = World::new().await;
    let (adele, diego) = (world.user("adele"), world.user("diego").answers());
    let (_, call) = world.rings("adele").await;
    let over = call.ended();
    world.within(call.redirect(at(&diego))).await.unwrap();
    assert_eq!(world.within(over).await, Ended::Transferred(at(&diego)));
    world.until(|| adele.talks_after_transfer_with("diego")).await;

    let numbers = |leg: &teams_cc_emulator::BotLeg| {
        world.teams.bots().call(leg.call()).unwrap().ended_with.unwrap().0
    };
    for (reason, code) in [(Reason::Busy, 486), (Reason::Forbidden, 403), (Reason::NoAnswer, 603)] {
        let (leg, call) = world.rings("lee").await;
        world.within(call.reject(reason)).await.unwrap();
        assert_eq!(numbers(&leg), code);
    }
    let (leg, call) = world.rings("lee").await;
    drop(call);
    world.until(|| leg.has_ended()).await;
    assert_eq!(numbers(&leg), 603, "nobody decided: refused");
    let (leg, call) = world.rings("lee").await;
    leg.hang_up();
    assert_eq!(world.within(call.ended()).await, Ended::Abandoned);
    assert!(world.within(call.answer()).await.unwrap_err().is_ended());
}

/// Sequence 6.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_6_after_a_consultation_the_caller_takes_the_bots_place() {
    let world = World::new().await;
    let (adele, diego) = (world.user("adele"), world.user("diego").answers());
    let (leg, caller) = world.connected("adele").await;
    let consulted = world.within(world.graph.calls().create(at(&diego)).send()).await.unwrap();
    world.within(consulted.play(prompt(50))).await.unwrap();
    let over = consulted.ended();
    let ended = world.within(caller.transfer_into(consulted)).await.unwrap();
    assert_eq!(ended, Ended::Transferred(at(&diego)));
    world.within(over).await;
    assert!(leg.has_ended());
    assert!(adele.talks_after_transfer_with("diego"), "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_6_the_agent_declines_and_the_caller_is_untouched() {
    let world = World::new().await;
    let diego = world.user("diego").answers();
    let (_leg, caller) = world.connected("adele").await;
    let consulted = world.within(world.graph.calls().create(at(&diego)).send()).await.unwrap();
    // The consulted one hangs up before the transfer: it fails, and says with which numbers.
    diego.bot_leg().unwrap().hang_up();
    assert_eq!(world.ended(&consulted).await, Ended::HungUp(Side::Them));
    let failed = world.within(caller.transfer_into(consulted)).await.unwrap_err();
    let report = teams_cc_core::Error::from(failed).report();
    assert!(report.contains("7700"), "{report}");
}

/// Sequence 6 out of a group: the participant is named, the group goes on.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_6_one_of_a_group_is_transferred_blind_and_after_a_consultation() {
    let world = World::new().await;
    let (diego, lee) = (world.user("diego").answers(), world.user("lee").answers());
    let megan = world.user("megan").answers();
    let (_leg, call) = world.connected("adele").await;
    let first = world.within(call.invite(at(&diego)).into_future()).await.unwrap();
    let second = world.within(call.invite(at(&lee)).into_future()).await.unwrap();
    world.until(|| call.participants().len() >= 4).await;
    world.within(call.transfer_participant(&first, at(&megan))).await.unwrap();
    world.until(|| diego.talks_after_transfer_with("megan")).await;
    let patti = world.user("patti").answers();
    let consulted = world.within(world.graph.calls().create(at(&patti)).send()).await.unwrap();
    let moved = call.transfer_participant_into(&second, consulted);
    assert!(world.within(moved).await.is_ok(), "\n{}", world.teams.ladder());
    world.until(|| lee.talks_after_transfer_with("patti")).await;
    world.within(call.play(prompt(30))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn graph_2_4_tones_recording_and_mute() {
    let world = World::new().await;
    let (leg, call) = world.connected("adele").await;
    for key in [Key::D1, Key::Star, Key::Pound, Key::A] {
        world.within(call.press(key)).await.unwrap();
    }
    world.until(|| leg.tones() == "1*#A").await;
    world.within(call.mute_bot()).await.unwrap();
    world.within(call.unmute_bot()).await.unwrap();
    let recording = Recording::new().no_beep().at_most(Duration::from_secs(60)).until(Key::Pound);
    let asked = || world.teams.ladder().to_string().contains("recordResponse");
    let saying = async {
        world.until(asked).await;
        leg.says(Duration::from_millis(300));
        leg.press("#");
    };
    let (recorded, ()) = world.within(async { tokio::join!(call.record(recording), saying) }).await;
    let recorded = recorded.unwrap();
    let file = world.within(call.fetch(&recorded)).await.unwrap();
    assert_eq!(file[..4], *b"RIFF");
    let mut wrong = recorded;
    wrong.token = teams_cc_core::Secret::new("another");
    let refused = world.within(call.fetch(&wrong)).await.unwrap_err();
    assert_eq!(refused.code(), "TCC-GRAPH-0702");
    assert!(refused.report().contains("401"), "{refused:?}");
}

/// Each end with its numbers (section 2.6).
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_6_every_end_has_its_reason_code_and_subcode() {
    let world = World::new().await;
    let numbers = |call: &Call| call.result().map(|result| (result.code, result.subcode));
    let (leg, call) = world.connected("adele").await;
    leg.hang_up();
    assert_eq!(world.ended(&call).await, Ended::HungUp(Side::Them));
    let told = world.teams.bots().call(leg.call()).unwrap().ended_with;
    assert_eq!(numbers(&call).map(|(code, sub)| (u32::from(code), sub)), told);
    // The last one besides the bot leaves a group.
    let lee = world.user("lee").answers();
    let (leg, call) = world.connected("megan").await;
    world.within(call.invite(at(&lee)).into_future()).await.unwrap();
    lee.bot_leg().unwrap().hang_up();
    leg.hang_up();
    world.ended(&call).await;
    assert_eq!(numbers(&call), Some((200, 5002)));
}

/// The service ends a call that nobody keeps alive for 45 min. Its clock is ahead of ours then, so
/// this webhook has its own verifier, with another leeway.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_3_a_call_without_keep_alive_ends_with_8537() {
    let world = World::tuned(|teams, _, webhook| {
        let config = teams.config();
        let url = format!("{}/v1/.well-known/OpenIdConfiguration", config.signin);
        let document = OpenIdDocument::new(&url).unwrap();
        let document = document.root_certificates(config.ca_pem.as_bytes()).unwrap();
        let notifications = Notifications::builder(config.client_id.to_string())
            .calling_keys(Keys::from_source(document))
            .leeway(Duration::from_secs(24 * 3_600));
        webhook.verified_by(notifications.build())
    })
    .await;
    world.teams.sign_in().tokens_live(Duration::from_secs(24 * 3_600));
    let (_leg, call) = world.connected("diego").await;
    world.teams.clock().skip(Duration::from_secs(46 * 60));
    assert_eq!(world.ended(&call).await, Ended::Lost(Reason::Failed));
    let result = call.result().unwrap();
    assert_eq!((result.code, result.subcode), (408, 8537));
}

/// The routing line is the same as for a SIP call: an agent is invited by the bot.
#[tokio::test(flavor = "multi_thread")]
async fn cc_41_a_ticket_reaches_an_agent_by_inviting_them_into_the_call() {
    let world = World::new().await;
    let (diego, lee) =
        (world.user("diego").declines_after(Duration::ZERO), world.user("lee").answers());
    let router = Router::start(Plan::new([Queue::new("general")]));
    let agent = |name: &str, user: &User| Agent::new(name).at(at(user));
    router.sign_on(&[agent("diego", &diego), agent("lee", &lee)]);
    let (leg, caller) = world.connected("adele").await;
    let work = Work::voice(caller.id()).for_tenant(caller.tenant()).abandoned_when(caller.ended());
    let ticket = router.enqueue(work);
    let reached = ticket.reach(|agent, within| caller.invite(agent.address()).within(within));
    let (guest, assignment) = world.within(reached).await.unwrap();
    assert_eq!(guest.who, Some(at(&lee)), "the first declined\n{}", world.teams.ladder());
    assert_eq!(*assignment.agent().id(), "lee");
    leg.hang_up();
    lee.bot_leg().unwrap().hang_up();
    world.ended(&caller).await;
}
