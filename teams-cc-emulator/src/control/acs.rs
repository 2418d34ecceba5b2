//! Orders about Call Automation: numbers, who calls them, what people do, where events go.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, No, body, not_found};
use crate::acs::{
    self, AcsRules, CallerBehaviour, CallerStep, Calling, Ear, EarSettings, EventGridSettings,
    Line, Party,
};
use crate::audio::{Voice, write_wav};
use crate::outbound::is_reachable;

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/acs", get(resource))
        .route("/acs/rules", get(rules).patch(change_rules))
        .route("/acs/ear", get(ear).put(listens).delete(listens_no_more))
        .route("/acs/numbers", get(numbers).post(add_number))
        .route("/acs/people", get(people))
        .route("/acs/people/{who}", put(person))
        .route("/acs/people/{who}/act", post(act))
        .route("/acs/people/{who}/context", get(context))
        .route("/acs/people/{who}/heard.wav", get(person_heard))
        .route("/acs/calls", get(calls).post(dial))
        .route("/acs/calls/{call}/events", post(tell))
        .route("/acs/phones/{id}", get(phone))
        .route("/acs/phones/{id}/act", post(phone_act))
        .route("/acs/phones/{id}/heard.wav", get(phone_heard))
        .route("/acs/texts", get(texts).post(text))
        .route("/acs/event-grid", get(subscriptions).post(subscribe))
        .route("/acs/event-grid/{id}", delete(unsubscribe))
        .route("/acs/event-grid/{id}/validate", get(validate))
}

async fn resource(State(desk): State<Desk>) -> axum::Json<Value> {
    let addresses = desk.stage.addresses();
    let resource = desk.stage.acs.resource();
    let endpoint = format!("http://{}", addresses.acs);
    axum::Json(json!({
        "endpoint": endpoint,
        "endpoint_tls": format!("https://{}", addresses.acs_tls),
        "key": resource.key.expose(),
        "connection_string": connection_string(&endpoint, resource),
        "connection_string_tls":
            connection_string(&format!("https://{}", addresses.acs_tls), resource),
        "resource_id": resource.id,
        "issuer": desk.stage.settings().acs.issuer,
        "openid_configuration": format!("{endpoint}/calling/.well-known/acsopenidconfiguration"),
    }))
}

/// What both clients of Microsoft read; one of them insists on the endpoint over TLS.
pub(super) fn connection_string(endpoint: &str, resource: &acs::Resource) -> String {
    format!("endpoint={endpoint};accesskey={}", resource.key.expose())
}

async fn rules(State(desk): State<Desk>) -> axum::Json<AcsRules> {
    axum::Json(acs::Acs::of(&desk.stage).rules())
}

/// Some of the switches; the others stay.
async fn change_rules(
    State(desk): State<Desk>,
    request: Request,
) -> Result<axum::Json<AcsRules>, No> {
    let given: serde_json::Map<String, Value> = body(request).await?;
    let here = acs::Acs::of(&desk.stage);
    let mut all = json!(here.rules());
    if let Some(all) = all.as_object_mut() {
        all.extend(given);
    }
    let new: AcsRules = serde_json::from_value(all)
        .map_err(|error| No(StatusCode::BAD_REQUEST, "not_understood", error.to_string()))?;
    here.change_rules(|rules| rules.clone_from(&new));
    Ok(axum::Json(new))
}

async fn ear(State(desk): State<Desk>) -> axum::Json<Option<EarSettings>> {
    let ear = desk.stage.acs.look(|book| book.ear.clone());
    axum::Json(ear.map(|ear| ear.settings().clone()))
}

async fn listens(
    State(desk): State<Desk>,
    request: Request,
) -> Result<axum::Json<EarSettings>, No> {
    let settings: EarSettings = body(request).await?;
    // It speaks what it is to know, which takes its time.
    let learning = tokio::task::spawn_blocking(move || Ear::new(settings));
    let conflict = |why: String| No(StatusCode::CONFLICT, "no_voice", why);
    let ear = learning.await.map_err(|error| conflict(error.to_string()))?;
    let ear = ear.map_err(|error| conflict(error.to_string()))?;
    acs::Acs::of(&desk.stage).listens_with(ear.clone());
    Ok(axum::Json(ear.settings().clone()))
}

async fn listens_no_more(State(desk): State<Desk>) -> StatusCode {
    acs::Acs::of(&desk.stage).listens_no_more();
    StatusCode::NO_CONTENT
}

async fn numbers(State(desk): State<Desk>) -> axum::Json<Vec<Line>> {
    axum::Json(desk.stage.acs.look(|book| book.lines.clone()))
}

