//! The verbs that all wires share.

use std::future::Future;

use crate::{CallId, Ended, Error, Key, Menu, Prompt, TenantId, Unsupported, Verb};

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
