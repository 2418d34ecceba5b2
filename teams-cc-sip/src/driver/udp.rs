//! One datagram socket, drained and flushed in batches: one system call for many messages.

use std::cell::RefCell;
use std::io::{self, IoSlice, IoSliceMut};
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::task::{Context, Poll};

use bytes::Bytes;
use nix::sys::socket::{
    MsgFlags, MultiHeaders, SockaddrIn, SockaddrIn6, SockaddrLike, SockaddrStorage,
};
use tokio::io::Interest;
use tokio::net::UdpSocket;

/// Messages taken with one call.
const BATCH: usize = 32;
/// The largest datagram there is.
const DATAGRAM: usize = 65_535;
/// Messages that wait for room in the socket; more are dropped, as the network would.
const WAITING: usize = 4_096;
/// Asked of the kernel, which may give less: a burst of calls must not be lost before we look.
const SOCKET_BUFFER: usize = 4 * 1024 * 1024;

thread_local! {
    // The kernel's view of a batch: raw pointers, which must not leave their thread, while the task
    // that owns a socket may. One for each use: sending leaves pointers to its addresses behind,
    // and receiving leaves the length of the last address, which differs by family.
    static SENT: RefCell<MultiHeaders<SockaddrStorage>> =
        RefCell::new(MultiHeaders::preallocate(BATCH, None));
    static RECEIVED_4: RefCell<MultiHeaders<SockaddrStorage>> =
        RefCell::new(MultiHeaders::preallocate(BATCH, None));
    static RECEIVED_6: RefCell<MultiHeaders<SockaddrStorage>> =
        RefCell::new(MultiHeaders::preallocate(BATCH, None));
}

/// A bound socket with its batches.
pub(super) struct Udp {
    socket: UdpSocket,
    local: SocketAddr,
    buffers: Vec<Box<[u8]>>,
    waiting: Vec<(SocketAddr, Bytes)>,
    /// Datagrams dropped because the socket had no room for them.
    pub(super) dropped: u64,
}

impl std::fmt::Debug for Udp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Udp").field("local", &self.local).finish_non_exhaustive()
    }
}

impl Udp {
    pub(super) fn bind(address: SocketAddr) -> io::Result<Self> {
        let domain = socket2::Domain::for_address(address);
        let socket = socket2::Socket::new(domain, socket2::Type::DGRAM, None)?;
        socket.set_nonblocking(true)?;
        socket.set_recv_buffer_size(SOCKET_BUFFER).ok();
        socket.set_send_buffer_size(SOCKET_BUFFER).ok();
        socket.bind(&address.into())?;
        let socket = UdpSocket::from_std(socket.into())?;
        let local = socket.local_addr()?;
        Ok(Self {
            socket,
            local,
            buffers: (0..BATCH).map(|_| vec![0; DATAGRAM].into_boxed_slice()).collect(),
            waiting: Vec::with_capacity(BATCH),
            dropped: 0,
        })
    }

    pub(super) fn local(&self) -> SocketAddr {
        self.local
    }

    /// Ready when something can be read, or when something waits and can be written.
    pub(super) fn poll_ready(&self, context: &mut Context<'_>) -> Poll<()> {
        if !self.waiting.is_empty() && self.socket.poll_send_ready(context).is_ready() {
            return Poll::Ready(());
        }
        self.socket.poll_recv_ready(context).map(drop)
    }

