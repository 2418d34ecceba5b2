//! What customers write through, in words that all channels share: chat in Teams and on the web,
//! mail, text messages, social networks.
//!
//! A [`Channel`] is one way that customers write on: a number, a mailbox, a page. It reads what
//! comes into [`Received`] and hands it to an [`Inbox`]; it sends an [`Outgoing`] into a
//! [`Thread`]. What happens between, waiting, agents, time-outs, is the same for all of them and
//! stands in [`conversation`](crate::conversation).
//!
//! A channel of your own is one `impl`:
//!
//! ```
//! use teams_cc_core::channel::{Abilities, Channel, Outgoing, Sending, Thread};
//! use teams_cc_core::Medium;
//!
//! struct Paper;
//!
//! impl Channel for Paper {
//!     fn name(&self) -> &str {
//!         "paper"
//!     }
//!
//!     fn medium(&self) -> Medium {
//!         Medium::Email
//!     }
//!
//!     fn abilities(&self) -> Abilities {
//!         Abilities::text()
//!     }
//!
//!     fn send<'a>(&'a self, to: &'a Thread, what: &'a Outgoing) -> Sending<'a> {
//!         Box::pin(async move {
//!             println!("to {:?}: {} letters", to.customer, what.text.len());
//!             Ok(None) // nobody reports what became of it
//!         })
//!     }
//! }
//! ```

mod identity;
mod opt_out;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use identity::Identity;
pub use opt_out::OptOut;

use crate::{Error, Medium, TenantId};

/// A sent message's outcome: the id under which a [`Report`] may come.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Option<String>, Error>> + Send + 'a>>;

/// One way that customers write on.
pub trait Channel: Send + Sync {
    /// Its name in this contact centre, the same after a restart: `web`, `mail`, `sms`.
    fn name(&self) -> &str;

    /// As what agents carry it.
    fn medium(&self) -> Medium;

    /// What it can do.
    fn abilities(&self) -> Abilities;

    /// Sends something into a thread. Done is: the other side has taken it. Its text is never
    /// longer than [`Abilities::longest`].
    ///
    /// # Errors
    /// Whatever went wrong; [`Error::retry`] says whether it is sent again
    /// ([`After`](crate::Retry::After)) or may have arrived ([`Check`](crate::Retry::Check): then
    /// it is not).
    fn send<'a>(&'a self, to: &'a Thread, what: &'a Outgoing) -> Sending<'a>;

    /// Shows that somebody writes, where that can be shown. It is a bonus: nothing depends on it.
    fn show_typing<'a>(&'a self, to: &'a Thread) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        let _ = to;
        Box::pin(std::future::ready(()))
    }
}

/// What a channel can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Abilities {
    /// Letters in one message; longer texts are sent as several.
    pub longest: usize,
    /// Attachments are delivered; else their addresses are written below the text.
    pub attachments: bool,
    /// [`Channel::show_typing`] shows something.
    pub typing: bool,
    /// A [`Report`] comes for what was sent.
    pub reports: bool,
    /// Customers leave and come back with a word ([`OptOut`]).
    pub opt_out: bool,
    /// The customer waits for the answer in front of a screen: silence is warned about and closed.
    pub is_live: bool,
}

impl Abilities {
    /// Plain text of up to 4,000 letters, answered while the customer waits.
    pub const fn text() -> Self {
        Self {
            longest: 4_000,
            attachments: false,
            typing: false,
            reports: false,
            opt_out: false,
            is_live: true,
        }
    }
}

/// A thread's name on its channel: a chat, a mail's conversation, a pair of numbers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ThreadId(Arc<str>);

impl ThreadId {
    /// Any text that is unique on its channel.
    pub fn new(name: impl AsRef<str>) -> Self {
        Self(name.as_ref().into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// It may be a number or an address.
impl fmt::Debug for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ThreadId({} letters)", self.0.len())
    }
}

/// Where an answer goes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its name.
    pub id: ThreadId,
    /// Who writes there.
    pub customer: Identity,
    /// What the channel needs to answer, as it gave it with the newest message.
    pub reference: String,
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread").field("customer", &self.customer).finish_non_exhaustive()
    }
}

