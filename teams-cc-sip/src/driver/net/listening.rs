//! Listening: the sockets are bound, and who comes to us is let in or turned away.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Error, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use super::census::Shared;
use super::{Abort, EVENTS, Net, NetSettings, SWEEP, opened};
use crate::config::{Limits, Listen};
use crate::direct_routing::Acl;
use crate::driver::resolve::Steadfast;
use crate::driver::stream;
use crate::driver::udp::Udp;
use crate::{Flow, Transport};

impl Net {
    /// Binds all listeners and begins to accept.
    pub async fn bind(settings: NetSettings) -> Result<Self, Error> {
        let (opened_in, opened) = mpsc::channel(EVENTS);
        let (streams_in, streams) = mpsc::channel(EVENTS);
        let shared = Arc::new(Shared::new(opened_in, streams_in));
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
