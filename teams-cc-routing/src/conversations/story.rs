//! A conversation as a life: who holds it talks with the customer.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use teams_cc_core::channel::{Identity, OptOut, Outgoing, Received};
use teams_cc_core::conversation::{Closed, Input};
use teams_cc_core::{AgentId, Error, Medium, TenantId};
use tokio::sync::{Notify, watch};

use super::{Conversations, Key, error};
use crate::history::ContactId;
use crate::{Assignment, Router, Subject, Ticket, Work};

/// What the holder of a conversation hears.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ConversationEvent {
    /// The customer wrote.
    Wrote(Box<Received>),
    /// Something that was sent arrived, as the channel reports.
    Arrived,
    /// Something that was sent did not arrive.
    Undelivered,
    /// The customer says nothing; they were told that it will close.
    Warned,
    /// The customer waits too long.
    Neglected,
    /// The agent said nothing for too long and has it no more; [`Wanted`](Self::Wanted) follows.
    TakenAway,
    /// Somebody else is wanted: enqueue it again.
    Wanted,
    /// The customer stopped our messages, or wants them again.
    OptedOut(OptOut),
}

/// A line of what was written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Who.
    pub speaker: Speaker,
    /// What.
    pub text: String,
}

/// Who, and what: for screens.
impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.speaker {
            Speaker::Customer => write!(f, "customer: {}", self.text),
            Speaker::Assistant => write!(f, "assistant: {}", self.text),
            Speaker::Agent(agent) => write!(f, "{agent}: {}", self.text),
        }
    }
}

/// What people write is not for logs.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Written").field("speaker", &self.speaker).finish_non_exhaustive()
    }
}

/// Who wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The customer.
    Customer,
    /// An assistant, or the centre itself.
    Assistant,
    /// This agent.
    Agent(AgentId),
}

/// What a story has to hear.
pub(super) struct Story {
    heard: Mutex<VecDeque<ConversationEvent>>,
    news: Notify,
    closed: watch::Sender<Option<Closed>>,
}

impl Default for Story {
    fn default() -> Self {
        let (heard, news) = (Mutex::default(), Notify::new());
        Self { heard, news, closed: watch::Sender::new(None) }
    }
}

impl Story {
    pub(super) fn tell(&self, heard: ConversationEvent) {
        self.heard.lock().push_back(heard);
        self.news.notify_one();
    }

    pub(super) fn unheard(&self) -> usize {
        self.heard.lock().len()
    }

    pub(super) fn close(&self, why: Closed) {
        self.closed.send_replace(Some(why));
        self.news.notify_one();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.borrow().is_some()
    }
}

/// One conversation with a customer, from its first words to its end. Who holds it has it:
/// dropping it closes it.
///
/// Made by [`Conversations::next`] and [`Conversations::serve`]. When it is over and the customer
/// writes again, a new one comes, for the same thread.
#[must_use = "a conversation that is dropped is closed"]
pub struct Conversation {
    pub(super) all: Conversations,
    pub(super) key: Key,
    pub(super) story: Arc<Story>,
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation").field("channel", &self.key.0).finish_non_exhaustive()
    }
}

impl Conversation {
    pub(super) fn new(all: Conversations, key: Key, story: Arc<Story>) -> Self {
        Self { all, key, story }
    }

    /// The name of its channel.
    pub fn channel(&self) -> &str {
        &self.key.0
    }

    /// As what agents carry it.
    pub fn medium(&self) -> Medium {
        self.look(|entry| entry.channel.medium()).unwrap_or_default()
    }

    /// Who writes.
    pub fn customer(&self) -> Option<Identity> {
        self.look(|entry| entry.kept.thread.customer.clone())
    }

    /// Whose customer that is.
    pub fn tenant(&self) -> Option<TenantId> {
        self.look(|entry| entry.kept.newest.tenant).flatten()
    }

    /// The newest message, whoever has heard it.
    pub fn newest(&self) -> Option<Received> {
        self.look(|entry| entry.kept.newest.clone())
    }

    /// Its place in the history, if one is kept.
    pub fn contact(&self) -> Option<ContactId> {
        self.look(|entry| entry.kept.contact).flatten()
    }

    /// Everything that was written, oldest first; of long ones the end.
    pub fn transcript(&self) -> Vec<Written> {
        self.look(|entry| entry.kept.transcript.iter().cloned().collect()).unwrap_or_default()
    }

