//! Verbs of one leg: done, done twice, dropped, with the other end gone, and refused.

use std::time::Duration;

use teams_cc_core::channel::Identity;
use teams_cc_core::{Agent, Ended, ErrorKind, Key, Medium, Menu, Reason, Side, Verb, Voice};
use teams_cc_routing::history::History;
use teams_cc_routing::{Plan, Queue, Router, Work};

pub(super) use super::together::*;
use super::{Far, Manner, World, is_refused, prompt};

/// Long enough that only stopping it explains that something else is heard.
const LONG: usize = 60_000;

pub(super) async fn answer<W: World>() {
    let world = W::open().await;
    assert_eq!(world.can(Verb::Answer), Ok(()));
    let (far, call) = world.answered().await;
    assert_eq!(world.within(call.hang_up()).await.unwrap(), Ended::HungUp(Side::Us));
    assert!(world.within(far.has_ended()).await);
    // The caller is gone before the answer.
    let (far, ring) = world.rings().await;
    far.hang_up().await;
    match world.within(world.answer(ring)).await {
        Err(error) => assert!(error.is_ended(), "{error:?}"),
        // The answer may have overtaken it; then the call tells.
        Ok(call) => assert_eq!(world.within(call.ended()).await, Ended::HungUp(Side::Them)),
    }
    // A call that is let go of is hung up.
    let (far, call) = world.answered().await;
    drop(call);
    assert!(world.within(far.has_ended()).await, "\n{}", world.ladder());
}

pub(super) async fn reject<W: World>() {
    let world = W::open().await;
    let (far, ring) = world.rings().await;
    world.within(world.reject(ring, Reason::Busy)).await.unwrap();
    assert!(world.within(far.has_ended()).await);
    // A ring that is let go of is refused.
    let (far, ring) = world.rings().await;
    drop(ring);
    assert!(world.within(far.has_ended()).await, "\n{}", world.ladder());
}

pub(super) async fn redirect<W: World>() {
    let world = W::open().await;
    let desk = world.somebody(1, Manner::Answers);
    let (_far, ring) = world.rings().await;
    let before = world.requests();
    let done = world.within(world.redirect(ring, desk)).await;
    if world.can(Verb::Redirect).is_err() {
        is_refused(Verb::Redirect, done);
        assert!(world.requests() <= before + 1, "at most the refusal of the call");
        return;
    }
    done.unwrap_or_else(|error| panic!("{error:?}\n{}", world.ladder()));
}

pub(super) async fn create<W: World>() {
    let world = W::open().await;
    let who = world.somebody(1, Manner::Answers);
    let call = world.within(world.create(who.clone())).await.unwrap();
    world.within(call.play(prompt(100))).await.unwrap();
    world.within(call.hang_up()).await.unwrap();
    assert!(world.within(world.is_free(&who)).await);
    let who = world.somebody(2, Manner::Declines);
    let refused = world.within(world.create(who)).await.err().expect("it was declined");
    assert_eq!(refused.kind(), ErrorKind::Refused, "{refused:?}");
    // Dropped while it rings: it rings no more.
    let who = world.somebody(3, Manner::Ignores);
    tokio::select! {
        _ = world.create(who.clone()) => panic!("nobody answers"),
        rings = world.is_ringing(&who) => assert!(rings, "\n{}", world.ladder()),
    }
    assert!(world.within(world.is_free(&who)).await, "\n{}", world.ladder());
}

pub(super) async fn hang_up<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    let ended = call.ended();
    far.hang_up().await;
    assert_eq!(world.within(ended).await, Ended::HungUp(Side::Them));
    // Twice is once: it is over either way, and by whom stays.
    world.within(call.hang_up()).await.unwrap();
}

pub(super) async fn play<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    world.within(call.play(prompt(100))).await.unwrap();
    world.within(call.play(prompt(100))).await.unwrap();
    // Dropped in its middle, or music: what comes next is heard at once.
    for _ in 0..10 {
        world.within(call.play_while_waiting(prompt(LONG))).await.unwrap();
        world.within(call.play(prompt(20))).await.unwrap();
    }
    assert!(
        tokio::time::timeout(Duration::from_millis(300), call.play(prompt(LONG))).await.is_err()
    );
    world.within(call.play(prompt(100))).await.unwrap();
    let (heard, ()) = tokio::join!(world.within(call.play(prompt(LONG))), async {
        tokio::task::yield_now().await;
        far.hang_up().await;
    });
    assert!(heard.unwrap_err().is_ended());
    assert!(world.within(call.play(prompt(100))).await.unwrap_err().is_ended());
    assert!(world.within(call.play_while_waiting(prompt(100))).await.unwrap_err().is_ended());
}

