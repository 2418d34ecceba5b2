//! The verbs that all wires share.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use crate::{
    Address, CallId, Ended, Error, HasReason, Key, Menu, Prompt, Reason, TenantId, Unsupported,
    Verb,
};

/// One leg that is up, on any wire. `await` means done: `play` resolves when the prompt was heard.
///
/// - Every verb of a call whose other end is gone answers an error of kind
///   [`Ended`](crate::ErrorKind::Ended).
/// - Whoever says no gives [`Refused`](crate::ErrorKind::Refused), whoever says nothing
///   [`Timeout`](crate::ErrorKind::Timeout): the same on every wire ([`Reason::kind`]).
/// - What a wire cannot do is [`Unsupported`](crate::ErrorKind::Unsupported) before anybody hears or
///   sees anything of it; [`can`](Self::can) says so early.
/// - Dropping a future takes back what can be taken back, as each verb says. Dropping the leg
///   hangs it up.
///
/// Name the concrete type (`sip::Call`) where you can; code that serves several wires takes
/// `impl Voice`:
///
/// ```
/// use std::time::Duration;
/// use teams_cc_core::{Address, Ended, Error, Key, Menu, Prompt, Verb, Voice};
///
/// async fn story(caller: impl Voice, desk: Address) -> Result<Ended, Error> {
///     let menu = Menu::new(Prompt::file("welcome.wav")).on(Key::D1, "desk").otherwise("bye");
///     if caller.ask(&menu).await? == "bye" {
///         return caller.hang_up().await;
///     }
///     if caller.can(Verb::Invite).is_ok() {
///         caller.invite(desk, Duration::from_secs(20)).await?;
///         return Ok(caller.ended().await);
///     }
///     Ok(caller.transfer(desk).await?)
/// }
/// ```
pub trait Voice: Send + Sync + Sized {
    /// Somebody who was invited.
    type Guest: Guest;

    /// The leg's name in logs and ladders.
    fn id(&self) -> CallId;

    /// Whose customer this is, if the wire tells.
    fn tenant(&self) -> Option<TenantId>;

    /// Who is at the other end, as far as the wire tells; nobody vouches for more than the wire does.
    fn other_end(&self) -> Option<Address>;

    /// Whether this leg can do `verb`; asked before the caller hears anything.
    ///
    /// # Errors
    /// [`Unsupported`] says why not.
    fn can(&self, verb: Verb) -> Result<(), Unsupported>;

    /// Plays a prompt; done when it has been heard to its end.
    ///
    /// Dropping the future stops the prompt.
    fn play(&self, prompt: Prompt) -> impl Future<Output = Result<(), Error>> + Send;

    /// Repeats a prompt until something else is played, asked or bridged; done when it plays.
    fn play_while_waiting(&self, prompt: Prompt) -> impl Future<Output = Result<(), Error>> + Send;

    /// Asks a menu; done when the caller has chosen, or the menu answered `otherwise`.
    ///
    /// Dropping the future stops the prompt.
    fn ask<T>(&self, menu: &Menu<T>) -> impl Future<Output = Result<T, Error>> + Send
    where
        T: Clone + Send + Sync;

    /// The next key of the other side; one that nobody has taken yet comes first.
    ///
    /// Dropping the future loses no key.
    fn next_key(&self) -> impl Future<Output = Result<Key, Error>> + Send;

    /// Sends a key to the other end; done when its last packet is out.
    fn press(&self, key: Key) -> impl Future<Output = Result<(), Error>> + Send;

    /// Lets the other side wait; done when it, or the service, has agreed. Holding twice is holding
    /// once.
    ///
    /// Dropping the future leaves open whether it waits: say [`resume`](Self::resume).
    fn hold(&self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Ends a [`hold`](Self::hold).
    fn resume(&self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Nobody else in the call hears the other side from now on; its keys still count.
    fn mute(&self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Ends a [`mute`](Self::mute).
    fn unmute(&self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Brings somebody in; done when they have joined and all hear each other. Rings for `within`,
    /// whole seconds, 1 to 180. Music that plays for a waiting caller ends then.
    ///
    /// Dropping the future takes the invitation back, where the wire can
    /// ([`Verb::CancelInvite`]).
    fn invite(
        &self,
        who: impl Into<Address> + Send,
        within: Duration,
    ) -> impl Future<Output = Result<Self::Guest, Error>> + Send;

    /// Moves the caller to `to` and leaves; done when `to` has taken the call.
    ///
    /// Dropping the future hangs up.
    ///
    /// # Errors
    /// [`Kept`]: nothing has happened, take the call back.
    fn transfer(
        self,
        to: impl Into<Address> + Send,
    ) -> impl Future<Output = Result<Ended, Kept<Self>>> + Send;

    /// How the leg ended; resolves then. Borrows nothing, so it may be moved into `Work`.
    fn ended(&self) -> impl Future<Output = Ended> + Send + 'static;

    /// Leaves; done when the other side knows. Where a service carries the call (Graph, Call
    /// Automation), those whom we brought together go on talking; where we carry it (SIP), it ends
    /// for them.
    fn hang_up(self) -> impl Future<Output = Result<Ended, Error>> + Send;
}

/// Somebody who was invited into a call. Dropping it changes nothing: they stay.
pub trait Guest: Send + Sync {
    /// Puts them out; done when they are. The others go on.
    fn remove(self) -> impl Future<Output = Result<(), Error>> + Send;
}

/// A transfer that did not happen: the call is still yours.
///
/// `?` in a story that returns [`Error`] lets go of the caller.
#[must_use = "dropping it hangs up the caller"]
pub struct Kept<C> {
    call: Box<C>,
    error: Error,
}

impl<C> Kept<C> {
    /// This call, because of this error.
    pub fn new(call: C, error: Error) -> Self {
        Self { call: Box::new(call), error }
    }

    /// The caller, who is still on the line unless the error is of kind
    /// [`Ended`](crate::ErrorKind::Ended).
    pub fn into_call(self) -> C {
        *self.call
    }

    /// Why the transfer did not happen.
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl<C> From<Kept<C>> for Error {
    fn from(kept: Kept<C>) -> Self {
        kept.error
    }
}

impl<C> HasReason for Kept<C> {
    fn reason(&self) -> Reason {
        self.error.reason()
    }
}

impl<C> fmt::Debug for Kept<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("error", &self.error).finish_non_exhaustive()
    }
}
