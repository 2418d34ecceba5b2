//! Many datagrams in one system call, where the system has one.
//!
//! On Linux `epoll`, `recvmmsg` and `sendmmsg`; elsewhere each socket is asked in turn.

#[cfg(target_os = "linux")]
#[path = "sockets_linux.rs"]
mod imp;
#[cfg(not(target_os = "linux"))]
#[path = "sockets_portable.rs"]
mod imp;

use std::net::SocketAddr;

pub(super) use imp::{Poller, Waker};

/// Most datagrams of one socket that are read or written at once.
pub(super) const BATCH: usize = 64;
/// Longest datagram that is read: audio needs 200 octets, a big RTCP packet 1,200.
pub(super) const DATAGRAM: usize = 2048;

/// Which socket: an RTP socket has an even number, its RTCP socket the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Token(pub(super) u64);

/// A datagram to be sent.
#[derive(Debug)]
pub(super) struct Outbound {
    pub(super) token: Token,
    pub(super) to: SocketAddr,
    pub(super) packet: crate::media::leg::Datagram,
}
