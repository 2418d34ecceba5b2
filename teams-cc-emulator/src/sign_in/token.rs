//! The token endpoint: who asks, by which grant, for what.

use std::collections::HashMap;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use teams_cc_core::{Error, Guid};

use super::authorize::challenge_of;
use super::flows::{CODE_LIFE_S, REFRESH_LIFE_S, Session};
use super::refusal::Refusal;
use super::{App, BOTS, COGNITIVE, COMMUNICATION, GRAPH, Grant, Issuer, SignIn};
use crate::UserRecord;
use crate::people::{TenantRecord, guid};

const ON_BEHALF_OF: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// What `.default` stands for when a person is behind it.
const DELEGATED: [&str; 9] = [
    "User.Read",
    "User.Read.All",
    "Presence.Read.All",
    "Presence.ReadWrite",
    "Chat.ReadWrite",
    "ChatMessage.Send",
    "ChannelMessage.Send",
    "OnlineMeetings.ReadWrite",
    "Team.ReadBasic.All",
];
/// Scopes that ask for something about the sign-in itself.
const OPEN_ID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

type Form = HashMap<String, String>;

/// What a list of scopes asks for.
struct Asked {
    audience: String,
    scopes: Vec<String>,
}

impl SignIn {
    /// What the token endpoint answers.
    pub(super) fn issue(&self, tenant: &str, form: &Form) -> Result<Value, Refusal> {
        let field = |name: &str| form.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let need = |name: &str| field(name).ok_or_else(|| Refusal::missing(name));
        let grant_type = need("grant_type")?;
        let client = need("client_id")?;
        let home = self.tenant(tenant)?;
        let place = home.as_ref().map_or(tenant, |home| home.name.as_str());
        let unknown = || Refusal::no_app(client, place);
        let id: Guid = client.parse().map_err(|_| unknown())?;
        let app = self.registry.app(id).ok_or_else(unknown)?;
        match grant_type {
            "client_credentials" => self.for_the_app(tenant, home, &app, form),
            "authorization_code" => self.for_a_code(home.as_ref(), &app, form),
            "refresh_token" => self.for_a_refresh_token(home.as_ref(), &app, form),
            ON_BEHALF_OF => self.on_behalf_of(home.as_ref(), &app, form),
            other => Err(Refusal::grant_type(other)),
        }
    }

    fn for_the_app(
        &self,
        tenant: &str,
        home: Option<TenantRecord>,
        app: &App,
        form: &Form,
    ) -> Result<Value, Refusal> {
        let field = |name: &str| form.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let client = app.id.to_string();
        let scope = field("scope").ok_or_else(|| Refusal::missing("scope"))?;
        // An application signs in at one tenant: the other names say nothing (section 1.2).
        let home = home.ok_or_else(|| Refusal::no_tenant(tenant))?;
        let (secret, assertion) = (field("client_secret"), field("client_assertion"));
        let how = self.check_proof(app, secret, assertion, &home)?;
        let how = how.ok_or_else(Refusal::no_credential)?;
        if !app.tenants.is_empty() && !app.tenants.contains(&home.id) {
            return Err(Refusal::no_principal(&client, &home.id.to_string()));
        }
        let resource =
            scope.strip_suffix("/.default").ok_or_else(|| Refusal::scope_shape(scope))?;
        let audience = match resource.trim_end_matches('/') {
            // What a bot speaks to the Connector with.
            BOTS => BOTS,
            // Microsoft's clients write it with two slashes before `.default`.
            COMMUNICATION => COMMUNICATION,
            COGNITIVE => COGNITIVE,
            _ if is_graph(resource) => GRAPH,
            _ => return Err(Refusal::no_resource(resource, &home.name)),
        };
        self.grant_token(app, &home, how, audience).map_err(|error| unsigned(&error))
    }

