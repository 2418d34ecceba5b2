//! Session descriptions: RFC 8866, 4568, 3264 as functions from offer to answer.
//!
//! The grammar is that of `sdp-types`; what it means is here. A [`Negotiation`] is one leg's side
//! of the offer/answer game: it keeps what must not change over the life of a leg (keys, session
//! id, RTCP multiplexing) and gives [`Agreed`], which is all that media needs to know.
//!
//! ```
//! use teams_cc_core::Rng;
//! use teams_cc_sip::sdp::{Local, Negotiation, Profile};
//!
//! # fn main() -> Result<(), teams_cc_sip::sdp::SdpError> {
//! let at = |port| Local::new("127.0.0.1".parse().unwrap(), port);
//! let mut caller = Negotiation::new(Profile::direct_routing(), at(20_000), Rng::from_seed(1));
//! let mut callee = Negotiation::new(Profile::direct_routing(), at(30_000), Rng::from_seed(2));
//!
//! let offer = caller.offer();
//! let (answer, theirs) = callee.answer(&offer)?;
//! let ours = caller.accept(&answer)?;
//! assert_eq!(ours.codec, theirs.codec);
//! assert_eq!(ours.keys.unwrap().send, theirs.keys.unwrap().receive);
//! # Ok(()) }
//! ```

mod codec;
mod crypto;
mod description;
mod error;
mod negotiate;
mod profile;

pub use codec::{Codec, Format};
pub use crypto::{Crypto, CryptoRefused, MasterKey, Mki, Suite};
pub use description::{Description, Direction, MediaLine, Transport};
pub use error::SdpError;
pub use negotiate::{Agreed, Keys, Local, Negotiation, PayloadTypes};
pub use profile::{Keying, Profile};

/// Most media lines that are read (RS-08).
pub const MAX_MEDIA: usize = 64;
/// Most lines that are read (RS-08).
pub const MAX_LINES: usize = 1_000;
/// Most `a=crypto` lines of one media line that are read (RS-08).
pub const MAX_CRYPTO: usize = 16;