async fn add_number(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let line: Line = body(request).await?;
    let home = acs::home(&desk.stage);
    let shown = desk.stage.acs.with(|book, _| {
        let number = line.number.clone();
        book.add_line(line, home);
        book.line(&number).cloned()
    });
    Ok((StatusCode::CREATED, axum::Json(shown)).into_response())
}

async fn people(State(desk): State<Desk>) -> axum::Json<Value> {
    axum::Json(desk.stage.acs.look(|book| {
        book.behaviours.iter().map(|(party, one)| (party.raw(), json!(one))).collect()
    }))
}

async fn person(
    State(desk): State<Desk>,
    Path(who): Path<String>,
    request: Request,
) -> Result<StatusCode, No> {
    let behaviour: CallerBehaviour = body(request).await?;
    if let Some(address) = behaviour.sip.as_ref().filter(|one| acs::softphone(one).is_none()) {
        let text = format!("{address} is no SIP address on loopback");
        return Err(No(StatusCode::BAD_REQUEST, "not_reachable", text));
    }
    desk.stage.acs.with(|book, _| book.behaviours.insert(Party::from_raw(&who), behaviour));
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody does now.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
enum Act {
    Press {
        keys: String,
    },
    Say {
        words: String,
    },
    /// Makes a sound of its own for so long, without words.
    Sound {
        voice: String,
        ms: u64,
    },
    HangUp,
}

fn does(desk: &Desk, place: (teams_cc_core::Guid, teams_cc_core::Guid), act: &Act) {
    let (room, who) = place;
    // How long it takes is nobody's business here.
    desk.stage.acs.with(|book, now| match act {
        Act::Press { keys } => _ = book.presses(now, room, who, keys),
        Act::Say { words } => _ = book.says(now, room, who, words),
        Act::Sound { voice, ms } => {
            let lasts = std::time::Duration::from_millis(*ms);
            let samples = acs::melody(&Voice::of(voice), lasts);
            _ = book.sounds_from(now, room, who, samples);
        }
        Act::HangUp => book.hangs_up(now, room, who),
    });
}

async fn act(
    State(desk): State<Desk>,
    Path(who): Path<String>,
    request: Request,
) -> Result<StatusCode, No> {
    let act: Act = body(request).await?;
    let place = desk.stage.acs.look(|book| book.place_of(&who));
    let place = place.ok_or_else(|| not_found(format!("{who} is in no call")))?;
    does(&desk, place, &act);
    Ok(StatusCode::NO_CONTENT)
}

async fn context(
    State(desk): State<Desk>,
    Path(who): Path<String>,
) -> Result<axum::Json<Value>, No> {
    let found = desk.stage.acs.look(|book| book.contexts.get(&Party::from_raw(&who)).cloned());
    let none = || not_found(format!("{who} was not called with a context"));
    found.map(axum::Json).ok_or_else(none)
}

fn wav(desk: &Desk, place: (teams_cc_core::Guid, teams_cc_core::Guid)) -> Response {
    let (room, who) = place;
    let samples = desk.stage.acs.with(|book, now| book.heard(now, room, who));
    let wav = write_wav(&acs::halved(&samples));
    ([(header::CONTENT_TYPE, "audio/wav")], wav).into_response()
}

async fn person_heard(State(desk): State<Desk>, Path(who): Path<String>) -> Result<Response, No> {
    let place = desk.stage.acs.look(|book| book.place_of(&who));
    let place = place.ok_or_else(|| not_found(format!("{who} is in no call")))?;
    Ok(wav(&desk, place))
}

async fn calls(State(desk): State<Desk>) -> Response {
    axum::Json(acs::Acs::of(&desk.stage).calls()).into_response()
}

/// Somebody calls a number of the resource.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dial {
    from: String,
    to: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    custom_context: Option<Value>,
    #[serde(default)]
    script: Option<Vec<CallerStep>>,
}

async fn dial(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let Dial { from, to, name, custom_context, script } = body(request).await?;
    let context = custom_context;
    let calling = Calling { from, to, name, context, script, is_softphone: false };
    let id = desk.stage.acs.with(|book, now| book.calls_in(now, &calling));
    let none =
        || not_found(format!("{} does not reach the resource: POST /acs/numbers", calling.to));
    let id = id.ok_or_else(none)?;
    Ok((StatusCode::CREATED, axum::Json(shown(&desk, id)?)).into_response())
}

/// An event of a test's own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tell {
    name: String,
    #[serde(default)]
    data: Value,
}

async fn tell(
    State(desk): State<Desk>,
    Path(call): Path<teams_cc_core::Guid>,
    request: Request,
) -> Result<StatusCode, No> {
    let Tell { name, data } = body(request).await?;
    let told = acs::Acs::of(&desk.stage).tells(call, &name, data);
    told.then_some(StatusCode::NO_CONTENT).ok_or_else(|| not_found(format!("no call {call}")))
}

