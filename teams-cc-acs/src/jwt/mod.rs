//! Signed tokens of Call Automation: is this post really the service's?
//!
//! One [`Policy`] says what a token must claim, one function, [`verify`](verify()), decides, and a
//! [`KeySet`] holds the signing keys. All three are pure; [`Keys`] fetches key sets and decides
//! when. Tokens never cause a request to an address that they name themselves.
//!
//! # Source
//! RFC 7515, RFC 7519, RFC 8725; `acs.md` section 2; RS-60 to RS-64.

mod depth;
mod key_set;
mod keys;
mod policy;
mod replay;
mod ring;
mod source;
mod token;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use depth::is_deeper_than;
pub use key_set::KeySet;
pub use keys::Keys;
pub use policy::Policy;
pub(crate) use replay::Replays;
pub use ring::{KeyRing, RingInput, RingOutput};
pub use source::{KeyFile, KeySource, OpenIdDocument};
pub use token::{Refusal, Verified, verify};
