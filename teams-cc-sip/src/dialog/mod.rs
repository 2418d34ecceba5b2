//! Dialogs: RFC 3261 §12 to §15, offer/answer, session timer, REFER, Replaces.
//!
//! Here are the parts that decide, each small enough to be tested alone: [`Dialog`] (identity,
//! order, routes), [`offer`] (whose turn it is), [`session`] (RFC 4028), [`repeat`] (what must be
//! acknowledged is said again), [`replaces`] (RFC 3891) and [`refer`] (the telling after a REFER).
//! [`Endpoint`](crate::endpoint::Endpoint) puts them together.

mod identity;
pub mod offer;
pub mod refer;
pub mod repeat;
pub mod replaces;
pub mod session;

pub use identity::{Dialog, OutOfOrder, Parties};
