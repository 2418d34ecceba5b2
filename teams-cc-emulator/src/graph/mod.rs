//! Microsoft Graph as far as a contact centre needs it: calls, presence, subscriptions, the data of
//! the tenants, `$batch`, tokens, throttling, errors.

mod accounts;
mod answer;
mod apps;
mod batch;
pub(crate) mod callbacks;
pub mod calls;
pub(crate) mod changes;
mod odata;
pub(crate) mod presence;
pub(crate) mod resources;
mod shown;
pub(crate) mod subscriptions;
mod throttle;
mod work_hours;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::{Guid, Rng, TenantId};

use answer::{Answer, Ask, Body};
pub use throttle::Limits;
use throttle::{Budget, Throttle, Verdict};

use crate::http::{Cut, MOST_BODY};
use crate::people::fresh_guid;
use crate::sign_in::SignIn;
use crate::{Fault, Place, Stage, Wire};

/// Graph's own application id, as it stands in `WWW-Authenticate`.
const GRAPH_APP: &str = "00000003-0000-0000-c000-000000000000";

/// The audience of the tokens that Graph takes.
const GRAPH_ROOT: &str = "https://graph.microsoft.com";

/// The emulated Graph. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Graph {
    stage: Stage,
    sign_in: SignIn,
    throttle: Arc<Throttle>,
    shared: Arc<Shared>,
    /// The address of this listener, if it is not the common one.
    own_base: Option<Arc<str>>,
}

#[derive(Debug)]
struct Shared {
    rng: Mutex<Rng>,
    base: Mutex<String>,
    /// The newest message's id.
    last_message: AtomicU64,
}

/// Who asks: taken from the token.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    app: Guid,
    tenant_id: TenantId,
    /// Short name.
    tenant: String,
    /// Application permissions, or the scopes of a user's token.
    roles: Vec<String>,
    /// Whoever signed in, if the token is a user's.
    user: Option<Guid>,
}

impl Caller {
    /// One of these permissions, or 403.
    fn needs(&self, any: &[&str]) -> Result<(), Answer> {
        let has = self.roles.iter().any(|role| any.contains(&role.as_str()));
        has.then_some(()).ok_or_else(Answer::forbidden)
    }

    /// An application with those permissions, for tests of machines.
    #[cfg(test)]
    fn of_app(app: Guid, tenant_id: TenantId, roles: &[&str]) -> Self {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        Self { app, tenant_id, tenant: "adatum".into(), roles, user: None }
    }

    /// The signed-in user behind the token; `None` for an application's own.
    fn reader(&self) -> Option<Guid> {
        self.user
    }
}

impl Graph {
    pub(crate) fn new(stage: Stage, sign_in: SignIn) -> Self {
        let throttle = Throttle::new(stage.settings().limits);
        let shared = Shared {
            rng: Mutex::new(stage.rng()),
            base: Mutex::default(),
            last_message: AtomicU64::default(),
        };
        Self { stage, sign_in, throttle: throttle.into(), shared: shared.into(), own_base: None }
    }

    /// Called once the address is known; it stands in contexts and next links.
    pub(crate) fn serves_at(&self, base: &str) {
        *self.shared.base.lock() = base.into();
    }

    pub(crate) fn router(&self) -> Router {
        Router::new().fallback(serve).with_state(self.clone())
    }

    /// The same Graph at another address: whoever asks there gets links that lead there.
    pub(crate) fn at(&self, base: &str) -> Self {
        Self { own_base: Some(base.into()), ..self.clone() }
    }

    fn base(&self) -> String {
        match &self.own_base {
            Some(own) => own.to_string(),
            None => self.shared.base.lock().clone(),
        }
    }

    fn context(&self, ask: &Ask, what: &str) -> String {
        format!("{}/{}/$metadata#{what}", self.base(), ask.version)
    }

    /// Answers a request of a caller who has a token. Faults that strike only in HTTP are not here.
    fn step_answer(&self, ask: &Ask, caller: &Caller) -> Answer {
        let subject = format!("{} /{}", ask.method, ask.path.join("/"));
        if let Some(fault) = self.stage.faults.take(Place::Graph, &format!("$batch {subject}")) {
            if let Fault::Status { status, retry_after } = fault {
                return refused_by_fault(status, retry_after);
            }
            tracing::warn!(?fault, "this fault does not strike inside a batch");
        }
        self.answer(ask, caller)
    }

