//! What a trunk needs to know: one type for carriers and for Direct Routing, by setters or from a
//! file.
//!
//! A config is data. Setters never fail; [`TrunkConfig::validate`] and `Trunk::open` do, each with
//! one sentence and its fix. Defaults are the documents' numbers.

mod file;
mod listen;
mod validate;

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::{Secret, TenantId};

use crate::direct_routing::{Acl, Cidr, PROXIES, PROXY_PORT, ping};
#[cfg(feature = "tokio")]
use crate::direct_routing::{PEER_NAMES, Tenants};
use crate::{Target, Transport};

pub use listen::Listen;

/// Calls at once beyond which a new one is answered 503 (DR-30).
pub const MAX_CALLS: usize = 1_000;
/// The largest message that is read (RS-08).
pub const MESSAGE_LIMIT: usize = 64 * 1024;
/// Connections at once, incoming and outgoing (RS-31).
pub const MAX_CONNECTIONS: usize = 2_000;
/// Connections at once from one address (RS-31).
pub const MAX_CONNECTIONS_OF_ONE: usize = 200;
/// A TLS handshake may take this long (RS-31).
pub const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);
/// A message that has begun must be complete within this time (RS-31).
pub const MESSAGE_PATIENCE: Duration = Duration::from_secs(30);
/// A connection without a byte is closed after this time; those of Direct Routing stay (RS-31).
pub const IDLE_PATIENCE: Duration = Duration::from_secs(120);
/// Bytes that may wait for a slow reader before its connection is closed (RS-39).
pub const SEND_QUEUE: usize = 1024 * 1024;
/// How long a dialled party rings before we give up, unless `ring_for` says otherwise.
pub const RING_FOR: Duration = Duration::from_secs(30);
/// How long a closing trunk waits for its calls before it ends them (RS-98).
pub const DRAIN_PATIENCE: Duration = Duration::from_secs(30);
/// Ports for RTP, if none are given.
pub const MEDIA_PORTS: RangeInclusive<u16> = 20_000..=29_999;

/// What kind of peering a trunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Profile {
    /// A carrier, an SBC, a PBX: any of UDP, TCP and TLS, RTP or SRTP.
    Carrier,
    /// Microsoft Teams Direct Routing: TLS only, SRTP only, tenants, OPTIONS each minute.
    #[default]
    DirectRouting,
}

/// Whether media is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Protection {
    /// RTP as it is.
    Rtp,
    /// SRTP with keys in SDP (RFC 4568), the only kind that Direct Routing speaks (DR-113).
    Srtp,
}

/// Whether a caller must show a certificate when it connects to us over TLS (DR-08).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientCertificate {
    /// None is asked for.
    Ignored,
    /// Asked for, checked if shown. Microsoft documents that Teams shows one; the field has seen
    /// it show none.
    #[default]
    Optional,
    /// Without one, or with one that does not check, the handshake fails.
    Required,
}

/// Where our certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Certificate {
    Files { chain: PathBuf, key: PathBuf },
    Pem { chain: String, key: Secret },
}

/// Whose certificates are believed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) enum RootsOf {
    #[default]
    System,
    File(PathBuf),
    Pem(String),
    DangerousAnybody,
}

