//! RTP, SRTP, codecs, DTMF, prompts: machines and plain functions.
//!
//! Nothing here owns a socket or a clock. [`Leg`] is one call leg's media as a machine: packets
//! and ticks in, packets and events out. [`Switch`] holds many legs, joins two of them, and tells
//! packets apart. The driver moves bytes between a [`Switch`] and sockets.

pub mod dtmf;
pub mod g711;
pub mod g722;
pub mod jitter;
pub mod leg;
mod mix;
mod player;
mod record;
pub mod rtcp;
pub mod rtp;
pub mod srtp;
pub mod switch;
mod voice;
pub mod wav;

pub use leg::{Leg, LegConfig};
pub use mix::{HeardBy, MOST as MOST_IN_A_MIX};
pub use player::{FRAME, Sound};
pub use record::{Layout, Recorded};
pub use switch::{LegId, Switch};
