//! Calls of a bot: `/communications/calls`, told as stories.
//!
//! A bot is a participant of its calls: it answers, plays prompts that it hosts itself, asks for
//! keys, brings people in, transfers and leaves. It sees no calls of people that it is not part
//! of, and it has no raw audio: for that there are Direct Routing (`teams-cc-sip`) and Azure
//! Communication Services (`teams-cc-acs`). The verbs are the same on all three
//! ([`Voice`](teams_cc_core::Voice)).
//!
//! ```no_run
//! # use teams_cc_graph::{Graph, calls::IncomingCall};
//! use teams_cc_core::{Address, Ended, Error, Key, Menu, Prompt};
//!
//! async fn story(call: IncomingCall) -> Result<Ended, Error> {
//!     let caller = call.answer().await?; // done when audio flows
//!     let menu = Menu::new(Prompt::file("welcome.wav")).on(Key::D1, "+14255550199");
//!     let desk: Address = caller.ask(&menu).await?.parse()?;
//!     Ok(caller.transfer(desk).await?) // done when the desk has it
//! }
//!
//! # async fn serve(graph: Graph) -> Result<(), Error> {
//! let webhook = graph.webhook("https://cc.contoso.example/graph").open()?; // mount it, or serve it
//! graph.calls().serve(story).await;
//! # Ok(()) }
//! ```
//!
//! Notifications come in through a [`Webhook`](crate::Webhook), or through
//! [`Graph::notifications`](crate::Graph::notifications), verified. Nothing else moves a call, and
//! nothing that is lost leaves a story waiting: the machine in [`leg`] looks at the call before it
//! gives up or repeats (RS-68, RS-76).
//!
//! # Source
//! `graph.md` section 2; CC-41, CC-53.

mod call;
mod capability;
mod create;
mod failed;
mod group;
mod hub;
mod incoming;
mod invite;
pub mod leg;
mod life;
mod meaning;
mod parking;
mod prompts;
mod record;
mod recording;
mod result;
mod voice;
mod wire;

#[cfg(test)]
mod tests;

pub use call::Call;
pub use capability::can;
pub use create::{Create, Meeting};
pub use failed::{InviteFailed, TransferFailed};
pub use hub::Calls;
pub(crate) use hub::{Heard, Hub};
pub use incoming::IncomingCall;
pub use invite::Invite;
pub use meaning::Meaning;
pub use parking::{MOST_AT_ONCE, MOST_IN_A_MONTH, Parked, Parking, ParkingFull};
pub use record::Recording;
pub use recording::{JoinReply, MayStore, RecordingCall};
pub use result::ResultCode;
pub use voice::Guest;