/// One SIP peering: a carrier, or Direct Routing with all its tenants.
///
/// ```
/// use teams_cc_sip::TrunkConfig;
///
/// let config = TrunkConfig::new("sbc.contoso.example")
///     .certificate("sbc.crt", "sbc.key")
///     .tenant("adatum.sbc.contoso.example", "72f988bf-86f1-41af-91ab-2d7cd011db47".parse()?);
/// assert!(config.validate().is_ok());
/// # Ok::<(), teams_cc_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TrunkConfig {
    pub(crate) name: String,
    pub(crate) profile: Profile,
    pub(crate) listen: Vec<Listen>,
    pub(crate) peers: Vec<Target>,
    pub(crate) tenants: Vec<(String, TenantId)>,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) roots: RootsOf,
    pub(crate) revoked: Option<PathBuf>,
    pub(crate) client_certificate: ClientCertificate,
    pub(crate) peer_names: Option<Vec<String>>,
    pub(crate) allow: Vec<Cidr>,
    pub(crate) danger_anybody_may_call: bool,
    pub(crate) danger_any_name: bool,
    pub(crate) hosts: Vec<(String, SocketAddr)>,
    pub(crate) advertise: Option<String>,
    pub(crate) media_address: Option<IpAddr>,
    pub(crate) media_ports: RangeInclusive<u16>,
    pub(crate) protection: Protection,
    pub(crate) max_calls: usize,
    pub(crate) refer: bool,
    pub(crate) ping: Option<Duration>,
    pub(crate) ring_for: Duration,
    pub(crate) drain: Duration,
    pub(crate) session_expires: Option<Duration>,
    pub(crate) caller: Option<String>,
    pub(crate) limits: Limits,
}

/// Where a peer's appetite ends; each number has its answer in the documentation of its default.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one message: [`MESSAGE_LIMIT`].
    pub message: usize,
    /// Connections at once: [`MAX_CONNECTIONS`].
    pub connections: usize,
    /// Connections at once from one address: [`MAX_CONNECTIONS_OF_ONE`].
    pub connections_of_one: usize,
    /// Time for a TLS handshake: [`HANDSHAKE_PATIENCE`].
    pub handshake: Duration,
    /// Time for a message that has begun: [`MESSAGE_PATIENCE`].
    pub started_message: Duration,
    /// Time without a byte: [`IDLE_PATIENCE`]; `None` keeps idle connections.
    pub idle: Option<Duration>,
    /// Bytes that wait for a slow reader: [`SEND_QUEUE`].
    pub send_queue: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: MESSAGE_LIMIT,
            connections: MAX_CONNECTIONS,
            connections_of_one: MAX_CONNECTIONS_OF_ONE,
            handshake: HANDSHAKE_PATIENCE,
            started_message: MESSAGE_PATIENCE,
            idle: Some(IDLE_PATIENCE),
            send_queue: SEND_QUEUE,
        }
    }
}

impl TrunkConfig {
    /// Direct Routing under this name: the FQDN that is paired with Teams and in the certificate.
    ///
    /// Listens on TLS port 5061 of all addresses, knows the three proxies, believes the operating
    /// system's roots, admits Microsoft's signalling addresses.
    pub fn new(name: impl Into<String>) -> Self {
        let peers = PROXIES.map(|host| Target::new(Transport::Tls, host, PROXY_PORT));
        Self {
            name: name.into(),
            profile: Profile::DirectRouting,
            listen: Vec::new(),
            peers: peers.to_vec(),
            tenants: Vec::new(),
            certificate: None,
            roots: RootsOf::default(),
            revoked: None,
            client_certificate: ClientCertificate::default(),
            peer_names: None,
            allow: Vec::new(),
            danger_anybody_may_call: false,
            danger_any_name: false,
            hosts: Vec::new(),
            advertise: None,
            media_address: None,
            media_ports: MEDIA_PORTS,
            protection: Protection::Srtp,
            max_calls: MAX_CALLS,
            refer: true,
            ping: Some(ping::PING_INTERVAL),
            ring_for: RING_FOR,
            drain: DRAIN_PATIENCE,
            session_expires: None,
            caller: None,
            limits: Limits { idle: None, ..Limits::default() },
        }
    }

    /// A carrier, an SBC or a PBX, under this name of ours.
    ///
    /// Listens on UDP and TCP port 5060 of all addresses until told otherwise; admits only its
    /// [`peer`](Self::peer)s that are addresses, and the blocks of [`allow`](Self::allow).
    pub fn carrier(name: impl Into<String>) -> Self {
        Self {
            profile: Profile::Carrier,
            peers: Vec::new(),
            protection: Protection::Rtp,
            ping: None,
            limits: Limits::default(),
            ..Self::new(name)
        }
    }