    fn answer(&self, ask: &Ask, caller: &Caller) -> Answer {
        let (budget, units) = cost(ask);
        let now = self.stage.clock.now();
        let share = match self.throttle.count(now, caller.app, caller.tenant_id, budget, units) {
            Verdict::Pass(share) => share,
            Verdict::Wait(wait) => return Answer::throttled(&wait),
        };
        if let Some((operation, keys)) = resources::operation(ask) {
            let spends = throttle::spends(operation.id, operation.method, &keys);
            if let Err(wait) = self.throttle.spend(now, caller.app, caller.tenant_id, &spends) {
                return Answer::throttled(&wait);
            }
        }
        let mut answer = self.dispatch(ask, caller).unwrap_or_else(|refusal| refusal);
        if budget == Budget::Directory {
            answer = answer.header("x-ms-resource-unit", units.to_string());
            // Sent from four fifths of the budget on.
            if share >= 0.8 {
                answer = answer.header("x-ms-throttle-limit-percentage", format!("{share:.1}"));
            }
        }
        answer
    }

    fn dispatch(&self, ask: &Ask, caller: &Caller) -> Result<Answer, Answer> {
        let mut path: Vec<&str> = ask.path.iter().map(String::as_str).collect();
        let me = caller.reader().map(|user| user.to_string());
        if path.first() == Some(&"me") {
            let Some(me) = &me else {
                let text = "/me request is only valid with delegated authentication flow.";
                return Err(Answer::error(400, "BadRequest", text));
            };
            path.splice(..1, ["users", me.as_str()]);
        }
        let answer = self.at_place(ask, caller, &path)?;
        self.as_asked(ask, caller, &path, answer)
    }

    /// What is at a path, `me` resolved.
    fn at_place(&self, ask: &Ask, caller: &Caller, path: &[&str]) -> Result<Answer, Answer> {
        match path {
            ["$batch"] => self.batch(ask, caller),
            ["communications", "getPresencesByUserId" | "microsoft.graph.getPresencesByUserId"] => {
                self.presences_by_user_id(ask, caller)
            }
            ["users", who, "presence"] | ["communications", "presences", who] => {
                self.presence(ask, caller, who)
            }
            ["users", who, "presence", action] | ["communications", "presences", who, action] => {
                self.presence_action(ask, caller, who, action)
            }
            ["communications", "calls", below @ ..] => self.calls(ask, caller, below),
            ["admin", "teams", "resourceAccounts"] => self.resource_accounts(ask, caller),
            ["communications", "presences"] => self.all_presences(ask, caller),
            ["subscriptions", below @ ..] => self.subscriptions(ask, caller, below),
            ["users", who, "settings", "workHoursAndLocations", below @ ..] => {
                self.work_hours(ask, caller, who, below)
            }
            [first, below @ ..]
                if first.starts_with("servicePrincipals") || first.starts_with("applications") =>
            {
                self.apps(ask, caller, first, below)
            }
            other => self.resource(ask, caller).unwrap_or_else(|| {
                Err(Answer::no_segment(other.last().copied().unwrap_or_default()))
            }),
        }
    }

