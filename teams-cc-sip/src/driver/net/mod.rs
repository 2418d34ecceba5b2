//! All sockets of one trunk under one numbering of flows.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use rustls::pki_types::ServerName;
use teams_cc_core::{Error, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::resolve::{Resolve, Steadfast};
use super::stream::{self, FromStream, Outbox, Pipe};
use super::tls::{ClientTls, ServerTls};
use super::udp::Udp;
use crate::config::{Limits, Listen};
use crate::direct_routing::Acl;
use crate::direct_routing::failover::CONNECT_PATIENCE;
use crate::{Flow, Target, Transport};

/// TLS handshakes under way at once; more callers wait in the listener's backlog (RS-31).
const HANDSHAKES: usize = 256;
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

/// What the accept loops and connections share with the driver.
#[derive(Debug)]
struct Shared {
    opened: mpsc::Sender<Event>,
    streams: mpsc::Sender<FromStream>,
    flows: Mutex<u64>,
    census: Mutex<Census>,
    handshakes: Semaphore,
}

/// How many connections there are, in all and by source.
#[derive(Debug, Default)]
struct Census {
    all: usize,
    by_source: HashMap<IpAddr, usize>,
}

/// A place in the census; given back on drop.
struct Place {
    shared: Arc<Shared>,
    source: IpAddr,
}

impl Shared {
    fn flow(&self) -> Flow {
        let mut last = self.flows.lock();
        *last += 1;
        Flow(*last)
    }

    fn admit(self: &Arc<Self>, source: IpAddr, limits: &Limits) -> Option<Place> {
        let mut census = self.census.lock();
        let of_source = census.by_source.get(&source).copied().unwrap_or(0);
        if census.all >= limits.connections || of_source >= limits.connections_of_one {
            return None;
        }
        census.all += 1;
        census.by_source.insert(source, of_source + 1);
        Some(Place { shared: self.clone(), source })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut census = self.shared.census.lock();
        census.all -= 1;
        if let Some(count) = census.by_source.get_mut(&self.source) {
            *count -= 1;
            if *count == 0 {
                census.by_source.remove(&self.source);
            }
        }
    }
}

impl Net {
    /// Binds all listeners and begins to accept.
    pub async fn bind(settings: NetSettings) -> Result<Self, Error> {
        let (opened_in, opened) = mpsc::channel(EVENTS);
        let (streams_in, streams) = mpsc::channel(EVENTS);
        let shared = Arc::new(Shared {
            opened: opened_in,
            streams: streams_in,
            flows: Mutex::new(0),
            census: Mutex::default(),
            handshakes: Semaphore::new(HANDSHAKES),
        });
        let mut net = Self {
            udp: Vec::new(),
            bound: Vec::new(),
            flows: HashMap::new(),
            datagrams: HashMap::new(),
            acl: settings.acl,
            limits: settings.limits,
            client: settings.client,
            resolver: Arc::new(Steadfast::new(settings.resolver)),
            shared,
            opened,
            streams,
            ready: VecDeque::new(),
            chunks: VecDeque::new(),
            next_sweep: Instant::now() + SWEEP,
            listeners: Vec::new(),
        };
        for listen in &settings.listen {
            let refuse = |error: io::Error| cannot_listen(*listen, error);
            let bound = match listen.transport {
                Transport::Udp => {
                    let udp = Udp::bind(listen.address).map_err(refuse)?;
                    net.udp.push(udp);
                    net.udp[net.udp.len() - 1].local()
                }
                Transport::Tcp => net.accept_on(listen, None).await?,
                Transport::Tls => {
                    let tls = settings.server.as_ref().ok_or_else(|| {
                        let text = format!("{listen} needs a certificate");
                        Error::new("TCC-SIP-0411", ErrorKind::Config, text)
                            .fix("set certificate and key to PEM files")
                    })?;
                    net.accept_on(listen, Some(TlsAcceptor::from(tls.rustls()))).await?
                }
            };
            net.bound.push((listen.transport, bound));
        }
        Ok(net)
    }

    /// Where it listens, ports filled in, in the order of the settings.
    pub fn bound(&self) -> &[(Transport, SocketAddr)] {
        &self.bound
    }

    /// How many flows there are.
    pub fn flows(&self) -> usize {
        self.flows.len()
    }

    async fn accept_on(
        &mut self,
        listen: &Listen,
        tls: Option<TlsAcceptor>,
    ) -> Result<SocketAddr, Error> {
        let refuse = |error: io::Error| cannot_listen(*listen, error);
        let listener = TcpListener::bind(listen.address).await.map_err(refuse)?;
        let local = listener.local_addr().map_err(refuse)?;
        let (shared, acl, limits) = (self.shared.clone(), self.acl.clone(), self.limits.clone());
        let task = tokio::spawn(accept(listener, tls, shared, acl, limits));
        self.listeners.push(Abort(task.abort_handle()));
        Ok(local)
    }

    /// Takes no more connections; those that are there stay.
    pub fn stop_listening(&mut self) {
        self.listeners.clear();
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

    /// Begins to connect; [`Happening::Opened`] or [`Happening::Closed`] with the same flow
    /// follows.
    pub fn connect(&mut self, flow: Flow, target: Target) {
        if target.transport == Transport::Udp
            && let Ok(address) = target.host.parse::<IpAddr>()
        {
            // Nothing to wait for: the flow is open at the next drain.
            self.flows.insert(flow, Way::Connecting(None));
            self.ready.push_back(Event::Resolved(flow, SocketAddr::new(address, target.port)));
            return;
        }
        let (shared, resolver) = (self.shared.clone(), self.resolver.clone());
        let (client, limits) = (self.client.clone(), self.limits.clone());
        let task = tokio::spawn(async move {
            let making = make(flow, &target, &shared, &resolver, client.as_ref(), &limits);
            let event = match tokio::time::timeout(CONNECT_PATIENCE, making).await {
                Ok(Ok(event)) => event,
                Ok(Err(why)) => Event::Failed(flow, format!("{target}: {why}")),
                Err(_) => Event::Failed(flow, format!("{target}: no connection in time")),
            };
            shared.opened.send(event).await.ok();
        });
        self.flows.insert(flow, Way::Connecting(Some(Abort(task.abort_handle()))));
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

async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    acl: Acl,
    limits: Limits,
) {
    loop {
        let (socket, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, or a connection that died in the backlog: others follow.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        if !acl.admits(peer.ip()) {
            tracing::debug!(%peer, "a stranger was turned away");
            continue;
        }
        let Some(place) = shared.admit(peer.ip(), &limits) else {
            tracing::warn!(%peer, "too many connections: turned away");
            continue;
        };
        let (tls, shared, limits) = (tls.clone(), shared.clone(), limits.clone());
        tokio::spawn(async move {
            let _place = place;
            let flow = shared.flow();
            match tls {
                None => serve(socket, flow, Transport::Tcp, peer, &shared, &limits).await,
                Some(tls) => {
                    // The handshake never holds up the accept loop, nor may it take for ever.
                    let Ok(permit) = shared.handshakes.acquire().await else { return };
                    socket.set_nodelay(true).ok();
                    match tokio::time::timeout(limits.handshake, tls.accept(socket)).await {
                        Ok(Ok(stream)) => {
                            drop(permit);
                            let local = stream.get_ref().0.local_addr();
                            let (event, outbox) =
                                opened(flow, Transport::Tls, peer, local, &limits);
                            if shared.opened.send(event).await.is_ok() {
                                let streams = shared.streams.clone();
                                stream::run(stream, flow, streams, outbox, limits.idle).await;
                            }
                        }
                        Ok(Err(error)) => tracing::warn!(%peer, %error, "TLS handshake failed"),
                        Err(_) => tracing::warn!(%peer, "TLS handshake took too long"),
                    }
                }
            }
        });
    }
}

async fn serve(
    socket: TcpStream,
    flow: Flow,
    transport: Transport,
    peer: SocketAddr,
    shared: &Arc<Shared>,
    limits: &Limits,
) {
    socket.set_nodelay(true).ok();
    let (event, outbox) = opened(flow, transport, peer, socket.local_addr(), limits);
    if shared.opened.send(event).await.is_ok() {
        stream::run(socket, flow, shared.streams.clone(), outbox, limits.idle).await;
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

/// Resolves, connects, shakes hands; the connection's task runs on when it is there.
async fn make(
    flow: Flow,
    target: &Target,
    shared: &Arc<Shared>,
    resolver: &Steadfast,
    client: Option<&ClientTls>,
    limits: &Limits,
) -> Result<Event, String> {
    let text = |error: io::Error| error.to_string();
    let addresses = resolver.addresses(&target.host, target.port).await.map_err(text)?;
    if target.transport == Transport::Udp {
        return addresses
            .first()
            .map(|address| Event::Resolved(flow, *address))
            .ok_or_else(|| "no address".to_owned());
    }
    let mut last = "no address".to_owned();
    for address in addresses {
        let socket = match TcpStream::connect(address).await {
            Ok(socket) => socket,
            Err(error) => {
                last = format!("{address}: {error}");
                continue;
            }
        };
        socket.set_nodelay(true).ok();
        let keep_alive = socket2::TcpKeepalive::new().with_time(Duration::from_secs(20));
        socket2::SockRef::from(&socket).set_tcp_keepalive(&keep_alive).ok();
        let local = socket.local_addr();
        // Connections of ours stay as long as the peer likes: they are what pings travel on.
        let (streams, idle) = (shared.streams.clone(), None);
        if target.transport == Transport::Tcp {
            let (event, outbox) = opened(flow, Transport::Tcp, address, local, limits);
            tokio::spawn(stream::run(socket, flow, streams, outbox, idle));
            return Ok(event);
        }
        let client = client.ok_or("TLS is not set up")?;
        // Never the address in the server name indication: the name that was dialled (DR-09).
        let name = ServerName::try_from(target.host.clone()).map_err(|error| error.to_string())?;
        match TlsConnector::from(client.rustls()).connect(name, socket).await {
            Ok(stream) => {
                let (event, outbox) = opened(flow, Transport::Tls, address, local, limits);
                tokio::spawn(stream::run(stream, flow, streams, outbox, idle));
                return Ok(event);
            }
            Err(error) => last = format!("{address}: TLS: {error}"),
        }
    }
    Err(last)
}

fn cannot_listen(listen: Listen, error: io::Error) -> Error {
    let (what, fix) = match error.kind() {
        io::ErrorKind::AddrInUse => {
            ("the port is in use", "stop the other program, or listen on another port")
        }
        io::ErrorKind::PermissionDenied => {
            ("the operating system does not allow it", "choose a port above 1023")
        }
        io::ErrorKind::AddrNotAvailable => {
            ("this machine has no such address", "listen on 0.0.0.0 or on an address of its own")
        }
        _ => ("the operating system refused", "see the cause below"),
    };
    let text = format!("cannot listen on {listen}: {what}");
    Error::new("TCC-SIP-0412", ErrorKind::Config, text).fix(fix).with_source(error)
}

#[cfg(test)]
mod tests;
