//! The same with the standard library only: each socket is asked in turn, once a millisecond.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use super::{BATCH, DATAGRAM, Outbound, Token};

/// Wakes the thread that waits.
#[derive(Clone, Debug)]
pub(crate) struct Waker(Arc<(Mutex<bool>, Condvar)>);

impl Waker {
    pub(crate) fn wake(&self) {
        *self.0.0.lock() = true;
        self.0.1.notify_one();
    }
}

/// Sockets, asked in turn.
#[derive(Debug)]
pub(crate) struct Poller {
    sockets: BTreeMap<Token, UdpSocket>,
    waker: Waker,
    buffer: Box<[u8]>,
}

impl Poller {
    pub(crate) fn new() -> io::Result<(Self, Waker)> {
        let waker = Waker(Arc::default());
        let buffer = vec![0; DATAGRAM].into();
        Ok((Self { sockets: BTreeMap::new(), waker: waker.clone(), buffer }, waker))
    }

    pub(crate) fn add(&mut self, token: Token, socket: UdpSocket) -> io::Result<()> {
        self.sockets.insert(token, socket);
        Ok(())
    }

    pub(crate) fn remove(&mut self, token: Token) {
        self.sockets.remove(&token);
    }

    pub(crate) fn wait(&mut self, timeout: Option<Duration>) {
        let most = if self.sockets.is_empty() { Duration::MAX } else { Duration::from_millis(1) };
        let timeout = timeout.unwrap_or(Duration::from_secs(60)).min(most);
        let mut woken = self.waker.0.0.lock();
        if !*woken {
            self.waker.0.1.wait_for(&mut woken, timeout);
        }
        *woken = false;
    }

    pub(crate) fn receive(&mut self, mut take: impl FnMut(Token, SocketAddr, &mut [u8])) {
        for (token, socket) in &self.sockets {
            for _ in 0..4 * BATCH {
                let Ok((length, from)) = socket.recv_from(&mut self.buffer) else { break };
                take(*token, from, &mut self.buffer[..length]);
            }
        }
    }

    pub(crate) fn send(&mut self, packets: &mut Vec<Outbound>) -> usize {
        let send = |packet: &Outbound| {
            let socket = self.sockets.get(&packet.token);
            socket.is_some_and(|socket| socket.send_to(&packet.packet, packet.to).is_ok())
        };
        let dropped = packets.iter().filter(|packet| !send(packet)).count();
        packets.clear();
        dropped
    }
}
