//! One history per customer: who wrote or called, when, on what, who helped, how it ended.
//!
//! A read model: it decides nothing, and everything in it comes from the router's events
//! ([`Router::events`](crate::Router::events)) and from who saw the customer come. Whoever wants
//! it after a restart keeps a [`Snapshot`].
//!
//! **Who is who.** The same identity is the same customer: a number that calls and one that writes
//! text messages are one. Beyond that identities are joined only when somebody says so
//! ([`join`](History::join)): a register of the vendor's, or a person at a screen. Names never
//! join anybody.
//!
//! **Erasure.** [`erase`](History::erase) removes a customer with all identities, contacts and
//! summaries, and [`forget_before`](History::forget_before) what is too old. A snapshot that was
//! written before still holds it: write a new one and delete that.

mod book;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use teams_cc_core::channel::Identity;
use teams_cc_core::{AgentId, Happened, Medium};

use crate::WorkId;
use book::Book;

/// A contact in the history; counts up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactId(pub u64);

/// One contact: a call, a chat, a mail thread.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// Who came.
    pub who: Identity,
    /// On what.
    pub medium: Medium,
    /// The channel's name; for a call, the trunk's or the service's.
    pub channel: String,
    /// When it began, in milliseconds since 1970.
    pub began_ms: i64,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// The last queue it waited in.
    pub queue: Option<String>,
    /// The last agent who had it.
    pub agent: Option<AgentId>,
    /// How long the customer waited for that agent, in milliseconds.
    pub waited_ms: Option<u64>,
    /// How it ended, in a word; empty while it goes on.
    pub outcome: String,
    /// What it was about, in a few lines.
    pub summary: String,
    /// The contact from which this one came: the chat before the call.
    pub from: Option<ContactId>,
}

/// Without the words that were said.
impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .field("who", &self.who)
            .field("medium", &self.medium)
            .field("queue", &self.queue)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// How much is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kept {
    /// Customers; beyond it, who was not there for the longest time is forgotten (100,000).
    pub customers: usize,
    /// Contacts of each; beyond it, the oldest is (100).
    pub contacts: usize,
    /// Identities of each; more are not joined (20).
    pub identities: usize,
    /// Octets of a summary; the rest is left out (4 KiB).
    pub summary_bytes: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self { customers: 100_000, contacts: 100, identities: 20, summary_bytes: 4 * 1024 }
    }
}

/// Why two identities were not joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotJoined {
    /// Together they have more identities than one customer may.
    #[error("one customer would have too many identities")]
    TooMany,
}

/// All of it as data, to be written down and read again.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snapshot(book::Written);

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").finish_non_exhaustive()
    }
}

/// The history. Cheap to clone: all clones are one.
///
/// ```
/// use teams_cc_core::channel::Identity;
/// use teams_cc_core::{E164, Medium};
/// use teams_cc_routing::history::History;
///
/// let history = History::default();
/// let nora: Identity = "+14255550100".parse::<E164>()?.into();
/// let call = history.began(&nora, Medium::Voice, "carrier", 1_000);
/// history.summarise(call, "The invoice was wrong.");
/// history.ended(call, 61_000, "resolved");
///
/// // She writes a mail; a register of ours knows that it is she.
/// let mail = Identity::mail("nora@contoso.example")?;
/// history.join(&nora, &mail).unwrap();
/// assert_eq!(history.of(&mail)[0].summary, "The invoice was wrong.");
/// # Ok::<(), teams_cc_core::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct History(Arc<Mutex<Book>>);

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").field("customers", &self.0.lock().len()).finish_non_exhaustive()
    }
}

impl History {
    /// An empty history that keeps so much.
    pub fn new(kept: Kept) -> Self {
        Self(Arc::new(Mutex::new(Book::new(kept))))
    }

    /// As it was when that was written.
    pub fn restored(kept: Kept, snapshot: Snapshot) -> Self {
        Self(Arc::new(Mutex::new(Book::read(kept, snapshot.0))))
    }

    /// All of it, to be written down.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.0.lock().write())
    }

    /// A customer came.
    pub fn began(
        &self,
        who: &Identity,
        medium: Medium,
        channel: impl Into<String>,
        at_ms: i64,
    ) -> ContactId {
        self.0.lock().began(who, medium, channel.into(), at_ms, None)
    }

    /// It goes on as another contact: a call out of a chat. Both are linked; who has the one has
    /// the other.
    pub fn continued(
        &self,
        from: ContactId,
        medium: Medium,
        channel: impl Into<String>,
        at_ms: i64,
    ) -> Option<ContactId> {
        self.0.lock().continued(from, medium, channel.into(), at_ms)
    }

    /// The contact waits as this work: what the router says of it ([`heed`](Self::heed)) belongs
    /// to the contact from now on.
    pub fn queued(&self, contact: ContactId, work: WorkId) {
        self.0.lock().queued(contact, work);
    }

    /// Takes what happened in the router: queue, agent, wait and outcome of the work it knows.
    pub fn heed(&self, happened: &Happened) {
        self.0.lock().heed(happened);
    }

    /// The contact is over. A word that is there already stays if this one is empty.
    pub fn ended(&self, contact: ContactId, at_ms: i64, outcome: &str) {
        self.0.lock().ended(contact, at_ms, outcome);
    }

    /// What it was about.
    pub fn summarise(&self, contact: ContactId, summary: &str) {
        self.0.lock().summarise(contact, summary);
    }

    /// Says that both are one customer, from now on and for what was before.
    ///
    /// # Errors
    /// [`NotJoined`]; then nothing has changed.
    pub fn join(&self, one: &Identity, other: &Identity) -> Result<(), NotJoined> {
        self.0.lock().join(one, other)
    }

    /// The contacts of a customer, newest first.
    pub fn of(&self, who: &Identity) -> Vec<Contact> {
        self.0.lock().of(who)
    }

    /// One contact.
    pub fn contact(&self, id: ContactId) -> Option<Contact> {
        self.0.lock().contact(id)
    }

    /// Everything this customer is known by, `who` included.
    pub fn identities(&self, who: &Identity) -> Vec<Identity> {
        self.0.lock().identities(who)
    }

    /// Removes a customer, with everything known of them. Gives how many contacts that were.
    pub fn erase(&self, who: &Identity) -> usize {
        self.0.lock().erase(who)
    }

    /// Removes contacts that began before this, and who has none left. Gives how many.
    pub fn forget_before(&self, at_ms: i64) -> usize {
        self.0.lock().forget_before(at_ms)
    }
}

#[cfg(feature = "tokio")]
impl History {
    /// Takes everything that happens in this router, as long as one of its clones lives. Outside a
    /// tokio runtime it panics.
    pub fn follow(&self, router: &crate::Router) {
        use futures::StreamExt as _;
        let (book, mut events) = (Arc::downgrade(&self.0), router.events());
        tokio::spawn(async move {
            while let Some(happened) = events.next().await {
                match book.upgrade() {
                    Some(book) => book.lock().heed(&happened),
                    None => return,
                }
            }
        });
    }
}
