//! What can be done with a call, and how a back end says that it cannot.

use std::fmt;

use crate::{Error, ErrorKind};

/// Declares the verbs once: the enum, the list of all, their words and what they mean.
macro_rules! verbs {
    ($($(#[doc = $means:literal])+ $verb:ident = $words:literal,)+) => {
        /// One verb of a call, for asking early whether a back end can do it.
        ///
        /// Each wire answers for every one of them: `Trunk::can`, `graph::Calls::can`,
        /// `acs::Calls::can` before there is a call, [`Voice::can`](crate::Voice::can) for one that
        /// is up. The table in `teams_cc::verbs` is made from these answers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Verb {
            $($(#[doc = $means])+ $verb,)+
        }

        impl Verb {
            /// All of them, in the order of the table of differences.
            pub const ALL: &'static [Self] = &[$(Self::$verb),+];

            /// Its name in the words of the trade.
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$verb => $words,)+
                }
            }

            /// What it does, in one sentence or two.
            pub fn means(self) -> &'static str {
                match self {
                    $(Self::$verb => concat!($($means),+),)+
                }
                .trim()
            }
        }
    };
}

verbs! {
    /// Takes a call that rings.
    Answer = "answer",
    /// Refuses a call that rings, for a reason.
    Reject = "reject",
    /// Sends a call that rings elsewhere, without having been in it.
    Redirect = "redirect",
    /// Calls somebody.
    Create = "create",
    /// Joins a call or a meeting that is up already.
    Connect = "connect",
    /// Calls, invites or transfers to a person in Teams by their Entra id.
    ReachTeamsUser = "reach a Teams user",
    /// Shows the called side a number that we choose.
    ShowNumber = "show a number",
    /// Leaves.
    HangUp = "hang up",
    /// Ends a call of several for everybody.
    EndForAll = "end for all",
    /// Plays audio to the caller; done when it was heard.
    Play = "play",
    /// Speaks a text with the back end's own voice.
    Say = "say",
    /// Plays audio again and again until something else happens.
    PlayWhileWaiting = "play while waiting",
    /// Plays something that only one of several hears.
    Whisper = "whisper",
    /// A supervisor listens, heard by nobody; whispers to the agent alone; barges in.
    Supervise = "supervise",
    /// Asks for a key.
    Ask = "ask for a key",
    /// Asks for one of some answers, spoken or pressed.
    AskChoice = "ask for a choice",
    /// Asks for free words.
    AskWords = "ask for words",
    /// Hears every key all the time (continuous tones).
    NextKey = "hear keys",
    /// Sends keys to the other side.
    Press = "press keys",
    /// Lets the other side wait, and takes it back.
    Hold = "hold and resume",
    /// Nobody hears the other side until it is unmuted.
    Mute = "mute",
    /// Ends a mute.
    Unmute = "unmute",
    /// Brings somebody in: all hear each other.
    Invite = "invite",
    /// Takes an invitation back while it rings, by dropping its future.
    CancelInvite = "take an invitation back",
    /// Puts one of several out.
    Remove = "remove",
    /// Takes somebody over from another call of ours.
    TakeOver = "move between calls",
    /// Moves the caller to somebody and leaves (blind transfer).
    Transfer = "transfer",
    /// Moves the caller to somebody whom we have talked to before (attended transfer).
    Consult = "transfer after consultation",
    /// Moves one of several to somebody; the others go on.
    TransferOut = "transfer out of a group",
    /// Puts a call into the park of Teams, from where anybody picks it up by its code.
    Park = "park",
    /// Records.
    Record = "record",
    /// Records nothing for a while, and goes on.
    PauseRecording = "pause a recording",
    /// Streams audio to and from the program while the call is up.
    Stream = "stream audio",
    /// Writes down what is said, by the back end.
    Transcribe = "transcribe",
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Why a back end cannot do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// What was asked for.
    pub verb: Verb,
    /// Who cannot: `sip`, `graph`, `acs`.
    pub backend: &'static str,
    /// Why, in one clause, with its source.
    pub because: &'static str,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not possible over {}: {}", self.verb, self.backend, self.because)
    }
}

impl std::error::Error for Unsupported {}

impl From<Unsupported> for Error {
    fn from(unsupported: Unsupported) -> Self {
        Self::new("TCC-CORE-0003", ErrorKind::Unsupported, unsupported.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_verb_has_its_own_words_and_says_what_it_does() {
        let words: BTreeSet<_> = Verb::ALL.iter().map(|verb| verb.words()).collect();
        assert_eq!(words.len(), Verb::ALL.len());
        for verb in Verb::ALL {
            assert!(verb.means().ends_with('.') && !verb.means().starts_with(' '), "{verb:?}");
            assert!(!verb.words().contains('|') && !verb.means().contains('|'), "{verb:?}");
        }
    }

    #[test]
    fn what_a_back_end_cannot_do_is_said_with_its_reason() {
        let because = "Direct Routing takes no REFER from us (DR-58)";
        let unsupported = Unsupported { verb: Verb::Whisper, backend: "sip", because };
        let text = unsupported.to_string();
        assert!(text.contains("whisper") && text.contains("sip") && text.contains(because));
        let error = Error::from(unsupported);
        assert_eq!((error.code(), error.kind()), ("TCC-CORE-0003", ErrorKind::Unsupported));
    }
}
