//! The media plane: RTP sockets served in rounds by one thread.
//!
//! [`MediaPlane`] is the handle, [`MediaLeg`] one leg of a call. The thread behind them receives
//! all that is there, lets a [`Switch`](crate::media::Switch) decide, sends in batches, and sleeps
//! until the next round (decision: work in rounds instead of a wake-up for each packet).

mod config;
mod leg;
mod plane;
mod ports;
mod recorder;
mod sockets;
mod stream;
#[cfg(test)]
mod tests;
mod worker;

pub use config::{MediaConfig, PortMode};
pub use leg::{Heard, Keys, MediaEvents, MediaLeg, Playing, Recording, RecordingDone};
pub use plane::{Bridge, Interface, MediaPlane};
pub use stream::LegStream;
