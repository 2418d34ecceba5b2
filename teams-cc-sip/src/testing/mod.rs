//! What tests and fuzzers of this stack need; feature `test-util`, no promise of stability.
//!
//! Two endpoints and the network between them in virtual time, and entry points for fuzzers.
//! [`Pair`] runs an hour of signalling in a millisecond; [`Link`] delays, loses, doubles and
//! reorders what travels, all from one seed. [`fuzz`] takes any octets.
//!
//! ```
//! use std::time::Duration;
//! use teams_cc_sip::testing::{End, Link, Pair};
//! use teams_cc_sip::{Command, Event};
//!
//! // A calls B; B answers; whoever is up hangs up after a while.
//! let mut pair = Pair::udp(Link::new(7).loss(50));
//! let call = pair.call(End::A);
//! pair.run(Duration::from_secs(120), |end, _, event| match event {
//!     Event::Incoming(call) => vec![Command::Answer(*call)],
//!     Event::Answered { call, .. } => vec![Command::Bye(*call, Vec::new())],
//!     _ => vec![],
//! });
//! assert_eq!(pair.endings(End::A).len(), 1, "{call} ends once");
//! assert_eq!(pair.endings(End::B).len(), 1);
//! pair.assert_nothing_is_left();
//! ```

pub mod fuzz;
mod link;
mod operations;
mod pair;

pub use link::Link;
pub use pair::{End, Pair, Planned, SDP_A, SDP_B, Sent};
