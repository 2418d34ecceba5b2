//! Sockets and wake-ups, no decisions: what carries the machines' bytes over UDP, TCP and TLS.

pub mod rtp;
pub mod tls;
