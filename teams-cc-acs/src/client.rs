//! The handle: one Communication Services resource.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use azure_core::credentials::TokenCredential;
use parking_lot::RwLock;
use teams_cc_core::{Address, AgentId, Error, Rng, Secret, TenantId};
use teams_cc_http::send::{self, Incoming, Limit, Opened, Wire};
use teams_cc_http::{certificates, is_loopback};
use url::Url;

use crate::auth::tokens::Tokens;
use crate::auth::{Credential, connection_string, signature::AccessKey};
use crate::calls::Calls;
use crate::clock::Clock;
use crate::error;
use crate::jwt::Policy;
use crate::models::{AudioFormat, Identifier};
use crate::operations::Api;
use crate::request::pipeline::Pipeline;
use crate::request::{DEFAULT_BUDGET, Malformed, Parts};
use crate::webhook::Webhook;

/// The version of the interface (`acs.md` section 1).
pub const API_VERSION: &str = "2026-03-12";
/// What we call ourselves.
pub(crate) const AGENT: &str = concat!("teams-cc-acs/", env!("CARGO_PKG_VERSION"));
/// Seats that are known by name.
const MOST_SEATS: usize = 100_000;

/// Call Automation of one Communication Services resource. Cheap to clone; all clones share
/// connections, tokens and calls.
///
/// Made by [`CallAutomation::from_env`] or [`CallAutomation::builder`].
#[derive(Clone)]
pub struct CallAutomation(Arc<Shared>);

struct Shared {
    pipeline: Pipeline,
    endpoint: Url,
    within: Duration,
    settings: Settings,
    seats: RwLock<HashMap<AgentId, Identifier>>,
    /// Resource accounts by tenant.
    accounts: RwLock<HashMap<Identifier, TenantId>>,
}

/// What calls need to know.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) intelligence: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) voice: Option<String>,
    pub(crate) streaming: Option<AudioFormat>,
    pub(crate) unmixed: bool,
    pub(crate) resource_id: Option<String>,
    pub(crate) openid: Option<String>,
    pub(crate) event_key: Option<Secret>,
    pub(crate) event_policy: Option<Policy>,
}

impl CallAutomation {
    /// Starts with what a program must decide itself.
    pub fn builder() -> CallAutomationBuilder {
        CallAutomationBuilder::default()
    }

    /// Every request of Call Automation, typed.
    pub fn api(&self) -> Api {
        Api::new(self.clone())
    }

    /// Says where the service reaches this program: an https address, with the path below which
    /// callbacks, events, prompts and media come in. Gives the calls, and the side that receives.
    ///
    /// The Event Grid subscription for `IncomingCall` and `RecordingFileStatusUpdated` points at
    /// `…/events`.
    pub fn listen(&self, address: impl AsRef<str>) -> (Calls, Webhook) {
        let calls = Calls::new(self.clone(), address.as_ref());
        let webhook = Webhook::new(&calls);
        (calls, webhook)
    }

    /// Says who sits at a seat of the vendor's desktop, so that [`Address::Seat`] can be invited:
    /// usually [`Identifier::agent`]. The newest counts.
    pub fn seat(&self, agent: impl Into<AgentId>, who: Identifier) {
        let mut seats = self.0.seats.write();
        let agent = agent.into();
        // A directory larger than any centre is a mistake of the caller; it does not grow on.
        if seats.len() < MOST_SEATS || seats.contains_key(&agent) {
            seats.insert(agent, who);
        }
    }

    /// Host and port of the resource.
    pub fn host(&self) -> String {
        crate::auth::signature::host(&self.0.endpoint)
    }

    pub(crate) fn identifier(&self, address: &Address) -> Result<Identifier, Error> {
        match address {
            Address::Seat(agent) => {
                self.0.seats.read().get(agent).cloned().ok_or_else(error::unknown_seat)
            }
            _ => Identifier::of(address),
        }
    }

    /// Whose resource account this is, as far as this program has assigned or named it.
    pub(crate) fn tenant_of(&self, account: &Identifier) -> Option<TenantId> {
        self.0.accounts.read().get(account).copied()
    }

