//! An assistant that speaks with a caller: words in, words out, as data and as a machine.

mod completed;
mod converse;
mod conversing;
mod written;

use std::fmt;
use std::future::Future;
use std::time::Duration;

pub use completed::{CompletedBy, HAND_OVER, RESOLVED};
pub use converse::{Reply, WordLine, converse};
pub use conversing::{Conversing, TalkInput, TalkOutput};
pub use written::{Words, Written};

use crate::speech::Listening;
use crate::{Key, Need};

/// What came from the caller.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Heard {
    /// The conversation begins: nothing was said yet.
    Nothing,
    /// These words.
    Words(String),
    /// These keys.
    Keys(Vec<Key>),
    /// Silence, or nothing that could be understood.
    Silence,
}

/// What a caller said is personal.
impl fmt::Debug for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Words(_) => "Words(***)",
            Self::Keys(_) => "Keys(***)",
            Self::Silence => "Silence",
        })
    }
}

/// Whom the caller is handed over to, and with what.
#[derive(Clone, PartialEq)]
pub struct Handover {
    /// What the next one must know.
    pub need: Need,
    /// What was said so far, in a line.
    pub summary: String,
}

impl fmt::Debug for Handover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handover").field("need", &self.need).finish_non_exhaustive()
    }
}

/// How a conversation closed.
#[derive(Clone, Debug, PartialEq)]
pub enum Closing {
    /// The matter is settled.
    Resolved,
    /// A person takes over.
    Handover(Handover),
}

/// One turn of an assistant: what it says, and what follows.
#[derive(Clone, PartialEq)]
pub struct Turn {
    say: String,
    closing: Option<Closing>,
}

impl Turn {
    /// Says something and listens.
    pub fn ask(words: impl Into<String>) -> Self {
        Self { say: words.into(), closing: None }
    }

    /// Says something and closes.
    pub fn resolved(words: impl Into<String>) -> Self {
        Self { say: words.into(), closing: Some(Closing::Resolved) }
    }

    /// Hands over, silently unless [`saying`](Self::saying) something.
    pub fn hand_over(need: impl Into<Need>, summary: impl Into<String>) -> Self {
        let handover = Handover { need: need.into(), summary: summary.into() };
        Self { say: String::new(), closing: Some(Closing::Handover(handover)) }
    }

    /// Says this before what follows.
    #[must_use]
    pub fn saying(mut self, words: impl Into<String>) -> Self {
        self.say = words.into();
        self
    }

    /// What is said.
    pub fn words(&self) -> &str {
        &self.say
    }

    /// How it closes; `None` if it listens.
    pub fn closing(&self) -> Option<&Closing> {
        self.closing.as_ref()
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("closing", &self.closing).finish_non_exhaustive()
    }
}

/// Somebody, or something, that speaks with a caller: words in, words out. No socket and no
/// clock, so its test is a list of strings.
///
/// ```
/// use teams_cc_core::{Assistant, Heard, Skill, Turn};
///
/// struct OpeningHours;
///
/// impl Assistant for OpeningHours {
///     async fn turn(&mut self, heard: Heard) -> Turn {
///         match heard {
///             Heard::Words(words) if words.contains("open") => Turn::resolved("From eight to six."),
///             Heard::Words(words) => Turn::hand_over(Skill::new("general").at_least(1), words),
///             _ => Turn::ask("Say: when are you open?"),
///         }
///     }
/// }
/// ```
pub trait Assistant: Send {
    /// What to say to what was heard.
    fn turn(&mut self, heard: Heard) -> impl Future<Output = Turn> + Send;

    /// The same on a line that speaks while we write: sentences that are given to `aloud` are spoken
    /// at once, and the turn has what is left to say, which may be nothing. An assistant whose
    /// answers come whole has nothing to do here.
    ///
    /// # Cancel safety
    /// Dropped when the caller speaks up: what was not given is not wanted.
    fn speak(
        &mut self,
        heard: Heard,
        aloud: &mut (dyn FnMut(String) + Send),
    ) -> impl Future<Output = Turn> + Send {
        let _ = aloud;
        self.turn(heard)
    }

    /// The caller spoke up before the last words were out, and heard only these of them. Comes
    /// before the turn that it belongs to; only lines of sound can tell.
    fn interrupted(&mut self, until: &str) {
        let _ = until;
    }
}

/// What a conversation may cost. A caller never hears silence without an end.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// How the caller is listened to where we listen ourselves, on a line of sound.
    pub listening: Listening,
    /// The assistant thinks so long in silence (3 s).
    pub thinks_for: Duration,
    /// Then the caller hears this.
    pub filler: String,
    /// And after this time a person takes over (12 s); of an assistant that speaks while it writes,
    /// after so long without another sentence.
    pub hangs_after: Duration,
    /// So many letters are spoken at once; the rest is left out, at the end of a sentence (800,
    /// about a minute).
    pub most_letters: usize,
    /// So many turns (40).
    pub most_turns: u32,
    /// So many silences one after the other (3).
    pub most_silences: u32,
    /// Who takes over when a limit is reached.
    pub otherwise: Need,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            listening: Listening::default(),
            thinks_for: Duration::from_secs(3),
            filler: "One moment, please.".into(),
            hangs_after: Duration::from_secs(12),
            most_letters: 800,
            most_turns: 40,
            most_silences: 3,
            otherwise: Need::anyone(),
        }
    }
}
