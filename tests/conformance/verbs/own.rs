//! Verbs for which each wire has a form of its own: done and proven by it, or refused early.

use teams_cc_core::Verb;

use super::{World, is_refused};

/// Runs a wire's own proof of a verb, or sees it refused without a request.
async fn own<W: World>(verb: Verb) {
    let world = W::open().await;
    match (world.can(verb), Box::pin(world.own(verb)).await) {
        (Ok(()), Some(Ok(()))) => {}
        (Ok(()), done) => panic!("{verb:?} should work: {done:?}\n{}", world.ladder()),
        // No such method: whoever writes it hears from the compiler.
        (Err(_), None) => {}
        (Err(_), Some(done)) => is_refused(verb, done),
    }
}

macro_rules! own {
    ($($test:ident: $($verb:ident)+;)+) => {
        $(pub(in crate::verbs) async fn $test<W: World>() {
            $(own::<W>(Verb::$verb).await;)+
        })+
    };
}

own! {
    say: Say;
    whisper: Whisper;
    ask_choice: AskChoice;
    ask_words: AskWords;
    connect: Connect;
    reach_teams_user: ReachTeamsUser;
    show_number: ShowNumber;
    end_for_all: EndForAll;
    take_over: TakeOver;
    consult: Consult;
    transfer_out: TransferOut;
    park: Park;
    record: Record PauseRecording;
    stream: Stream;
    transcribe: Transcribe;
}
