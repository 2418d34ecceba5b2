//! The media plane that all trunks of a process share: a caller on one trunk is bridged with an
//! agent on another.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use teams_cc_core::Error;

use crate::config::TrunkConfig;
use crate::driver::rtp::{Interface, MediaConfig, MediaPlane};
use crate::{Target, Transport};

/// Sockets of legs belong to their trunks; what is shared is the thread that serves them.
static SHARED: Mutex<Weak<MediaPlane>> = Mutex::new(Weak::new());

pub(super) fn shared() -> Result<Arc<MediaPlane>, Error> {
    let mut shared = SHARED.lock();
    if let Some(plane) = shared.upgrade() {
        return Ok(plane);
    }
    let plane = Arc::new(MediaPlane::start(MediaConfig::default())?);
    *shared = Arc::downgrade(&plane);
    Ok(plane)
}

/// Where the legs of a trunk have their ports, and which address their descriptions carry.
pub(super) fn interface(
    config: &TrunkConfig,
    bound: &[(Transport, SocketAddr)],
) -> Result<Interface, Error> {
    let own = bound.iter().map(|(_, address)| address.ip()).find(|ip| !ip.is_unspecified());
    let advertise = config
        .media_address
        .or(own)
        .or_else(|| config.peers.first().and_then(towards))
        .unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    // Behind an address translation the advertised address is none of this machine's.
    let bind = match (own, advertise.is_loopback()) {
        (_, true) => advertise,
        (Some(own), _) => own,
        (None, _) if advertise.is_ipv6() => IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED),
        (None, _) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    };
    Interface::new(bind, advertise, Some(config.media_ports.clone()))
}

/// The address of ours from which a peer is reached; nothing is sent.
fn towards(peer: &Target) -> Option<IpAddr> {
    let probe = UdpSocket::bind("0.0.0.0:0").ok()?;
    probe.connect((peer.host.parse::<IpAddr>().ok()?, peer.port)).ok()?;
    probe.local_addr().ok().map(|address| address.ip())
}
