//! Sockets of one exchange: bytes in and out, connections made and lost. No opinion about SIP.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use teams_cc_sip::message::{Framer, Message};
use teams_cc_sip::{Flow, Target, Transport};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::certificates::{Client, Server};
use super::switch::{Ends, Input, Output, Side, Switch};
use crate::{Fault, Place, Stage};

/// The largest message read.
const MESSAGE_LIMIT: usize = 64 * 1024;
/// A connection or handshake that takes longer is given up: Teams' own patience (DR-27, B).
const PATIENCE: Duration = Duration::from_secs(4);

/// Where a connection writes.
#[derive(Clone, Debug)]
enum Writer {
    Stream(mpsc::UnboundedSender<Bytes>),
    Datagram(SocketAddr),
}

/// All connections of one exchange. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Net(Arc<Inner>);

struct Inner {
    stage: Stage,
    inputs: mpsc::UnboundedSender<Input>,
    writers: Mutex<HashMap<Flow, Writer>>,
    datagrams: Mutex<HashMap<SocketAddr, Flow>>,
    next: AtomicU64,
    udp: Option<UdpSocket>,
    client: Client,
}

impl Net {
    pub(crate) fn new(
        stage: Stage,
        inputs: mpsc::UnboundedSender<Input>,
        udp: Option<UdpSocket>,
        client: Client,
    ) -> Self {
        Self(Arc::new(Inner {
            stage,
            inputs,
            writers: Mutex::default(),
            datagrams: Mutex::default(),
            next: AtomicU64::new(1),
            udp,
            client,
        }))
    }

    /// Runs the exchange until the task is dropped.
    pub(crate) async fn run<S: Side>(
        self,
        mut switch: Switch<S>,
        mut inputs: mpsc::UnboundedReceiver<Input>,
    ) {
        let clock = self.0.stage.clock.clone();
        let mut tasks = JoinSet::new();
        loop {
            while let Some(output) = switch.poll() {
                match output {
                    Output::Send(flow, bytes) => self.send(flow, bytes).await,
                    Output::Close(flow) => {
                        self.0.writers.lock().remove(&flow);
                    }
                    Output::Connect { flow, target } => self.connect(flow, target, &mut tasks),
                }
            }
            while tasks.try_join_next().is_some() {}
            let deadline = switch.deadline().unwrap_or(teams_cc_core::Instant::FAR);
            let input = tokio::select! {
                input = inputs.recv() => match input {
                    Some(input) => input,
                    None => return,
                },
                () = clock.sleep_until(deadline) => Input::Tick,
            };
            switch.handle(clock.now(), input);
        }
    }

    async fn send(&self, flow: Flow, bytes: Bytes) {
        let writer = self.0.writers.lock().get(&flow).cloned();
        match (writer, &self.0.udp) {
            (Some(Writer::Stream(writer)), _) => {
                writer.send(bytes).ok();
            }
            (Some(Writer::Datagram(to)), Some(udp)) => {
                udp.send_to(&bytes, to).await.ok();
            }
            _ => {}
        }
    }

    fn number(&self) -> Flow {
        Flow(self.0.next.fetch_add(1, Ordering::Relaxed))
    }

    fn connect(&self, flow: Flow, target: Target, tasks: &mut JoinSet<()>) {
        if target.transport == Transport::Udp {
            let to = target.host.parse().map(|ip| SocketAddr::new(ip, target.port));
            if let (Ok(to), Some(udp)) = (to, &self.0.udp)
                && let Ok(local) = udp.local_addr()
            {
                self.0.datagrams.lock().insert(to, flow);
                self.0.writers.lock().insert(flow, Writer::Datagram(to));
                let info = Ends { target, local, proxy: 0, names: Arc::from([]) };
                self.0.inputs.send(Input::Opened(flow, info)).ok();
            } else {
                self.0.inputs.send(Input::Closed(flow)).ok();
            }
            return;
        }
        let (writer, waiting) = mpsc::unbounded_channel();
        self.0.writers.lock().insert(flow, Writer::Stream(writer));
        let net = self.clone();
        tasks.spawn(async move {
            if let Err(error) = net.dial(flow, &target, waiting).await {
                let note = format!("no connection to {target}: {error}");
                net.0.stage.ladder.note("network", "", &note);
            }
            net.closed(flow);
        });
    }

    fn closed(&self, flow: Flow) {
        self.0.writers.lock().remove(&flow);
        self.0.inputs.send(Input::Closed(flow)).ok();
    }

    async fn dial(
        &self,
        flow: Flow,
        target: &Target,
        waiting: mpsc::UnboundedReceiver<Bytes>,
    ) -> io::Result<()> {
        // Every name of the emulated world lives on the emulator's own address (DR-13).
        let ip = target.host.parse().unwrap_or(self.0.stage.addresses().trunk.ip());
        let connect = TcpStream::connect((ip, target.port));
        let stream = tokio::time::timeout(PATIENCE, connect).await??;
        stream.set_nodelay(true)?;
        let local = stream.local_addr()?;
        let opened = |names| {
            let info = Ends { target: target.clone(), local, proxy: 0, names };
            self.0.inputs.send(Input::Opened(flow, info)).ok();
        };
        if target.transport == Transport::Tcp {
            opened(Arc::from([]));
            return self.speak(flow, stream, waiting).await;
        }
        let shake = self.0.client.connect(&target.host, stream);
        let (stream, names) = tokio::time::timeout(PATIENCE, shake).await??;
        opened(names);
        self.speak(flow, stream, waiting).await
    }

