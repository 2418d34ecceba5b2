//! The control interface: what a test in any language asks of the emulator. `openapi.json` beside
//! this file is its document, served at `/openapi.json`.

mod acs;
mod ai;
mod assertion;
mod bots;
mod calls;
mod chat;
mod people;
mod sign_in;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::carrier::Carrier;
use crate::http::MOST_BODY;
use crate::sign_in::SignIn;
use crate::{EmulatorConfig, Rule, Stage, Wire};

/// The document of this interface.
pub const OPENAPI: &str = include_str!("openapi.json");

/// Longest wait of an assertion.
const MOST_PATIENCE: Duration = Duration::from_secs(600);
/// Farthest jump of the clock: a year.
const FARTHEST_S: f64 = 31_536_000.0;

/// Names of a certificate, and how long each may be.
const MOST_NAMES: usize = 20;
const LONGEST_NAME: usize = 253;

/// What this interface works with. It holds no server, so that the last [`Emulator`] to go ends
/// them all.
///
/// [`Emulator`]: crate::Emulator
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    pub(crate) stage: Stage,
    pub(crate) sign_in: SignIn,
    pub(crate) carrier: Carrier,
    pub(crate) phones: calls::Phones,
}

impl Desk {
    pub(crate) fn new(stage: &Stage, sign_in: &SignIn, carrier: Carrier) -> Self {
        let (stage, sign_in) = (stage.clone(), sign_in.clone());
        Self { stage, sign_in, carrier, phones: calls::Phones::default() }
    }
}

/// The ready line.
pub(crate) fn ready(stage: &Stage) -> Value {
    let addresses = stage.addresses();
    json!({
        "pid": std::process::id(),
        "graph": format!("http://{}", addresses.graph),
        "graph_tls": format!("https://{}", addresses.graph_tls),
        "acs": format!("http://{}", addresses.acs),
        "acs_tls": format!("https://{}", addresses.acs_tls),
        "acs_key": stage.acs.resource().key.expose(),
        "ai": format!("http://{}", addresses.ai),
        "ai_tls": format!("https://{}", addresses.ai_tls),
        "signin": format!("https://{}", addresses.signin),
        "sip": addresses.sip.map(|address| format!("sip:{address};transport=tls")),
        "control": format!("http://{}", addresses.control),
    })
}

pub(crate) fn router(desk: Desk) -> Router {
    Router::new()
        .route("/", get(describe))
        .route("/openapi.json", get(openapi))
        .route("/ca.pem", get(ca))
        .route("/certificates", post(certify))
        .route("/trust", post(trust))
        .merge(acs::routes())
        .merge(ai::routes())
        .merge(bots::routes())
        .merge(calls::routes())
        .merge(people::routes())
        .merge(chat::routes())
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/faults/{id}", delete(lift_fault))
        .route("/clock", get(clock))
        .route("/clock/skip", post(skip))
        .route("/ladder", get(ladder).delete(clear_ladder))
        .route("/ladder.json", get(ladder_entries))
        .route("/assertions", post(assert))
        .merge(sign_in::routes())
        .route("/trunk", put(trunk))
        .fallback(nothing_here)
        .layer(from_fn_with_state(desk.stage.clone(), write_down))
        .with_state(desk)
}

/// Every order given stands in the ladder; questions do not.
async fn write_down(State(stage): State<Stage>, request: Request, next: Next) -> Response {
    if request.method() != axum::http::Method::GET {
        let line = format!("{} {}", request.method(), request.uri().path());
        stage.ladder.message(Wire::Control, "control", "control", "", &line);
    }
    next.run(request).await
}

/// A refusal of this interface.
struct No(StatusCode, &'static str, String);

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let body = json!({"error": {"code": self.1, "message": self.2}});
        (self.0, axum::Json(body)).into_response()
    }
}

impl From<teams_cc_core::Error> for No {
    fn from(error: teams_cc_core::Error) -> Self {
        Self(StatusCode::BAD_REQUEST, error.code(), error.to_string())
    }
}

fn not_found(what: String) -> No {
    No(StatusCode::NOT_FOUND, "not_found", what)
}

/// Tenant and user in a path.
type Who = Path<(String, String)>;

/// A JSON body, whatever its Content-Type says: people type `curl -d`.
async fn body<T: DeserializeOwned>(request: Request) -> Result<T, No> {
    let bad = |why: String| No(StatusCode::BAD_REQUEST, "not_understood", why);
    let bytes = axum::body::to_bytes(request.into_body(), MOST_BODY).await;
    let bytes = bytes.map_err(|error| bad(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))
}

async fn nothing_here(request: Request) -> No {
    not_found(format!("nothing is at {}; see /openapi.json", request.uri().path()))
}