    /// Takes one batch; each datagram is shown to `take`. Returns how many there were.
    pub(super) fn receive(&mut self, mut take: impl FnMut(SocketAddr, &[u8])) -> usize {
        let fd = self.socket.as_raw_fd();
        let (buffers, local) = (&mut self.buffers, self.local);
        let taken = self.socket.try_io(Interest::READABLE, || {
            let headers = if local.is_ipv4() { &RECEIVED_4 } else { &RECEIVED_6 };
            headers.with_borrow_mut(|headers| {
                let mut slices: Vec<[IoSliceMut<'_>; 1]> =
                    buffers.iter_mut().map(|buffer| [IoSliceMut::new(buffer)]).collect();
                let flags = MsgFlags::MSG_DONTWAIT;
                let received =
                    nix::sys::socket::recvmmsg(fd, headers, slices.iter_mut(), flags, None)?;
                let seen = received
                    .map(|message| (message.address.as_ref().and_then(from_kernel), message.bytes));
                Ok(seen.collect::<smallvec::SmallVec<[_; BATCH]>>())
            })
        });
        // What the kernel reports here (port unreachable) belongs to no message we could name;
        // the transaction's timer notices the silence.
        let Ok(taken) = taken else { return 0 };
        for (index, (from, length)) in taken.iter().enumerate() {
            if let Some(from) = from {
                take(*from, &self.buffers[index][..*length]);
            }
        }
        taken.len()
    }

    /// Puts a message into the batch.
    pub(super) fn send(&mut self, to: SocketAddr, bytes: Bytes) {
        if self.waiting.len() >= WAITING {
            self.dropped += 1;
            return;
        }
        self.waiting.push((to, bytes));
        if self.waiting.len().is_multiple_of(BATCH) {
            self.flush();
        }
    }

    /// Sends the batch, as far as the socket has room.
    pub(super) fn flush(&mut self) {
        while !self.waiting.is_empty() {
            match self.flush_some() {
                Ok(sent) => drop(self.waiting.drain(..sent.max(1))),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // The first one cannot be sent (too large, unreachable): the network would have
                // lost it too.
                Err(error) => {
                    tracing::debug!(%error, to = %self.waiting[0].0, "datagram not sent");
                    self.waiting.remove(0);
                }
            }
        }
    }

    /// One system call, without asking first whether there is room: there nearly always is.
    fn flush_some(&mut self) -> io::Result<usize> {
        let sent = if let [(to, bytes)] = self.waiting.as_slice() {
            let socket = socket2::SockRef::from(&self.socket);
            socket.send_to(bytes, &(*to).into()).map(|_| 1)
        } else {
            let fd = self.socket.as_raw_fd();
            let batch = &self.waiting[..self.waiting.len().min(BATCH)];
            SENT.with_borrow_mut(|headers| {
                let slices: smallvec::SmallVec<[[IoSlice<'_>; 1]; BATCH]> =
                    batch.iter().map(|(_, bytes)| [IoSlice::new(bytes)]).collect();
                let addresses: smallvec::SmallVec<[Option<SockaddrStorage>; BATCH]> =
                    batch.iter().map(|(to, _)| Some(SockaddrStorage::from(*to))).collect();
                let flags = MsgFlags::MSG_DONTWAIT;
                nix::sys::socket::sendmmsg(fd, headers, slices.iter(), addresses, [], flags)
                    .map(Iterator::count)
                    .map_err(io::Error::from)
            })
        };
        match sent {
            // Now the runtime must hear of it, or it would not wake us when there is room.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.socket.try_io(Interest::WRITABLE, || Err(io::ErrorKind::WouldBlock.into()))
            }
            sent => sent,
        }
    }
}

fn from_kernel(address: &SockaddrStorage) -> Option<SocketAddr> {
    debug_assert!(address.len() > 0);
    if let Some(four) = address.as_sockaddr_in() {
        return Some(SocketAddr::V4((*four as SockaddrIn).into()));
    }
    address.as_sockaddr_in6().map(|six| SocketAddr::V6((*six as SockaddrIn6).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_batch_goes_out_and_comes_in_whole() {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut ours = Udp::bind(loopback).expect("a socket");
        let mut theirs = Udp::bind(loopback).expect("a socket");
        for number in 0..100_u8 {
            ours.send(theirs.local(), Bytes::from(vec![number; usize::from(number) + 1]));
        }
        ours.flush();
        assert!(ours.waiting.is_empty());
        let mut seen = Vec::new();
        while seen.len() < 100 {
            std::future::poll_fn(|context| theirs.poll_ready(context)).await;
            theirs.receive(|from, bytes| {
                assert_eq!(from, ours.local());
                assert_eq!(bytes, vec![bytes[0]; usize::from(bytes[0]) + 1]);
                seen.push(bytes[0]);
            });
        }
        assert_eq!(seen, (0..100).collect::<Vec<_>>());
        assert_eq!(theirs.receive(|_, _| {}), 0);
    }
}