    /// Accepts plain TCP for ever.
    pub(crate) async fn listen_tcp(self, listener: TcpListener) {
        let mut tasks = JoinSet::new();
        loop {
            if let Ok((stream, peer)) = listener.accept().await {
                stream.set_nodelay(true).ok();
                let net = self.clone();
                tasks.spawn(async move {
                    net.serve(stream, peer, Transport::Tcp, 0, Arc::from([])).await;
                });
            }
            while tasks.try_join_next().is_some() {}
        }
    }

    /// Accepts TLS for ever; the handshake never blocks the next connection.
    pub(crate) async fn listen_tls(
        self,
        listener: TcpListener,
        proxy: usize,
        name: String,
        server: Server,
    ) {
        let mut tasks = JoinSet::new();
        loop {
            if let Ok((stream, peer)) = listener.accept().await {
                stream.set_nodelay(true).ok();
                let (net, server, name) = (self.clone(), server.clone(), name.clone());
                tasks.spawn(async move { net.shake(stream, peer, proxy, &name, &server).await });
            }
            while tasks.try_join_next().is_some() {}
        }
    }

    async fn shake(
        self,
        stream: TcpStream,
        peer: SocketAddr,
        proxy: usize,
        name: &str,
        server: &Server,
    ) {
        let fault = self.0.stage.faults.take(Place::Tls, name);
        match &fault {
            Some(Fault::Reset) => return,
            Some(Fault::Silent) => return std::future::pending().await,
            Some(Fault::Slow { ms }) => self.0.stage.clock.sleep(Duration::from_millis(*ms)).await,
            _ => {}
        }
        match server.accept(stream, fault.as_ref()).await {
            Ok((stream, names)) => self.serve(stream, peer, Transport::Tls, proxy, names).await,
            Err(error) => {
                let note = format!("TLS handshake failed: {error}");
                self.0.stage.ladder.note(name, "", &note);
            }
        }
    }

    async fn serve<T: AsyncRead + AsyncWrite + Unpin>(
        self,
        stream: T,
        peer: SocketAddr,
        transport: Transport,
        proxy: usize,
        names: Arc<[String]>,
    ) {
        let flow = self.number();
        let (writer, waiting) = mpsc::unbounded_channel();
        self.0.writers.lock().insert(flow, Writer::Stream(writer));
        let addresses = self.0.stage.addresses();
        let local = match transport {
            Transport::Tls => addresses.sip[proxy.min(2)],
            Transport::Tcp | Transport::Udp => addresses.carrier,
        };
        let target = Target::new(transport, peer.ip().to_string(), peer.port());
        self.0.inputs.send(Input::Opened(flow, Ends { target, local, proxy, names })).ok();
        if let Err(error) = self.speak(flow, stream, waiting).await {
            tracing::debug!(%error, "connection of {peer} ended");
        }
        self.closed(flow);
    }

    /// Reads and writes until either side is done.
    async fn speak<T: AsyncRead + AsyncWrite + Unpin>(
        &self,
        flow: Flow,
        stream: T,
        mut waiting: mpsc::UnboundedReceiver<Bytes>,
    ) -> io::Result<()> {
        let (mut reader, mut writer) = tokio::io::split(stream);
        let mut framer = Framer::new(MESSAGE_LIMIT);
        let mut buffer = vec![0; 8192];
        loop {
            tokio::select! {
                read = reader.read(&mut buffer) => {
                    let length = read?;
                    if length == 0 {
                        return Ok(());
                    }
                    framer.push(&buffer[..length]);
                    while let Some(message) = framer.next() {
                        match message {
                            Ok(message) => {
                                self.0.inputs.send(Input::Received(flow, message)).ok();
                            }
                            Err(error) => self.unreadable(&format!("{error}")),
                        }
                    }
                    for _ in 0..framer.take_pings() {
                        writer.write_all(b"\r\n").await?;
                        writer.flush().await?;
                    }
                }
                bytes = waiting.recv() => {
                    let Some(bytes) = bytes else {
                        writer.shutdown().await.ok();
                        return Ok(());
                    };
                    writer.write_all(&bytes).await?;
                    writer.flush().await?;
                }
            }
        }
    }

    /// Reads datagrams for ever.
    pub(crate) async fn listen_udp(self) {
        let Some(udp) = &self.0.udp else { return };
        let Ok(local) = udp.local_addr() else { return };
        let mut buffer = vec![0; 65_535];
        loop {
            let Ok((length, peer)) = udp.recv_from(&mut buffer).await else { continue };
            let known = self.0.datagrams.lock().get(&peer).copied();
            let flow = known.unwrap_or_else(|| {
                let flow = self.number();
                self.0.datagrams.lock().insert(peer, flow);
                self.0.writers.lock().insert(flow, Writer::Datagram(peer));
                let target = Target::new(Transport::Udp, peer.ip().to_string(), peer.port());
                let info = Ends { target, local, proxy: 0, names: Arc::from([]) };
                self.0.inputs.send(Input::Opened(flow, info)).ok();
                flow
            });
            match Message::parse(Bytes::copy_from_slice(&buffer[..length])) {
                Ok(message) => {
                    self.0.inputs.send(Input::Received(flow, message)).ok();
                }
                Err(_) if buffer[..length].iter().all(u8::is_ascii_whitespace) => {} // keep-alive
                Err(error) => self.unreadable(&format!("{error}")),
            }
        }
    }

    fn unreadable(&self, why: &str) {
        self.0.stage.ladder.note("network", "", &format!("unreadable message: {why}"));
    }
}
