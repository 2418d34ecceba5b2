//! Conversations in writing as stories: what customers write becomes [`Conversation`]s, each told
//! as one `async fn`, with the same routing lines as a call.
//!
//! ```
//! use std::sync::Arc;
//! use teams_cc_core::channel::{Abilities, Channel, Identity, Inbox, Outgoing, Received, Sending};
//! use teams_cc_core::channel::{Thread, ThreadId};
//! use teams_cc_core::{Agent, Error, Medium};
//! use teams_cc_routing::{Conversation, Conversations, ConversationEvent, Plan, Queue, Router};
//!
//! struct Printed;
//!
//! impl Channel for Printed {
//!     fn name(&self) -> &str {
//!         "web"
//!     }
//!     fn medium(&self) -> Medium {
//!         Medium::Chat
//!     }
//!     fn abilities(&self) -> Abilities {
//!         Abilities::text()
//!     }
//!     fn send<'a>(&'a self, _: &'a Thread, what: &'a Outgoing) -> Sending<'a> {
//!         Box::pin(async move {
//!             println!("{}", what.text);
//!             Ok(None)
//!         })
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! let router = Router::start(Plan::new([Queue::new("care")]));
//! router.sign_on(&[Agent::new("adele")]);
//! let conversations = Conversations::default();
//! conversations.join(Arc::new(Printed));
//!
//! let customer = Identity::account("web", "nora");
//! let thread = Thread { id: ThreadId::new("1"), customer, reference: String::new() };
//! conversations.take(Received::new("web", thread, "m1", "Where is my parcel?"))?;
//!
//! let mut talk = conversations.next().await;
//! let mut ticket = talk.enqueue(&router, |work| work.in_queue("care"));
//! if let Some(offer) = ticket.next_offer().await {
//!     let duty = offer.accept();
//!     talk.taken_by(&duty);
//!     if let Some(ConversationEvent::Wrote(question)) = talk.heard().await {
//!         println!("{} letters for {}", question.text.len(), duty.agent().id());
//!         talk.say("It comes tomorrow.").await?;
//!     }
//! }
//! # Ok(()) }
//! ```

mod converse;
mod drive;
mod error;
mod escalate;
mod keeping;
mod kept;
#[cfg(test)]
mod restarts;
mod story;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::Mutex;
use teams_cc_core::channel::{Channel, Inbox, Received, Report, Taken, ThreadId};
use teams_cc_core::conversation::{Closed, Input, Rules};
use teams_cc_core::{Error, Instant, Rng};
use tokio::sync::mpsc;

use crate::history::History;
use crate::store::Ledger;
use drive::Entry;
pub use escalate::Aside;
pub use story::{Conversation, ConversationEvent, Speaker, Written};

/// Conversations that are not forgotten, unless said otherwise.
pub const MOST_CONVERSATIONS: usize = 100_000;

/// A thread on a channel.
type Key = (Arc<str>, ThreadId);

/// All conversations in writing of a centre. Cheap to clone; also the [`Inbox`] that channels hand
/// their messages to. Lives in a tokio runtime.
#[derive(Clone)]
pub struct Conversations {
    shared: Arc<Shared>,
}

struct Shared {
    rules: Arc<Rules>,
    most: usize,
    history: Option<History>,
    channels: Mutex<HashMap<Arc<str>, Arc<dyn Channel>>>,
    open: Mutex<HashMap<Key, Entry>>,
    /// Who stopped our messages ([`kept::stop_of`]): eight octets a customer, and the one thing here
    /// without a limit, because nothing may make us forget it.
    stopped: Mutex<HashSet<u64>>,
    /// What was read and waits for its channel to join.
    asleep: Mutex<HashMap<Key, Vec<kept::Read>>>,
    ledger: Option<Mutex<Ledger>>,
    /// Threads that are forgotten lie in the store, and somebody waits to rewrite it.
    is_stale: AtomicBool,
    seeds: Mutex<Rng>,
    started: tokio::time::Instant,
    /// What machines are told at the start: their time goes on over a restart.
    base: Instant,
    come: mpsc::UnboundedSender<Conversation>,
    coming: tokio::sync::Mutex<mpsc::UnboundedReceiver<Conversation>>,
}

