//! All sockets of one trunk under one numbering of flows.

mod census;
mod connecting;
mod listening;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use self::census::Shared;
use super::resolve::{Resolve, Steadfast};
use super::stream::{self, FromStream, Outbox, Pipe};
use super::tls::{ClientTls, ServerTls};
use super::udp::Udp;
use crate::config::{Limits, Listen};
use crate::direct_routing::Acl;
use crate::{Flow, Transport};

/// Chunks from connections that wait for the machine; then reading pauses.
const EVENTS: usize = 1_024;
/// A datagram peer that was silent for this long loses its flow number: longer than any
/// transaction lives (64 T1 = 32 s).
const DATAGRAM_IDLE: Duration = Duration::from_secs(180);
/// How often silent datagram peers are looked for.
const SWEEP: Duration = Duration::from_secs(30);
/// Batches taken from one socket before others get their turn.
const ROUNDS: usize = 4;

/// What a [`Net`] is built from.
#[derive(Clone, Debug)]
pub struct NetSettings {
    /// Where to listen.
    pub listen: Vec<Listen>,
    /// Who may talk to us; others are dropped before a byte is read (RS-36).
    pub acl: Acl,
    /// TLS for connections that come to us; needed if any listener is TLS.
    pub server: Option<ServerTls>,
    /// TLS for connections that we make; needed if any target is TLS.
    pub client: Option<ClientTls>,
    /// Where a peer's appetite ends.
    pub limits: Limits,
    /// Names to addresses.
    pub resolver: Arc<dyn Resolve>,
}

/// What happened on the network.
#[derive(Debug)]
pub enum Happening<'a> {
    /// A flow is open: a peer came to us, or a connection that was asked for is there.
    Opened {
        /// Its number.
        flow: Flow,
        /// How.
        transport: Transport,
        /// The other side.
        peer: SocketAddr,
        /// Our side.
        local: SocketAddr,
    },
    /// Bytes came.
    Received(Flow, &'a [u8]),
    /// A flow is closed, or a connection that was asked for could not be made; and why, if not by
    /// the peer's own wish.
    Closed(Flow, Option<String>),
}

#[derive(Debug)]
enum Event {
    Opened {
        flow: Flow,
        transport: Transport,
        peer: SocketAddr,
        local: SocketAddr,
        pipe: Pipe,
    },
    /// A datagram target has an address.
    Resolved(Flow, SocketAddr),
    Failed(Flow, String),
}

#[derive(Debug)]
enum Way {
    Datagram {
        socket: usize,
        peer: SocketAddr,
        seen: Instant,
    },
    Stream {
        pipe: Pipe,
        secure: bool,
    },
    /// Being made; dropping it gives up.
    Connecting(#[expect(dead_code, reason = "held for its drop")] Option<Abort>),
}

#[derive(Debug)]
struct Abort(AbortHandle);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// All sockets of one trunk. The module page tells how to use it.
#[derive(Debug)]
pub struct Net {
    udp: Vec<Udp>,
    bound: Vec<(Transport, SocketAddr)>,
    flows: HashMap<Flow, Way>,
    datagrams: HashMap<(usize, SocketAddr), Flow>,
    acl: Acl,
    limits: Limits,
    client: Option<ClientTls>,
    resolver: Arc<Steadfast>,
    shared: Arc<Shared>,
    opened: mpsc::Receiver<Event>,
    streams: mpsc::Receiver<FromStream>,
    ready: VecDeque<Event>,
    chunks: VecDeque<FromStream>,
    next_sweep: Instant,
    listeners: Vec<Abort>,
}

impl Net {
    /// Where it listens, ports filled in, in the order of the settings.
    pub fn bound(&self) -> &[(Transport, SocketAddr)] {
        &self.bound
    }

    /// How many flows there are.
    pub fn flows(&self) -> usize {
        self.flows.len()
    }

    /// Waits until something happened, or `until`.
    pub async fn wait(&mut self, until: Option<Instant>) {
        if !self.ready.is_empty() || !self.chunks.is_empty() {
            return;
        }
        let until = until.map_or(self.next_sweep, |until| until.min(self.next_sweep));
        let sleep = tokio::time::sleep_until(until);
        tokio::pin!(sleep);
        std::future::poll_fn(|context| {
            for udp in &self.udp {
                if udp.poll_ready(context).is_ready() {
                    return Poll::Ready(());
                }
            }
            if let Poll::Ready(Some(event)) = self.opened.poll_recv(context) {
                self.ready.push_back(event);
                return Poll::Ready(());
            }
            if let Poll::Ready(Some(chunk)) = self.streams.poll_recv(context) {
                self.chunks.push_back(chunk);
                return Poll::Ready(());
            }
            sleep.as_mut().poll(context)
        })
        .await;
    }

