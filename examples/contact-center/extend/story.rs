//! One caller of the bot: the same story as on a trunk, but the service carries the call.

use std::sync::Arc;
use std::time::Duration;

use teams_cc::graph::Card;
use teams_cc::graph::calls::{Call, IncomingCall};
use teams_cc::routing::{Assignment, Work};
use teams_cc::{Ended, Error, Key, Menu, Need, Prompt, Skill};

use crate::book::{Model, end_words};
use crate::center::{AFTERMATH, Center};

/// After a talk the agent has so long for notes; who writes them sooner is free sooner.
const NOTES: Duration = Duration::from_secs(6);
/// Nobody hears silence without an end.
const PATIENCE: Duration = Duration::from_secs(3);

fn menu() -> Menu<(&'static str, Need)> {
    let choice = |topic: &'static str, level| (topic, Skill::new(topic).at_least(level));
    Menu::new(Prompt::file("examples/sounds/welcome.wav"))
        .on(Key::D1, choice("orders", 3))
        .on(Key::D2, choice("returns", 2))
        .otherwise(choice("orders", 1))
        .rounds(1)
        .patience(PATIENCE)
}

/// Tells the story and keeps the books.
pub(super) async fn told(call: IncomingCall, center: Arc<Center>) -> Result<Ended, Error> {
    let id = call.id();
    center.book.rang(Model::Extend, id, call.from().as_ref());
    center.ladders.is_connection(id, call.graph_id());
    let outcome = story(call, &center).await;
    center.book.ended(id, &end_words(&outcome));
    tokio::time::sleep(AFTERMATH).await;
    center.keep_ladder(id);
    outcome
}

async fn story(call: IncomingCall, center: &Arc<Center>) -> Result<Ended, Error> {
    let extend = &center.extend;
    let from = call.from().map_or_else(|| "unknown".into(), |from| format!("{from:?}"));
    let caller = call.answer().await?;
    let (topic, need) = caller.ask(&menu()).await?;
    caller.play_while_waiting(Prompt::file("examples/sounds/waiting.wav")).await?;

    let work = Work::voice(caller.id()).in_queue("service").needs(need).by(&caller);
    let mut ticket = extend.lane.router.enqueue(work);

    while let Some(offer) = ticket.next_offer().await {
        // The card is on the agent's screen before Teams rings.
        let card = Card::new().title("A customer calls").fact("From", &from).fact("About", topic);
        extend.app.show_for(offer.work().0, offer.agent(), card);
        let ringing = caller.invite(offer.agent().address().clone());
        match ringing.within(offer.time_left()).await {
            Ok(agent) => {
                let duty = offer.accept();
                // Whoever leaves first ends it.
                let over = caller.left(&agent).await;
                after(duty, topic, center);
                over?;
                return caller.hang_up().await;
            }
            Err(refused) => offer.decline(refused.reason()),
        }
    }
    leave(caller, ticket.overflow()).await
}

/// Asks for notes; the agent is free when they are written, or their time is over.
fn after(duty: Assignment, topic: &'static str, center: &Arc<Center>) {
    let (center, agent) = (center.clone(), duty.agent().clone());
    duty.wrap_up(NOTES);
    tokio::spawn(async move {
        let notes = center.extend.app.ask_for_notes(&agent, topic).await;
        if let Some(notes) = notes {
            center.say(Model::Extend, "notes", format!("{}: {notes}", agent.id()));
        }
    });
}

async fn leave(caller: Call, to: teams_cc::Address) -> Result<Ended, Error> {
    Ok(caller.transfer(to).await?)
}