impl Shared {
    fn new(rules: Rules, history: Option<History>, most: usize) -> Self {
        let (come, coming) = mpsc::unbounded_channel();
        // The waits between attempts need not be the same in two processes, nor secret.
        let seed = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0u8);
        Self {
            rules: Arc::new(rules),
            most,
            history,
            channels: Mutex::default(),
            open: Mutex::default(),
            stopped: Mutex::default(),
            asleep: Mutex::default(),
            ledger: None,
            is_stale: AtomicBool::default(),
            seeds: Mutex::new(Rng::from_seed(seed)),
            started: tokio::time::Instant::now(),
            base: Instant::START,
            come,
            coming: tokio::sync::Mutex::new(coming),
        }
    }
}

impl fmt::Debug for Conversations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversations")
            .field("open", &self.shared.open.lock().len())
            .finish_non_exhaustive()
    }
}

impl Default for Conversations {
    /// With the usual rules, and no history.
    fn default() -> Self {
        Self::new(Rules::default())
    }
}

impl Conversations {
    /// With these rules, and no history.
    pub fn new(rules: Rules) -> Self {
        Self::build(rules, None, MOST_CONVERSATIONS)
    }

    /// Writes each conversation into this history.
    pub fn with_history(rules: Rules, history: &History) -> Self {
        Self::build(rules, Some(history.clone()), MOST_CONVERSATIONS)
    }

    pub(super) fn build(rules: Rules, history: Option<History>, most: usize) -> Self {
        Self { shared: Arc::new(Shared::new(rules, history, most)) }
    }

    /// Customers may write on this channel; one with the same name is replaced for new
    /// conversations. Conversations of this channel that were written down go on.
    pub fn join(&self, channel: Arc<dyn Channel>) {
        self.resume(&channel);
        self.shared.channels.lock().insert(channel.name().into(), channel);
    }

    /// This, as channels want it.
    pub fn inbox(&self) -> Arc<dyn Inbox> {
        Arc::new(self.clone())
    }

    /// The next conversation that opens, or opens again.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&self) -> Conversation {
        match self.shared.coming.lock().await.recv().await {
            Some(conversation) => conversation,
            // The sender lives as long as we do.
            None => std::future::pending().await,
        }
    }

    /// Tells the story of each conversation in a task of its own, and logs what a story returns.
    /// Runs until it is dropped; stories go on then.
    pub async fn serve<F, R>(&self, mut story: F)
    where
        F: FnMut(Conversation) -> R,
        R: Future<Output = Result<(), Error>> + Send + 'static,
    {
        loop {
            let conversation = self.next().await;
            let told = story(conversation);
            tokio::spawn(async move {
                if let Err(error) = told.await
                    && !error.is_ended()
                {
                    tracing::warn!(%error, "the story of a conversation failed");
                }
            });
        }
    }

    /// How many conversations are held, those that may open again included.
    pub fn held(&self) -> usize {
        self.shared.open.lock().len()
    }
}

impl Inbox for Conversations {
    /// # Errors
    /// `TCC-ROUTING-0004`: nobody joined this channel. `0005`: it is larger than the rules allow.
    /// `0006`: too much is unread, or too many conversations are held.
    fn take(&self, received: Received) -> Result<Taken, Error> {
        let channel = self.shared.channels.lock().get(&*received.channel).cloned();
        let channel = channel.ok_or_else(|| error::no_channel(&received.channel))?;
        self.receive(&channel, received)
    }

    fn report(&self, channel: &str, report: Report) {
        // A report names no thread: the few that wait for one are asked.
        let keys: Vec<Key> = {
            let open = self.shared.open.lock();
            let waits = |(key, entry): (&Key, &Entry)| {
                (&*key.0 == channel && entry.waits_for(&report.message)).then(|| key.clone())
            };
            open.iter().filter_map(waits).collect()
        };
        for key in keys {
            self.input(&key, Input::Reported(report.clone()));
        }
    }

    fn left(&self, channel: &str, thread: &ThreadId) {
        self.input(&(channel.into(), thread.clone()), Input::Close(Closed::Left));
    }
}
