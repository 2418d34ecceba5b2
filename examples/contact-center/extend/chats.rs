//! A customer's chat is work: it waits, is offered on a card, and the reply reaches the chat.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Map, Value};
use teams_cc::graph::{Card, Conversation, Press, Reply, Said};
use teams_cc::routing::{Assignment, Work};
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

/// All chats that are not over, by the number of their work.
#[derive(Default)]
pub(crate) struct Chats {
    open: Mutex<HashMap<u64, Open>>,
    /// Conversations with such a chat: one at a time each.
    busy: Mutex<HashSet<String>>,
}

impl Chats {
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

/// Somebody wrote to the bot: a new chat, unless theirs is open.
pub(super) fn said(center: &Arc<Center>, said: Said) {
    if !center.extend.chats.busy.lock().insert(said.conversation.id.clone()) {
        return;
    }
    let center = center.clone();
    tokio::spawn(async move {
        let conversation = said.conversation.id.clone();
        if let Err(error) = story(&center, said).await {
            tracing::warn!(%error, "a chat failed");
        }
        center.extend.chats.busy.lock().remove(&conversation);
    });
}

/// One chat, from the first words to the answer.
async fn story(center: &Center, said: Said) -> Result<(), Error> {
    let extend = &center.extend;
    let work =
        Work::chat(&said.conversation.id).for_tenant(said.conversation.tenant).in_queue("chats");
    let mut ticket = extend.lane.router.enqueue(work);
    let number = ticket.work().0;
    let (tell, mut deeds) = mpsc::unbounded_channel();
    let chat = Open { words: said.text.clone(), agent: None, tell };
    extend.chats.open.lock().insert(number, chat);
    let _over = Over(&extend.chats, number);
    extend.bot.say(&said.conversation, "Hello! Somebody is with you in a moment.").await?;

    while let Some(mut asked) = ticket.next_offer().await {
        extend.chats.is_offered_to(number, asked.agent().teams_user());
        extend.app.show_for(number, asked.agent(), offer(number, &said.text));
        let deed = tokio::select! {
            deed = deeds.recv() => deed,
            _ = asked.ended() => None,
        };
        match deed {
            Some(Deed::Take) => {
                let duty = asked.accept();
                return answered(center, &said.conversation, duty, &mut deeds).await;
            }
            Some(_) => asked.decline(Reason::Declined),
            None => {}
        }
        extend.chats.is_offered_to(number, None);
    }
    extend.bot.say(&said.conversation, "Nobody is there right now; please call us.").await?;
    Ok(())
}

/// The agent writes, the customer reads.
async fn answered(
    center: &Center,
    customer: &Conversation,
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
    let text = text.unwrap_or_else(|| "Sorry, this took too long; please write again.".into());
    center.extend.bot.say(customer, text.as_str()).await?;
    duty.wrap_up(NOTES);
    Ok(())
}

/// Forgets a chat when its story ends, however that came.
struct Over<'a>(&'a Chats, u64);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.open.lock().remove(&self.1);
    }
}