    /// The caller behind an `Authorization` header, or 401.
    fn caller(&self, headers: &HeaderMap) -> Result<Caller, Answer> {
        let refuse = |text: &str| self.unauthorized(text, "");
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (given.next(), given.next()) else {
            return Err(refuse("Access token is empty."));
        };
        let value = value.to_str().unwrap_or_default();
        let token = match value.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => return Err(refuse("Access token is empty.")),
        };
        if token.split('.').count() != 3 {
            return Err(refuse("IDX14100: JWT is not well formed, there are no dots (.)."));
        }
        let grant = self
            .sign_in
            .grant(token)
            .ok_or_else(|| refuse("Access token validation failure. Invalid signature."))?;
        if grant.expires <= self.stage.clock.unix() {
            return Err(refuse("Lifetime validation failed, the token is expired."));
        }
        if grant.audience != GRAPH_ROOT {
            return Err(refuse("Access token validation failure. Invalid audience."));
        }
        if grant.is_revoked {
            let claims = json!({"access_token": {"nbf": {
                "essential": true, "value": self.stage.clock.unix().to_string(),
            }}});
            let challenge = format!(
                ", error=\"insufficient_claims\", claims=\"{}\"",
                STANDARD.encode(claims.to_string())
            );
            let text = "Continuous access evaluation resulted in challenge.";
            return Err(self.unauthorized(text, &challenge));
        }
        let tenants = self.stage.people.tenants();
        let tenant = tenants.into_iter().find(|tenant| tenant.id == grant.tenant);
        let tenant = tenant.ok_or_else(|| refuse("The tenant is gone."))?.name;
        Ok(Caller {
            app: grant.app,
            tenant_id: grant.tenant,
            tenant,
            roles: grant.roles,
            user: grant.user,
        })
    }

    fn unauthorized(&self, text: &str, challenge: &str) -> Answer {
        let authority = self.sign_in.authorization_endpoint();
        let value = format!(
            "Bearer realm=\"\", authorization_uri=\"{authority}\", client_id=\"{GRAPH_APP}\"\
             {challenge}"
        );
        Answer::error(401, "InvalidAuthenticationToken", text).header("WWW-Authenticate", value)
    }

    /// Adds `innerError` and the ids.
    fn finish(&self, mut answer: Answer, client: Option<&str>) -> Answer {
        let id = fresh_guid(&mut self.shared.rng.lock()).to_string();
        let client = client.unwrap_or(&id).to_owned();
        let now = self.stage.clock.rfc3339();
        // A resource may have a property of that name: a team's long-running operation has.
        let body = answer.body.as_mut().filter(|_| answer.status >= 400);
        if let Some(error) = body.and_then(|body| body.get_mut("error")) {
            error["innerError"] = json!({
                "date": now.get(..19).unwrap_or(&now),
                "request-id": id,
                "client-request-id": client,
            });
        }
        answer.header("request-id", id).header("client-request-id", client)
    }

    fn respond(&self, answer: Answer, client: Option<&str>, call: &str) -> Response {
        let answer = self.finish(answer, client);
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        let wait = answer.headers.iter().find(|(name, _)| *name == "Retry-After");
        let wait = wait.map(|(_, wait)| format!(" Retry-After {wait}")).unwrap_or_default();
        let line = match answer.body.as_ref().and_then(|body| body.pointer("/error/code")) {
            Some(Value::String(code)) => format!("{} {code}{wait}", answer.status),
            _ => format!("{}{wait}", answer.status),
        };
        self.stage.ladder.message(Wire::Graph, "graph", "app", call, &line);
        let kind = answer.bytes.as_ref().map(|(kind, _)| kind.clone());
        let mut response = match (&answer.body, answer.bytes) {
            (_, Some((_, bytes))) => (status, bytes).into_response(),
            (Some(body), None) => (status, body.to_string()).into_response(),
            (None, None) => status.into_response(),
        };
        let headers = response.headers_mut();
        if answer.body.is_some() {
            let kind = "application/json;odata.metadata=minimal;odata.streaming=true;\
                        IEEE754Compatible=false;charset=utf-8";
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            headers.insert("OData-Version", HeaderValue::from_static("4.0"));
        }
        if let Some(Ok(kind)) = kind.map(|kind| HeaderValue::from_str(&kind)) {
            headers.insert(header::CONTENT_TYPE, kind);
        }
        for (name, value) in answer.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
                headers.insert(name, value);
            }
        }
        let diagnostic = r#"{"ServerInfo":{"DataCenter":"Loopback","Slice":"E","Ring":"1","ScaleUnit":"001","RoleInstance":"EMULATOR0001"}}"#;
        headers.insert("x-ms-ags-diagnostic", HeaderValue::from_static(diagnostic));
        response
    }
}