    pub(crate) fn is_account_of(&self, account: Identifier, tenant: TenantId) {
        let mut accounts = self.0.accounts.write();
        if accounts.len() < MOST_SEATS || accounts.contains_key(&account) {
            accounts.insert(account, tenant);
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn is_on_loopback(&self) -> bool {
        is_loopback(&self.0.endpoint)
    }

    pub(crate) fn within(&self) -> Duration {
        self.0.within
    }

    pub(crate) fn clock(&self) -> &Clock {
        self.0.pipeline.clock()
    }

    pub(crate) fn fork_rng(&self) -> Rng {
        self.0.pipeline.fork_rng()
    }

    /// The address of a path that is already percent-encoded; a segment that is empty is none.
    pub(crate) fn url(&self, path: &str) -> Result<Url, Malformed> {
        self.url_of(path, API_VERSION)
    }

    pub(crate) fn url_of(&self, path: &str, version: &str) -> Result<Url, Malformed> {
        if path.contains("//") || path.ends_with('/') || path.contains("/:") {
            return Err(Malformed);
        }
        let mut url = self.0.endpoint.join(path).map_err(|_| Malformed)?;
        url.set_query(Some(&format!("api-version={version}")));
        Ok(url)
    }

    /// A link that the service gave: on its own host only (RS-78).
    pub(crate) fn own_link(&self, link: &str) -> Result<Url, Error> {
        let url = self.0.endpoint.join(link).ok();
        url.filter(|url| url.origin() == self.0.endpoint.origin()).ok_or_else(error::foreign_link)
    }

    pub(crate) async fn send(&self, parts: &Parts) -> Result<Incoming, Error> {
        self.0.pipeline.send(parts).await
    }

    pub(crate) async fn open(&self, parts: &Parts) -> Result<Opened, Error> {
        self.0.pipeline.open(parts).await
    }
}

impl fmt::Debug for CallAutomation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallAutomation").field("host", &self.host()).finish_non_exhaustive()
    }
}

/// Wiring of a [`CallAutomation`]: which resource, and as whom.
#[derive(Default)]
pub struct CallAutomationBuilder {
    endpoint: Option<String>,
    key: Option<Secret>,
    connection_string: Option<Secret>,
    credential: Option<Arc<dyn TokenCredential>>,
    http: Option<reqwest::Client>,
    wire: Option<Arc<dyn Wire>>,
    roots: Vec<u8>,
    within: Option<Duration>,
    limit: Option<Limit>,
    seed: Option<u64>,
    wall: Option<Arc<dyn Fn() -> i64 + Send + Sync>>,
    settings: Settings,
}

impl CallAutomationBuilder {
    /// Endpoint and access key in one, as the portal shows them.
    pub fn connection_string(mut self, text: Secret) -> Self {
        self.connection_string = Some(text);
        self
    }

    /// The resource: scheme, host and port; https, or http on loopback.
    pub fn endpoint(mut self, root: impl Into<String>) -> Self {
        self.endpoint = Some(root.into());
        self
    }

    /// Signs each request with the resource's access key.
    pub fn access_key(mut self, key: Secret) -> Self {
        self.key = Some(key);
        self
    }

    /// Sends tokens of Entra.
    pub fn credential(mut self, credential: Arc<dyn TokenCredential>) -> Self {
        self.credential = Some(credential);
        self
    }

    /// The Azure AI resource that speaks and understands for the calls.
    pub fn intelligence(mut self, endpoint: impl Into<String>) -> Self {
        self.settings.intelligence = Some(endpoint.into());
        self
    }

