//! `epoll`, `recvmmsg`, `sendmmsg` through the safe wrappers of `nix`.

use std::collections::HashMap;
use std::io::{self, IoSlice, IoSliceMut};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::eventfd::{EfdFlags, EventFd};
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrLike, SockaddrStorage, recvmmsg, sendmmsg};
use smallvec::SmallVec;

use super::{BATCH, DATAGRAM, Outbound, Token};

/// The number under which the waker reports.
const WAKE: u64 = u64::MAX;

/// Wakes the thread that waits: one system call for any number of commands until it looks.
#[derive(Clone, Debug)]
pub(crate) struct Waker(Arc<Alarm>);

#[derive(Debug)]
struct Alarm {
    event: EventFd,
    /// Rung and not yet heard. Taken back after the bell is read and before commands are: whoever
    /// rings in between is served by the commands that are read next.
    rung: AtomicBool,
}

impl Waker {
    pub(crate) fn wake(&self) {
        if !self.0.rung.swap(true, Ordering::AcqRel) {
            // It fails only when the counter is full, and then the thread wakes anyway.
            let _ = self.0.event.write(1);
        }
    }
}

/// Sockets, and which of them have something.
pub(crate) struct Poller {
    epoll: Epoll,
    alarm: Arc<Alarm>,
    sockets: HashMap<Token, UdpSocket>,
    ready: Vec<EpollEvent>,
    ready_count: usize,
    receive: MultiHeaders<SockaddrStorage>,
    send: MultiHeaders<SockaddrStorage>,
    buffer: Box<[u8]>,
}

impl std::fmt::Debug for Poller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Poller({} sockets)", self.sockets.len())
    }
}

impl Poller {
    pub(crate) fn new() -> io::Result<(Self, Waker)> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let flags = EfdFlags::EFD_NONBLOCK | EfdFlags::EFD_CLOEXEC;
        let event = EventFd::from_value_and_flags(0, flags)?;
        epoll.add(&event, EpollEvent::new(EpollFlags::EPOLLIN, WAKE))?;
        let alarm = Arc::new(Alarm { event, rung: AtomicBool::new(false) });
        let poller = Self {
            epoll,
            alarm: alarm.clone(),
            sockets: HashMap::new(),
            ready: vec![EpollEvent::empty(); 1024],
            ready_count: 0,
            receive: MultiHeaders::preallocate(BATCH, None),
            send: MultiHeaders::preallocate(BATCH, None),
            buffer: vec![0; BATCH * DATAGRAM].into(),
        };
        Ok((poller, Waker(alarm)))
    }

    pub(crate) fn add(&mut self, token: Token, socket: UdpSocket) -> io::Result<()> {
        self.epoll.add(&socket, EpollEvent::new(EpollFlags::EPOLLIN, token.0))?;
        self.sockets.insert(token, socket);
        Ok(())
    }

    pub(crate) fn remove(&mut self, token: Token) {
        if let Some(socket) = self.sockets.remove(&token) {
            let _ = self.epoll.delete(&socket);
        }
    }

    /// Waits until a socket has something, the waker is used or the time is over.
    pub(crate) fn wait(&mut self, timeout: Option<Duration>) {
        // Rounded up: waking a little late beats spinning through the last millisecond.
        let timeout = timeout.map_or(EpollTimeout::NONE, |timeout| {
            let ms = timeout.as_micros().div_ceil(1000).min(60_000);
            EpollTimeout::try_from(ms as i32).unwrap_or(EpollTimeout::ZERO)
        });
        self.ready_count = self.epoll.wait(&mut self.ready, timeout).unwrap_or(0);
        if self.ready[..self.ready_count].iter().any(|event| event.data() == WAKE) {
            let _ = self.alarm.event.read();
            self.alarm.rung.swap(false, Ordering::AcqRel);
        }
    }

    /// Hands over all that the ready sockets have, up to a fair share of each.
    pub(crate) fn receive(&mut self, mut take: impl FnMut(Token, SocketAddr, &mut [u8])) {
        for event in &self.ready[..self.ready_count] {
            let token = Token(event.data());
            let Some(socket) = self.sockets.get(&token) else { continue };
            // A socket with more than four batches goes on in the next round.
            for _ in 0..4 {
                let count = batch(socket, &mut self.receive, &mut self.buffer, |from, bytes| {
                    take(token, from, bytes);
                });
                if count < BATCH {
                    break;
                }
            }
        }
        self.ready_count = 0;
    }

    /// Sends; what the system has no room for now is dropped, as a full network would.
    /// Gives how many were dropped.
    pub(crate) fn send(&mut self, packets: &mut Vec<Outbound>) -> usize {
        // Neighbours of one socket go together; the sort keeps their order.
        packets.sort_by_key(|packet| packet.token);
        let mut dropped = 0;
        for group in packets.chunk_by(|a, b| a.token == b.token) {
            let Some(socket) = self.sockets.get(&group[0].token) else {
                dropped += group.len();
                continue;
            };
            if let [packet] = group {
                dropped += usize::from(socket.send_to(&packet.packet, packet.to).is_err());
                continue;
            }
            for batch in group.chunks(BATCH) {
                let mut rest = batch;
                while !rest.is_empty() {
                    match send_batch(socket, &mut self.send, rest) {
                        Ok(0) | Err(Errno::EAGAIN) => {
                            dropped += rest.len();
                            break;
                        }
                        Ok(sent) => rest = &rest[sent..],
                        Err(Errno::EINTR) => {}
                        // An unreachable peer fails one packet, not those behind it.
                        Err(_) => {
                            dropped += 1;
                            rest = &rest[1..];
                        }
                    }
                }
            }
        }
        packets.clear();
        dropped
    }
}

