//! Connecting: names become addresses, addresses connections, and those are shaken hands with.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::census::Shared;
use super::{Abort, Event, Net, Way, opened};
use crate::config::Limits;
use crate::direct_routing::failover::CONNECT_PATIENCE;
use crate::driver::resolve::Steadfast;
use crate::driver::stream;
use crate::driver::tls::ClientTls;
use crate::{Flow, Target, Transport};

impl Net {
    /// Begins to connect; [`Happening::Opened`] or [`Happening::Closed`] with the same flow
    /// follows.
    ///
    /// [`Happening::Opened`]: super::Happening::Opened
    /// [`Happening::Closed`]: super::Happening::Closed
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