    /// Checks the proof where the application has one: a browser's code alone proves nothing.
    fn prove(&self, app: &App, home: &TenantRecord, form: &Form) -> Result<(), Refusal> {
        let field = |name: &str| form.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let (secret, assertion) = (field("client_secret"), field("client_assertion"));
        let proved = self.check_proof(app, secret, assertion, home)?;
        let has_one = !app.secrets.is_empty() || !app.certificates.is_empty();
        if proved.is_none() && has_one { Err(Refusal::public_client()) } else { Ok(()) }
    }

    fn for_a_code(
        &self,
        home: Option<&TenantRecord>,
        app: &App,
        form: &Form,
    ) -> Result<Value, Refusal> {
        let field = |name: &str| form.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let need = |name: &str| field(name).ok_or_else(|| Refusal::missing(name));
        let text = need("code")?;
        let code = self.shared.flows.use_code(text).filter(|code| code.session.app == app.id);
        let code = code.ok_or_else(|| {
            Refusal::grant(9_002_313, "Invalid request. Request is malformed or invalid.")
        })?;
        let place = self.home_of(&code.session, home)?;
        self.prove(app, &place, form)?;
        if code.is_used {
            let text = "OAuth2 Authorization code was already redeemed, please retry with a new \
                        valid code or use an existing refresh token.";
            return Err(Refusal::grant(54005, text));
        }
        if code.session.since + CODE_LIFE_S <= self.stage.clock.unix() {
            let text = "The provided authorization code or refresh token has expired due to \
                        inactivity. Send a new interactive authorization request for this user and \
                        resource.";
            return Err(Refusal::grant(70008, text));
        }
        if need("redirect_uri")? != code.redirect {
            let text = "The reply address does not match the reply address used when requesting \
                        the authorization code.";
            return Err(Refusal::grant(500_112, text));
        }
        match (&code.challenge, field("code_verifier")) {
            (Some(challenge), Some(verifier)) if challenge_of(verifier) == *challenge => {}
            (None, None) => {}
            (Some(_), Some(_)) => {
                let text = "The Code_Verifier does not match the code_challenge supplied in the \
                            authorization request.";
                return Err(Refusal::grant(501_481, text));
            }
            _ => {
                let text = "The code_verifier parameter is missing or was not expected.";
                return Err(Refusal::grant(50148, text));
            }
        }
        let scopes = match field("scope") {
            Some(scope) => scope.split(' ').map(str::to_owned).collect(),
            None => code.session.scopes.clone(),
        };
        let session = Session { scopes, ..code.session };
        self.admit(app, &session, &place)?;
        self.answer_person(app, &session, &place, code.nonce.as_deref(), form)
    }

    fn for_a_refresh_token(
        &self,
        home: Option<&TenantRecord>,
        app: &App,
        form: &Form,
    ) -> Result<Value, Refusal> {
        let field = |name: &str| form.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let given = field("refresh_token").ok_or_else(|| Refusal::missing("refresh_token"))?;
        let session = self.shared.flows.refresh(given).filter(|session| session.app == app.id);
        let bad = || {
            let text = "Provided grant is invalid or malformed.";
            Refusal::grant(70000, text)
        };
        let mut session = session.ok_or_else(bad)?;
        let place = self.home_of(&session, home)?;
        self.prove(app, &place, form)?;
        if session.since + REFRESH_LIFE_S <= self.stage.clock.unix() {
            let text = "The refresh token has expired due to inactivity.";
            return Err(Refusal::grant(700_082, text));
        }
        if let Some(scope) = field("scope") {
            session.scopes = scope.split(' ').map(str::to_owned).collect();
        }
        self.admit(app, &session, &place)?;
        self.answer_person(app, &session, &place, None, form)
    }

