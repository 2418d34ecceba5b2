#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// RS-117: what comes from outside is data.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod address;
mod clock;
mod error;
#[doc = include_str!("errors.md")]
pub mod errors {}
pub mod jwt;
pub mod queue;
pub mod send;
#[cfg(any(test, feature = "test-util"))]
#[doc(hidden)]
pub mod testing;

pub use address::{certificates, is_loopback};
pub use clock::{Clock, wall_clock_s};
