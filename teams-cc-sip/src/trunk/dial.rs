//! Calling somebody: tuned by methods, run by `.await`.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use teams_cc_core::{Address, Ended, Error, ErrorKind, HasReason, Reason, Retry, TenantId};
use tokio::sync::mpsc;

use super::call::Call;
use super::hub::{Ask, hop};
use super::life::{LegEvent, Life};
use super::{Shared, address, reason};
use crate::Target;
use crate::config::Protection;
use crate::direct_routing::class::{FailureClass, classify};
use crate::direct_routing::failover::Kind;
use crate::endpoint::Invite;
use crate::message::StatusCode;

/// A call to be placed. Nothing happens until it is awaited.
///
/// Awaiting gives a [`Call`] when the other side has answered, or [`Refused`]. Dropping the future
/// cancels; towards Teams as "call completed elsewhere", so that an agent who was one of several
/// sees no missed call (DR-61).
#[must_use = "nobody is called until it is awaited"]
pub struct Dial {
    shared: Arc<Shared>,
    hub: mpsc::UnboundedSender<Ask>,
    to: Address,
    verbatim: Option<Verbatim>,
    announce: Option<String>,
    caller: Option<String>,
    ring_for: Duration,
    tenant: Option<TenantId>,
    protection: Option<Protection>,
    offer: Option<Bytes>,
    headers: Vec<(String, String)>,
    missed: Missed,
}

/// What the called side shall see of a call that was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missed {
    Hidden,
    Shown,
}

/// A URI that must not be touched, from a REFER (DR-87).
pub(super) struct Verbatim {
    pub(super) uri: String,
    pub(super) referred_by: Option<String>,
}

/// One INVITE for each peer that is tried.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) only: Option<Target>,
    pub(super) kind: Kind,
    to: Address,
    verbatim: Option<String>,
    from: String,
    contact_host: Option<String>,
    contact_user: Option<String>,
    headers: Vec<(String, String)>,
    sdp: Bytes,
    profile: crate::config::Profile,
}

impl Plan {
    pub(super) fn invite(&self, peer: &Target) -> Invite {
        let uri = match &self.verbatim {
            Some(uri) => uri.clone(),
            // It was checked before the plan was made.
            None => address::called(&self.to, peer, self.profile).unwrap_or_default(),
        };
        let mut invite = Invite::new(hop(peer), uri, self.from.as_str()).sdp(self.sdp.clone());
        if let Some(host) = &self.contact_host {
            invite = invite.name(host.as_str());
        }
        if let Some(user) = &self.contact_user {
            invite = invite.contact_user(user.as_str());
        }
        for (name, value) in &self.headers {
            invite = invite.header(name.as_str(), value.as_str());
        }
        invite
    }
}

impl Dial {
    pub(super) fn new(shared: Arc<Shared>, hub: mpsc::UnboundedSender<Ask>, to: Address) -> Self {
        let (ring_for, tenant) = (shared.config.ring_for, shared.tenants.only());
        let caller = shared.config.caller.clone();
        Self {
            shared,
            hub,
            to,
            verbatim: None,
            announce: None,
            caller,
            ring_for,
            tenant,
            protection: None,
            offer: None,
            headers: Vec::new(),
            missed: Missed::Hidden,
        }
    }

    /// Shows this name to the called side.
    pub fn announce(mut self, name: impl AsRef<str>) -> Self {
        self.announce = Some(name.as_ref().to_owned());
        self
    }

    /// Calls from this number: the user part of From and Contact.
    pub fn caller(mut self, number: impl Into<Address>) -> Self {
        self.caller = match number.into() {
            Address::Sip(uri) => user_of(&uri),
            other => Some(other.to_string()),
        };
        self
    }

    /// Gives up after this long; the trunk's default is 30 s.
    pub fn ring_for(mut self, wait: Duration) -> Self {
        self.ring_for = wait;
        self
    }

    /// Calls inside this customer's tenant: its host name goes into our Contact (DR-42). A trunk
    /// with one customer needs none.
    pub fn for_tenant(mut self, tenant: impl Into<Option<TenantId>>) -> Self {
        self.tenant = tenant.into().or(self.tenant);
        self
    }

    /// Encrypts media, or not, other than the trunk does by default.
    pub fn protection(mut self, protection: Protection) -> Self {
        self.protection = Some(protection);
        self
    }

