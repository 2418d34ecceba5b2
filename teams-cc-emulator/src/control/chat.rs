//! Orders about bots that chat, apps, the activity feed, and what is left of meetings.

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde::Deserialize;
use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::people::find;
use super::{Desk, No, Who, body, not_found};
use crate::graph::resources::mail;
use crate::graph::resources::stock::{self, Kept};
use crate::{BotReply, MeetingAccess, bot};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/chat-bots", post(register))
        .route("/tenants/{tenant}/apps", post(publish))
        .route("/tenants/{tenant}/users/{user}/bot-installs", post(install))
        .route("/tenants/{tenant}/users/{user}/bot-messages", get(chat).post(write))
        .route("/tenants/{tenant}/users/{user}/bot-invokes", post(invoke))
        .route("/tenants/{tenant}/users/{user}/feed", get(feed))
        .route("/tenants/{tenant}/users/{user}/mail", get(mail_sent).post(mail_comes))
        .route("/tenants/{tenant}/users/{user}/artifacts", post(keep))
        .route("/tenants/{tenant}/users/{user}/attendance", post(attend))
        .route("/tenants/{tenant}/meeting-access", put(meeting_access))
        .route("/event-hubs", get(event_hubs))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChatBot {
    app: Guid,
    endpoint: String,
}

async fn mail_comes(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<Response, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    let mail: mail::Mail = body(request).await?;
    let id = mail::comes(&desk.stage, &user, &mail)
        .map_err(|_| No(StatusCode::INSUFFICIENT_STORAGE, "full", "the mailbox is full".into()))?;
    Ok((StatusCode::CREATED, axum::Json(json!({ "id": id }))).into_response())
}

async fn mail_sent(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
) -> Result<axum::Json<Vec<Value>>, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    Ok(axum::Json(mail::sent(&desk.stage, &user)))
}

async fn register(State(desk): State<Desk>, request: Request) -> Result<StatusCode, No> {
    let ChatBot { app, endpoint } = body(request).await?;
    desk.stage.connector.register(app, &endpoint);
    Ok(StatusCode::NO_CONTENT)
}

async fn publish(
    State(desk): State<Desk>,
    Path(tenant): Path<String>,
    request: Request,
) -> Result<Response, No> {
    let known = desk.stage.people.tenant(&tenant);
    let tenant = known.ok_or_else(|| not_found(format!("there is no tenant {tenant}")))?;
    let manifest: Value = body(request).await?;
    let id = stock::publish(&desk.stage, tenant.id, &manifest)?;
    Ok((StatusCode::CREATED, axum::Json(json!({ "id": id }))).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Installs {
    bot: Guid,
    #[serde(default = "yes")]
    installed: bool,
}

fn yes() -> bool {
    true
}

async fn install(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<StatusCode, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    let Installs { bot, installed } = body(request).await?;
    bot::install(&desk.stage, bot, &user, installed).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn chat(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
) -> Result<axum::Json<Vec<Value>>, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    let all = desk.stage.connector.between(None, user.id).into_iter();
    let chats = all.map(
        |chat| json!({"bot": chat.bot, "conversation": chat.id, "activities": chat.activities}),
    );
    Ok(axum::Json(chats.collect()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Writes {
    bot: Guid,
    text: String,
}

fn said(reply: BotReply) -> Response {
    let BotReply { status, body } = reply;
    axum::Json(json!({"status": status, "body": body})).into_response()
}

async fn write(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<Response, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    let Writes { bot, text } = body(request).await?;
    Ok(said(bot::write(&desk.stage, bot, &user, &text).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Invokes {
    bot: Guid,
    name: String,
    #[serde(default)]
    value: Value,
    reply_to_id: Option<String>,
}

async fn invoke(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<Response, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    let Invokes { bot, name, value, reply_to_id } = body(request).await?;
    let what = (name.as_str(), value, reply_to_id.as_deref());
    Ok(said(bot::invoke(&desk.stage, bot, &user, what).await?))
}

async fn feed(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
) -> Result<axum::Json<Vec<Value>>, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    Ok(axum::Json(stock::feed(&desk.stage, &user)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keeps {
    kind: String,
    of: String,
    text: String,
}

async fn keep(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<Response, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    let Keeps { kind, of, text } = body(request).await?;
    let kept = match kind.as_str() {
        "recording" => Kept::Recording,
        "transcript" => Kept::Transcript,
        _ => {
            let text = "kind must be recording or transcript";
            return Err(No(StatusCode::BAD_REQUEST, "not_understood", text.into()));
        }
    };
    let id = stock::keep(&desk.stage, &user, kept, &of, text.as_bytes())?;
    Ok((StatusCode::CREATED, axum::Json(json!({ "id": id }))).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attends {
    meeting: String,
    by: String,
    seconds: u32,
}

async fn attend(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<StatusCode, No> {
    let organizer = find(&desk.stage, &tenant, &user)?;
    let Attends { meeting, by, seconds } = body(request).await?;
    let who = find(&desk.stage, &tenant, &by)?;
    let stayed = Duration::from_secs(u64::from(seconds));
    stock::attend(&desk.stage, &organizer, &meeting, &who, stayed)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Access {
    /// The first application if absent.
    app: Option<Guid>,
    #[serde(rename = "for")]
    whom: Whom,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Whom {
    Word(Word),
    Users(Vec<String>),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Nobody,
    Everybody,
}

async fn meeting_access(
    State(desk): State<Desk>,
    Path(tenant): Path<String>,
    request: Request,
) -> Result<StatusCode, No> {
    let known = desk.stage.people.tenant(&tenant);
    let known = known.ok_or_else(|| not_found(format!("there is no tenant {tenant}")))?;
    let Access { app, whom } = body(request).await?;
    let access = match whom {
        Whom::Word(Word::Nobody) => MeetingAccess::Nobody,
        Whom::Word(Word::Everybody) => MeetingAccess::Everybody,
        Whom::Users(names) => {
            let ids = names.iter().map(|name| find(&desk.stage, &tenant, name).map(|user| user.id));
            MeetingAccess::Users(ids.collect::<Result<_, _>>()?)
        }
    };
    let app = app.unwrap_or(desk.sign_in.credentials().0);
    desk.stage.access.grant(known.id, app, access);
    Ok(StatusCode::NO_CONTENT)
}

async fn event_hubs(State(desk): State<Desk>) -> axum::Json<Vec<Value>> {
    axum::Json(desk.stage.hubs.all())
}