async fn describe(State(desk): State<Desk>) -> Result<axum::Json<Value>, No> {
    let config = EmulatorConfig::write(&desk.stage, desk.sign_in.credentials())?;
    let mut all = ready(&desk.stage);
    let env: BTreeMap<_, _> = config.env().into_iter().collect();
    let extra = json!({
        "tenant": config.tenant,
        "client_id": config.client_id,
        "client_secret": config.client_secret.expose(),
        "ca_file": config.ca_file,
        "acs_connection_string": config.acs_connection_string().expose(),
        "acs_connection_string_tls":
            acs::connection_string(&config.acs_tls, desk.stage.acs.resource()),
        "acs_resource_id": config.acs_resource_id,
        "acs_issuer": desk.stage.settings().acs.issuer,
        "ai_key": config.ai_key.expose(),
        "carrier": config.carrier,
        "direct_routing_file": config.direct_routing_file,
        "carrier_file": config.carrier_file,
        "trunk_certificate": config.trunk_certificate,
        "trunk_key": config.trunk_key,
        "trunk_listen": config.trunk_listen,
        "carrier_trunk_listen": config.carrier_trunk_listen,
        "env": env,
    });
    if let (Some(all), Value::Object(extra)) = (all.as_object_mut(), extra) {
        all.extend(extra);
    }
    Ok(axum::Json(all))
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

async fn ca(State(desk): State<Desk>) -> Response {
    let pem = desk.stage.certs.root_pem().to_owned();
    ([(header::CONTENT_TYPE, "application/x-pem-file")], pem).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
}

/// A certificate of the emulator's authority, for a server that the emulator calls over TLS.
async fn certify(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let Names { names } = body(request).await?;
    let fits = |name: &String| !name.is_empty() && name.len() <= LONGEST_NAME && name.is_ascii();
    if names.is_empty() || names.len() > MOST_NAMES || !names.iter().all(fits) {
        let text = format!("names must be one to {MOST_NAMES} host names or addresses");
        return Err(No(StatusCode::BAD_REQUEST, "not_understood", text));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let leaf = desk.stage.certs.leaf(&names)?;
    let made = json!({"certificate": leaf.chain_pem(), "key": leaf.key_pem()});
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

/// Certificates of another authority are good from now on, where the emulator is the client.
async fn trust(State(desk): State<Desk>, request: Request) -> Result<axum::Json<Value>, No> {
    let bad = |why: String| No(StatusCode::BAD_REQUEST, "not_understood", why);
    let pem = axum::body::to_bytes(request.into_body(), MOST_BODY).await;
    let pem = pem.map_err(|error| bad(error.to_string()))?;
    let count = desk.stage.outbound.trust(&pem).map_err(bad)?;
    Ok(axum::Json(json!({ "added": count })))
}

async fn faults(State(desk): State<Desk>) -> axum::Json<Vec<Value>> {
    let rules = desk.stage.faults.list();
    axum::Json(rules.iter().map(|(id, rule)| json!({"id": id, "rule": rule})).collect())
}

async fn add_fault(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let rule: Rule = body(request).await?;
    let id = desk.stage.faults.add(rule);
    Ok((StatusCode::CREATED, axum::Json(json!({ "id": id }))).into_response())
}

async fn lift_fault(State(desk): State<Desk>, Path(id): Path<u64>) -> Result<StatusCode, No> {
    let lifted = desk.stage.faults.lift(id);
    lifted.then_some(StatusCode::NO_CONTENT).ok_or_else(|| not_found(format!("no fault {id}")))
}

async fn clear_faults(State(desk): State<Desk>) -> StatusCode {
    desk.stage.faults.clear();
    StatusCode::NO_CONTENT
}

async fn clock(State(desk): State<Desk>) -> axum::Json<Value> {
    axum::Json(clock_json(&desk.stage))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seconds {
    seconds: f64,
}

async fn skip(State(desk): State<Desk>, request: Request) -> Result<axum::Json<Value>, No> {
    let Seconds { seconds } = body(request).await?;
    let sane = (0.0..=FARTHEST_S).contains(&seconds);
    let ahead = sane.then(|| Duration::from_secs_f64(seconds)).ok_or_else(|| {
        let text = "seconds must be between 0 and 31536000";
        No(StatusCode::BAD_REQUEST, "not_understood", text.into())
    })?;
    desk.stage.clock.skip(ahead);
    Ok(axum::Json(clock_json(&desk.stage)))
}

async fn ladder(State(desk): State<Desk>) -> String {
    desk.stage.ladder.to_string()
}

async fn ladder_entries(State(desk): State<Desk>) -> Response {
    axum::Json(desk.stage.ladder.entries()).into_response()
}

async fn clear_ladder(State(desk): State<Desk>) -> StatusCode {
    desk.stage.ladder.clear();
    StatusCode::NO_CONTENT
}

async fn assert(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let mut asked: Value = body(request).await?;
    let within = asked.as_object_mut().and_then(|object| object.remove("within_ms"));
    let within = within.as_ref().and_then(Value::as_u64).unwrap_or(0);
    let claim: assertion::Claim = serde_json::from_value(asked)
        .map_err(|error| No(StatusCode::BAD_REQUEST, "not_understood", error.to_string()))?;
    let patience = Duration::from_millis(within).min(MOST_PATIENCE);
    Ok(match claim.holds_within(&desk.stage, patience).await {
        Ok(()) => axum::Json(json!({"holds": true})).into_response(),
        Err(instead) => {
            let ladder = desk.stage.ladder.to_string();
            let body = json!({"holds": false, "instead": instead, "ladder": ladder});
            (StatusCode::CONFLICT, axum::Json(body)).into_response()
        }
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trunks {
    teams: Option<std::net::SocketAddr>,
    carrier: Option<std::net::SocketAddr>,
}

async fn trunk(State(desk): State<Desk>, request: Request) -> Result<StatusCode, No> {
    let Trunks { teams, carrier } = body(request).await?;
    if let Some(address) = teams {
        desk.stage.trunk_is_at(address);
    }
    if let Some(address) = carrier {
        desk.stage.carrier_trunk_is_at(address);
    }
    Ok(StatusCode::NO_CONTENT)
}

fn clock_json(stage: &Stage) -> Value {
    let seconds = stage.clock.now().as_millis() as f64 / 1000.0;
    json!({"seconds": seconds, "unix": stage.clock.unix(), "utc": stage.clock.rfc3339()})
}