    fn on_behalf_of(
        &self,
        home: Option<&TenantRecord>,
        app: &App,
        form: &Form,
    ) -> Result<Value, Refusal> {
        let field = |name: &str| form.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let need = |name: &str| field(name).ok_or_else(|| Refusal::missing(name));
        if need("requested_token_use")? != "on_behalf_of" {
            return Err(Refusal::missing("requested_token_use"));
        }
        let assertion = need("assertion")?;
        let unknown = || {
            let text = "Assertion failed signature validation. The key was not found.";
            Refusal::grant(50013, text)
        };
        let grant = self.registry.grant(assertion).ok_or_else(unknown)?;
        let user = grant.user.ok_or_else(|| {
            let text = "The assertion is an application's token; on-behalf-of needs a person's.";
            Refusal::grant(50027, text)
        })?;
        if grant.audience != app.id.to_string() {
            let text = "Assertion audience does not match the Client app presenting the \
                        assertion. The audience in the assertion is not the application.";
            return Err(Refusal::grant(500_131, text));
        }
        if grant.expires <= self.stage.clock.unix() {
            let text = "The provided assertion has expired. Assertion is not within its valid time \
                        range.";
            return Err(Refusal::grant(500_133, text));
        }
        let scopes = need("scope")?.split(' ').map(str::to_owned).collect();
        let session = Session {
            app: app.id,
            user,
            tenant: grant.tenant,
            scopes,
            mfa: grant.mfa,
            since: if grant.is_revoked { 0 } else { self.stage.clock.unix() + 1 },
        };
        let place = self.home_of(&session, home)?;
        self.prove(app, &place, form)?;
        self.admit(app, &session, &place)?;
        self.answer_person(app, &session, &place, None, form)
    }

    /// The tenant of a session, which the address must not contradict.
    fn home_of(
        &self,
        session: &Session,
        named: Option<&TenantRecord>,
    ) -> Result<TenantRecord, Refusal> {
        let tenants = self.stage.people.tenants();
        let home = tenants.into_iter().find(|tenant| tenant.id == session.tenant);
        let home = home.ok_or_else(|| Refusal::no_tenant(&session.tenant.to_string()))?;
        match named {
            Some(named) if named.id != home.id => Err(Refusal::grant(
                700_005,
                "Provided grant was issued for another tenant than the one that is asked.",
            )),
            _ => Ok(home),
        }
    }

    fn person_of(&self, session: &Session, home: &TenantRecord) -> Result<UserRecord, Refusal> {
        let user = self.stage.people.user(&home.name, &session.user.to_string());
        user.ok_or_else(Refusal::no_user)
    }

    fn admit(&self, app: &App, session: &Session, home: &TenantRecord) -> Result<(), Refusal> {
        let user = self.person_of(session, home)?;
        self.enters(app, &user, home, true, session.mfa)?;
        if self.shared.flows.is_over(session) { Err(Refusal::revoked()) } else { Ok(()) }
    }

    fn answer_person(
        &self,
        app: &App,
        session: &Session,
        home: &TenantRecord,
        nonce: Option<&str>,
        form: &Form,
    ) -> Result<Value, Refusal> {
        let user = self.person_of(session, home)?;
        let asked = asked(app, session, &home.name)?;
        let (token, life) = self
            .delegated(app.id, &user, &asked.audience, &asked.scopes, session.mfa)
            .map_err(|error| unsigned(&error))?;
        let has = |scope: &str| session.scopes.iter().any(|one| one == scope);
        let mut body = json!({
            "token_type": "Bearer",
            "scope": asked.scopes.join(" "),
            "expires_in": life,
            "ext_expires_in": life,
            "access_token": token,
        });
        let now = self.stage.clock.unix();
        if has("offline_access") {
            let text = self.shared.rng.lock().token(160);
            let session = Session { since: now, ..session.clone() };
            self.shared.flows.keep_refresh(&text, session, now);
            body["refresh_token"] = text.into();
        }
        if has("openid") {
            let claims = self.id_claims(app, &user, home, nonce);
            let token = self
                .sign_service_claims(Issuer::Entra, &claims)
                .map_err(|error| unsigned(&error))?;
            body["id_token"] = token.into();
        }
        if form.get("client_info").is_some_and(|wanted| wanted == "1") {
            let info = json!({"uid": user.id, "utid": home.id}).to_string();
            body["client_info"] = URL_SAFE_NO_PAD.encode(info).into();
        }
        Ok(body)
    }

