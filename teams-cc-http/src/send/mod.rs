//! Sending: one attempt on the [`Wire`], the [`Schedule`] of its repetitions, the [`Limiter`] that
//! keeps us below published limits, the [`Breaker`] that leaves alone what fails.
//!
//! The last three are arithmetic over [`Instant`](teams_cc_core::Instant)s, without a clock of
//! their own. Who puts them together is a pipeline of the crate above, which knows what its
//! service's answers mean.

mod breaker;
mod limiter;
mod place;
mod retry_after;
mod schedule;
mod wire;

pub use breaker::Breaker;
pub use limiter::{Limit, Limiter};
pub use place::Place;
pub use retry_after::retry_after;
pub use schedule::{FIRST_WAIT, Outcome, Repeat, Schedule, Step};
pub use wire::{
    Incoming, LARGEST_ANSWER, Loss, Opened, Outgoing, Pieces, Wire, client, without_redirects,
};
