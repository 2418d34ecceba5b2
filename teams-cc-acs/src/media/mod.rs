//! Audio and transcripts of a call, over the WebSocket that the service opens to us.
//!
//! [`Call::stream`](crate::Call::stream) gives the audio: frames of 20 ms in, samples out, and
//! [`Audio::stop_playing`] the moment the caller speaks up. [`Call::transcribe`](crate::Call::transcribe)
//! gives what is said, line by line. [`Frame`] is the codec, pure.
//!
//! Audio that nobody takes is dropped, the newest first, and counted ([`Audio::lost`]): a
//! late frame is worth nothing. Audio that we send waits until the socket takes it.
//!
//! # Source
//! `acs.md` section 6; CC-66.

mod frames;
mod lines;

pub use frames::{AudioFrame, Frame, Line, Outgoing, Word};
pub(crate) use lines::Lines;
pub use lines::{Audio, Sound, Transcript};
#[cfg(feature = "server")]
pub(crate) use lines::{Queued, Socket};
pub use teams_cc_core::speech::Resampler;