    /// Offers a session description that somebody else made; the call has no media of its own
    /// here. For signalling-only bridges.
    pub fn offering(mut self, sdp: impl Into<Bytes>) -> Self {
        self.offer = Some(sdp.into());
        self
    }

    /// Adds a header to the INVITE.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Lets the called side see a missed call if we give up.
    pub fn showing_missed(mut self) -> Self {
        self.missed = Missed::Shown;
        self
    }

    pub(super) fn verbatim(mut self, verbatim: Verbatim) -> Self {
        self.verbatim = Some(verbatim);
        self
    }

    fn plan(&mut self, sdp: Bytes) -> Result<Plan, Error> {
        let shared = &self.shared;
        let config = &shared.config;
        let Some(peer) = config.peers.first() else {
            let text = format!("trunk {} has nobody to send calls to", config.name);
            return Err(Error::new("TCC-SIP-0507", ErrorKind::Config, text).fix("give it a peer"));
        };
        let contact_host = if shared.is_direct_routing() {
            if self.tenant.is_none() && shared.tenants.hosts().next().is_some() {
                // Numbers repeat between tenants (DR-42): guessing would ring a stranger.
                let text = format!("trunk {} has several tenants", config.name);
                return Err(Error::new("TCC-SIP-0512", ErrorKind::Config, text)
                    .fix("say whose agent is called with for_tenant"));
            }
            let host = shared.tenants.contact_host(self.tenant).ok_or_else(|| {
                let text = format!("trunk {} has no such tenant", config.name);
                Error::new("TCC-SIP-0508", ErrorKind::Config, text)
                    .fix("name the tenant's host in the trunk's config")
            })?;
            Some(host.to_owned())
        } else {
            None
        };
        if self.verbatim.is_none() {
            address::called(&self.to, peer, config.profile)?;
        }
        let host = contact_host.as_deref().unwrap_or(&shared.host);
        let from = match &self.caller {
            Some(user) => {
                let phone = user.bytes().all(|b| b.is_ascii_digit() || b"+*#".contains(&b));
                let user = crate::message::encode_user(user);
                let phone = if phone { ";user=phone" } else { "" };
                format!("<sip:{user}@{}{phone}>", address::bracketed(host))
            }
            None => format!("<sip:{}>", address::bracketed(host)),
        };
        let announce = self.announce.as_deref().map(address::quoted).unwrap_or_default();
        let mut headers = std::mem::take(&mut self.headers);
        let verbatim = self.verbatim.take();
        if let Some(by) = verbatim.as_ref().and_then(|verbatim| verbatim.referred_by.clone()) {
            headers.push(("Referred-By".to_owned(), by));
        }
        Ok(Plan {
            only: None,
            kind: if verbatim.is_some() { Kind::Referred } else { Kind::Call },
            to: self.to.clone(),
            verbatim: verbatim.map(|verbatim| verbatim.uri),
            from: format!("{announce}{from}"),
            contact_host,
            contact_user: self.caller.clone(),
            headers,
            sdp,
            profile: config.profile,
        })
    }

    /// Runs it; each provisional status is shown to `progress`.
    pub(super) async fn run(
        mut self,
        mut progress: impl FnMut(StatusCode) + Send,
    ) -> Result<Call, Refused> {
        let to = self.to.clone();
        let broken = |error: Error| Refused::new(&to, error.reason(), None, Some(error));
        let life = Arc::new(Life::new(self.tenant));
        let sdp = if let Some(sdp) = self.offer.take() {
            sdp
        } else {
            let media = self.shared.leg(self.protection).map_err(broken)?;
            life.set_media(media).offer()
        };
        let plan = self.plan(sdp).map_err(broken)?;
        let hub = self.hub.clone();
        if hub.send(Ask::Dial(Box::new(plan), life.clone())).is_err() {
            return Err(Refused::new(&to, Reason::Unavailable, None, None));
        }
        let mut guard = GiveUp { life: Some(life.clone()), hub, missed: self.missed };
        let answered = async {
            loop {
                match life.next().await {
                    Ok(LegEvent::Progress(status)) => progress(status),
                    Ok(LegEvent::Answered(sdp)) => return Ok(sdp),
                    Ok(_) => {}
                    Err(ended) => return Err(Refused::ended(&to, &ended, life.refusal())),
                }
            }
        };
        match tokio::time::timeout(self.ring_for, answered).await {
            Ok(Ok(sdp)) => {
                guard.life = None;
                let call =
                    Call::new(life.clone(), self.hub.clone(), self.shared.clone(), to.clone());
                let Some(media) = life.media.get() else {
                    life.remote.get_or_init(|| sdp);
                    return Ok(call);
                };
                match media.accept(&sdp) {
                    Ok(()) => Ok(call),
                    // Dropping the call hangs up.
                    Err(error) => {
                        Err(Refused::new(&to, Reason::Incompatible, None, Some(error.into())))
                    }
                }
            }
            Ok(Err(refused)) => {
                guard.life = None;
                Err(refused)
            }
            Err(_) => Err(Refused::new(&to, Reason::NoAnswer, None, None)),
        }
    }
}

