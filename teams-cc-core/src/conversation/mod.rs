//! A conversation in writing, from the first words to the last: a [`Machine`](crate::Machine), the same for every
//! channel.
//!
//! It opens with a message and waits until somebody has it: an agent, or an assistant that answers
//! first. What comes twice is one message, what overtakes is put in its place, what is written
//! while nobody reads is kept for whoever comes. Agents who say nothing lose it to another one,
//! customers who say nothing are warned, then it closes; within a time it opens again, with the
//! same agent if possible. Everything has a limit in [`Rules`].
//!
//! Nothing is lost once [`Output::Accepted`] was said, as long as the process lives. It outlives the
//! process where its inputs are written down before their outputs are acted upon: a [`Conversation`]
//! is data ([`serde`]), and told the same at the same times it is the same. Whoever reads it again
//! says [`Conversation::resumed`], the inputs since, and [`Input::Restarted`]: what was not answered
//! is unread again, what was about to be sent may have arrived and is not sent twice, what was only
//! said is sent. After a crash the channel brings again what it did not see acknowledged, under the
//! ids that are known.

mod life;
mod rules;
mod sending;
mod sorting;
#[cfg(test)]
mod tests;

pub use life::Conversation;
pub use rules::Rules;

use serde::{Deserialize, Serialize};

use crate::channel::{OptOut, Outgoing, Received, Report, Taken};
use crate::{AgentId, Retry};

/// What happens to a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Input {
    /// The customer wrote.
    Received(Box<Received>),
    /// An agent has it; [`Output::Show`] brings what was not read.
    Taken(AgentId),
    /// An assistant has it, as long as nobody else takes it.
    Assisted,
    /// The assistant has it no more, and nobody has.
    Released,
    /// Whoever has it has heard the oldest message that was shown and not heard.
    Heard,
    /// Whoever has it says something, and answers what was heard; the token comes back.
    Said(u64, Outgoing),
    /// What [`Output::Send`] wanted is about to be done: from here on it may have happened.
    Going,
    /// What [`Output::Send`] wanted was done: the id for reports, or whether to do it again.
    Sent(Result<Option<String>, Retry>),
    /// What became of something sent.
    Reported(Report),
    /// Another queue shall have it.
    Transfer(String),
    /// Agent and customer speak elsewhere (a call, a meeting), or are back: no silence counts
    /// meanwhile.
    Aside(bool),
    /// It is over, as whoever has it says.
    Close(Closed),
    /// The process ended and another one goes on: who had it has it no more, and what was not
    /// answered is unread again.
    Restarted,
    /// Time passed.
    Tick,
}

/// What a conversation wants, and what is to be known of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Output {
    /// The message is safe: it may be acknowledged.
    Accepted(Taken),
    /// The message was not taken.
    Refused(Full),
    /// Somebody is needed: make it work.
    Open(Wanted),
    /// For whoever has it: each message once, in order.
    Show(Box<Received>),
    /// Send this, then say [`Input::Sent`]. One at a time.
    Send {
        /// Whose words.
        token: u64,
        /// At most as long as the channel allows.
        what: Outgoing,
    },
    /// All of it was sent.
    Sent(u64),
    /// It was reported to have arrived.
    Arrived(u64),
    /// It was not sent, or reported as not arrived.
    Undelivered {
        /// Whose words.
        token: u64,
        /// It may have arrived nevertheless.
        perhaps: bool,
    },
    /// The customer was told that silence will close it.
    Warned,
    /// The customer waits too long for words of who has it.
    Neglected,
    /// It was taken from an agent who said nothing; [`Open`](Self::Open) follows.
    TakenAway(AgentId),
    /// The customer stopped our messages, or wants them again.
    OptedOut(OptOut),
    /// It is over; messages may open it again.
    Closed(Closed),
    /// It closed before anybody had read this.
    Unread(Box<Received>),
    /// It is over for good: nothing comes any more, and it can be forgotten.
    Forget,
}

/// Token of words that the conversation itself says.
pub const OWN_WORDS: u64 = 0;

/// Who is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Another queue than the story's own.
    pub queue: Option<String>,
    /// Who had it before.
    pub prefer: Option<AgentId>,
    /// Who shall not have it.
    pub exclude: Option<AgentId>,
    /// It was open before.
    pub again: bool,
}

/// Why a conversation is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Closed {
    /// Whoever had it says so.
    Done,
    /// The customer said nothing.
    Silence,
    /// The customer left.
    Left,
    /// The customer stopped our messages.
    Stopped,
    /// Nobody came.
    Unanswered,
    /// It went from queue to queue too often.
    Handed,
}

impl Closed {
    /// One word, for history and screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Silence => "silence",
            Self::Left => "left",
            Self::Stopped => "stopped",
            Self::Unanswered => "unanswered",
            Self::Handed => "handed",
        }
    }
}

/// Which limit a message met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Full {
    /// It is larger than [`Rules::most_bytes`].
    TooLarge,
    /// So much is unread that no more is taken now.
    Unread,
}
