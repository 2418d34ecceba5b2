//! One caller of the Teams Phone number: an assistant speaks first, and a person takes over where
//! one is needed.

use std::sync::Arc;
use std::time::Duration;

use teams_cc::acs::{Call, Guest, IncomingCall};
use teams_cc::routing::Work;
use teams_cc::{
    Address, Agent, Assistant, CallContext, CallId, Closing, Ended, Error, Handover, Heard, Prompt,
    Turn,
};

use super::concierge::Concierge;
use crate::book::{Model, end_words};
use crate::center::{AFTERMATH, Center};

/// After a talk the agent has so long for notes.
const NOTES: Duration = Duration::from_secs(3);
/// What makes the desktop whisper.
const PHRASE: &str = "cancel my contract";
const ADVICE: &str = "Offer the loyalty plan.";

/// Who speaks with the assistant or an agent, in transcripts.
const CALLER: &str = "caller";

/// The concierge, and what is said written down.
struct Noted<'a> {
    concierge: Concierge,
    call: CallId,
    center: &'a Center,
}

impl Assistant for Noted<'_> {
    async fn turn(&mut self, heard: Heard) -> Turn {
        if let Heard::Words(words) = &heard {
            self.center.book.said(self.call, CALLER, words);
        }
        let turn = self.concierge.turn(heard).await;
        if !turn.words().is_empty() {
            self.center.book.said(self.call, "assistant", turn.words());
        }
        turn
    }
}

/// What is left to do when nobody has anything to say any more.
enum Next {
    HangUp,
    Transfer(Address),
}

/// Tells the story and keeps the books.
pub(super) async fn told(call: IncomingCall, center: Arc<Center>) -> Result<Ended, Error> {
    let id = call.id();
    center.book.rang(Model::Power, id, call.from().as_ref());
    let outcome = story(call, &center).await;
    center.book.ended(id, &end_words(&outcome));
    tokio::time::sleep(AFTERMATH).await;
    center.keep_ladder(id);
    outcome
}

async fn story(call: IncomingCall, center: &Center) -> Result<Ended, Error> {
    let caller = call.answer().await?;
    center.ladders.is_connection(caller.id(), caller.connection_id());
    let next = tokio::select! {
        next = conversation(&caller, center) => next?,
        // The centre closes: nobody is left in a call without us.
        () = center.power.closes() => return caller.end_for_all().await,
    };
    match next {
        Next::HangUp => caller.hang_up().await,
        Next::Transfer(to) => Ok(caller.transfer(to).await?),
    }
}

async fn conversation(caller: &Call, center: &Center) -> Result<Next, Error> {
    let concierge = Noted { concierge: Concierge::default(), call: caller.id(), center };
    let handover = match caller.converse(concierge).await? {
        Closing::Resolved => {
            center.book.settled(caller.id());
            center.say(Model::Power, "settled", format!("{} by the assistant", caller.id()));
            return Ok(Next::HangUp);
        }
        Closing::Handover(handover) => handover,
    };
    // The agent's screen shows what the assistant heard before the first word.
    let told = CallContext::from(&handover).topic("Handed over");
    let Handover { need, summary } = handover;
    center.say(Model::Power, "handover", format!("{} {need} · {summary}", caller.id()));
    caller.play_while_waiting(Prompt::file("examples/sounds/waiting.wav")).await?;

    let work = Work::voice(caller.id()).in_queue("desktop").needs(need).note(summary).by(caller);
    let ticket = center.power.lane.router.enqueue(work);

    let ring =
        |agent: &Agent, within| caller.invite(agent.address()).within(within).telling(told.clone());
    match ticket.reach(ring).await {
        Ok((agent, assignment)) => {
            let over = talk(caller, &agent, assignment.agent(), center).await;
            assignment.wrap_up(NOTES);
            over.map(|()| Next::HangUp)
        }
        Err(gave_up) => Ok(Next::Transfer(gave_up.overflow())),
    }
}

/// Until one of the two leaves; what is said is read meanwhile, and advice whispered.
async fn talk(caller: &Call, guest: &Guest, agent: &Agent, center: &Center) -> Result<(), Error> {
    let listen = async {
        // A bonus: without a transcript the talk goes on.
        if let Ok(mut lines) = caller.transcribe().await {
            while let Some(line) = lines.next().await {
                if !line.is_final {
                    continue;
                }
                let theirs = line.who.as_ref() == Some(guest.who());
                let who = if theirs { agent.id().as_str() } else { CALLER };
                center.book.said(caller.id(), who, &line.text);
                if line.text.contains(PHRASE) && guest.whisper(ADVICE).await.is_ok() {
                    let (id, to) = (caller.id(), format!("{}: {ADVICE}", agent.id()));
                    center.book.said(id, "whisper", &to);
                    center.say(Model::Power, "whisper", format!("{id} {to}"));
                }
            }
        }
        std::future::pending().await
    };
    tokio::select! {
        left = caller.left(guest) => left,
        never = listen => never,
    }
}
