//! All listening sockets of one emulator, bound before anything serves, so that every address is
//! known to everybody from the start.

use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use teams_cc_core::{Error, ErrorKind};
use tokio::net::{TcpListener, UdpSocket};

use crate::Settings;
use crate::http::listen;

/// Where everything is. Part of the [`Stage`](crate::Stage).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Addresses {
    /// Graph over http.
    pub graph: SocketAddr,
    /// Graph over https.
    pub graph_tls: SocketAddr,
    /// Call Automation over http.
    pub acs: SocketAddr,
    /// Call Automation over https.
    pub acs_tls: SocketAddr,
    /// The Azure AI resource over http.
    pub ai: SocketAddr,
    /// The Azure AI resource over https.
    pub ai_tls: SocketAddr,
    /// Sign-in, https only.
    pub signin: SocketAddr,
    /// The control interface, http.
    pub control: SocketAddr,
    /// The three SIP proxies, TLS.
    pub sip: [SocketAddr; 3],
    /// The emulated carrier: UDP and TCP on the same port.
    pub carrier: SocketAddr,
    /// Where the Direct Routing trunk is expected (its `SipSignalingPort`, DR-02): a port that was
    /// free when the emulator started. The control interface can change it.
    pub trunk: SocketAddr,
    /// Where the carrier trunk is expected: UDP and TCP.
    pub carrier_trunk: SocketAddr,
}

/// The sockets behind [`Addresses`] that are ours.
#[derive(Debug)]
pub(crate) struct Sockets {
    pub(crate) graph: TcpListener,
    pub(crate) graph_tls: TcpListener,
    pub(crate) acs: TcpListener,
    pub(crate) acs_tls: TcpListener,
    pub(crate) ai: TcpListener,
    pub(crate) ai_tls: TcpListener,
    pub(crate) signin: TcpListener,
    pub(crate) control: TcpListener,
    pub(crate) sip: [TcpListener; 3],
    pub(crate) carrier: (UdpSocket, TcpListener),
}

/// How often a free pair of UDP and TCP ports is looked for.
const TRIES: usize = 32;
/// Below the media of a trunk (20000 and up), and what Linux (32768 and up) and others (49152 and
/// up) give to connections.
const LEFT_FREE: Range<u16> = 10_000..20_000;

impl Sockets {
    pub(crate) async fn bind(settings: &Settings) -> Result<(Self, Addresses), Error> {
        let ip = settings.bind;
        let tcp = async |port: u16, what: &str| listen((ip, port).into(), what).await;
        let [sip, sip2, sip3] = settings.sip_ports;
        let sockets = Self {
            graph: tcp(settings.graph_port, "Graph").await?,
            graph_tls: tcp(0, "Graph over TLS").await?,
            acs: tcp(settings.acs.port, "Call Automation").await?,
            acs_tls: tcp(settings.acs.tls_port, "Call Automation over TLS").await?,
            ai: tcp(settings.ai.port, "Azure AI").await?,
            ai_tls: tcp(0, "Azure AI over TLS").await?,
            signin: tcp(settings.signin_port, "sign-in").await?,
            control: tcp(settings.control_port, "the control interface").await?,
            sip: [
                tcp(sip, "the first SIP proxy").await?,
                tcp(sip2, "the second SIP proxy").await?,
                tcp(sip3, "the third SIP proxy").await?,
            ],
            carrier: pair(ip, settings.carrier_port).await?,
        };
        let (trunk, carrier_trunk) = (left_free(ip).await?, left_free(ip).await?);
        let [one, two, three] = &sockets.sip;
        let addresses = Addresses {
            graph: sockets.graph.local_addr()?,
            graph_tls: sockets.graph_tls.local_addr()?,
            acs: sockets.acs.local_addr()?,
            acs_tls: sockets.acs_tls.local_addr()?,
            ai: sockets.ai.local_addr()?,
            ai_tls: sockets.ai_tls.local_addr()?,
            signin: sockets.signin.local_addr()?,
            control: sockets.control.local_addr()?,
            sip: [one.local_addr()?, two.local_addr()?, three.local_addr()?],
            carrier: sockets.carrier.1.local_addr()?,
            trunk,
            carrier_trunk,
        };
        Ok((sockets, addresses))
    }
}

/// Where somebody else is to listen: found free, remembered, and let go. It is no port that the
/// system would give to a connection meanwhile, and no other emulator of this process gets it.
async fn left_free(ip: IpAddr) -> Result<SocketAddr, Error> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    for _ in 0..TRIES {
        let number =
            std::process::id().wrapping_mul(97).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = LEFT_FREE.start + (number % u32::from(LEFT_FREE.end - LEFT_FREE.start)) as u16;
        if let Ok((_, tcp)) = pair(ip, port).await {
            return Ok(tcp.local_addr()?);
        }
    }
    Err(taken(&"too many are in use"))
}

/// UDP and TCP on one port.
async fn pair(ip: IpAddr, port: u16) -> Result<(UdpSocket, TcpListener), Error> {
    let mut last = None;
    for _ in 0..TRIES {
        let tcp = listen((ip, port).into(), "the carrier").await?;
        match UdpSocket::bind(tcp.local_addr()?).await {
            Ok(udp) => return Ok((udp, tcp)),
            Err(error) if port == 0 => last = Some(error),
            Err(error) => return Err(taken(&error)),
        }
    }
    Err(last.map_or_else(|| taken(&"no port"), |error| taken(&error)))
}

fn taken(why: &dyn std::fmt::Display) -> Error {
    let clause = format!("the carrier finds no port that is free for UDP and TCP: {why}");
    Error::new("TCC-EMU-0108", ErrorKind::Config, clause)
}
