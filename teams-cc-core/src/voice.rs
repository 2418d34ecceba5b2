//! The verbs that all wires share.

use std::fmt;
use std::future::Future;

use crate::{CallId, Ended, Error, ErrorKind, Key, Menu, Prompt, TenantId};

/// One verb of a call, for asking early whether a back end can do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the verbs are the documentation")]
pub enum Verb {
    Play,
    Ask,
    Press,
    Hold,
    Transfer,
    Invite,
    Record,
    Whisper,
    Stream,
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
        write!(f, "{:?} is not possible over {}: {}", self.verb, self.backend, self.because)
    }
}

impl std::error::Error for Unsupported {}

impl From<Unsupported> for Error {
    fn from(unsupported: Unsupported) -> Self {
        Self::new("TCC-CORE-0003", ErrorKind::Unsupported, unsupported.to_string())
    }
}

/// One leg that is up, on any wire. `await` means done: `play` resolves when the prompt was heard.
///
/// Every verb of a call whose other end is gone answers an error of kind
/// [`Ended`](ErrorKind::Ended). Dropping the leg hangs it up.
///
/// Name the concrete type (`sip::Call`) where you can; code that serves several wires takes
/// `impl Voice`.
pub trait Voice: Send + Sync {
    /// The leg's name in logs and ladders.
    fn id(&self) -> CallId;

    /// Whose customer this is, if the wire tells.
    fn tenant(&self) -> Option<TenantId>;

    /// Whether this leg can do `verb`; asked before the caller hears anything.
    ///
    /// # Errors
    /// [`Unsupported`] says why not.
    fn can(&self, verb: Verb) -> Result<(), Unsupported>;

    /// Plays a prompt; done when it has been heard to its end.
    fn play(&self, prompt: Prompt) -> impl Future<Output = Result<(), Error>> + Send;

    /// Repeats a prompt until something else is played, asked or bridged; done when it plays.
    fn play_while_waiting(&self, prompt: Prompt) -> impl Future<Output = Result<(), Error>> + Send;

    /// Asks a menu; done when the caller has chosen, or the menu answered `otherwise`.
    fn ask<T>(&self, menu: &Menu<T>) -> impl Future<Output = Result<T, Error>> + Send
    where
        T: Clone + Send + Sync;

    /// Sends a key to the other end; done when its last packet is out.
    fn press(&self, key: Key) -> impl Future<Output = Result<(), Error>> + Send;

    /// How the leg ended; resolves then. Borrows nothing, so it may be moved into `Work`.
    fn ended(&self) -> impl Future<Output = Ended> + Send + 'static;

    /// Ends the leg; done when the other side knows.
    fn hang_up(self) -> impl Future<Output = Result<Ended, Error>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_back_end_cannot_do_is_said_with_its_reason() {
        let because = "Direct Routing takes no REFER from us (DR-58)";
        let unsupported = Unsupported { verb: Verb::Whisper, backend: "sip", because };
        let text = unsupported.to_string();
        assert!(text.contains("Whisper") && text.contains("sip") && text.contains(because));
        let error = Error::from(unsupported);
        assert_eq!((error.code(), error.kind()), ("TCC-CORE-0003", ErrorKind::Unsupported));
    }
}
