#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// RS-117: what comes from outside is data.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod auth;
mod client;
mod clock;
mod environment;
mod error;
#[cfg(any(test, feature = "test-util"))]
#[doc(hidden)]
pub mod fuzz;
#[doc = include_str!("errors.md")]
pub mod errors {}
#[macro_use]
pub mod models;
pub mod calls;
pub mod events;
pub mod media;
pub mod operations;
mod request;
#[cfg(feature = "axum")]
mod router;
#[cfg(feature = "server")]
mod server;
pub mod sms;
#[cfg(feature = "speech")]
pub mod speech;
pub mod teams_phone;
#[cfg(test)]
mod testing;
mod wav;
mod webhook;

#[doc(inline)]
pub use teams_cc_http::jwt;

pub use calls::{Call, Calls, Guest, IncomingCall};
pub use client::{API_VERSION, CallAutomation, CallAutomationBuilder};
pub use request::{Failure, Request};
#[cfg(feature = "axum")]
pub use router::router;
#[doc(inline)]
pub use teams_cc_http::queue::QueueLimits;
pub use webhook::{Post, Reply, Webhook};
