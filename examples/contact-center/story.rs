//! One caller, from the first ring to the end: the same lines as in the `connect` example, plus
//! what the page wants to know.

use std::sync::Arc;
use std::time::Duration;

use teams_cc::routing::Work;
use teams_cc::sip::IncomingCall;
use teams_cc::{Agent, Ended, Error, Key, Menu, Need, Prompt, Skill};

use crate::book::{Model, end_words};
use crate::center::{AFTERMATH, Center};
use crate::ladders::CONVERSATION;

/// After a talk the agent has so long for notes.
const NOTES: Duration = Duration::from_secs(4);
/// One prompt round, then the general queue: nobody hears silence without an end.
const PATIENCE: Duration = Duration::from_secs(3);

fn menu() -> Menu<(&'static str, Need)> {
    let choice = |queue: &'static str, level| (queue, Skill::new(queue).at_least(level));
    Menu::new(Prompt::file("examples/sounds/welcome.wav"))
        .on(Key::D1, choice("billing", 3))
        .on(Key::D2, choice("support", 1))
        .otherwise(choice("general", 1))
        .rounds(1)
        .patience(PATIENCE)
}

/// Tells the story and keeps the books.
pub(crate) async fn told(call: IncomingCall, center: Arc<Center>) -> Result<Ended, Error> {
    let id = call.id();
    center.book.rang(Model::Connect, id, Some(&call.from()));
    center.ladders.begins(id, call.request().call_id());
    let outcome = story(call, &center).await;
    center.book.ended(id, &end_words(&outcome));
    tokio::time::sleep(AFTERMATH).await;
    center.keep_ladder(id);
    outcome
}

async fn story(call: IncomingCall, center: &Center) -> Result<Ended, Error> {
    let caller = call.answer().await?;
    let recording = caller.record(center.folder.sound(caller.id())).ok(); // a bonus
    if recording.is_some() {
        center.book.sounds(caller.id());
    }
    let (queue, need) = caller.ask(&menu()).await?;
    caller.play_while_waiting(Prompt::file("examples/sounds/waiting.wav")).await?;

    let work = Work::voice(caller.id()).in_queue(queue).needs(need).by(&caller);
    let ticket = center.connect.router.enqueue(work);

    let id = caller.id().to_string();
    let ring = |agent: &Agent, within| {
        center.teams.dial(agent.address()).header(CONVERSATION, &id).ring_for(within)
    };
    match ticket.reach(ring).await {
        Ok((agent, assignment)) => {
            let ended = caller.bridge(agent).finished().await;
            assignment.wrap_up(NOTES);
            Ok(ended)
        }
        Err(gave_up) => Ok(caller.transfer(gave_up.overflow()).await?),
    }
}