    /// Shows everything that has happened to `tell`; returns whether there was anything.
    pub fn drain(&mut self, tell: &mut dyn FnMut(Happening<'_>)) -> bool {
        let mut any = false;
        while let Some(event) = self.ready.pop_front().or_else(|| self.opened.try_recv().ok()) {
            any = true;
            self.opened(event, tell);
        }
        // Bounded, so that connections cannot starve datagrams and timers.
        for _ in 0..EVENTS {
            let Some(chunk) = self.chunks.pop_front().or_else(|| self.streams.try_recv().ok())
            else {
                break;
            };
            any = true;
            let (FromStream::Bytes(flow, _) | FromStream::Closed(flow, _)) = &chunk;
            if !self.flows.contains_key(flow) {
                // Its opening may have come since the first loop; it always comes before its bytes.
                while let Ok(event) = self.opened.try_recv() {
                    self.opened(event, tell);
                }
            }
            match chunk {
                FromStream::Bytes(flow, bytes) if self.flows.contains_key(&flow) => {
                    tell(Happening::Received(flow, &bytes));
                }
                FromStream::Closed(flow, why) if self.flows.remove(&flow).is_some() => {
                    tell(Happening::Closed(flow, why));
                }
                // Of a flow that the machine has closed already.
                _ => {}
            }
        }
        for socket in 0..self.udp.len() {
            for _ in 0..ROUNDS {
                if self.receive(socket, tell) == 0 {
                    break;
                }
                any = true;
            }
        }
        if Instant::now() >= self.next_sweep {
            self.sweep(tell);
        }
        any
    }

    fn opened(&mut self, event: Event, tell: &mut dyn FnMut(Happening<'_>)) {
        match event {
            Event::Opened { flow, transport, peer, local, pipe } => {
                // A connection of ours that was closed while it was being made is let go.
                if flow.is_ours() && !self.flows.contains_key(&flow) {
                    return;
                }
                let secure = transport == Transport::Tls;
                self.flows.insert(flow, Way::Stream { pipe, secure });
                tell(Happening::Opened { flow, transport, peer, local });
            }
            Event::Resolved(flow, peer) => {
                if !self.flows.contains_key(&flow) {
                    return;
                }
                let socket =
                    self.udp.iter().position(|udp| udp.local().is_ipv4() == peer.is_ipv4());
                let Some(socket) = socket else {
                    self.flows.remove(&flow);
                    let why = Some(format!("no datagram socket reaches {peer}"));
                    return tell(Happening::Closed(flow, why));
                };
                self.flows.insert(flow, Way::Datagram { socket, peer, seen: Instant::now() });
                self.datagrams.insert((socket, peer), flow);
                let (transport, local) = (Transport::Udp, self.udp[socket].local());
                tell(Happening::Opened { flow, transport, peer, local });
            }
            Event::Failed(flow, why) => {
                if self.flows.remove(&flow).is_some() {
                    tell(Happening::Closed(flow, Some(why)));
                }
            }
        }
    }

    fn receive(&mut self, socket: usize, tell: &mut dyn FnMut(Happening<'_>)) -> usize {
        let now = Instant::now();
        let local = self.udp[socket].local();
        let (udp, flows, datagrams) = (&mut self.udp[socket], &mut self.flows, &mut self.datagrams);
        let (acl, limits, shared) = (&self.acl, &self.limits, &self.shared);
        udp.receive(|peer, bytes| {
            let known = datagrams.get(&(socket, peer)).copied();
            let flow = match known {
                Some(flow) => {
                    if let Some(Way::Datagram { seen, .. }) = flows.get_mut(&flow) {
                        *seen = now;
                    }
                    flow
                }
                None if !acl.admits(peer.ip()) || datagrams.len() >= limits.connections * 4 => {
                    tracing::debug!(%peer, "a datagram of a stranger was dropped");
                    return;
                }
                None => {
                    let flow = shared.flow();
                    flows.insert(flow, Way::Datagram { socket, peer, seen: now });
                    datagrams.insert((socket, peer), flow);
                    let transport = Transport::Udp;
                    tell(Happening::Opened { flow, transport, peer, local });
                    flow
                }
            };
            tell(Happening::Received(flow, bytes));
        })
    }

    fn sweep(&mut self, tell: &mut dyn FnMut(Happening<'_>)) {
        let now = Instant::now();
        self.next_sweep = now + SWEEP;
        let mut silent = Vec::new();
        for (flow, way) in &self.flows {
            if let Way::Datagram { seen, .. } = way
                && *seen + DATAGRAM_IDLE < now
            {
                silent.push(*flow);
            }
        }
        for flow in silent {
            self.close(flow);
            tell(Happening::Closed(flow, None));
        }
    }

    /// Queues bytes on a flow. Gone flows swallow them: their closing has been, or will be, told.
    pub fn send(&mut self, flow: Flow, bytes: Bytes) {
        match self.flows.get_mut(&flow) {
            Some(Way::Datagram { socket, peer, seen }) => {
                *seen = Instant::now();
                self.udp[*socket].send(*peer, bytes);
            }
            Some(Way::Stream { pipe, .. }) => {
                if !pipe.send(bytes) {
                    // The peer does not read: the connection ends, and the machine hears of it.
                    self.ready.push_back(Event::Failed(flow, "the peer does not read".into()));
                }
            }
            Some(Way::Connecting(_)) | None => {}
        }
    }

    /// Closes a flow after what is queued on it has been sent. Nothing more is told about it.
    pub fn close(&mut self, flow: Flow) {
        if let Some(Way::Datagram { socket, peer, .. }) = self.flows.remove(&flow) {
            // The address may belong to a younger flow by now.
            if self.datagrams.get(&(socket, peer)) == Some(&flow) {
                self.datagrams.remove(&(socket, peer));
            }
        }
    }

    /// Closes connections made under an older certificate, as soon as each is quiet (DR-10).
    pub fn retire_secure(&mut self) {
        for way in self.flows.values() {
            if let Way::Stream { pipe, secure: true } = way {
                pipe.retire();
            }
        }
    }

    /// Sends the batches of datagrams.
    pub fn flush(&mut self) {
        for udp in &mut self.udp {
            udp.flush();
        }
    }
}

fn opened(
    flow: Flow,
    transport: Transport,
    peer: SocketAddr,
    local: io::Result<SocketAddr>,
    limits: &Limits,
) -> (Event, Outbox) {
    let local = local.unwrap_or(SocketAddr::new(peer.ip(), 0));
    let (pipe, outbox) = stream::pipe(limits.send_queue);
    (Event::Opened { flow, transport, peer, local, pipe }, outbox)
}

#[cfg(test)]
mod tests;
