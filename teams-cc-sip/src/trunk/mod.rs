//! One SIP peering, told as one `async fn` per call.
//!
//! [`Trunk::open`] binds, connects and pings; [`Trunk::serve`] runs a story per caller;
//! [`Trunk::dial`] calls somebody. Below lie an [`Endpoint`], a
//! [`Net`] and a media plane, joined by one task.

mod address;
mod call;
mod capability;
mod converse;
mod dial;
mod guests;
mod hub;
mod incoming;
mod life;
mod plane;
pub mod reason;
mod seats;
mod stream;
mod table;
mod talk;
mod transcript;
mod transfer;
mod voice;

use std::net::SocketAddr;
use std::sync::Arc;

use teams_cc_core::{Address, Ended, Error, ErrorKind};
use tokio::sync::{Mutex, broadcast, mpsc};

pub use self::call::Call;
pub use self::converse::{Converse, NoVoice};
pub use self::dial::{Dial, Refused};
pub use self::guests::{Guest, Invite};
pub use self::incoming::{EarlyCall, IncomingCall};
pub use self::stream::Stream;
pub use self::table::MOST_IN_A_TALK;
pub use self::talk::{Summary, Talk, TalkEvent};
pub use self::transcript::{Line, Speaker, Transcript, TranscriptEvent};
pub use self::transfer::{TransferAsked, TransferFailed};
pub use crate::driver::rtp::{Recording, RecordingDone};

use self::hub::{Ask, Hub};
use crate::config::{Certificate, Profile, Protection, RootsOf, TrunkConfig};
use crate::dialog::session::SessionTimer;
use crate::direct_routing::Tenants;
use crate::direct_routing::ping::Health;
use crate::driver::resolve::{Hosts, Resolve, System};
use crate::driver::rtp::{Interface, MediaLeg, MediaPlane};
use crate::driver::tls::{ClientTls, Identity, Names, Roots, ServerTls, Trust, check};
use crate::driver::{Net, NetSettings};
use crate::endpoint::{EndpointConfig, Limits as EndpointLimits};
use crate::message::Method;
use crate::sdp;
use crate::trace::{Trace, Tracer};
use crate::{Endpoint, Target, Transport};

/// The most transactions a trunk keeps, whatever its number of calls: some 1 KiB each.
const MAX_TRANSACTIONS: usize = 1_000_000;
/// How often our certificate is looked at.
const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);
/// More than this to go, and nothing has been reported of this certificate.
const EXPIRY_LOOKED_AT: std::time::Duration =
    std::time::Duration::from_secs(check::EXPIRY_DAYS[0] * 86_400);
/// Events that a slow listener may lag behind.
const EVENTS: usize = 256;

/// One SIP peering: a carrier, or Direct Routing with all its tenants. Cheap to clone.
///
/// It closes when [`close`](Self::close) is called, or when the last handle and the last call of it
/// are gone.
#[derive(Clone)]
pub struct Trunk {
    shared: Arc<Shared>,
    hub: mpsc::UnboundedSender<Ask>,
    incoming: Arc<Mutex<mpsc::UnboundedReceiver<IncomingCall>>>,
    bound: Arc<[(Transport, SocketAddr)]>,
    over: Arc<tokio::sync::Notify>,
}

/// What all handles of one trunk share.
pub(crate) struct Shared {
    config: TrunkConfig,
    tenants: Tenants,
    /// How we call ourselves in Via and Contact.
    host: String,
    plane: Arc<MediaPlane>,
    interface: Interface,
    tracer: Tracer,
    events: broadcast::Sender<TrunkEvent>,
    identity: Option<Identity>,
    roots: Option<Roots>,
}

/// Both ends of a flow, for traces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    pub(crate) transport: Transport,
    pub(crate) local: SocketAddr,
    pub(crate) peer: SocketAddr,
}

/// What an operator should know of a trunk.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrunkEvent {
    /// A peer's answer to OPTIONS, or its silence, changed what is thought of it.
    Health {
        /// Which peer.
        peer: Target,
        /// How it is now.
        health: Health,
    },
    /// A call came for a host name that is not on this trunk (DR-46).
    UnknownTenant {
        /// The name.
        host: String,
    },
    /// Our certificate expires within this many days (RS-35).
    CertificateExpires {
        /// 30, 14, 7 or 1.
        days: u64,
    },
    /// A connection of ours could not be made, or broke.
    ConnectionFailed {
        /// Why.
        why: String,
    },
}

