//! One caller, from the first ring to the end.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use teams_cc::graph::{AgentApp, Card};
use teams_cc::routing::{Router, Work};
use teams_cc::sip::{IncomingCall, Speaker, Talk, TalkEvent, TranscriptEvent, Trunk};
use teams_cc::speech::{Listening, Synthesise};
use teams_cc::{Assistant, Closing, Ended, Error, Heard, Key, Prompt, Skill, Turn};

use crate::sound::Sound;

pub(crate) const LOST: &str = "I lost my card";
pub(crate) const HOURS: &str = "what are your opening hours";
pub(crate) const CANCEL: &str = "I want to cancel my contract";
pub(crate) const THANKS: &str = "no, thank you";
pub(crate) const HELLO: &str = "Hello, this is Adele. I will block your card at once";
/// What callers hear first.
const GREETING: &str = "Hello, this is Contoso. How can I help? Say, I lost my card. \
    Or, what are your opening hours. Or press one or two.";

/// What a story needs.
pub(crate) struct House {
    pub(crate) teams: Trunk,
    pub(crate) router: Router,
    pub(crate) app: AgentApp,
    pub(crate) sound: Sound,
    pub(crate) folder: PathBuf,
}

pub(crate) async fn told(call: IncomingCall, house: Arc<House>) -> Result<Ended, Error> {
    let caller = call.answer().await?;
    let name = caller.id();
    println!("{name} answered; the assistant speaks");
    // Both directions, from the first word to the last.
    let _recording = caller.record(house.folder.join(format!("{name}.wav")))?;

    let talking = caller.converse(Concierge).speaking_with(&house.sound);
    let handover = match talking.hearing_with(&house.sound).await? {
        Closing::Resolved => {
            println!("{name} settled");
            return caller.hang_up().await;
        }
        Closing::Handover(handover) => handover,
    };
    println!("{name} handed over to {}", handover.need);

    caller.play_while_waiting(Prompt::file("examples/sounds/waiting.wav")).await?;
    let work = Work::voice(name).needs(handover.need).note(handover.summary.clone()).by(&caller);
    let ticket = house.router.enqueue(work);
    let ring = |agent: &teams_cc::Agent, within| {
        // On the agent's screen before the agent's Teams client rings.
        let card = Card::new().title("A caller is coming").text(&handover.summary);
        house.app.show(agent, card);
        house.teams.dial(agent.address()).ring_for(within)
    };
    match ticket.reach(ring).await {
        Ok((agent, assignment)) => {
            println!("{name} talks to {}", assignment.agent().id());
            let ended = assist(caller.bridge(agent), &handover.summary, &house).await;
            assignment.wrap_up(Duration::from_secs(5));
            println!("{name} {ended}");
            Ok(ended)
        }
        Err(gave_up) => Ok(caller.transfer(gave_up.overflow()).await?),
    }
}

/// Caller and agent talk. What we add is a bonus: without it the talk goes on.
async fn assist(mut talk: Talk, summary: &str, house: &House) -> Ended {
    whisper(&talk, house, summary).await;
    let mut lines = talk.transcribe(house.sound.clone(), Listening::default()).await.ok();
    loop {
        let line = async {
            match &mut lines {
                Some(lines) => lines.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            event = talk.next_event() => match event {
                Some(TalkEvent::TransferAsked(transfer)) => transfer.allow(),
                Some(_) => {}
                None => return talk.finished().await,
            },
            line = line => match line {
                Some(TranscriptEvent::Said(line)) => {
                    println!("{:?}: {}", line.by, line.words);
                    if line.by == Speaker::Caller && line.words == CANCEL {
                        whisper(&talk, house, "Offer the loyalty plan.").await;
                    }
                }
                Some(missed) => println!("{missed:?}"),
                None => lines = None,
            },
        }
    }
}

/// Says something to the agent alone.
async fn whisper(talk: &Talk, house: &House, words: &str) {
    if let Ok(said) = house.sound.synthesise(words, 8_000).await
        && talk.whisper(Prompt::samples(said.samples())).await.is_ok()
    {
        println!("whispered: {words}");
    }
}

/// Words in, words out.
struct Concierge;

impl Assistant for Concierge {
    async fn turn(&mut self, heard: Heard) -> Turn {
        let hours = "We are open from eight to six. Goodbye!";
        let lost = |how: &str| {
            Turn::hand_over(Skill::new("cards").at_least(1), format!("Lost card ({how})."))
                .saying("I am sorry to hear that. I connect you with a colleague.")
        };
        match heard {
            Heard::Nothing => Turn::ask(GREETING),
            Heard::Words(words) if words == LOST => lost("in the caller's own words"),
            Heard::Words(words) if words == HOURS => Turn::resolved(hours),
            Heard::Keys(keys) if keys == [Key::D1] => lost("key 1"),
            Heard::Keys(keys) if keys == [Key::D2] => Turn::resolved(hours),
            _ => Turn::ask("I did not understand you. Say, I lost my card. Or press one."),
        }
    }
}