fn batch(
    socket: &UdpSocket,
    headers: &mut MultiHeaders<SockaddrStorage>,
    buffer: &mut [u8],
    mut take: impl FnMut(SocketAddr, &mut [u8]),
) -> usize {
    let mut lengths: SmallVec<[(usize, Option<SocketAddr>); BATCH]> = SmallVec::new();
    {
        let mut chunks = buffer.chunks_exact_mut(DATAGRAM);
        let mut slices: [_; BATCH] =
            std::array::from_fn(|_| [IoSliceMut::new(chunks.next().unwrap_or_default())]);
        let flags = MsgFlags::MSG_DONTWAIT;
        let Ok(received) = recvmmsg(socket.as_raw_fd(), headers, slices.iter_mut(), flags, None)
        else {
            return 0;
        };
        for message in received {
            lengths.push((message.bytes, message.address.as_ref().and_then(address)));
        }
    }
    for ((length, from), chunk) in lengths.iter().zip(buffer.chunks_exact_mut(DATAGRAM)) {
        if let Some(from) = from {
            take(*from, &mut chunk[..*length]);
        }
    }
    lengths.len()
}

fn send_batch(
    socket: &UdpSocket,
    headers: &mut MultiHeaders<SockaddrStorage>,
    packets: &[Outbound],
) -> Result<usize, Errno> {
    let slices: SmallVec<[[IoSlice<'_>; 1]; BATCH]> =
        packets.iter().map(|packet| [IoSlice::new(&packet.packet)]).collect();
    let addresses: SmallVec<[Option<SockaddrStorage>; BATCH]> =
        packets.iter().map(|packet| Some(SockaddrStorage::from(packet.to))).collect();
    let sent = sendmmsg(
        socket.as_raw_fd(),
        headers,
        slices.iter(),
        &addresses,
        [],
        MsgFlags::MSG_DONTWAIT,
    )?;
    Ok(sent.count())
}

fn address(storage: &SockaddrStorage) -> Option<SocketAddr> {
    match storage.family()? {
        nix::sys::socket::AddressFamily::Inet => {
            storage.as_sockaddr_in().map(|a| SocketAddr::V4((*a).into()))
        }
        nix::sys::socket::AddressFamily::Inet6 => {
            storage.as_sockaddr_in6().map(|a| SocketAddr::V6((*a).into()))
        }
        _ => None,
    }
}