fn user_of(uri: &str) -> Option<String> {
    let uri = crate::message::Uri::parse(uri.to_owned()).ok()?;
    uri.user_text().map(std::borrow::Cow::into_owned)
}

impl IntoFuture for Dial {
    type Output = Result<Call, Refused>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run(|_| {}))
    }
}

impl std::fmt::Debug for Dial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dial").field("to", &self.to).finish_non_exhaustive()
    }
}

/// Cancels a call that nobody waits for.
struct GiveUp {
    life: Option<Arc<Life>>,
    hub: mpsc::UnboundedSender<Ask>,
    missed: Missed,
}

impl Drop for GiveUp {
    fn drop(&mut self) {
        if let Some(life) = self.life.take() {
            let why = match self.missed {
                Missed::Hidden => reason::elsewhere(),
                Missed::Shown => reason::normal(),
            };
            self.hub.send(Ask::GiveUp(life, vec![("Reason".to_owned(), why)])).ok();
        }
    }
}

/// Why a dialled party did not take the call.
#[derive(Debug, thiserror::Error)]
#[error("{to:?} was not reached: {reason}")]
pub struct Refused {
    to: Address,
    reason: Reason,
    status: Option<StatusCode>,
    #[source]
    cause: Option<Error>,
}

impl Refused {
    fn new(to: &Address, reason: Reason, status: Option<StatusCode>, cause: Option<Error>) -> Self {
        Self { to: to.clone(), reason, status, cause }
    }

    fn ended(to: &Address, ended: &Ended, status: Option<StatusCode>) -> Self {
        let reason = match ended {
            Ended::Rejected(reason) | Ended::Lost(reason) => *reason,
            _ => Reason::Cancelled,
        };
        Self::new(to, reason, status, None)
    }

    pub(super) fn broken(to: &Address, error: Error) -> Self {
        Self::new(to, error.reason(), None, Some(error))
    }

    pub(super) fn caller_left(to: &Address, ended: &Ended) -> Self {
        let left = super::call::gone(ended);
        Self::new(to, Reason::Cancelled, None, Some(left))
    }

    /// Who was called.
    pub fn to(&self) -> &Address {
        &self.to
    }

    /// Why, in the words that the router understands.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// The SIP status, if the other side gave one.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// What it asks for, by Microsoft's table.
    pub fn class(&self) -> FailureClass {
        match (self.status, self.reason) {
            (Some(status), _) => classify(status.code(), None),
            (None, Reason::Unavailable) => FailureClass::RetryOtherDc,
            (None, Reason::NoAnswer) => FailureClass::NextAgent,
            (None, Reason::Incompatible) => FailureClass::MediaAlarm,
            _ => FailureClass::Final,
        }
    }

    /// What may be done about it.
    pub fn retry(&self) -> Retry {
        match self.reason {
            Reason::Overloaded => Retry::After(Duration::from_secs(1)),
            // The INVITE may have rung a phone before the line went dead.
            Reason::Failed | Reason::Unavailable if self.status.is_none() => Retry::Check,
            _ => Retry::Never,
        }
    }
}

impl HasReason for Refused {
    fn reason(&self) -> Reason {
        self.reason
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        // What was never tried says so itself: an address of another kind, a missing peer.
        let untried = |kind| matches!(kind, ErrorKind::Unsupported | ErrorKind::Config);
        let kind = match &refused.cause {
            Some(cause) if untried(cause.kind()) => cause.kind(),
            _ => refused.reason.kind(),
        };
        let retry = if untried(kind) { Retry::Never } else { refused.retry() };
        Self::new("TCC-SIP-0509", kind, refused.to_string()).with_retry(retry).with_source(refused)
    }
}
