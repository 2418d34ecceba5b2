//! Verbs for which each wire has a form of its own: done and proven by it, or refused early.

use teams_cc_core::Verb;

use super::{World, is_refused};

/// Runs a wire's own proof of a verb, or sees it refused without a request.
pub(super) async fn own<W: World>(verb: Verb) {
    let world = W::open().await;
    match (world.can(verb), Box::pin(world.own(verb)).await) {
        (Ok(()), Some(Ok(()))) => {}
        (Ok(()), done) => panic!("{verb:?} should work: {done:?}\n{}", world.ladder()),
        // No such method: whoever writes it hears from the compiler.
        (Err(_), None) => {}
        (Err(_), Some(done)) => is_refused(verb, done),
    }
}