    fn id_claims(
        &self,
        app: &App,
        user: &UserRecord,
        home: &TenantRecord,
        nonce: Option<&str>,
    ) -> Value {
        let now = self.stage.clock.unix();
        let life = self.shared.life.lock().as_secs();
        let mut claims = json!({
            "aud": app.id,
            "iss": format!("{}/{}/v2.0", self.shared.base.lock(), home.id),
            "iat": now,
            "nbf": now,
            "exp": now + life,
            "name": user.display_name,
            "oid": user.id,
            "preferred_username": user.upn,
            "rh": self.shared.rng.lock().token(40),
            "sub": guid(self.stage.settings().seed, &["subject", &app.id.to_string(), &user.upn]),
            "tid": home.id,
            "uti": self.shared.rng.lock().token(22),
            "ver": "2.0",
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = nonce.into();
        }
        claims
    }

    /// A token of the application itself.
    pub(super) fn grant_token(
        &self,
        app: &App,
        home: &TenantRecord,
        how: &str,
        audience: &str,
    ) -> Result<Value, Error> {
        let now = self.stage.clock.unix();
        let life = self.shared.life.lock().as_secs();
        let expires = now + life;
        let roles = self.granted_roles(app, home.id);
        let principal = guid(self.stage.settings().seed, &["principal", &home.name, &app.name]);
        let claims = json!({
            "aud": audience,
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
            "roles": roles,
            "tid": home.id,
            "uti": self.shared.rng.lock().token(22),
            "ver": "1.0",
        });
        let token = self.sign_service_claims(Issuer::Entra, &claims)?;
        let grant = Grant {
            app: app.id,
            tenant: home.id,
            roles,
            user: None,
            audience: audience.into(),
            mfa: false,
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

/// Splits scopes into the resource they are of and what is wanted there.
fn asked(app: &App, session: &Session, tenant: &str) -> Result<Asked, Refusal> {
    let own = app.id.to_string();
    let mut found: Option<String> = None;
    let mut scopes: Vec<String> = Vec::new();
    for scope in session.scopes.iter().filter(|scope| !scope.is_empty()) {
        if OPEN_ID.contains(&scope.as_str()) {
            continue;
        }
        let (resource, name) = scope.rsplit_once('/').unwrap_or((GRAPH, scope));
        let audience = if is_graph(resource) {
            GRAPH.to_owned()
        } else if resource.trim_start_matches("api://").ends_with(&own) {
            own.clone()
        } else {
            return Err(Refusal::no_resource(resource, tenant));
        };
        if found.as_ref().is_some_and(|known| *known != audience) {
            let text = "The provided request must include scopes of one resource only.";
            return Err(Refusal::grant(28000, text));
        }
        found = Some(audience);
        match name {
            ".default" => scopes.extend(DELEGATED.map(str::to_owned)),
            name => scopes.push(name.to_owned()),
        }
    }
    if scopes.is_empty() {
        scopes.push("User.Read".to_owned());
    }
    Ok(Asked { audience: found.unwrap_or_else(|| GRAPH.to_owned()), scopes })
}

fn is_graph(resource: &str) -> bool {
    let local = ["http://127.0.0.1", "https://127.0.0.1", "https://localhost"];
    resource.trim_end_matches('/') == GRAPH || local.iter().any(|local| resource.starts_with(local))
}

fn unsigned(error: &Error) -> Refusal {
    tracing::error!(%error, "a token was not signed");
    Refusal::fault(StatusCode::INTERNAL_SERVER_ERROR)
}