pub(super) async fn ask<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    let menu = Menu::new(prompt(LONG)).on(Key::D1, "sales").on(Key::D2, "help");
    for (key, means) in [(Key::D2, "help"), (Key::D1, "sales")] {
        let before = world.questions();
        let pressing = async {
            world.is_asked(&far, before).await;
            far.press(key).await;
        };
        let (chosen, ()) = tokio::join!(world.within(call.ask(&menu)), pressing);
        assert_eq!(chosen.unwrap(), means, "\n{}", world.ladder());
    }
    let silent = |menu: Menu<&'static str>| menu.rounds(1).patience(Duration::from_secs(1));
    let nothing = silent(Menu::new(prompt(20)).on(Key::D1, "sales"));
    let late = world.within(call.ask(&nothing)).await.unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Timeout, "{late:?}");
    let otherwise = silent(Menu::new(prompt(20)).on(Key::D1, "sales").otherwise("queue"));
    assert_eq!(world.within(call.ask(&otherwise)).await.unwrap(), "queue");
    // Dropped, the prompt has ended.
    assert!(tokio::time::timeout(Duration::from_millis(300), call.ask(&menu)).await.is_err());
    world.within(call.play(prompt(100))).await.unwrap();
    let before = world.questions();
    let (gone, ()) = tokio::join!(world.within(call.ask(&menu)), async {
        world.is_asked(&far, before).await;
        far.hang_up().await;
    });
    assert!(gone.unwrap_err().is_ended());
    assert!(world.within(call.ask(&menu)).await.unwrap_err().is_ended());
}

pub(super) async fn next_key<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    // A future that is dropped loses no key.
    assert!(tokio::time::timeout(Duration::from_millis(50), call.next_key()).await.is_err());
    let hearing = async { (call.next_key().await.unwrap(), call.next_key().await.unwrap()) };
    let pressing = async {
        world.listens().await;
        far.press(Key::D7).await;
        far.press(Key::Pound).await;
    };
    let (heard, ()) = tokio::join!(world.within(hearing), pressing);
    assert_eq!(heard, (Key::D7, Key::Pound));
    let (gone, ()) = tokio::join!(world.within(call.next_key()), far.hang_up());
    assert!(gone.unwrap_err().is_ended());
    assert!(world.within(call.next_key()).await.unwrap_err().is_ended());
}

pub(super) async fn press<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    for key in [Key::D5, Key::D5, Key::Star] {
        world.within(call.press(key)).await.unwrap();
    }
    // Done means sent: nothing is to be waited for but the way.
    world.until(|| far.keys() == "55*").await;
    let ended = call.ended();
    far.hang_up().await;
    world.within(ended).await;
    assert!(world.within(call.press(Key::D1)).await.unwrap_err().is_ended());
}

pub(super) async fn hold<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    for _twice in 0..2 {
        world.within(call.hold()).await.unwrap();
        world.until(|| far.is_held()).await;
    }
    for _twice in 0..2 {
        world.within(call.resume()).await.unwrap();
        world.until(|| !far.is_held()).await;
    }
    world.within(call.play(prompt(100))).await.unwrap();
    let ended = call.ended();
    far.hang_up().await;
    world.within(ended).await;
    assert!(world.within(call.hold()).await.unwrap_err().is_ended());
    assert!(world.within(call.resume()).await.unwrap_err().is_ended());
}

pub(super) async fn cc_51_a_call_enters_the_history_by_itself<W: World>() {
    let world = W::open().await;
    let (history, router) = (History::default(), Router::start(Plan::new([Queue::new("care")])));
    router.sign_on(&[Agent::new("adele")]);
    history.follow(&router);
    let (far, call) = world.answered().await;
    let who = call.other_end().expect("the wire tells who calls");
    let who = Identity::try_from(&who).expect("somebody with a name");
    let work = Work::voice(call.id()).in_queue("care").note("The card is lost.").by(&call);
    let mut ticket = router.enqueue(work);
    let came = history.of(&who);
    assert_eq!((came.len(), came[0].medium, came[0].ended_ms), (1, Medium::Voice, None));
    let duty = world.within(ticket.next_offer()).await.expect("somebody is there").accept();
    world.until(|| history.of(&who)[0].agent.is_some()).await;
    // Work again (a transfer to another queue) is the same call.
    drop(duty);
    let again = router.enqueue(Work::voice(call.id()).in_queue("care").by(&call));
    far.hang_up().await;
    world.until(|| history.of(&who)[0].ended_ms.is_some()).await;
    let all = history.of(&who);
    let [one] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((one.queue.as_deref(), one.summary.as_str()), (Some("care"), "The card is lost."));
    assert_eq!(one.agent, Some("adele".into()));
    assert!(!one.outcome.is_empty(), "{one:?}");
    drop(again);
}
