//! Sockets and wake-ups, no decisions: what carries the machines' bytes over UDP, TCP and TLS.
//!
//! [`Net`] is one process' side of the network: listeners, connections and datagram sockets under
//! one numbering of [`Flow`](crate::Flow)s. Whoever owns a machine owns a `Net` beside it, and
//! alternates: [`wait`](Net::wait), [`drain`](Net::drain) into the machine, poll the machine into
//! [`send`](Net::send), [`connect`](Net::connect) and [`close`](Net::close), [`flush`](Net::flush).
//!
//! Media has a plane of its own: [`rtp`].

mod net;
pub mod resolve;
pub mod rtp;
mod stream;
pub mod tls;
mod udp;

pub use net::{Happening, Net, NetSettings};
