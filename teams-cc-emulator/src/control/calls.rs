//! Orders about calls: phones at the carrier, Teams users' phones, and lines that answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::{Value, json};
use teams_cc_core::{Address, Key};

use super::people::find;
use super::{Desk, No, Who, body, not_found};
use crate::carrier::Phone;
use crate::people::Ringing;
use crate::{User, UserRecord};

/// Phones that were placed through this interface, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phones(Arc<Mutex<(u64, BTreeMap<u64, Phone>)>>);

/// Phones kept; the oldest that is over goes first.
const MOST_PHONES: usize = 10_000;

impl Phones {
    fn keep(&self, phone: Phone) -> u64 {
        let mut book = self.0.lock();
        if book.1.len() == MOST_PHONES {
            let over = book.1.iter().find(|(_, phone)| phone.has_ended()).map(|(id, _)| *id);
            let oldest = over.or_else(|| book.1.keys().next().copied());
            oldest.and_then(|id| book.1.remove(&id));
        }
        book.0 += 1;
        let id = book.0;
        book.1.insert(id, phone);
        id
    }

    fn find(&self, id: u64) -> Result<Phone, No> {
        let found = self.0.lock().1.get(&id).cloned();
        found.ok_or_else(|| not_found(format!("there is no phone {id}")))
    }
}

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/calls", get(calls).post(place))
        .route("/phones/{id}", get(phone))
        .route("/phones/{id}/heard.wav", get(heard))
        .route("/phones/{id}/press", post(press))
        .route("/phones/{id}/hang-up", post(hang_up))
        .route("/lines/{number}", put(line))
        .route("/tenants/{tenant}/users/{user}/calls", post(user_calls))
        .route("/tenants/{tenant}/users/{user}/act", post(act))
}

async fn calls(State(desk): State<Desk>) -> Response {
    axum::Json(desk.stage.calls.list()).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Placing {
    from: String,
    to: String,
    #[serde(default)]
    over: Over,
    #[serde(default)]
    srtp: bool,
    /// Waits for the answer, ten seconds at most.
    #[serde(default)]
    wait: bool,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Over {
    #[default]
    Udp,
    Tcp,
}

async fn place(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let Placing { from, to, over, srtp, wait } = body(request).await?;
    for number in [&from, &to] {
        // What is no address would be a request that nobody can parse.
        number.parse::<Address>()?;
    }
    let mut carrier = desk.carrier.clone();
    if matches!(over, Over::Tcp) {
        carrier = carrier.over_tcp();
    }
    if srtp {
        carrier = carrier.with_srtp();
    }
    let phone = carrier.dial(&from, &to).await;
    if wait {
        phone.is_answered().await;
    }
    let shown = phone_json(&phone);
    let id = desk.phones.keep(phone);
    Ok((StatusCode::CREATED, axum::Json(with_id(shown, id))).into_response())
}

async fn phone(State(desk): State<Desk>, Path(id): Path<u64>) -> Result<axum::Json<Value>, No> {
    let phone = desk.phones.find(id)?;
    Ok(axum::Json(with_id(phone_json(&phone), id)))
}

async fn heard(State(desk): State<Desk>, Path(id): Path<u64>) -> Result<Response, No> {
    let wav = desk.phones.find(id)?.heard().to_wav();
    Ok(([(header::CONTENT_TYPE, "audio/wav")], wav).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    keys: String,
}

fn keys(text: &str) -> Result<Vec<Key>, No> {
    let all: Option<Vec<Key>> = text.chars().map(Key::from_char).collect();
    let bad = || {
        let text = format!("{text:?} has something that is no key: write 0-9, *, #, A-D");
        No(StatusCode::BAD_REQUEST, "not_understood", text)
    };
    all.filter(|keys| !keys.is_empty()).ok_or_else(bad)
}

async fn press(
    State(desk): State<Desk>,
    Path(id): Path<u64>,
    request: Request,
) -> Result<StatusCode, No> {
    let phone = desk.phones.find(id)?;
    let Keys { keys: text } = body(request).await?;
    for key in keys(&text)? {
        phone.press(key).await;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn hang_up(State(desk): State<Desk>, Path(id): Path<u64>) -> Result<StatusCode, No> {
    desk.phones.find(id)?.hang_up().await;
    Ok(StatusCode::NO_CONTENT)
}

async fn line(
    State(desk): State<Desk>,
    Path(number): Path<String>,
    request: Request,
) -> Result<StatusCode, No> {
    number.parse::<Address>()?;
    let ringing: Ringing = body(request).await?;
    desk.carrier.line(&number, ringing);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct To {
    to: Address,
}

async fn user_calls(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<Response, No> {
    let user = handle(&desk, find(&desk.stage, &tenant, &user)?);
    let To { to } = body(request).await?;
    Ok(match user.calls(to).await {
        Ok(_) => (StatusCode::CREATED, axum::Json(json!({"answered": true}))).into_response(),
        Err(status) => {
            let said = json!({"answered": false, "refused_with": status});
            (StatusCode::CONFLICT, axum::Json(said)).into_response()
        }
    })
}

/// What a user does in the newest call.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
enum Act {
    Press { keys: String },
    Hold,
    Resume,
    Transfer { to: String },
    Consult { to: String },
    HangUp,
}

async fn act(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<axum::Json<Value>, No> {
    let user = handle(&desk, find(&desk.stage, &tenant, &user)?);
    let status = match body(request).await? {
        Act::Press { keys: text } => {
            for key in keys(&text)? {
                user.press(key).await;
            }
            None
        }
        Act::HangUp => {
            user.hang_up().await;
            None
        }
        Act::Hold => Some(user.hold().await),
        Act::Resume => Some(user.resume().await),
        Act::Transfer { to } => Some(user.transfers_to(&to).await),
        Act::Consult { to } => Some(user.consults_and_transfers_to(&to).await),
    };
    Ok(axum::Json(json!({ "status": status })))
}

pub(super) fn handle(desk: &Desk, user: UserRecord) -> User {
    User { stage: desk.stage.clone(), tenant: user.tenant, name: user.name, id: user.id }
}

fn phone_json(phone: &Phone) -> Value {
    let pressed: String = phone.keys().into_iter().map(|key| key.to_string()).collect();
    json!({
        "call_id": phone.call_id(),
        "statuses": phone.statuses(),
        "has_ended": phone.has_ended(),
        "refused_with": phone.refused_with(),
        "end_reasons": phone.end_reasons(),
        "keys": pressed,
        "heard_ms": phone.heard().length().as_millis() as u64,
    })
}

fn with_id(mut shown: Value, id: u64) -> Value {
    shown["id"] = id.into();
    shown
}
