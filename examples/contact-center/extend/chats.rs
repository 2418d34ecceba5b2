//! A customer's chat is work: it waits, is offered on a card, and the reply reaches the chat.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Map, Value};
use teams_cc::conversation::{Closed, Rules};
use teams_cc::graph::{Bot, BotEvent, Card, Press, Reply, TeamsChat};
use teams_cc::routing::{Assignment, Conversation, Conversations};
use teams_cc::{Error, Guid, Reason};
use tokio::sync::mpsc;

use crate::center::Center;

/// The verb of "I take it".
pub(super) const TAKE: &str = "chat-take";
/// The verb of "not now".
pub(super) const LATER: &str = "chat-later";
/// The verb of "this is my answer".
pub(super) const SEND: &str = "chat-send";
/// Where the answer is written.
pub(super) const ANSWER: &str = "answer";
/// An agent writes for so long at most; then the chat is given up.
const WRITES_FOR: Duration = Duration::from_secs(120);
/// So long a chat that opens again waits for the agent who had it.
const SAME_AGENT: Duration = Duration::from_secs(3);
/// Notes after a chat.
const NOTES: Duration = Duration::from_secs(1);

/// What an agent did with a card.
enum Deed {
    Take,
    Later,
    Send(String),
}

/// A chat that is not over.
struct Open {
    words: String,
    /// Who may press: whoever it is offered to, or has it.
    agent: Option<Guid>,
    tell: mpsc::UnboundedSender<Deed>,
}

/// What customers write to the bot, and the chats that are not over by the number of their work.
pub(crate) struct Chats {
    teams: TeamsChat,
    conversations: Conversations,
    open: Mutex<HashMap<u64, Open>>,
}

impl Chats {
    pub(super) fn of(bot: &Bot) -> Self {
        let mut rules = Rules::default();
        // A customer who comes back need not wait for the agent of the last time.
        rules.prefer_for = SAME_AGENT;
        let (teams, conversations) = (bot.chats(), Conversations::new(rules));
        conversations.join(Arc::new(teams.clone()));
        Self { teams, conversations, open: Mutex::default() }
    }

    /// What came to the bot: words go to their conversation.
    pub(super) fn heed(&self, event: &BotEvent) {
        if let Some(Err(error)) = self.teams.heed(event, &self.conversations) {
            tracing::warn!(%error, "a chat message is not taken");
        }
    }

    /// What an agent pressed on a card about a chat.
    pub(super) fn pressed(&self, press: &Press) -> Option<Reply> {
        let work = press.values.get("work").and_then(Value::as_u64)?;
        let open = self.open.lock();
        let theirs =
            open.get(&work).filter(|chat| chat.agent.is_some() && chat.agent == press.person);
        let Some(chat) = theirs else {
            return Some(Reply::failed(410, "gone", "This chat is no longer yours."));
        };
        let (deed, reply) = match press.verb.as_str() {
            TAKE => (Deed::Take, Reply::card(&writing(work, &chat.words))),
            LATER => (Deed::Later, Reply::text("Somebody else is asked.")),
            SEND => {
                let text = press.text(ANSWER).unwrap_or_default().to_owned();
                (Deed::Send(text), Reply::text("It is sent."))
            }
            _ => return None,
        };
        // The story may have ended in this moment: then there is nothing to do.
        drop(chat.tell.send(deed));
        Some(reply)
    }

    fn is_offered_to(&self, work: u64, agent: Option<Guid>) {
        if let Some(chat) = self.open.lock().get_mut(&work) {
            chat.agent = agent;
        }
    }
}

fn values(work: u64) -> Map<String, Value> {
    Map::from_iter([("work".to_owned(), work.into())])
}

fn offer(work: u64, words: &str) -> Card {
    Card::new()
        .title("A customer writes")
        .text(words)
        .button_with("Take it", TAKE, &values(work))
        .button_with("Not now", LATER, &values(work))
}

fn writing(work: u64, words: &str) -> Card {
    Card::new().title("Your chat").text(words).note(ANSWER, "Your answer").button_with(
        "Send",
        SEND,
        &values(work),
    )
}

/// Tells the story of each chat.
pub(super) async fn serve(center: Arc<Center>) {
    let conversations = center.extend.chats.conversations.clone();
    conversations.serve(move |talk| story(talk, center.clone())).await;
}

/// One chat, from the first words to the answer.
async fn story(talk: Conversation, center: Arc<Center>) -> Result<(), Error> {
    let extend = &center.extend;
    let words = talk.newest().map(|newest| newest.text).unwrap_or_default();
    let mut ticket = talk.enqueue(&extend.lane.router, |work| work.in_queue("chats"));
    let number = ticket.work().0;
    let (tell, mut deeds) = mpsc::unbounded_channel();
    extend.chats.open.lock().insert(number, Open { words: words.clone(), agent: None, tell });
    let _over = Over(&extend.chats, number);
    talk.say("Hello! Somebody is with you in a moment.").await?;

    while let Some(mut asked) = ticket.next_offer().await {
        extend.chats.is_offered_to(number, asked.agent().teams_user());
        extend.app.show_for(number, asked.agent(), offer(number, &words));
        let deed = tokio::select! {
            deed = deeds.recv() => deed,
            _ = asked.ended() => None,
        };
        match deed {
            Some(Deed::Take) => {
                let duty = asked.accept();
                talk.taken_by(&duty);
                return answered(talk, duty, &mut deeds).await;
            }
            Some(_) => asked.decline(Reason::Declined),
            None => {}
        }
        extend.chats.is_offered_to(number, None);
    }
    talk.say("Nobody is there right now; please call us.").await?;
    talk.close(Closed::Unanswered);
    Ok(())
}

/// The agent writes, the customer reads.
async fn answered(
    talk: Conversation,
    duty: Assignment,
    deeds: &mut mpsc::UnboundedReceiver<Deed>,
) -> Result<(), Error> {
    let sent = async {
        loop {
            match deeds.recv().await {
                Some(Deed::Send(text)) => return Some(text),
                Some(_) => {}
                None => return None,
            }
        }
    };
    let text = tokio::time::timeout(WRITES_FOR, sent).await.ok().flatten();
    talk.say(text.unwrap_or_else(|| "Sorry, this took too long; please write again.".into()))
        .await?;
    duty.wrap_up(NOTES);
    talk.close(Closed::Done);
    Ok(())
}

/// Forgets a chat when its story ends, however that came.
struct Over<'a>(&'a Chats, u64);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.open.lock().remove(&self.1);
    }
}