impl Shared {
    fn is_direct_routing(&self) -> bool {
        self.config.profile == Profile::DirectRouting
    }

    fn tell(&self, event: TrunkEvent) {
        // Nobody may be listening.
        self.events.send(event).ok();
    }

    /// A media leg as this trunk's other side wants it.
    fn leg(&self, protection: Option<Protection>) -> Result<MediaLeg, Error> {
        let profile = match self.config.profile {
            Profile::DirectRouting => sdp::Profile::direct_routing(),
            Profile::Carrier => sdp::Profile::carrier(),
        };
        let profile = match protection.unwrap_or(self.config.protection) {
            Protection::Srtp => profile.keying(sdp::Keying::Srtp),
            Protection::Rtp => profile,
        };
        self.plane.leg_on(&self.interface, profile)
    }
}

impl Trunk {
    /// Binds its listeners, connects, pings; ready for calls when it returns.
    ///
    /// # Errors
    /// `Config`, in one sentence with its fix: a port in use, a certificate that does not name the
    /// trunk, a file that cannot be read.
    pub async fn open(config: TrunkConfig) -> Result<Self, Error> {
        Self::open_with(config, Arc::new(System), None).await
    }

    /// Like [`open`](Self::open), with every message from the first one on: how it connects, its
    /// first OPTIONS. [`trace`](Self::trace) may come too late for those.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_traced(config: TrunkConfig) -> Result<(Self, Trace), Error> {
        Self::start(config, Arc::new(System), None).await
    }

    /// Like [`open`](Self::open), with names resolved by `resolver`, and media on `plane` instead
    /// of the one that all trunks of this process share.
    pub async fn open_with(
        config: TrunkConfig,
        resolver: Arc<dyn Resolve>,
        plane: Option<MediaPlane>,
    ) -> Result<Self, Error> {
        Ok(Self::start(config, resolver, plane).await?.0)
    }

    async fn start(
        config: TrunkConfig,
        resolver: Arc<dyn Resolve>,
        plane: Option<MediaPlane>,
    ) -> Result<(Self, Trace), Error> {
        config.validate()?;
        let tls = Tls::load(&config)?;
        let resolver: Arc<dyn Resolve> = if config.hosts.is_empty() {
            resolver
        } else {
            Arc::new(Hosts::only(config.hosts.iter().cloned()).or(resolver))
        };
        let net = Net::bind(NetSettings {
            listen: config.listeners(),
            acl: config.acl(),
            server: tls.server,
            client: tls.client,
            limits: config.limits.clone(),
            resolver,
        })
        .await?;
        let bound: Arc<[_]> = net.bound().into();
        let plane = match plane {
            Some(plane) => Arc::new(plane),
            None => plane::shared()?,
        };
        let (host, endpoint) = endpoint(&config, &bound)?;
        let shared = Arc::new(Shared {
            tenants: config.tenant_table(),
            host,
            plane,
            interface: plane::interface(&config, &bound)?,
            tracer: Tracer::new(config.name()),
            events: broadcast::channel(EVENTS).0,
            identity: tls.identity,
            roots: tls.roots,
            config,
        });
        let (hub, asks) = mpsc::unbounded_channel();
        let (calls, incoming) = mpsc::unbounded_channel();
        let trace = shared.tracer.subscribe();
        let task = Hub::new(endpoint, net, asks, hub.downgrade(), calls, shared.clone());
        let over = Arc::new(tokio::sync::Notify::new());
        let ended = over.clone();
        tokio::spawn(async move {
            task.run().await;
            ended.notify_waiters();
        });
        if shared.identity.is_some() {
            tokio::spawn(watch_expiry(Arc::downgrade(&shared)));
        }
        let incoming = Arc::new(Mutex::new(incoming));
        Ok((Self { shared, hub, incoming, bound, over }, trace))
    }

    /// The trunk's name.
    pub fn name(&self) -> &str {
        self.shared.config.name()
    }

    /// Where it listens, ports filled in.
    pub fn bound(&self) -> &[(Transport, SocketAddr)] {
        &self.bound
    }

    /// The next call that comes in; `None` when the trunk is closed.
    pub async fn next_call(&self) -> Option<IncomingCall> {
        self.incoming.lock().await.recv().await
    }

    /// Runs `story` for each call that comes in, each as its own task, until the process is told to
    /// stop or the trunk is closed; then drains.
    ///
    /// What a story returns is logged with the call's id. Beyond the configured number of calls a
    /// new one is answered 503, so that the other side tries its next trunk (DR-30).
    pub async fn serve<F, S>(&self, mut story: F) -> Result<(), Error>
    where
        F: FnMut(IncomingCall) -> S + Send,
        S: Future<Output = Result<Ended, Error>> + Send + 'static,
    {
        let stop = told_to_stop();
        tokio::pin!(stop);
        loop {
            let call = tokio::select! {
                call = self.next_call() => call,
                () = &mut stop => break,
            };
            let Some(call) = call else { return Ok(()) };
            let id = call.id();
            let story = story(call);
            tokio::spawn(async move {
                match story.await {
                    Ok(ended) => tracing::info!(call.id = %id, %ended, "call over"),
                    Err(error) if error.is_ended() => {
                        tracing::info!(call.id = %id, %error, "call over");
                    }
                    Err(error) => tracing::warn!(call.id = %id, %error, "story failed"),
                }
            });
        }
        self.close().await;
        Ok(())
    }

    /// Calls somebody over this trunk.
    pub fn dial(&self, to: impl Into<Address>) -> Dial {
        Dial::new(self.shared.clone(), self.hub.clone(), to.into())
    }

    /// Takes no more calls, waits for those that run as long as the config's `drain` says, ends the
    /// rest; done when all is said.
    pub async fn close(&self) {
        let over = self.over.notified();
        if self.hub.send(Ask::Close(self.shared.config.drain)).is_ok() {
            over.await;
        }
    }

    /// Reads certificate, key and roots again: the next handshake uses them, connections under the
    /// old certificate end as they fall quiet, calls stay (DR-10, RS-35). True if the certificate
    /// is another one now.
    pub fn reload_certificates(&self) -> Result<bool, Error> {
        if let Some(roots) = &self.shared.roots {
            roots.reload()?;
        }
        let changed = self.shared.identity.as_ref().map_or(Ok(false), Identity::reload)?;
        if changed {
            self.hub.send(Ask::Renewed).ok();
        }
        Ok(changed)
    }

    /// What an operator should know, from now on.
    pub fn events(&self) -> TrunkEvents {
        TrunkEvents { events: self.shared.events.subscribe() }
    }

    /// Every message sent and received from now on, for ladders and captures.
    pub fn trace(&self) -> Trace {
        self.shared.tracer.subscribe()
    }
}

