//! Entra as an application sees it: OpenID documents, key sets and tokens, over https only.

mod apps;
mod calling;
mod keys;
mod refusal;
mod serve;
mod signing;

use std::collections::HashMap;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::{Error, Guid, Rng, Secret};

pub use apps::App;
pub(crate) use apps::{Grant, Registry};
use keys::Keys;
use refusal::Refusal;
pub(crate) use serve::percent_decoded;

use crate::people::{TenantRecord, fresh_guid, guid};
use crate::{Stage, Wire};

/// The audience of Graph tokens.
const GRAPH: &str = "https://graph.microsoft.com";
/// How long a token lives: 3,599 s, as Entra says for most applications.
const LIFE: Duration = Duration::from_secs(3599);
/// Clock difference that is forgiven in client assertions.
const LEEWAY_S: u64 = 300;
/// What the first application may do.
const ROLES: [&str; 8] = [
    "Presence.Read.All",
    "Presence.ReadWrite.All",
    "User.Read.All",
    "Calls.AccessMedia.All",
    "Calls.Initiate.All",
    "Calls.InitiateGroupCall.All",
    "Calls.JoinGroupCall.All",
    "Calls.JoinGroupCallAsGuest.All",
];

/// The sign-in service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SignIn {
    stage: Stage,
    keys: Keys,
    registry: Registry,
    shared: std::sync::Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    rng: Mutex<Rng>,
    base: Mutex<String>,
    life: Mutex<Duration>,
    first: (Guid, Secret),
}