fn shown(desk: &Desk, id: u64) -> Result<Value, No> {
    let found = desk.stage.acs.look(|book| {
        let phone = book.phones.get(&id)?;
        let room = book.rooms.get(&phone.room);
        let connection = room.and_then(|room| room.connections.last().copied());
        Some(json!({
            "id": id,
            "from": phone.from.raw(),
            "to": phone.to.raw(),
            "state": phone.state,
            "call": connection,
            "talks_with": phone.talks_with.as_ref().map(Party::raw),
        }))
    });
    found.ok_or_else(|| not_found(format!("there is no phone {id}")))
}

async fn phone(State(desk): State<Desk>, Path(id): Path<u64>) -> Result<axum::Json<Value>, No> {
    shown(&desk, id).map(axum::Json)
}

fn place(desk: &Desk, id: u64) -> Result<(teams_cc_core::Guid, teams_cc_core::Guid), No> {
    let found = desk.stage.acs.look(|book| {
        let phone = book.phones.get(&id)?;
        Some((phone.room, phone.member?))
    });
    found.ok_or_else(|| not_found(format!("phone {id} is in no call")))
}

async fn phone_act(
    State(desk): State<Desk>,
    Path(id): Path<u64>,
    request: Request,
) -> Result<StatusCode, No> {
    let act: Act = body(request).await?;
    if matches!(act, Act::HangUp) {
        shown(&desk, id)?;
        desk.stage.acs.with(|book, now| book.phone_hangs_up(now, id));
        return Ok(StatusCode::NO_CONTENT);
    }
    does(&desk, place(&desk, id)?, &act);
    Ok(StatusCode::NO_CONTENT)
}

async fn phone_heard(State(desk): State<Desk>, Path(id): Path<u64>) -> Result<Response, No> {
    Ok(wav(&desk, place(&desk, id)?))
}

/// Somebody writes a text message to a number of the resource.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Writes {
    from: String,
    to: String,
    text: String,
}

async fn text(State(desk): State<Desk>, request: Request) -> Result<StatusCode, No> {
    let Writes { from, to, text } = body(request).await?;
    let known = acs::Acs::of(&desk.stage).text(&from, &to, &text);
    let none = || not_found("the resource has no such number".into());
    known.then_some(StatusCode::CREATED).ok_or_else(none)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reached {
    number: String,
}

async fn texts(
    State(desk): State<Desk>,
    axum::extract::Query(Reached { number }): axum::extract::Query<Reached>,
) -> Response {
    axum::Json(acs::Acs::of(&desk.stage).texts_of(&number)).into_response()
}

async fn subscriptions(State(desk): State<Desk>) -> axum::Json<Value> {
    let all: Vec<Value> = desk.stage.acs.grid().all.iter().map(acs::Subscription::json).collect();
    axum::Json(all.into())
}

async fn subscribe(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let to: EventGridSettings = body(request).await?;
    if !is_reachable(&to.url) {
        let text = format!("{} is not on loopback", to.url);
        return Err(No(StatusCode::BAD_REQUEST, "not_reachable", text));
    }
    let id = desk.stage.acs.grid().add(&to);
    if let Err(why) = acs::shake_hands(&desk.stage, id).await {
        let has_it = |one: &&acs::Subscription| one.id == id && one.is_validated;
        // Whoever cannot answer opens `validationUrl` instead.
        if !desk.stage.acs.grid().all.iter().any(|one| has_it(&one)) {
            let text = format!("no handshake yet: {why}");
            return Err(No(StatusCode::CONFLICT, "no_handshake", text));
        }
    }
    let EventGridSettings { url, types, schema } = to;
    let body = json!({"id": id, "url": url, "types": types, "schema": schema, "validated": true});
    Ok((StatusCode::CREATED, axum::Json(body)).into_response())
}

async fn unsubscribe(State(desk): State<Desk>, Path(id): Path<u64>) -> Result<StatusCode, No> {
    let mut grid = desk.stage.acs.grid();
    let before = grid.all.len();
    grid.all.retain(|one| one.id != id);
    let gone = grid.all.len() != before;
    gone.then_some(StatusCode::NO_CONTENT)
        .ok_or_else(|| not_found(format!("there is no subscription {id}")))
}

async fn validate(State(desk): State<Desk>, Path(id): Path<u64>) -> Result<&'static str, No> {
    let is_there = desk.stage.acs.grid().validated(id);
    is_there
        .then_some("Webhook successfully validated as a subscription endpoint.")
        .ok_or_else(|| not_found(format!("there is no subscription {id}")))
}
