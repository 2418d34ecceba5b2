//! Signed tokens of Microsoft: is this post, this person, really who it says?
//!
//! One [`Policy`] says what a token must claim, one function, [`verify`], decides, and a
//! [`KeySet`] holds the signing keys of an issuer. All three are pure; [`Keys`] fetches key sets
//! and decides when. Tokens never cause a request to an address that they name themselves.
//!
//! ```
//! use teams_cc_http::jwt::{KeySet, Policy, Refusal, verify};
//!
//! let keys = KeySet::from_jwks(br#"{"keys":[]}"#)?;
//! let policy = Policy::calling("02b89f62-36c9-4f02-8802-e4b6d5109851");
//! assert_eq!(verify("abc", &keys, &policy, 1_800_000_000).unwrap_err(), Refusal::Malformed);
//! # Ok::<(), teams_cc_core::Error>(())
//! ```
//!
//! # Source
//! RFC 7515, RFC 7519, RFC 8725; `graph.md` sections 2.5 and 6.5; RS-60 to RS-64.

mod depth;
mod key_set;
mod keys;
mod known;
mod policy;
mod replay;
mod ring;
mod source;
mod token;

#[cfg(test)]
mod tests;

pub use crate::error::no_key_set;
pub use depth::is_deeper_than;
pub use key_set::KeySet;
pub use keys::Keys;
pub use policy::Policy;
pub use replay::Replays;
pub use ring::{KeyRing, RingInput, RingOutput};
pub use source::{KeyFile, KeySource, OpenIdDocument};
#[cfg(feature = "test-util")]
#[doc(hidden)]
pub use token::check_unsigned;
pub use token::{Refusal, Verified, verify};
