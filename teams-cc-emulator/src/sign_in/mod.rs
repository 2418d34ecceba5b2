//! Entra as an application sees it: OpenID documents, key sets and tokens, over https only.

mod apps;
mod authorize;
mod calling;
mod flows;
mod identity;
mod keys;
mod people;
mod proof;
mod refusal;
mod serve;
mod signing;
mod token;

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;
use serde_json::Value;
use teams_cc_core::{Error, Guid, Rng, Secret};

pub use apps::{App, Federated};
pub(crate) use apps::{Grant, Registry};
pub use keys::Issuer;
pub(crate) use keys::Keys;
use keys::Rings;
use refusal::Refusal;

use crate::people::{TenantRecord, fresh_guid, guid};
use crate::{Stage, Wire};

/// The audience of Graph tokens.
const GRAPH: &str = "https://graph.microsoft.com";
/// The audience of the tokens that the Bot Connector takes.
pub(crate) const BOTS: &str = "https://api.botframework.com";
/// The audience of the tokens that Call Automation takes.
pub(crate) const COMMUNICATION: &str = "https://communication.azure.com";
/// The audience of the tokens that Azure AI resources take.
pub(crate) const COGNITIVE: &str = "https://cognitiveservices.azure.com";
/// How long a token lives: 3,599 s, as Entra says for most applications.
const LIFE: Duration = Duration::from_secs(3599);
/// What the first application may do.
const ROLES: [&str; 9] = [
    "Presence.Read.All",
    "Presence.ReadWrite.All",
    "User.Read.All",
    "Application.Read.All",
    "Calls.AccessMedia.All",
    "Calls.Initiate.All",
    "Calls.InitiateGroupCall.All",
    "Calls.JoinGroupCall.All",
    "Calls.JoinGroupCallAsGuest.All",
];

/// Where the first application may have people sent back to.
const REDIRECTS: [&str; 3] = [
    "http://localhost",
    "https://agents.contoso.example/signed-in",
    "https://agents.contoso.example/consented",
];

/// The sign-in service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SignIn {
    stage: Stage,
    keys: Rings,
    registry: Registry,
    shared: std::sync::Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    rng: Mutex<Rng>,
    base: Mutex<String>,
    life: Mutex<Duration>,
    flows: flows::Flows,
    first: (Guid, Secret),
}

impl SignIn {
    pub(crate) fn new(stage: Stage) -> Result<Self, Error> {
        let mut rng = stage.rng();
        let id = guid(stage.settings().seed, &["application"]);
        let secret = Secret::new(rng.token(40));
        let registry = Registry::default();
        let mut roles = ROLES.to_vec();
        roles.extend(crate::graph::resources::application_permissions());
        roles.sort_unstable();
        roles.dedup();
        let mut first = App::new(id, "teams-cc", secret.clone(), &roles);
        first.redirect_uris = REDIRECTS.map(str::to_owned).into();
        registry.register(first);
        let keys = Rings::new(&mut rng)?;
        let shared = Shared {
            rng: Mutex::new(rng),
            base: Mutex::default(),
            life: Mutex::new(LIFE),
            flows: flows::Flows::default(),
            first: (id, secret),
        };
        Ok(Self { stage, keys, registry, shared: shared.into() })
    }

    /// Called once the address is known; it stands in the OpenID documents.
    pub(crate) fn serves_at(&self, base: &str) {
        *self.shared.base.lock() = base.into();
    }

    /// The first application's id and secret.
    pub fn credentials(&self) -> (Guid, Secret) {
        self.shared.first.clone()
    }

    /// Registers an application, or replaces one with the same id.
    pub fn register(&self, app: App) {
        self.registry.register(app);
    }

    /// A registered application.
    pub fn app(&self, id: Guid) -> Option<App> {
        self.registry.app(id)
    }

    /// All registered applications.
    pub fn apps(&self) -> Vec<App> {
        self.registry.apps()
    }

    /// Every issuer signs with a new key from now on; the one before stays published (RS-62).
    pub fn rotate_keys(&self) -> Result<(), Error> {
        self.stage.ladder.note("sign-in", "", "keys rotated");
        Issuer::ALL.into_iter().try_for_each(|issuer| self.keys.of(issuer).rotate())
    }

    /// Graph refuses every token given out so far, with a claims challenge (RS-77). Gives their
    /// number.
    pub fn revoke_tokens(&self) -> usize {
        self.stage.ladder.note("sign-in", "", "tokens revoked");
        self.registry.revoke_all()
    }

    /// How long tokens live from now on.
    pub fn tokens_live(&self, life: Duration) {
        *self.shared.life.lock() = life;
    }

    /// The keys that an issuer publishes (RFC 7517).
    pub fn published_keys(&self, issuer: Issuer) -> Value {
        self.keys.of(issuer).published()
    }

    pub(crate) fn authorization_endpoint(&self) -> String {
        format!("{}/common/oauth2/authorize", self.shared.base.lock())
    }

    pub(crate) fn grant(&self, token: &str) -> Option<Grant> {
        self.registry.grant(token)
    }

    fn fresh_guid(&self) -> String {
        fresh_guid(&mut self.shared.rng.lock()).to_string()
    }

    /// The tenant that an address names. `common` and `organizations` name none.
    fn tenant(&self, text: &str) -> Result<Option<TenantRecord>, Refusal> {
        if matches!(text, "common" | "organizations" | "consumers") {
            return Ok(None);
        }
        let tenant = self.stage.people.tenant_by_id_or_domain(text);
        tenant.map(Some).ok_or_else(|| Refusal::no_tenant(text))
    }

    fn refuse(&self, refusal: &Refusal, correlation: &str) -> Response {
        self.log_answer(refusal.status, &format!("{} AADSTS{}", refusal.error, refusal.code));
        // Entra's own spelling: whole seconds, a blank between date and time, and a Z.
        let now = self.stage.clock.rfc3339();
        let timestamp = format!("{}Z", now.get(..19).unwrap_or(&now).replace('T', " "));
        let body = refusal.body(&self.fresh_guid(), correlation, &timestamp);
        self.reply(refusal.status, &body)
    }

    fn log_asked(&self, method: &str, path: &str) {
        let line = format!("{method} {path}");
        self.stage.ladder.message(Wire::SignIn, "app", "sign-in", "", &line);
    }

    fn log_answer(&self, status: StatusCode, what: &str) {
        let line = format!("{} {what}", status.as_u16());
        self.stage.ladder.message(Wire::SignIn, "sign-in", "app", "", &line);
    }

    fn reply(&self, status: StatusCode, body: &Value) -> Response {
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, json);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache"));
        if let Ok(id) = HeaderValue::from_str(&self.fresh_guid()) {
            headers.insert("x-ms-request-id", id);
        }
        response
    }
}