    /// Listens here; replaces the default, adds to what was said before. Port 0 takes a free one.
    pub fn listen(mut self, listen: Listen) -> Self {
        self.listen.push(listen);
        self
    }

    /// Sends calls here; tried in the order given. For Direct Routing this replaces the three
    /// proxies at the first use: an emulator, or GCC High.
    pub fn peer(mut self, peer: Target) -> Self {
        let default = PROXIES.map(|host| Target::new(Transport::Tls, host, PROXY_PORT));
        if self.peers == default {
            self.peers.clear();
        }
        self.peers.push(peer);
        self
    }

    /// A customer, reached under this name; the certificate must name it too.
    pub fn tenant(mut self, host: impl Into<String>, tenant: TenantId) -> Self {
        self.tenants.push((host.into(), tenant));
        self
    }

    /// Our certificate chain (PEM, leaf first) and its key. Both files are read again by
    /// `Trunk::reload_certificates`.
    pub fn certificate(mut self, chain: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        self.certificate = Some(Certificate::Files { chain: chain.into(), key: key.into() });
        self
    }

    /// Our certificate chain and its key as PEM text.
    pub fn certificate_pem(mut self, chain: impl Into<String>, key: impl Into<String>) -> Self {
        let (chain, key) = (chain.into(), Secret::new(key));
        self.certificate = Some(Certificate::Pem { chain, key });
        self
    }

    /// Believes the roots in this PEM file and no others.
    pub fn roots(mut self, path: impl Into<PathBuf>) -> Self {
        self.roots = RootsOf::File(path.into());
        self
    }

    /// Believes the roots in this PEM text and no others.
    pub fn roots_pem(mut self, text: impl Into<String>) -> Self {
        self.roots = RootsOf::Pem(text.into());
        self
    }

    /// Believes any certificate: encryption without authentication, for laboratories.
    pub fn danger_believe_anybody(mut self) -> Self {
        self.roots = RootsOf::DangerousAnybody;
        self
    }

    /// Refuses certificates that are in these revocation lists (PEM).
    pub fn revoked(mut self, path: impl Into<PathBuf>) -> Self {
        self.revoked = Some(path.into());
        self
    }

    /// Whether callers over TLS must show a certificate.
    pub fn client_certificate(mut self, wish: ClientCertificate) -> Self {
        self.client_certificate = wish;
        self
    }

    /// Accepts only certificates with one of these names (`*.` for one level). Without this, the
    /// name that was dialled must be in the certificate of whom we dial, and callers of a Direct
    /// Routing trunk must be below `pstnhub.microsoft.com`.
    pub fn peer_names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.peer_names = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Accepts any name in a certificate whose chain holds: for benches between addresses.
    pub fn danger_any_name(mut self) -> Self {
        self.danger_any_name = true;
        self
    }

    /// Resolves this name to this address and port, whatever the DNS says: an emulator on loopback,
    /// a laboratory.
    pub fn host(mut self, name: impl Into<String>, address: SocketAddr) -> Self {
        self.hosts.push((name.into(), address));
        self
    }

    /// Admits callers from this block of addresses. For Direct Routing the first use replaces
    /// Microsoft's ranges.
    pub fn allow(mut self, block: Cidr) -> Self {
        self.allow.push(block);
        self
    }

    /// Opens the trunk although neither certificates nor addresses say who may call (RS-45).
    pub fn danger_anybody_may_call(mut self) -> Self {
        self.danger_anybody_may_call = true;
        self
    }

    /// The host, or host and port, that the other side reaches us at, for our Via and Contact;
    /// where the listener is behind an address translation. Default: the trunk's name for Direct
    /// Routing, the listener's address for a carrier.
    pub fn advertise(mut self, host: impl Into<String>) -> Self {
        self.advertise = Some(host.into());
        self
    }

    /// The address in our session descriptions, and where RTP is received.
    pub fn media_address(mut self, address: IpAddr) -> Self {
        self.media_address = Some(address);
        self
    }

    /// Ports for RTP: two per call (DR-17).
    pub fn media_ports(mut self, ports: RangeInclusive<u16>) -> Self {
        self.media_ports = ports;
        self
    }

