//! What of a thread outlives the process, and the records that say so.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use teams_cc_core::channel::{Abilities, Identity, Received, Taken, Thread, ThreadId};
use teams_cc_core::conversation::{Conversation as Life, Input, OWN_WORDS, Output, Rules};
use teams_cc_core::{Instant, Machine};

use super::Key;
use super::story::{Speaker, Written};
use crate::history::ContactId;

/// Lines of a transcript; beyond it the oldest go.
const MOST_LINES: usize = 500;

/// One thread, without what only this process has.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) life: Life,
    pub(super) thread: Thread,
    pub(super) newest: Received,
    pub(super) contact: Option<ContactId>,
    pub(super) transcript: VecDeque<Written>,
    pub(super) next_token: u64,
    /// The ids that a report may name, oldest first.
    pub(super) reportable: VecDeque<String>,
}

impl Kept {
    /// A thread that begins with this message.
    pub(super) fn new(life: Life, first: &Received) -> Self {
        Self {
            life,
            thread: first.thread.clone(),
            newest: first.clone(),
            contact: None,
            transcript: VecDeque::new(),
            next_token: OWN_WORDS,
            reportable: VecDeque::new(),
        }
    }

    /// As it was read, with what is not written.
    pub(super) fn resumed(mut self, rules: Arc<Rules>, abilities: Abilities, seed: u64) -> Self {
        self.life = self.life.resumed(rules, abilities, seed);
        self
    }

    pub(super) fn key(&self) -> Key {
        (self.newest.channel.clone(), self.thread.id.clone())
    }

    /// One step of the machine, and what is to be remembered of it. The same for what happens and
    /// for what is read again.
    pub(super) fn step(&mut self, now: Instant, input: Input, most_ids: usize) -> Vec<Output> {
        let mut came = None;
        match &input {
            Input::Received(received) => came = Some(Received::clone(received)),
            Input::Said(token, what) => {
                self.next_token = self.next_token.max(*token);
                let speaker = match self.life.agent() {
                    Some(agent) => Speaker::Agent(agent.clone()),
                    None => Speaker::Assistant,
                };
                self.write(speaker, &what.text);
            }
            Input::Sent(Ok(Some(message))) => {
                if self.reportable.len() >= most_ids {
                    self.reportable.pop_front();
                }
                self.reportable.push_back(message.clone());
            }
            _ => {}
        }
        self.life.handle(now, input);
        let outputs: Vec<Output> = std::iter::from_fn(|| self.life.poll()).collect();
        // An old copy says nothing new about where to answer.
        if let Some(received) = came
            && outputs.contains(&Output::Accepted(Taken::New))
        {
            self.thread = received.thread.clone();
            self.write(Speaker::Customer, &received.text);
            self.newest = received;
        }
        outputs
    }

    fn write(&mut self, speaker: Speaker, text: &str) {
        if self.transcript.len() >= MOST_LINES {
            self.transcript.pop_front();
        }
        self.transcript.push_back(Written { speaker, text: text.to_owned() });
    }
}

/// One record. Written with references, read with what they point at.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Record<K, I> {
    /// A thread as it stands.
    Thread(K),
    /// What happened to a thread.
    Step(Arc<str>, ThreadId, Instant, I),
    /// A thread's place in the history.
    Contact(Arc<str>, ThreadId, ContactId),
    /// A thread is forgotten.
    Gone(Arc<str>, ThreadId),
    /// These customers stopped our messages ([`stop_of`]).
    Stopped(Vec<u64>),
    /// This one wants them again.
    Started(u64),
}

/// A record as it is read.
pub(super) type Read = Record<Box<Kept>, Input>;

impl Read {
    /// The thread it is about.
    pub(super) fn key(&self) -> Option<Key> {
        match self {
            Self::Thread(kept) => Some(kept.key()),
            Self::Step(channel, thread, ..)
            | Self::Contact(channel, thread, _)
            | Self::Gone(channel, thread) => Some((channel.clone(), thread.clone())),
            Self::Stopped(_) | Self::Started(_) => None,
        }
    }

    /// Whose words it holds, if any.
    pub(super) fn customer(&self) -> Option<&Identity> {
        match self {
            Self::Thread(kept) => Some(&kept.thread.customer),
            Self::Step(_, _, _, Input::Received(received)) => Some(&received.thread.customer),
            _ => None,
        }
    }
}

/// The number under which it is remembered that a customer stopped a channel's messages. It names
/// nobody, so that it can be kept when the customer is erased: what the law wants remembered is the
/// wish, not the person.
pub(super) fn stop_of(channel: &str, customer: &Identity) -> u64 {
    crate::digest::of(&(channel, customer))
}
