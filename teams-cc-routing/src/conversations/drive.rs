//! The driver: one machine and one keeper of time for each thread.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::SystemTime;

use teams_cc_core::channel::{Channel, Received, Taken, Thread};
use teams_cc_core::conversation::{Conversation as Life, Full, Input, OWN_WORDS, Output, Wanted};
use teams_cc_core::{Error, Instant, Machine, Retry};
use tokio::sync::{Notify, oneshot};

use super::story::{Conversation, ConversationEvent, Speaker, Story, Written};
use super::{Conversations, Key, error};
use crate::history::ContactId;

/// Lines of a transcript; beyond it the oldest go.
const MOST_LINES: usize = 500;

/// One thread.
pub(super) struct Entry {
    life: Life,
    pub(super) channel: Arc<dyn Channel>,
    pub(super) thread: Thread,
    pub(super) newest: Received,
    pub(super) wanted: Wanted,
    pub(super) contact: Option<ContactId>,
    pub(super) transcript: VecDeque<Written>,
    story: Option<Arc<Story>>,
    /// Who waits for words to be sent.
    waits: HashMap<u64, oneshot::Sender<Result<(), Error>>>,
    next_token: u64,
    /// Why the last attempt failed.
    failed: Option<Error>,
    /// The ids that a report may name, oldest first.
    reportable: VecDeque<String>,
    keeper: Arc<Notify>,
}

impl Entry {
    pub(super) fn waits_for(&self, message: &str) -> bool {
        self.reportable.iter().any(|id| id == message)
    }

    pub(super) fn agent_name(&self) -> Option<String> {
        self.life.agent().map(|agent| agent.as_str().to_owned())
    }

    pub(super) fn is_with_agent(&self) -> bool {
        self.life.agent().is_some()
    }

    fn is_of(&self, story: &Arc<Story>) -> bool {
        self.story.as_ref().is_some_and(|ours| Arc::ptr_eq(ours, story))
    }

    fn tell(&self, heard: ConversationEvent) {
        if let Some(story) = &self.story {
            story.tell(heard);
        }
    }

    fn write(&mut self, speaker: Speaker, text: &str) {
        if self.transcript.len() >= MOST_LINES {
            self.transcript.pop_front();
        }
        self.transcript.push_back(Written { speaker, text: text.to_owned() });
    }
}