    /// Resolves when it is over, with the reason.
    pub fn ended(&self) -> impl Future<Output = Closed> + Send + use<> {
        let mut closed = self.story.closed.subscribe();
        async move {
            let why = closed.wait_for(Option::is_some).await.ok().and_then(|why| *why);
            why.unwrap_or(Closed::Done)
        }
    }

    /// Why it is over, if it is.
    pub fn closed(&self) -> Option<Closed> {
        *self.story.closed.borrow()
    }

    /// It as work, as it wants to be routed now: again with who had it before, in the queue it was
    /// transferred to.
    pub fn work(&self) -> Work {
        // A thread's name may be a number: journals and logs hold a digest of it.
        let thread = crate::digest::of(self.key.1.as_str());
        let subject = Subject::Named(format!("{}:{thread:016x}", self.key.0));
        let work = Work::new(self.medium(), subject).for_tenant(self.tenant());
        let Some(wanted) = self.look(|entry| entry.kept.life.wanted().clone()) else { return work };
        let work = wanted.queue.into_iter().fold(work, Work::in_queue);
        let prefer_for = self.all.shared.rules.prefer_for;
        let work =
            wanted.prefer.into_iter().fold(work, |work, agent| work.prefers(agent, prefer_for));
        wanted.exclude.into_iter().fold(work, Work::excludes)
    }

    /// Puts it into the router: [`work`](Self::work), tuned by the story, abandoned when the
    /// conversation is over. A queue it was transferred to counts more than the story's.
    pub fn enqueue(&self, router: &Router, tune: impl FnOnce(Work) -> Work) -> Ticket {
        let mut work = tune(self.work());
        if let Some(queue) = self.look(|entry| entry.kept.life.wanted().queue.clone()).flatten() {
            work = work.in_queue(queue);
        }
        let ticket = router.enqueue(work.abandoned_when(self.ended()));
        if let (Some(history), Some(contact)) = (&self.all.shared.history, self.contact()) {
            history.queued(contact, ticket.work());
        }
        ticket
    }

    /// An agent has it: what was not read yet is heard now.
    pub fn taken_by(&self, duty: &Assignment) {
        let agent = duty.agent().id().clone();
        self.all.input_of(&self.key, &self.story, Input::Taken(agent));
    }

    /// What comes next; `None` when it is over and everything was heard.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn heard(&mut self) -> Option<ConversationEvent> {
        loop {
            let heard = self.story.heard.lock().pop_front();
            if let Some(heard) = heard {
                if matches!(heard, ConversationEvent::Wrote(_)) {
                    self.all.input_of(&self.key, &self.story, Input::Heard);
                }
                return Some(heard);
            }
            if self.story.is_closed() {
                return None;
            }
            self.story.news.notified().await;
        }
    }

    /// Says something to the customer. Done when all of it was sent; a text that is longer than
    /// the channel allows goes in parts. Repeated while nothing has happened.
    ///
    /// # Errors
    /// `TCC-ROUTING-0007`: it is over. `0008`: it was not sent, or may not have arrived.
    ///
    /// # Cancel safety
    /// Dropping the future sends it nevertheless.
    pub async fn say(&self, what: impl Into<Outgoing>) -> Result<(), Error> {
        let sent = self.all.words(&self.key, &self.story, what.into());
        match sent {
            Some(sent) => sent.await.unwrap_or_else(|_| Err(error::over())),
            None => Err(error::over()),
        }
    }

    /// Shows the customer that somebody writes, where the channel can.
    pub async fn show_typing(&self) {
        let place = self.look(|entry| (entry.channel.clone(), entry.kept.thread.clone()));
        if let Some((channel, thread)) = place {
            channel.show_typing(&thread).await;
        }
    }

    /// Another queue shall have it: let go of the assignment, and enqueue it again when
    /// [`ConversationEvent::Wanted`] comes.
    pub fn transfer(&self, queue: impl Into<String>) {
        self.all.input_of(&self.key, &self.story, Input::Transfer(queue.into()));
    }

    /// What it was about, for the history.
    pub fn summarise(&self, summary: &str) {
        if let (Some(history), Some(contact)) = (&self.all.shared.history, self.contact()) {
            history.summarise(contact, summary);
        }
    }

    /// Ends it: it is done, or nobody came.
    pub fn close(self, why: Closed) {
        self.all.input_of(&self.key, &self.story, Input::Close(why));
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&mut super::Entry) -> T) -> Option<T> {
        self.all.look(&self.key, &self.story, look)
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        // Over already: then this changes nothing.
        self.all.input_of(&self.key, &self.story, Input::Close(Closed::Done));
    }
}
