//! Calls, told as stories.
//!
//! A call is answered or made, played to, asked, joined by others, moved, recorded, left. Each
//! verb's future is done when the thing is done: `play` when it was heard, `invite` when the guest
//! has joined. Events come through [`Webhook`](crate::Webhook); the machine in [`leg`] joins them
//! with what was asked, whatever is lost or comes twice.
//!
//! ```no_run
//! # use teams_cc_acs::{CallAutomation, calls::IncomingCall};
//! use teams_cc_core::{Address, Ended, Error, Key, Menu, Prompt};
//!
//! async fn story(call: IncomingCall) -> Result<Ended, Error> {
//!     let caller = call.answer().await?; // done when connected
//!     let menu = Menu::new(Prompt::file("welcome.wav")).on(Key::D1, "+14255550199");
//!     let desk: Address = caller.ask(&menu).await?.parse()?;
//!     Ok(caller.transfer(desk).await?) // done when the desk has accepted
//! }
//!
//! # async fn serve() -> Result<(), Error> {
//! let acs = CallAutomation::from_env()?;
//! let (calls, webhook) = acs.listen("https://cc.contoso.example/acs");
//! # drop(webhook);
//! calls.serve(story).await
//! # }
//! ```
//!
//! # Source
//! `acs.md` sections 3, 5 and 7; CC-60 to CC-78.

mod call;
mod capability;
mod converse;
mod create;
pub(crate) mod durable;
mod failed;
pub(crate) mod hub;
mod incoming;
mod invite;
mod left;
pub mod leg;
pub(crate) mod life;
mod party;
mod prompts;
mod question;
mod recording;
mod result;
mod source;
#[cfg(test)]
mod tests;
mod voice;
mod wire;

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt as _;
use teams_cc_core::{Ended, Error};

use crate::models::CallLocator;
use hub::Hub;

pub use call::Call;
pub use capability::Offering;
pub use converse::Converse;
pub use create::Create;
pub use failed::{InviteFailed, TransferFailed};
pub use incoming::IncomingCall;
pub use invite::{Guest, Invite};
pub use left::Left;
pub use party::Party;
pub use question::{Answered, Question};
pub use recording::{Record, Recording};

/// The calls of one resource. Cheap to clone; all clones share the calls.
///
/// Made by [`CallAutomation::listen`](crate::CallAutomation::listen).
#[derive(Clone)]
pub struct Calls {
    pub(crate) hub: Arc<Hub>,
}

impl Calls {
    pub(crate) fn new(acs: crate::CallAutomation, base: &str) -> Self {
        Self { hub: Hub::new(acs, base) }
    }

    /// The next call that rings. Take it soon: the service gives up in less than a minute.
    pub async fn next_call(&self) -> IncomingCall {
        self.hub.next_call().await
    }

    /// Runs `story` for each call that comes in, each as its own task, as long as the future is
    /// polled: select it against whatever tells your program to stop.
    ///
    /// What a story returns is logged with the call's id.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config) at once if events can never be believed:
    /// the resource's id is missing, or the address is no https.
    pub async fn serve<F, S>(&self, mut story: F) -> Result<(), Error>
    where
        F: FnMut(IncomingCall) -> S + Send,
        S: Future<Output = Result<Ended, Error>> + Send + 'static,
    {
        self.can_be_told()?;
        loop {
            let call = self.next_call().await;
            let id = call.id();
            let story = story(call);
            tokio::spawn(async move {
                // What panics has let go of its call: the caller hears the end, and we a word.
                let told = AssertUnwindSafe(story).catch_unwind().await;
                let Ok(told) = told else {
                    tracing::error!(call.id = %id, "a story panicked; its call was hung up");
                    return;
                };
                match told {
                    Ok(ended) => tracing::info!(call.id = %id, %ended, "call over"),
                    Err(error) if error.is_ended() => {
                        tracing::info!(call.id = %id, %error, "call over");
                    }
                    Err(error) => tracing::warn!(call.id = %id, %error, "story failed"),
                }
            });
        }
    }

    fn can_be_told(&self) -> Result<(), Error> {
        if self.hub.acs.settings().resource_id.is_none() {
            return Err(crate::error::missing_variable("TEAMS_CC_ACS_RESOURCE_ID"));
        }
        let url = url::Url::parse(&self.hub.base).ok();
        let fine = url.is_some_and(|url| {
            url.scheme() == "https" || (url.scheme() == "http" && teams_cc_http::is_loopback(&url))
        });
        if fine { Ok(()) } else { Err(crate::error::no_callback()) }
    }

    /// The next call that an earlier process of ours had up when it died: with a queue on disk
    /// ([`Webhook::queued`](crate::Webhook::queued)). Who is not asked for within ten seconds is
    /// ended as [`Left`] says.
    pub async fn next_left(&self) -> Left {
        self.hub.next_left().await
    }

    /// Calls somebody: tune it, then `.await` it.
    pub fn create(&self, to: impl Into<Party>) -> Create {
        Create::new(Arc::clone(&self.hub), to.into())
    }

    /// Joins a call that is up; done when we are in it.
    pub async fn connect(&self, locator: CallLocator) -> Result<Call, Error> {
        create::connect(Arc::clone(&self.hub), locator).await
    }

    /// How many calls are up, ringing or being made.
    pub fn len(&self) -> usize {
        self.hub.len()
    }

    /// Whether there is no call.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The prompt file that the service fetches at this path, as `audio/wav`; `None` if the path
    /// ends in no name of ours.
    pub fn prompt(&self, path: &str) -> Option<Bytes> {
        self.hub.prompts.at(path)
    }
}

impl fmt::Debug for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls").field("calls", &self.len()).finish_non_exhaustive()
    }
}
