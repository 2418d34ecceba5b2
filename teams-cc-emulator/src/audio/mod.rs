//! What people say and hear: G.711, SRTP, RTP, telephone events, WAV and recognition.
//!
//! Written a second time from RFC 3550, RFC 3711, RFC 4733 and ITU-T G.711, sharing nothing with
//! the stack under test: a mistake made on both sides is the one mistake a peer of our own could
//! never find. [`Voice`] is what somebody says; [`Recording`] is what somebody heard; whether one
//! is in the other is decided by correlation.

pub(crate) mod dtmf;
pub(crate) mod g711;
pub(crate) mod link;
pub(crate) mod rtp;
pub(crate) mod session;
pub(crate) mod srtp;
mod voice;
mod wav;

pub use session::Counts;
pub use voice::{Recording, Voice};
pub use wav::{NotWav, read_wav, write_wav};

/// Samples a second: all speech here is narrow-band.
pub const RATE: u32 = 8000;
/// Samples in one packet of 20 ms (DR-107).
pub(crate) const FRAME: usize = 160;
