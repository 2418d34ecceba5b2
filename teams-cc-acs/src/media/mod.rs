//! Audio and transcripts of a call, over the WebSocket that the service opens to us.
//!
//! [`Call::stream`](crate::Call::stream) gives the audio: frames of 20 ms in, samples out, and
//! [`Audio::stop_playing`] the moment the caller speaks up. [`Call::transcribe`](crate::Call::transcribe)
//! gives what is said, line by line. [`Frame`] is the codec, pure.
//!
//! Audio that nobody takes is dropped, the newest first, and counted ([`Audio::lost`]): a
//! late frame is worth nothing. Audio that we send waits until the socket takes it.
//!
//! [`Audio`] is core's [`AudioLine`](teams_cc_core::speech::AudioLine), so whatever speaks and
//! listens over sound does so here as over a SIP leg; [`Call::converse_over`](crate::Call::converse_over)
//! is the short way. [`Audio::utterances`] cuts what each participant says, apart from the others.
//! In a web server of your own switch `TCP_NODELAY` on: frames of 20 ms do not wait for each other.
//!
//! # Source
//! `acs.md` section 6; CC-66.

mod frames;
mod lines;
mod speakers;

pub use frames::{AudioFrame, Frame, Line, Outgoing, Word};
pub(crate) use lines::Lines;
pub use lines::{Audio, Sound, Transcript, Utterances};
#[cfg(feature = "server")]
pub(crate) use lines::{Queued, Socket};
pub use speakers::{Speakers, SpeakersInput, Utterance};
pub use teams_cc_core::speech::Resampler;
