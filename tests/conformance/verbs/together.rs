//! Verbs that bring people together, and part them.

use std::time::Duration;

use teams_cc_core::{Ended, Error, ErrorKind, Guest, Verb, Voice};

use super::{Far, Manner, World, is_refused, prompt};

/// Somebody rings so long, unless the case waits for nobody.
const RING: Duration = Duration::from_secs(15);

pub(super) async fn invite<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    world.within(call.play_while_waiting(prompt(60_000))).await.unwrap();
    let who = world.somebody(1, Manner::Declines);
    let refused = world.within(call.invite(who, RING)).await.err().expect("it was declined");
    assert_eq!(refused.kind(), ErrorKind::Refused, "{refused:?}");
    let who = world.somebody(2, Manner::Ignores);
    let late = world.within(call.invite(who, Duration::from_secs(1))).await.err();
    assert_eq!(late.expect("nobody answers").kind(), ErrorKind::Timeout);
    // Dropped while it rings.
    let who = world.somebody(3, Manner::Ignores);
    tokio::select! {
        _ = call.invite(who.clone(), RING) => panic!("nobody answers"),
        rings = world.is_ringing(&who) => assert!(rings, "\n{}", world.ladder()),
    }
    if world.can(Verb::CancelInvite).is_ok() {
        assert!(world.within(world.is_free(&who)).await, "\n{}", world.ladder());
    }
    for number in [4, 5] {
        let who = world.somebody(number, Manner::Answers);
        let guest = world.within(call.invite(who.clone(), RING)).await;
        guest.unwrap_or_else(|error| panic!("{error:?}\n{}", world.ladder()));
        assert!(world.within(world.talk(&far, &who)).await, "\n{}", world.ladder());
    }
    // The caller leaves while somebody rings.
    let (far, call) = world.answered().await;
    let who = world.somebody(6, Manner::Ignores);
    let (gone, ()) = tokio::join!(world.within(call.invite(who.clone(), RING)), async {
        assert!(world.is_ringing(&who).await, "\n{}", world.ladder());
        far.hang_up().await;
    });
    assert!(gone.err().expect("the caller has left").is_ended());
    let gone = world.within(call.invite(world.somebody(7, Manner::Answers), RING)).await;
    assert!(gone.err().expect("the caller has left").is_ended());
}

pub(super) async fn remove<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    let who = world.somebody(1, Manner::Answers);
    let guest = world.within(call.invite(who.clone(), RING)).await.unwrap();
    assert!(world.within(world.talk(&far, &who)).await, "\n{}", world.ladder());
    world.within(guest.remove()).await.unwrap();
    assert!(world.within(world.is_free(&who)).await, "\n{}", world.ladder());
    // The caller is still there.
    world.within(call.play(prompt(100))).await.unwrap();
    // Whoever has left by themselves is gone already.
    let who = world.somebody(2, Manner::Answers);
    let guest = world.within(call.invite(who.clone(), RING)).await.unwrap();
    let ended = call.ended();
    far.hang_up().await;
    world.within(ended).await;
    let gone = world.within(guest.remove()).await;
    assert!(gone.is_err_and(|error| error.is_ended()), "\n{}", world.ladder());
}

pub(super) async fn mute<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    let who = world.somebody(1, Manner::Answers);
    world.within(call.invite(who.clone(), RING)).await.unwrap();
    assert!(world.within(world.talk(&far, &who)).await, "\n{}", world.ladder());
    let before = world.requests();
    let muted = world.within(call.mute()).await;
    if world.can(Verb::Mute).is_err() {
        is_refused(Verb::Mute, muted);
        assert_eq!(world.requests(), before, "\n{}", world.ladder());
    } else {
        muted.unwrap_or_else(|error| panic!("{error:?}\n{}", world.ladder()));
        world.within(call.mute()).await.unwrap();
        assert!(!world.within(world.hears(&who, &far)).await, "\n{}", world.ladder());
    }
    let before = world.requests();
    let unmuted = world.within(call.unmute()).await;
    if world.can(Verb::Unmute).is_err() {
        is_refused(Verb::Unmute, unmuted);
        assert_eq!(world.requests(), before, "\n{}", world.ladder());
    } else {
        unmuted.unwrap();
        assert!(world.within(world.hears(&who, &far)).await, "\n{}", world.ladder());
    }
    let ended = call.ended();
    far.hang_up().await;
    world.within(ended).await;
    if world.can(Verb::Mute).is_ok() {
        assert!(world.within(call.mute()).await.unwrap_err().is_ended());
    }
}

pub(super) async fn transfer<W: World>() {
    let world = W::open().await;
    let (far, call) = world.answered().await;
    let kept = world.within(call.transfer(world.somebody(1, Manner::Declines))).await.unwrap_err();
    assert_eq!(kept.error().kind(), ErrorKind::Refused, "{kept:?}");
    let call = kept.into_call();
    world.within(call.play(prompt(100))).await.unwrap();
    let desk = world.somebody(2, Manner::Answers);
    let ended = world.within(call.transfer(desk.clone())).await;
    assert_eq!(ended.unwrap(), Ended::Transferred(desk.clone()), "\n{}", world.ladder());
    assert!(world.within(world.talk(&far, &desk)).await, "\n{}", world.ladder());
    // The caller leaves while the target rings.
    let (far, call) = world.answered().await;
    let who = world.somebody(3, Manner::Ignores);
    let (kept, ()) = tokio::join!(world.within(call.transfer(who.clone())), async {
        assert!(world.is_ringing(&who).await, "\n{}", world.ladder());
        far.hang_up().await;
    });
    assert!(kept.is_err_and(|kept| kept.error().is_ended()), "\n{}", world.ladder());
    // Dropped while the target rings: hung up, as with any call that is let go of.
    let (far, call) = world.answered().await;
    let who = world.somebody(4, Manner::Ignores);
    tokio::select! {
        _ = call.transfer(who.clone()) => panic!("nobody answers"),
        rings = world.is_ringing(&who) => assert!(rings, "\n{}", world.ladder()),
    }
    assert!(world.within(far.has_ended()).await, "\n{}", world.ladder());
    // A `?` in a story lets go of the caller.
    let (far, call) = world.answered().await;
    let kept = world.within(call.transfer(world.somebody(5, Manner::Declines))).await.unwrap_err();
    let error = Error::from(kept);
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(world.within(far.has_ended()).await, "\n{}", world.ladder());
}
