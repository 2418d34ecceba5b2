//! What Microsoft posts to us: calls that ring, things that changed.
//!
//! Every post is judged before anything else happens: who signed it, for whom, about which tenant
//! and subscription. What passes is typed data; what does not is counted by cause
//! ([`Notifications::refused`]) and told to nobody.
//!
//! * In any web framework: [`Notifications::receive`] takes the `Authorization` header and the
//!   body.
//! * To answer first and work later: [`Front`] answers posts, handshakes and refusals as the
//!   documents want, and puts what passed into a [`DurableQueue`] before it says 202.
//! * Without a web framework: feature `server` has a listener with the limits that a webhook on
//!   the open internet needs; feature `axum` has a router.
//!
//! ```no_run
//! # async fn f() -> Result<(), teams_cc_core::Error> {
//! use teams_cc_graph::jwt::{Keys, OpenIdDocument};
//! use teams_cc_graph::notifications::{Notice, Notifications};
//!
//! let notifications = Notifications::builder("02b89f62-36c9-4f02-8802-e4b6d5109851")
//!     .calling_keys(Keys::from_source(OpenIdDocument::calling()?))
//!     .change_keys(Keys::from_source(OpenIdDocument::entra()?))
//!     .build();
//! # let (token, body) = (Some("Bearer .."), b"{}");
//! for change in notifications.receive(token, body).await? {
//!     match change {
//!         Notice::IncomingCall(call) => println!("{} rings", call.call()),
//!         other => println!("{other:?}"), // a kind that is newer than this crate is data too
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! # Source
//! `graph.md` sections 2.5 and 6.2 to 6.6; RS-60 to RS-71.

mod call;
mod change;
mod content;
mod expected;
mod flights;
mod front;
#[cfg(feature = "server")]
pub mod http1;
mod notice;
mod order;
mod receive;
#[cfg(feature = "axum")]
mod router;
#[cfg(feature = "server")]
mod server;
mod told;
#[cfg(feature = "server")]
mod waiting;

#[cfg(any(test, feature = "test-util"))]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use call::{About, CallNotification, ChangeKind};
pub use change::{ChangeNotification, Lifecycle};
pub use content::{DecryptionKeys, EncryptedContent};
pub use expected::{Expected, Expecting};
pub use front::{Answer, Asked, Front, Sink};
pub use notice::Notice;
pub use order::{Order, Verdict};
pub use receive::{Notifications, NotificationsBuilder};
#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub use router::router;
#[cfg(feature = "server")]
#[cfg_attr(docsrs, doc(cfg(feature = "server")))]
pub use server::serve;
#[doc(inline)]
pub use teams_cc_http::queue::{Disk, DurableQueue, Folder, QueueLimits, Taken};

/// No body is read beyond this (RS-71).
pub(crate) const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// JSON in a body nests at most so deep (RS-71).
const DEEPEST: usize = 64;
/// One post has at most so many items.
const MOST_ITEMS: usize = 10_000;