    /// The language of callers (`en-US`): of recognition, of the voice, of transcripts.
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.settings.locale = Some(locale.into());
        self
    }

    /// The voice that speaks, by its name (`en-US-JennyNeural`).
    pub fn voice(mut self, name: impl Into<String>) -> Self {
        self.settings.voice = Some(name.into());
        self
    }

    /// Calls can be streamed, in this format: all participants in one stream.
    pub fn streaming(mut self, format: AudioFormat) -> Self {
        self.settings.streaming = Some(format);
        self
    }

    /// Calls can be streamed, each participant apart.
    pub fn streaming_unmixed(mut self, format: AudioFormat) -> Self {
        self.settings.streaming = Some(format);
        self.settings.unmixed = true;
        self
    }

    /// The resource's immutable id: the audience of callbacks' tokens. Without it every callback
    /// is refused.
    pub fn resource_id(mut self, id: impl Into<String>) -> Self {
        self.settings.resource_id = Some(id.into());
        self
    }

    /// Another OpenID document than Microsoft's for the keys of callbacks: of an emulator.
    pub fn openid_document(mut self, url: impl Into<String>) -> Self {
        self.settings.openid = Some(url.into());
        self
    }

    /// The secret that Event Grid sends with each event: a delivery property named
    /// `x-teams-cc-key`, or `?key=` of the subscription's address.
    pub fn event_key(mut self, key: Secret) -> Self {
        self.settings.event_key = Some(key);
        self
    }

    /// Event Grid delivers with tokens of Entra, and these count:
    /// [`Policy::event_grid`](crate::jwt::Policy::event_grid) with the webhook's application. With
    /// a key as well, both must be there.
    pub fn event_policy(mut self, policy: Policy) -> Self {
        self.settings.event_policy = Some(policy);
        self
    }

    /// The HTTP client to use instead of our own. It must not follow redirects to other hosts.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// PEM certificates that are trusted beside the system's.
    pub fn root_certificates(mut self, pem: &[u8]) -> Self {
        self.roots.extend_from_slice(pem);
        self.roots.push(b'\n');
        self
    }

    /// How long a request may take unless it says otherwise (10 s).
    pub fn within(mut self, budget: Duration) -> Self {
        self.within = Some(budget);
        self
    }

    /// Sends at most so many requests in any such time, a twentieth less to be sure. Microsoft
    /// publishes no figure for Call Automation (`acs.md` section 8): this is for a quota that you
    /// were told, or share between programs. Without it only the service's own 429 holds us back.
    pub fn at_most(mut self, requests: u32, window: Duration) -> Self {
        self.limit = Some(Limit { requests, window });
        self
    }

    /// Where dates come from: seconds since 1970. The system's clock unless said otherwise.
    pub fn wall_clock(mut self, seconds: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        self.wall = Some(Arc::new(seconds));
        self
    }

    #[cfg(test)]
    pub(crate) fn scripted(mut self, wire: Arc<dyn Wire>, seed: u64) -> Self {
        self.wire = Some(wire);
        self.seed = Some(seed);
        self
    }

    /// Puts it together. Nothing is sent yet.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config), naming what cannot be used.
    pub fn build(self) -> Result<CallAutomation, Error> {
        let (mut endpoint, mut key) = (self.endpoint, self.key);
        if let Some(text) = &self.connection_string {
            let (named, its_key) = connection_string::parse(text.expose())?;
            endpoint.get_or_insert(named);
            key.get_or_insert(its_key);
        }
        let endpoint = root(endpoint.as_deref().unwrap_or_default())?;
        let clock = self.wall.map_or_else(Clock::start, Clock::with_wall);
        let credential = match (self.credential, key) {
            (Some(credential), _) => {
                Credential::Entra(Arc::new(Tokens::new(credential, clock.clone())))
            }
            (None, Some(key)) => Credential::Key(Box::new(AccessKey::new(&key)?)),
            (None, None) => return Err(error::no_credential()),
        };
        let wire = match (self.wire, self.http) {
            (Some(wire), _) => wire,
            (None, Some(http)) => Arc::new(http) as Arc<dyn Wire>,
            (None, None) => {
                let roots =
                    if self.roots.is_empty() { Vec::new() } else { certificates(&self.roots)? };
                Arc::new(send::client(AGENT, &roots, is_loopback(&endpoint))?)
            }
        };
        let rng = self.seed.map_or_else(from_system, Rng::from_seed);
        let pipeline = Pipeline::new(wire, credential, clock, rng, self.limit);
        Ok(CallAutomation(Arc::new(Shared {
            pipeline,
            endpoint,
            within: self.within.unwrap_or(DEFAULT_BUDGET),
            settings: self.settings,
            seats: RwLock::default(),
            accounts: RwLock::default(),
        })))
    }
}

impl fmt::Debug for CallAutomationBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallAutomationBuilder")
            .field("endpoint", &self.endpoint)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Scheme and host of the resource.
fn root(text: &str) -> Result<Url, Error> {
    let url = Url::parse(text).map_err(|_| error::endpoint("it is no address"))?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return Err(error::endpoint("it has more than scheme and host"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(error::endpoint("only https is accepted, and http on loopback")),
    }
}

pub(crate) fn from_system() -> Rng {
    // 244 random bits of the operating system.
    let mut seed = [0; 32];
    for half in seed.chunks_exact_mut(16) {
        half.copy_from_slice(uuid::Uuid::new_v4().as_bytes());
    }
    Rng::from_entropy(seed)
}