async fn serve(State(graph): State<Graph>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let address = parts.uri.path_and_query().map_or("/", |both| both.as_str()).to_owned();
    let line = format!("{} {address}", parts.method);
    let call = call_in(parts.uri.path());
    graph.stage.ladder.message(Wire::Graph, "app", "graph", &call, &line);
    if let Some(id) = address.strip_prefix("/recordings/") {
        return recording(&graph, id, &parts.headers);
    }
    let client = parts.headers.get("client-request-id").and_then(|id| id.to_str().ok());
    let body = match axum::body::to_bytes(body, MOST_BODY).await {
        Ok(body) => body,
        Err(error) => {
            tracing::info!(%error, "a request body was refused");
            let text = "The request body is too large.";
            let answer = Answer::error(413, "RequestEntityTooLarge", text);
            return graph.respond(answer, client, &call);
        }
    };
    let fault = graph.stage.faults.take(Place::Graph, &line);
    match &fault {
        Some(Fault::Status { status, retry_after }) => {
            return graph.respond(refused_by_fault(*status, retry_after.clone()), client, &call);
        }
        Some(Fault::Slow { ms }) => graph.stage.clock.sleep(Duration::from_millis(*ms)).await,
        Some(Fault::Reset) => return cut(&graph, "cut before an answer"),
        Some(Fault::Silent) => std::future::pending().await,
        _ => {}
    }
    let answer = graph.whole_answer(&parts.headers, parts.method, &address, &body);
    let answer = graph.shake_hands(answer).await;
    match fault {
        Some(Fault::LoseAnswer) => cut(&graph, "carried out, answer lost"),
        Some(Fault::Malformed) => {
            graph.stage.ladder.message(Wire::Graph, "graph", "app", &call, "200 malformed");
            let headers = [(header::CONTENT_TYPE, "application/json")];
            (StatusCode::OK, headers, r#"{"value":[{"id":"#).into_response()
        }
        _ => graph.respond(answer, client, &call),
    }
}

/// The call that a path is about; nothing if it is about none.
fn call_in(path: &str) -> String {
    let (_, after) = path.split_once("/communications/calls/").unwrap_or_default();
    after.split('/').next().unwrap_or_default().to_lowercase()
}

impl Graph {
    fn whole_answer(
        &self,
        headers: &HeaderMap,
        method: axum::http::Method,
        address: &str,
        body: &[u8],
    ) -> Answer {
        let caller = match self.caller(headers) {
            Ok(caller) => caller,
            Err(refusal) => return refusal,
        };
        let known = ["v1.0", "beta"]
            .into_iter()
            .find_map(|version| Some((version, address.strip_prefix('/')?.strip_prefix(version)?)));
        let Some((version, rest)) = known else {
            return Answer::error(400, "BadRequest", "Invalid version. Use v1.0 or beta.");
        };
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let says_json = kind.is_some_and(|kind| kind.starts_with("application/json"));
        let raw = body;
        let body = match (body.is_empty(), says_json) {
            (true, _) => Body::None,
            (false, false) => Body::Other,
            (false, true) => {
                let Ok(value) = serde_json::from_slice(body) else {
                    let text = "Unable to read JSON request payload. Please ensure Content-Type \
                                header is set and payload is of valid JSON format.";
                    return Answer::error(400, "BadRequest", text);
                };
                Body::Json(value)
            }
        };
        let mut ask = Ask::new(version, method, rest, body);
        if matches!(ask.body, Body::Other) {
            ask.raw = raw.to_vec();
        }
        for (name, value) in headers {
            ask = ask.with_header(name.as_str(), value.to_str().unwrap_or_default());
        }
        self.answer(&ask, &caller)
    }
}

/// A recording at its location.
fn recording(graph: &Graph, id: &str, headers: &HeaderMap) -> Response {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    match graph.recording(id, given) {
        Ok(wav) => ([(header::CONTENT_TYPE, "audio/wav")], wav).into_response(),
        Err(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND).into_response()
        }
    }
}

fn refused_by_fault(status: u16, retry_after: Option<String>) -> Answer {
    let (code, text) = match status {
        429 => ("TooManyRequests", "Too many requests, your request has been throttled."),
        503 => ("ServiceUnavailable", "The service is temporarily unavailable."),
        504 => ("GatewayTimeout", "The gateway did not receive a timely response."),
        _ => ("UnknownError", "An error was asked for."),
    };
    let answer = Answer::error(status, code, text);
    match retry_after {
        Some(wait) => answer.header("Retry-After", wait),
        None => answer,
    }
}

fn cut(graph: &Graph, why: &str) -> Response {
    graph.stage.ladder.note("graph", "", why);
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.extensions_mut().insert(Cut);
    response
}

/// Which budget a request spends, and how much of the directory's (section 1.4).
fn cost(ask: &Ask) -> (Budget, u32) {
    let presence = ask.path.iter().any(|segment| {
        matches!(segment.as_str(), "presence" | "presences") || segment.ends_with("ByUserId")
    });
    if presence {
        return (Budget::Presence, 1);
    }
    if ask.path.first().is_none_or(|first| first != "users") {
        return (Budget::Other, 0);
    }
    let mut units = 2_i32;
    units -= i32::from(ask.option("select").is_some());
    units += i32::from(ask.option("expand").is_some());
    let top = ask.option("top").and_then(|top| top.parse::<u32>().ok());
    units -= i32::from(top.is_some_and(|top| top < 20));
    (Budget::Directory, units.max(1).unsigned_abs())
}