/// What a customer wrote.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Received {
    /// On which channel.
    pub channel: Arc<str>,
    /// Where an answer goes.
    pub thread: Thread,
    /// The message's own id: what comes twice under one id is one message.
    pub id: String,
    /// Its number in the thread, from 1 without gaps, where the channel counts.
    pub place: Option<u64>,
    /// Whose customer it is.
    pub tenant: Option<TenantId>,
    /// What it is about, where there is such a line.
    pub subject: Option<String>,
    /// The words, as plain text.
    pub text: String,
    /// What came with it.
    pub attachments: Vec<Attachment>,
    /// When it was sent, in milliseconds since 1970, as its sender says.
    pub sent_ms: Option<i64>,
    /// A machine wrote it (an absence note, a bounce): nobody answers it automatically.
    pub is_automatic: bool,
}

impl Received {
    /// A message with a text and nothing else.
    pub fn new(
        channel: impl Into<Arc<str>>,
        thread: Thread,
        id: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            channel: channel.into(),
            thread,
            id: id.into(),
            place: None,
            tenant: None,
            subject: None,
            text: text.into(),
            attachments: Vec::new(),
            sent_ms: None,
            is_automatic: false,
        }
    }

    /// Octets of text in it, which a limit bounds.
    pub fn weight(&self) -> usize {
        let attached: usize = self.attachments.iter().map(Attachment::weight).sum();
        let subject = self.subject.as_ref().map_or(0, String::len);
        let thread = self.thread.id.as_str().len() + self.thread.reference.len();
        self.text.len() + self.id.len() + subject + thread + attached
    }
}

/// What people write is not for logs.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("channel", &self.channel)
            .field("from", &self.thread.customer)
            .field("letters", &self.text.chars().count())
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}

/// A file, by reference: its bytes stay where they are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type, as its sender says: `image/png`.
    pub kind: String,
    /// Its size in octets, as its sender says.
    pub bytes: Option<u64>,
    /// Where the channel fetches it: an address or an id of the channel's own.
    pub reference: String,
}

impl Attachment {
    fn weight(&self) -> usize {
        self.name.len() + self.kind.len() + self.reference.len()
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("kind", &self.kind)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// What is sent to a customer.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The words, as plain text.
    pub text: String,
    /// What goes with them.
    pub attachments: Vec<Attachment>,
}

impl From<&str> for Outgoing {
    fn from(text: &str) -> Self {
        Self { text: text.into(), attachments: Vec::new() }
    }
}

impl From<String> for Outgoing {
    fn from(text: String) -> Self {
        Self { text, attachments: Vec::new() }
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("letters", &self.text.chars().count())
            .field("attachments", &self.attachments.len())
            .finish()
    }
}

/// What became of a sent message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The id that [`Channel::send`] gave.
    pub message: String,
    /// It arrived.
    pub arrived: bool,
}

/// A meeting that can be joined by a link.
#[derive(Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its id where it was made.
    pub id: String,
    /// Who opens this joins.
    pub link: String,
}

/// Who has the link can join.
impl fmt::Debug for Meeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meeting").finish_non_exhaustive()
    }
}

/// Whether a message was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is in its conversation.
    New,
    /// It came before.
    Again,
}

/// Where channels hand what came.
pub trait Inbox: Send + Sync {
    /// Takes a message. `Ok` means that it need not be sent again; until then the channel does not
    /// acknowledge it to whoever brought it.
    ///
    /// # Errors
    /// It was not taken: [`Error::retry`] says whether it may be offered again.
    fn take(&self, received: Received) -> Result<Taken, Error>;

    /// Takes a report about a sent message.
    fn report(&self, channel: &str, report: Report);

    /// The customer left for good (closed the page, removed the bot).
    fn left(&self, channel: &str, thread: &ThreadId);
}