/// Now, in milliseconds since 1970, for the history.
pub(super) fn wall_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl Conversations {
    pub(super) fn now(&self) -> Instant {
        let nanos = self.shared.started.elapsed().as_nanos();
        Instant::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// A message, into its conversation or a new one.
    pub(super) fn receive(
        &self,
        channel: &Arc<dyn Channel>,
        received: Received,
    ) -> Result<Taken, Error> {
        let key: Key = (received.channel.clone(), received.thread.id.clone());
        let mut open = self.shared.open.lock();
        if !open.contains_key(&key) {
            if open.len() >= self.shared.most {
                return Err(error::no_room());
            }
            let keeper = Arc::new(Notify::new());
            let seed = self.shared.seeds.lock().next_u64();
            let life = Life::new(self.shared.rules.clone(), channel.abilities(), seed);
            let entry = Entry {
                life,
                channel: channel.clone(),
                thread: received.thread.clone(),
                newest: received.clone(),
                wanted: Wanted::default(),
                contact: None,
                transcript: VecDeque::new(),
                story: None,
                waits: HashMap::new(),
                next_token: OWN_WORDS,
                failed: None,
                reportable: VecDeque::new(),
                keeper: keeper.clone(),
            };
            open.insert(key.clone(), entry);
            tokio::spawn(self.clone().keep(key.clone(), keeper));
        }
        let Some(entry) = open.get_mut(&key) else { return Err(error::no_room()) };
        // A story that hears nothing must not hold messages without an end.
        let unheard = entry.story.as_ref().map_or(0, |story| story.unheard());
        if unheard >= self.shared.rules.most_unread {
            return Err(error::no_room());
        }
        let before = (entry.thread.clone(), entry.newest.clone());
        entry.thread = received.thread.clone();
        entry.newest = received.clone();
        let text = received.text.clone();
        match self.step(&key, entry, Input::Received(Box::new(received))) {
            Some(Ok(taken)) => {
                if taken == Taken::New {
                    entry.write(Speaker::Customer, &text);
                } else {
                    // An old copy says nothing new about where to answer.
                    (entry.thread, entry.newest) = before;
                }
                Ok(taken)
            }
            Some(Err(Full::TooLarge)) => {
                (entry.thread, entry.newest) = before;
                Err(error::too_large())
            }
            _ => {
                (entry.thread, entry.newest) = before;
                Err(error::no_room())
            }
        }
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
        what: teams_cc_core::channel::Outgoing,
    ) -> Option<oneshot::Receiver<Result<(), Error>>> {
        let mut open = self.shared.open.lock();
        let entry =
            open.get_mut(key).filter(|entry| entry.is_of(story) && !entry.life.is_over())?;
        entry.next_token += 1;
        let token = entry.next_token;
        let (done, sent) = oneshot::channel();
        entry.waits.insert(token, done);
        let speaker = match entry.agent_name() {
            Some(agent) => Speaker::Agent(agent.as_str().into()),
            None => Speaker::Assistant,
        };
        entry.write(speaker, &what.text);
        self.step(key, entry, Input::Said(token, what));
        Some(sent)
    }

    /// One step of the machine, and everything that follows from it.
    fn step(&self, key: &Key, entry: &mut Entry, input: Input) -> Option<Result<Taken, Full>> {
        let mut answer = None;
        entry.life.handle(self.now(), input);
        while let Some(output) = entry.life.poll() {
            match output {
                Output::Accepted(taken) => answer = Some(Ok(taken)),
                Output::Refused(full) => answer = Some(Err(full)),
                Output::Open(wanted) => self.open(key, entry, wanted),
                Output::Show(received) => entry.tell(ConversationEvent::Wrote(received)),
                Output::Send { what, .. } => {
                    tokio::spawn(self.clone().send(
                        key.clone(),
                        what,
                        entry.channel.clone(),
                        entry.thread.clone(),
                    ));
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
                    if let (Some(history), Some(contact)) = (&self.shared.history, entry.contact) {
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
    fn open(&self, key: &Key, entry: &mut Entry, wanted: Wanted) {
        entry.wanted = wanted;
        if let Some(story) = entry.story.as_ref().filter(|story| !story.is_closed()) {
            return story.tell(ConversationEvent::Wanted);
        }
        let customer = entry.thread.customer.clone();
        entry.contact = self.shared.history.as_ref().map(|history| {
            history.began(&customer, entry.channel.medium(), entry.channel.name(), wall_ms())
        });
        let story = Arc::new(Story::default());
        entry.story = Some(story.clone());
        let conversation = Conversation::new(self.clone(), key.clone(), story);
        // The receiver lives as long as we do.
        drop(self.shared.come.send(conversation));
    }

    async fn send(
        self,
        key: Key,
        what: teams_cc_core::channel::Outgoing,
        channel: Arc<dyn Channel>,
        thread: Thread,
    ) {
        let outcome = channel.send(&thread, &what).await;
        let mut open = self.shared.open.lock();
        let Some(entry) = open.get_mut(&key) else { return };
        let outcome = match outcome {
            Ok(message) => {
                if let Some(message) = &message {
                    if entry.reportable.len() >= self.shared.rules.most_ids {
                        entry.reportable.pop_front();
                    }
                    entry.reportable.push_back(message.clone());
                }
                Ok(message)
            }
            Err(error) => {
                tracing::debug!(code = error.code(), channel = &*key.0, "a message is not sent");
                let retry: Retry = error.retry();
                entry.failed = Some(error);
                Err(retry)
            }
        };
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
                if entry.life.is_forgotten() {
                    open.remove(&key);
                    return;
                }
                let due = entry.life.deadline();
                if due.is_some_and(|due| due <= all.now()) {
                    all.step(&key, entry, Input::Tick);
                    continue;
                }
                due.map(|due| all.shared.started + due.since(Instant::START))
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