impl SignIn {
    pub(crate) fn new(stage: Stage) -> Result<Self, Error> {
        let mut rng = stage.rng();
        let id = guid(stage.settings().seed, &["application"]);
        let secret = Secret::new(rng.token(40));
        let registry = Registry::default();
        let mut roles = ROLES.to_vec();
        roles.extend(crate::graph::data::application_permissions());
        roles.sort_unstable();
        roles.dedup();
        registry.register(App::new(id, "teams-cc", secret.clone(), &roles));
        let keys = Keys::new(rng.fork())?;
        let shared = Shared {
            rng: Mutex::new(rng),
            base: Mutex::default(),
            life: Mutex::new(LIFE),
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

    /// Signs with a new key from now on; the one before stays published (RS-62).
    pub fn rotate_keys(&self) -> Result<(), Error> {
        self.stage.ladder.note("sign-in", "", "keys rotated");
        self.keys.rotate()
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

    /// The published keys (RFC 7517).
    pub fn published_keys(&self) -> Value {
        self.keys.published()
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

    /// A token for an application, by its secret or its assertion.
    fn issue(&self, tenant: &str, form: &HashMap<String, String>) -> Result<Value, Refusal> {
        let field = |name: &str| form.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let need = |name: &str| field(name).ok_or_else(|| Refusal::missing(name));
        let grant_type = need("grant_type")?;
        if grant_type != "client_credentials" {
            return Err(Refusal::grant_type(grant_type));
        }
        let (client, scope) = (need("client_id")?, need("scope")?);
        // An application signs in at one tenant: the other names say nothing (section 1.2).
        let home = self.tenant(tenant)?.ok_or_else(|| Refusal::no_tenant(tenant))?;
        let unknown = || Refusal::no_app(client, &home.name);
        let id: Guid = client.parse().map_err(|_| unknown())?;
        let app = self.registry.app(id).ok_or_else(unknown)?;
        let how = match (field("client_secret"), field("client_assertion")) {
            (Some(secret), _) => self.check_secret(&app, secret).map(|()| "1")?,
            (None, Some(assertion)) => {
                self.check_assertion(&app, assertion, &home).map(|()| "2")?
            }
            (None, None) => return Err(Refusal::no_credential()),
        };
        if !app.tenants.is_empty() && !app.tenants.contains(&home.id) {
            return Err(Refusal::no_principal(client, &home.id.to_string()));
        }
        let resource =
            scope.strip_suffix("/.default").ok_or_else(|| Refusal::scope_shape(scope))?;
        let local_graph = resource.starts_with("http://127.0.0.1")
            || resource.starts_with("https://127.0.0.1")
            || resource.starts_with("https://localhost");
        if resource.trim_end_matches('/') != GRAPH && !local_graph {
            return Err(Refusal::no_resource(resource, &home.name));
        }
        self.grant_token(&app, &home, how).map_err(|error| {
            tracing::error!(%error, "a token was not signed");
            Refusal::fault(StatusCode::INTERNAL_SERVER_ERROR)
        })
    }

    fn check_secret(&self, app: &App, given: &str) -> Result<(), Refusal> {
        let client = app.id.to_string();
        let known = app.secrets.iter().find(|(secret, _)| secret.expose() == given);
        let (_, ends) = known.ok_or_else(|| Refusal::wrong_secret(&client))?;
        if *ends <= self.stage.clock.unix() {
            return Err(Refusal::old_secret(&client));
        }
        Ok(())
    }

    /// RFC 7523 section 3, as far as Entra asks: signature, issuer, audience, time.
    fn check_assertion(
        &self,
        app: &App,
        assertion: &str,
        home: &TenantRecord,
    ) -> Result<(), Refusal> {
        let shape = || Refusal::bad_assertion("The token is malformed.");
        let (signed, signature) = assertion.rsplit_once('.').ok_or_else(shape)?;
        let (head, claims) = signed.split_once('.').ok_or_else(shape)?;
        let part = |text: &str| -> Option<Value> {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
        };
        let (head, claims) = part(head).zip(part(claims)).ok_or_else(shape)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| shape())?;
        let algorithm = head["alg"].as_str().unwrap_or_default();
        if !app.has_signed(algorithm, signed.as_bytes(), &signature) {
            return Err(Refusal::bad_assertion("The key was not found."));
        }
        let us = app.id.to_string();
        if claims["iss"] != us.as_str() || claims["sub"] != us.as_str() {
            return Err(Refusal::bad_assertion("The issuer is not the application."));
        }
        let base = self.shared.base.lock().clone();
        let audience = claims["aud"].as_str().unwrap_or_default();
        let ours = |tenant: &str| {
            let tails = ["oauth2/v2.0/token", "v2.0", "oauth2/token", ""];
            tails.iter().any(|tail| audience == format!("{base}/{tenant}/{tail}"))
        };
        if !ours(&home.id.to_string()) && !ours(&home.domain) && !ours("common") {
            return Err(Refusal::assertion_audience());
        }
        let now = self.stage.clock.unix();
        let expires = claims["exp"].as_u64().ok_or_else(Refusal::assertion_time)?;
        let begins = claims["nbf"].as_u64().unwrap_or(0);
        if expires + LEEWAY_S <= now || begins > now + LEEWAY_S {
            return Err(Refusal::assertion_time());
        }
        Ok(())
    }

    fn grant_token(&self, app: &App, home: &TenantRecord, how: &str) -> Result<Value, Error> {
        let now = self.stage.clock.unix();
        let life = self.shared.life.lock().as_secs();
        let expires = now + life;
        let principal = guid(self.stage.settings().seed, &["principal", &home.name, &app.name]);
        let claims = json!({
            "aud": GRAPH,
            "iss": format!("https://sts.windows.net/{}/", home.id),
            "iat": now,
            "nbf": now,
            "exp": expires,
            "aio": self.shared.rng.lock().token(40),
            "app_displayname": app.name,
            "appid": app.id,
            "appidacr": how,
            "idp": format!("https://sts.windows.net/{}/", home.id),
            "idtyp": "app",
            "oid": principal,
            "sub": principal,
            "roles": app.roles,
            "tid": home.id,
            "uti": self.shared.rng.lock().token(22),
            "ver": "1.0",
        });
        let token = self.keys.sign(&claims)?;
        let grant = Grant {
            app: app.id,
            tenant: home.id,
            roles: app.roles.clone(),
            user: None,
            expires,
            is_revoked: false,
        };
        self.registry.granted(&token, grant, now);
        Ok(json!({
            "token_type": "Bearer",
            "expires_in": life,
            "ext_expires_in": life,
            "access_token": token,
        }))
    }
}
