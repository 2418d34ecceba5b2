//! The driver: one machine and one keeper of time for each thread.

use std::collections::HashMap;
use std::sync::Arc;

use teams_cc_core::channel::{Channel, Outgoing, Received, Taken};
use teams_cc_core::conversation::{Full, Input, Output, Wanted};
use teams_cc_core::{Error, Instant, Machine, Retry};
use tokio::sync::{Notify, oneshot};

use super::kept::{Kept, Record};
use super::story::{Conversation, ConversationEvent, Story};
use super::{Conversations, Key, error};
use crate::history::wall_ms;

/// One thread: what outlives this process, and what does not.
pub(super) struct Entry {
    pub(super) kept: Kept,
    pub(super) channel: Arc<dyn Channel>,
    story: Option<Arc<Story>>,
    /// Who waits for words to be sent.
    waits: HashMap<u64, oneshot::Sender<Result<(), Error>>>,
    /// Why the last attempt failed.
    failed: Option<Error>,
    keeper: Arc<Notify>,
}

impl Entry {
    pub(super) fn new(kept: Kept, channel: Arc<dyn Channel>) -> Self {
        let keeper = Arc::new(Notify::new());
        Self { kept, channel, story: None, waits: HashMap::new(), failed: None, keeper }
    }

    pub(super) fn waits_for(&self, message: &str) -> bool {
        self.kept.reportable.iter().any(|id| id == message)
    }

    pub(super) fn is_with_agent(&self) -> bool {
        self.kept.life.agent().is_some()
    }

    fn is_of(&self, story: &Arc<Story>) -> bool {
        self.story.as_ref().is_some_and(|ours| Arc::ptr_eq(ours, story))
    }

    fn tell(&self, heard: ConversationEvent) {
        if let Some(story) = &self.story {
            story.tell(heard);
        }
    }
}

impl Conversations {
    pub(super) fn now(&self) -> Instant {
        self.shared.base + self.shared.started.elapsed()
    }

    /// A message, into its conversation or a new one.
    pub(super) fn receive(
        &self,
        channel: &Arc<dyn Channel>,
        received: Received,
    ) -> Result<Taken, Error> {
        let taken = self.put(channel, received)?;
        // Not before it is safe is it taken: until then the channel brings it again.
        self.secure()?;
        self.tidy();
        Ok(taken)
    }

    fn put(&self, channel: &Arc<dyn Channel>, received: Received) -> Result<Taken, Error> {
        let key: Key = (received.channel.clone(), received.thread.id.clone());
        let mut open = self.shared.open.lock();
        if !open.contains_key(&key) {
            if open.len() >= self.shared.most {
                return Err(error::no_room());
            }
            let has_stopped = self.has_stopped(&**channel, &received.thread.customer);
            let life = self.life(&**channel, has_stopped);
            let entry = Entry::new(Kept::new(life, &received), channel.clone());
            tokio::spawn(self.clone().keep(key.clone(), entry.keeper.clone()));
            open.insert(key.clone(), entry);
        }
        let Some(entry) = open.get_mut(&key) else { return Err(error::no_room()) };
        // A story that hears nothing must not hold messages without an end.
        let unheard = entry.story.as_ref().map_or(0, |story| story.unheard());
        if unheard >= self.shared.rules.most_unread {
            return Err(error::no_room());
        }
        match self.step(&key, entry, Input::Received(Box::new(received))) {
            Some(Ok(taken)) => Ok(taken),
            Some(Err(Full::TooLarge)) => Err(error::too_large()),
            _ => Err(error::no_room()),
        }
    }

    pub(super) fn seed(&self) -> u64 {
        self.shared.seeds.lock().next_u64()
    }

    /// A thread that was read again goes on.
    pub(super) fn wake(&self, key: &Key, entry: Entry) {
        let mut open = self.shared.open.lock();
        tokio::spawn(self.clone().keep(key.clone(), entry.keeper.clone()));
        let entry = open.entry(key.clone()).or_insert(entry);
        self.step(key, entry, Input::Restarted);
    }

    /// Anything else that happens to a thread.
    pub(super) fn input(&self, key: &Key, input: Input) {
        let mut open = self.shared.open.lock();
        if let Some(entry) = open.get_mut(key) {
            self.step(key, entry, input);
        }
    }

    /// As [`input`](Self::input), if this story is still the thread's.
    pub(super) fn input_of(&self, key: &Key, story: &Arc<Story>, input: Input) -> bool {
        let mut open = self.shared.open.lock();
        let Some(entry) = open.get_mut(key).filter(|entry| entry.is_of(story)) else {
            return false;
        };
        self.step(key, entry, input);
        true
    }

    /// A look at a thread, if this story is still its.
    pub(super) fn look<T>(
        &self,
        key: &Key,
        story: &Arc<Story>,
        look: impl FnOnce(&mut Entry) -> T,
    ) -> Option<T> {
        let mut open = self.shared.open.lock();
        open.get_mut(key).filter(|entry| entry.is_of(story)).map(look)
    }

    /// Words of whoever has it; the receiver hears when they were sent.
    pub(super) fn words(
        &self,
        key: &Key,
        story: &Arc<Story>,
        what: Outgoing,
    ) -> Option<oneshot::Receiver<Result<(), Error>>> {
        let mut open = self.shared.open.lock();
        let entry =
            open.get_mut(key).filter(|entry| entry.is_of(story) && !entry.kept.life.is_over())?;
        let token = entry.kept.next_token + 1;
        let (done, sent) = oneshot::channel();
        entry.waits.insert(token, done);
        self.step(key, entry, Input::Said(token, what));
        Some(sent)
    }

