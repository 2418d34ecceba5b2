//! The kinds of contact that an agent carries side by side.

use serde::{Deserialize, Serialize};

/// A kind of contact, as capacity counts it. What customers write or call through, a number or a
/// mailbox, is a [`Channel`](crate::channel::Channel); each channel is of one medium.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// A call.
    #[default]
    Voice,
    /// A chat, in Teams or on the web, answered while the customer waits.
    Chat,
    /// A mail, answered later.
    Email,
    /// Anything else.
    Task,
    /// A text message.
    Sms,
    /// A message through a social network.
    Social,
}

impl Medium {
    /// All media. Journals hold bits in this order: new ones stand last.
    pub const ALL: [Self; 6] =
        [Self::Voice, Self::Chat, Self::Email, Self::Task, Self::Sms, Self::Social];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// One word, as in a plan.
    pub fn name(self) -> &'static str {
        ["voice", "chat", "email", "task", "sms", "social"][self as usize]
    }
}