    /// Whether media is encrypted; Direct Routing is always SRTP.
    pub fn protection(mut self, protection: Protection) -> Self {
        self.protection = protection;
        self
    }

    /// Calls at once; one more is answered 503, so that the other side tries its next trunk
    /// (DR-30).
    pub fn max_calls(mut self, calls: usize) -> Self {
        self.max_calls = calls;
        self
    }

    /// Leaves REFER out of our `Allow`: Teams then transfers inside its cloud, and no
    /// `TransferAsked` ever comes (DR-85).
    pub fn without_refer(mut self) -> Self {
        self.refer = false;
        self
    }

    /// Asks each peer for its health this often; Direct Routing does each minute.
    pub fn ping(mut self, interval: Duration) -> Self {
        self.ping = Some(interval);
        self
    }

    /// Sends no OPTIONS. A Direct Routing trunk is then tried last by Teams (DR-25).
    pub fn without_ping(mut self) -> Self {
        self.ping = None;
        self
    }

    /// How long a dialled party rings.
    pub fn ring_for(mut self, wait: Duration) -> Self {
        self.ring_for = wait;
        self
    }

    /// How long a closing trunk waits for its calls.
    pub fn drain(mut self, wait: Duration) -> Self {
        self.drain = wait;
        self
    }

    /// Offers a session timer of this length (RFC 4028); the other side's is always honoured.
    pub fn session_expires(mut self, interval: Duration) -> Self {
        self.session_expires = Some(interval);
        self
    }

    /// The user part of our From when `dial` announces nobody: a number of ours.
    pub fn caller(mut self, user: impl Into<String>) -> Self {
        self.caller = Some(user.into());
        self
    }

    /// Where a peer's appetite ends.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The trunk's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of peering it is.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Whom it sends calls to.
    pub fn peers(&self) -> &[Target] {
        &self.peers
    }

    #[cfg(feature = "tokio")]
    pub(crate) fn tenant_table(&self) -> Tenants {
        let mut tenants = Tenants::new(&self.name);
        for (host, tenant) in &self.tenants {
            tenants.add(host, *tenant);
        }
        tenants
    }

    /// Who may call: what `allow` says, else Microsoft's ranges, or the peers that are addresses.
    pub(crate) fn acl(&self) -> Acl {
        if self.danger_anybody_may_call {
            return Acl::new(["0.0.0.0/0", "::/0"].iter().filter_map(|block| block.parse().ok()));
        }
        if !self.allow.is_empty() {
            return Acl::new(self.allow.iter().copied());
        }
        match self.profile {
            Profile::DirectRouting => Acl::teams(),
            Profile::Carrier => Acl::new(self.peers.iter().filter_map(|p| p.host.parse().ok())),
        }
    }

    /// Which names a caller's certificate must carry; `None` for any.
    #[cfg(feature = "tokio")]
    pub(crate) fn names_of_callers(&self) -> Option<Vec<String>> {
        if self.danger_any_name {
            return None;
        }
        let teams = || PEER_NAMES.map(str::to_owned).to_vec();
        self.peer_names.clone().or_else(|| (self.profile == Profile::DirectRouting).then(teams))
    }

    /// Where it listens: what was said, else the profile's default.
    pub(crate) fn listeners(&self) -> Vec<Listen> {
        if !self.listen.is_empty() {
            return self.listen.clone();
        }
        match self.profile {
            Profile::DirectRouting => vec![Listen::everywhere(Transport::Tls)],
            Profile::Carrier => {
                vec![Listen::everywhere(Transport::Udp), Listen::everywhere(Transport::Tcp)]
            }
        }
    }

    /// True if any listener or peer speaks TLS.
    pub(crate) fn speaks_tls(&self) -> bool {
        self.listeners().iter().any(|listen| listen.transport == Transport::Tls)
            || self.peers.iter().any(|peer| peer.transport == Transport::Tls)
    }
}

#[cfg(test)]
mod tests;