    /// One step of the machine: written down, and then everything that follows from it.
    pub(super) fn step(
        &self,
        key: &Key,
        entry: &mut Entry,
        input: Input,
    ) -> Option<Result<Taken, Full>> {
        let mut answer = None;
        let now = self.now();
        let record = self.record(key, now, &input);
        let outputs = entry.kept.step(now, input, self.shared.rules.most_ids);
        self.write_step(entry, record, &outputs);
        for output in outputs {
            match output {
                Output::Accepted(taken) => answer = Some(Ok(taken)),
                Output::Refused(full) => answer = Some(Err(full)),
                Output::Open(wanted) => self.open(key, entry, &wanted),
                Output::Show(received) => entry.tell(ConversationEvent::Wrote(received)),
                Output::Send { what, .. } => {
                    tokio::spawn(self.clone().send(key.clone(), what));
                }
                Output::Sent(token) => {
                    if let Some(done) = entry.waits.remove(&token) {
                        // Who does not wait any more does not hear it.
                        drop(done.send(Ok(())));
                    }
                }
                Output::Undelivered { token, perhaps } => {
                    let error = error::undelivered(perhaps, entry.failed.take());
                    match entry.waits.remove(&token) {
                        Some(done) => drop(done.send(Err(error))),
                        // Sent, and reported as lost later; or words of the conversation itself.
                        None => entry.tell(ConversationEvent::Undelivered),
                    }
                }
                Output::Arrived(_) => entry.tell(ConversationEvent::Arrived),
                Output::Warned => entry.tell(ConversationEvent::Warned),
                Output::Neglected => entry.tell(ConversationEvent::Neglected),
                Output::TakenAway(_) => entry.tell(ConversationEvent::TakenAway),
                Output::OptedOut(word) => entry.tell(ConversationEvent::OptedOut(word)),
                Output::Closed(why) => {
                    if let (Some(history), Some(contact)) =
                        (&self.shared.history, entry.kept.contact)
                    {
                        history.ended(contact, wall_ms(), why.word());
                    }
                    if let Some(story) = &entry.story {
                        story.close(why);
                    }
                }
                // It is in the transcript, and nobody is left to be told.
                Output::Unread(_) | Output::Forget => {}
                _ => {}
            }
        }
        entry.keeper.notify_one();
        answer
    }

    /// Somebody is wanted: the story goes on, or a new one begins.
    fn open(&self, key: &Key, entry: &mut Entry, wanted: &Wanted) {
        if let Some(story) = entry.story.as_ref().filter(|story| !story.is_closed()) {
            return story.tell(ConversationEvent::Wanted);
        }
        // After a restart it goes on where it was, if nobody has ended it.
        let goes_on = wanted.again && entry.kept.contact.is_some_and(|id| self.goes_on(id));
        if let (false, Some(history)) = (goes_on, &self.shared.history) {
            let (customer, channel) = (&entry.kept.thread.customer, &entry.channel);
            let contact = history.began(customer, channel.medium(), channel.name(), wall_ms());
            entry.kept.contact = Some(contact);
            self.write(&Record::Contact::<&Kept, &Input>(key.0.clone(), key.1.clone(), contact));
        }
        let story = Arc::new(Story::default());
        entry.story = Some(story.clone());
        let conversation = Conversation::new(self.clone(), key.clone(), story);
        // The receiver lives as long as we do.
        drop(self.shared.come.send(conversation));
    }

    async fn send(self, key: Key, what: Outgoing) {
        let (channel, thread) = {
            let mut open = self.shared.open.lock();
            let Some(entry) = open.get_mut(&key) else { return };
            self.step(&key, entry, Input::Going);
            (entry.channel.clone(), entry.kept.thread.clone())
        };
        // Without it the customer gets the words all the same, and after a crash perhaps again.
        drop(self.secure());
        let outcome = channel.send(&thread, &what).await;
        let mut open = self.shared.open.lock();
        let Some(entry) = open.get_mut(&key) else { return };
        let outcome = outcome.map_err(|error| {
            tracing::debug!(code = error.code(), channel = &*key.0, "a message is not sent");
            let retry: Retry = error.retry();
            entry.failed = Some(error);
            retry
        });
        self.step(&key, entry, Input::Sent(outcome));
    }

    /// Keeps a thread's time until it is forgotten.
    async fn keep(self, key: Key, keeper: Arc<Notify>) {
        let weak = Arc::downgrade(&self.shared);
        drop(self);
        loop {
            let deadline = {
                let Some(shared) = weak.upgrade() else { return };
                let all = Self { shared };
                let mut open = all.shared.open.lock();
                let Some(entry) = open.get_mut(&key) else { return };
                if entry.kept.life.is_forgotten() {
                    open.remove(&key);
                    drop(open);
                    all.forgot(key);
                    return;
                }
                let due = entry.kept.life.deadline();
                if due.is_some_and(|due| due <= all.now()) {
                    all.step(&key, entry, Input::Tick);
                    continue;
                }
                due.map(|due| all.shared.started + due.since(all.shared.base))
            };
            let sleep = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = keeper.notified() => {}
                () = sleep => {}
            }
        }
    }
}
