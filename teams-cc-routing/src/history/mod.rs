//! One history per customer: who wrote or called, when, on what, who helped, how it ended.
//!
//! A read model: it decides nothing. Conversations in writing write themselves into it; calls do where
//! the router brings them to somebody ([`Work::by`](crate::Work::by)), over every wire alike: when they
//! came, who had them, how they ended, and what the work's notes say of what it is about (the
//! assistant's summary). Calls that no router sees are told by [`History::called`]. Whoever wants it
//! after a restart gives it a store ([`History::stored`]), or keeps a [`Snapshot`].
//!
//! **Who is who.** The same identity is the same customer: a number that calls and one that writes
//! text messages are one. Beyond that identities are joined only when somebody says so
//! ([`join`](History::join)): a register of the vendor's, or a person at a screen. Names never
//! join anybody.
//!
//! **Erasure.** [`erase`](History::erase) removes a customer with all identities, contacts and
//! summaries, from its store too, and [`forget_before`](History::forget_before) what is too old. A
//! snapshot that was written before still holds it: write a new one and delete that.

mod book;
#[cfg(feature = "tokio")]
mod calls;
mod kept;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use kept::Noted;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use teams_cc_core::channel::Identity;
use teams_cc_core::{AgentId, Error, Happened, Medium, Store};

use crate::WorkId;
use book::Book;
#[cfg(feature = "tokio")]
pub(crate) use calls::{Caller, Fed, wall_ms};

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
pub struct History(Arc<Mutex<Noted>>);

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History")
            .field("customers", &self.0.lock().book.len())
            .finish_non_exhaustive()
    }
}

impl History {
    /// An empty history that keeps so much.
    pub fn new(kept: Kept) -> Self {
        Self::holding(Noted { book: Book::new(kept), ledger: None })
    }

    /// As it was when that was written.
    pub fn restored(kept: Kept, snapshot: Snapshot) -> Self {
        Self::holding(Noted { book: Book::read(kept, snapshot.0), ledger: None })
    }

    /// As an earlier process wrote it down in this store, where everything is written from now on,
    /// contact by contact. It outlives the process; a loss of power may take the last moments.
    ///
    /// # Errors
    /// `TCC-ROUTING-0011`: the store cannot be read.
    pub fn stored(kept: Kept, store: impl Store + 'static) -> Result<Self, Error> {
        Noted::read(kept, Box::new(store)).map(Self::holding)
    }

    fn holding(noted: Noted) -> Self {
        Self(Arc::new(Mutex::new(noted)))
    }

    /// All of it, to be written down.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.0.lock().book.write())
    }

    /// A customer came.
    pub fn began(
        &self,
        who: &Identity,
        medium: Medium,
        channel: impl Into<String>,
        at_ms: i64,
    ) -> ContactId {
        let mut noted = self.0.lock();
        let id = noted.book.began(who, medium, channel.into(), at_ms, None);
        noted.note(id);
        id
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
        let mut noted = self.0.lock();
        let id = noted.book.continued(from, medium, channel.into(), at_ms)?;
        noted.note(id);
        Some(id)
    }

    /// The contact waits as this work: what the router says of it ([`heed`](Self::heed)) belongs
    /// to the contact from now on.
    pub fn queued(&self, contact: ContactId, work: WorkId) {
        self.0.lock().book.queued(contact, work);
    }

    /// Takes what happened in the router: queue, agent, wait and outcome of the work it knows.
    pub fn heed(&self, happened: &Happened) {
        self.0.lock().heed(happened);
    }

    /// The contact is over. A word that is there already stays if this one is empty.
    pub fn ended(&self, contact: ContactId, at_ms: i64, outcome: &str) {
        let mut noted = self.0.lock();
        noted.book.ended(contact, at_ms, outcome);
        noted.note(contact);
    }

    /// What it was about.
    pub fn summarise(&self, contact: ContactId, summary: &str) {
        let mut noted = self.0.lock();
        noted.book.summarise(contact, summary);
        noted.note(contact);
    }

    /// Says that both are one customer, from now on and for what was before.
    ///
    /// # Errors
    /// [`NotJoined`]; then nothing has changed.
    pub fn join(&self, one: &Identity, other: &Identity) -> Result<(), NotJoined> {
        let mut noted = self.0.lock();
        noted.book.join(one, other)?;
        noted.joined(one, other);
        Ok(())
    }

    /// The contacts of a customer, newest first.
    pub fn of(&self, who: &Identity) -> Vec<Contact> {
        self.0.lock().book.of(who)
    }

    /// One contact.
    pub fn contact(&self, id: ContactId) -> Option<Contact> {
        self.0.lock().book.contact(id)
    }

    /// Everything this customer is known by, `who` included.
    pub fn identities(&self, who: &Identity) -> Vec<Identity> {
        self.0.lock().book.identities(who)
    }

    /// Removes a customer, with everything known of them, from the store too. Gives how many contacts
    /// that were.
    ///
    /// # Errors
    /// `TCC-ROUTING-0011`: the store could not be rewritten, and still holds it.
    pub fn erase(&self, who: &Identity) -> Result<usize, Error> {
        let mut noted = self.0.lock();
        let count = noted.book.erase(who);
        noted.rewrite()?;
        Ok(count)
    }

    /// Removes contacts that began before this, and who has none left, from the store too. Gives how
    /// many.
    ///
    /// # Errors
    /// As [`erase`](Self::erase).
    pub fn forget_before(&self, at_ms: i64) -> Result<usize, Error> {
        let mut noted = self.0.lock();
        let count = noted.book.forget_before(at_ms);
        noted.rewrite()?;
        Ok(count)
    }
}