impl std::fmt::Debug for Trunk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trunk").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// A stream of [`TrunkEvent`]s.
#[derive(Debug)]
pub struct TrunkEvents {
    events: broadcast::Receiver<TrunkEvent>,
}

impl TrunkEvents {
    /// The next one; `None` when the trunk is gone. A listener that lags far behind misses the
    /// oldest.
    pub async fn next(&mut self) -> Option<TrunkEvent> {
        loop {
            match self.events.recv().await {
                Ok(event) => return Some(event),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

struct Tls {
    identity: Option<Identity>,
    roots: Option<Roots>,
    server: Option<ServerTls>,
    client: Option<ClientTls>,
}

impl Tls {
    fn load(config: &TrunkConfig) -> Result<Self, Error> {
        let none = Self { identity: None, roots: None, server: None, client: None };
        if !config.speaks_tls() {
            return Ok(none);
        }
        let identity = match &config.certificate {
            None => None,
            Some(Certificate::Files { chain, key }) => Some(Identity::from_files(chain, key)?),
            Some(Certificate::Pem { chain, key }) => Some(Identity::from_pem(chain, key.expose())?),
        };
        let trust = match &config.roots {
            RootsOf::System => Trust::System,
            RootsOf::File(path) => Trust::File(path.clone()),
            RootsOf::Pem(text) => Trust::Pem(text.clone()),
            RootsOf::DangerousAnybody => Trust::DangerousAnybody,
        };
        if let (Some(identity), Profile::DirectRouting) = (&identity, config.profile) {
            let tenants: Vec<&str> = config.tenants.iter().map(|(host, _)| host.as_str()).collect();
            let now = std::time::SystemTime::now();
            check::enforce(check::check(identity, config.name(), &tenants, now))?;
        }
        let roots = Roots::load_with_crl(&trust, config.revoked.as_deref())?;
        let callers = config.names_of_callers().map_or(Names::Any, Names::OneOf);
        let called = match &config.peer_names {
            _ if config.danger_any_name => Names::Any,
            Some(names) => Names::OneOf(names.clone()),
            None => Names::Dialled,
        };
        let wish = config.client_certificate;
        let server = identity
            .as_ref()
            .map(|identity| ServerTls::new(identity, wish, &roots, callers))
            .transpose()?;
        let client = Some(ClientTls::new(identity.as_ref(), &roots, called)?);
        Ok(Self { server, client, identity, roots: Some(roots) })
    }
}

/// Looks at our certificate once a day, as long as the trunk lives.
async fn watch_expiry(trunk: std::sync::Weak<Shared>) {
    let mut reported = None;
    while let Some(shared) = trunk.upgrade() {
        if let Some(identity) = &shared.identity {
            let left = check::expires_in(identity, std::time::SystemTime::now());
            // A renewed certificate starts over.
            reported = reported.filter(|_| left <= EXPIRY_LOOKED_AT);
            if let Some(days) = check::due(left, reported) {
                reported = Some(days);
                tracing::warn!(trunk = shared.config.name, days, "our certificate expires soon");
                shared.tell(TrunkEvent::CertificateExpires { days });
            }
        }
        drop(shared);
        tokio::time::sleep(DAY).await;
    }
}

/// The endpoint of a trunk, and how it calls itself.
fn endpoint(
    config: &TrunkConfig,
    bound: &[(Transport, SocketAddr)],
) -> Result<(String, Endpoint), Error> {
    let own = bound.iter().map(|(_, address)| address.ip()).find(|ip| !ip.is_unspecified());
    let advertised = config.advertise.as_deref().map(split_port);
    let host = match (&advertised, config.profile, own) {
        (Some((host, _)), _, _) => host.clone(),
        (None, Profile::Carrier, Some(own)) => own.to_string(),
        _ => config.name.clone(),
    };
    let mut seed = [0; 32];
    aws_lc_rs::rand::fill(&mut seed).map_err(|_| {
        Error::new("TCC-SIP-0511", ErrorKind::Unavailable, "the system gives no randomness")
    })?;
    let mut settings = EndpointConfig::new(address::bracketed(&host)).entropy(seed);
    let mut limits = EndpointLimits::default();
    limits.message = config.limits.message;
    limits.flows = limits.flows.max(config.limits.connections * 4);
    // Every call may be answered by a second leg, and leaves transactions behind for 32 s.
    limits.calls = limits.calls.max(config.max_calls * 2);
    limits.transactions = limits.transactions.max((config.max_calls * 8).min(MAX_TRANSACTIONS));
    settings = settings.limits(limits);
    let port = advertised.and_then(|(_, port)| port);
    for (transport, address) in bound {
        settings = settings.port(*transport, port.unwrap_or(address.port()));
    }
    if !config.refer {
        let allow: [Method; 9] = [
            Method::Invite,
            Method::Ack,
            Method::Cancel,
            Method::Bye,
            Method::Options,
            Method::Notify,
            Method::Update,
            Method::Prack,
            Method::Info,
        ];
        settings = settings.allow(allow);
    }
    if let Some(interval) = config.session_expires {
        settings =
            settings.session_timer(SessionTimer { expires: interval, ..SessionTimer::default() });
    }
    Ok((host, Endpoint::new(settings)))
}

/// `host:5061` and `[::1]:5061` into host and port.
fn split_port(text: &str) -> (String, Option<u16>) {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return (address.ip().to_string(), Some(address.port()));
    }
    match text.rsplit_once(':').map(|(host, port)| (host, port.parse())) {
        Some((host, Ok(port))) if !host.contains(':') => (host.to_owned(), Some(port)),
        _ => (text.trim_matches(['[', ']']).to_owned(), None),
    }
}

/// Resolves when the process is asked to stop: Ctrl-C, and where there is one, SIGTERM.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // No signals on this system: the trunk is stopped by closing it.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests;
