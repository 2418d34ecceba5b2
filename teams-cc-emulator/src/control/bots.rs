//! Orders about calling bots: registrations, resource accounts, who calls them, what people do in
//! their calls; and about subscriptions.

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde::Deserialize;
use serde_json::{Value, json};
use teams_cc_core::{E164, Guid, TenantId};

use super::calls::handle;
use super::people::find;
use super::{Desk, No, Who, body, not_found};
use crate::people::Ringing;
use crate::{Bot, BotLeg, NoBot, ResourceAccount};

/// Whoever is at the other end if nobody is named.
const SOMEBODY: &str = "+14255550199";

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/bots", get(bots).post(register))
        .route("/bots/accounts", get(accounts).post(add_account))
        .route("/bots/lines/{number}", put(line))
        .route("/bots/calls", get(calls).post(phone_calls))
        .route("/bots/calls/{call}", get(call))
        .route("/bots/people/{who}/act", post(act))
        .route("/bots/talks", get(talks))
        .route("/tenants/{tenant}/users/{user}/bot-calls", post(user_calls))
        .route("/tenants/{tenant}/users/{user}/meetings", post(joins))
        .route("/subscriptions", get(subscriptions))
        .route("/subscriptions/{id}/lifecycle", post(lifecycle))
}

async fn bots(State(desk): State<Desk>) -> axum::Json<Vec<Bot>> {
    axum::Json(desk.stage.bots.list())
}

async fn register(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let bot: Bot = body(request).await?;
    desk.stage.bots.register(bot.clone());
    Ok((StatusCode::CREATED, axum::Json(bot)).into_response())
}

async fn accounts(State(desk): State<Desk>) -> axum::Json<Vec<ResourceAccount>> {
    axum::Json(desk.stage.bots.accounts())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    id: Option<Guid>,
    app: Guid,
    tenant: Option<TenantId>,
    number: Option<E164>,
}

async fn add_account(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let new: NewAccount = body(request).await?;
    let first = desk.stage.people.tenants().first().map(|tenant| tenant.id);
    let tenant = new.tenant.or(first).ok_or_else(|| not_found("there is no tenant".into()))?;
    let id = new.id.unwrap_or_else(|| desk.stage.bots.with(|book, _| book.id()));
    let account = ResourceAccount { id, app: new.app, tenant, number: new.number };
    desk.stage.bots.account(account.clone());
    Ok((StatusCode::CREATED, axum::Json(account)).into_response())
}

async fn line(
    State(desk): State<Desk>,
    Path(number): Path<String>,
    request: Request,
) -> Result<StatusCode, No> {
    let ringing: Ringing = body(request).await?;
    desk.stage.bots.line(&number, ringing);
    Ok(StatusCode::NO_CONTENT)
}

async fn calls(State(desk): State<Desk>) -> Response {
    axum::Json(desk.stage.bots.calls()).into_response()
}

async fn call(State(desk): State<Desk>, Path(id): Path<Guid>) -> Result<Response, No> {
    let found = desk.stage.bots.call(id);
    let found = found.ok_or_else(|| not_found(format!("there is no call {id}")))?;
    Ok(axum::Json(found).into_response())
}

fn placed(leg: Result<BotLeg, NoBot>) -> Result<Response, No> {
    match leg {
        Ok(leg) => {
            let said = json!({"call": leg.call()});
            Ok((StatusCode::CREATED, axum::Json(said)).into_response())
        }
        Err(NoBot::Unknown) => Err(not_found("no bot has that id or number".into())),
        Err(NoBot::NotReachable) => {
            let text = "the bot has no webhook, or calling is not enabled";
            Err(No(StatusCode::CONFLICT, "not_reachable", text.into()))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhoneCalls {
    from: String,
    to: E164,
}

async fn phone_calls(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let PhoneCalls { from, to } = body(request).await?;
    placed(desk.stage.bots.phone_calls(&from, to))
}

/// How a user gets in touch with a bot.
#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum How {
    #[default]
    Calls,
    Invites,
    IsRecorded,
    Forwards,
    Transfers,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserCalls {
    bot: Guid,
    #[serde(default)]
    how: How,
    talking_to: Option<String>,
}

async fn user_calls(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<Response, No> {
    let user = handle(&desk, find(&desk.stage, &tenant, &user)?);
    let UserCalls { bot, how, talking_to } = body(request).await?;
    let other = talking_to.as_deref().unwrap_or(SOMEBODY);
    placed(match how {
        How::Calls => user.calls_bot(bot),
        How::Invites => user.invites_bot(bot),
        How::IsRecorded => user.is_recorded_by(bot, other),
        How::Forwards => user.forwards_to_bot(other, bot),
        How::Transfers => user.transfers_to_bot(other, bot),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meeting {
    thread: String,
}

async fn joins(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<StatusCode, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    let Meeting { thread } = body(request).await?;
    desk.stage.bots.joins_meeting(user.id, &thread);
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody does in the newest call with a bot.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
enum Act {
    Press { keys: String },
    Say { ms: u64 },
    Hold,
    Resume,
    Add { other: String },
    Share,
    Unshare,
    HangUp,
}

async fn act(
    State(desk): State<Desk>,
    Path(who): Path<String>,
    request: Request,
) -> Result<StatusCode, No> {
    let act = body(request).await?;
    let nobody = || not_found(format!("{who} is in no call with a bot"));
    if matches!(act, Act::HangUp) {
        let was_there = desk.stage.bots.hangs_up(&who);
        return was_there.then_some(StatusCode::NO_CONTENT).ok_or_else(nobody);
    }
    let leg = desk.stage.bots.leg_of(&who).ok_or_else(nobody)?;
    match act {
        Act::Press { keys } => leg.press(&keys),
        Act::Say { ms } => leg.says(Duration::from_millis(ms)),
        Act::Add { other } => leg.adds(&other),
        Act::Share => leg.shares_a_screen(true),
        Act::Unshare => leg.shares_a_screen(false),
        Act::Hold => leg.hold(),
        Act::Resume | Act::HangUp => leg.resume(),
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn talks(State(desk): State<Desk>) -> axum::Json<Vec<Value>> {
    axum::Json(desk.stage.bots.talks())
}

async fn subscriptions(State(desk): State<Desk>) -> axum::Json<Value> {
    axum::Json(desk.stage.subscriptions.with(|book, _| {
        let all: Vec<Value> =
            book.all.values().map(crate::graph::subscriptions::Subscription::json).collect();
        json!({"subscriptions": all, "lost": book.lost})
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifecycle {
    event: Event,
}

#[derive(Deserialize)]
enum Event {
    #[serde(rename = "reauthorizationRequired")]
    ReauthorizationRequired,
    #[serde(rename = "subscriptionRemoved")]
    SubscriptionRemoved,
    #[serde(rename = "missed")]
    Missed,
}

async fn lifecycle(
    State(desk): State<Desk>,
    Path(id): Path<Guid>,
    request: Request,
) -> Result<StatusCode, No> {
    let Lifecycle { event } = body(request).await?;
    let event = match event {
        Event::ReauthorizationRequired => "reauthorizationRequired",
        Event::SubscriptionRemoved => "subscriptionRemoved",
        Event::Missed => "missed",
    };
    let is_told = desk.stage.subscriptions.with(|book, now| book.lifecycle(now, id, event));
    is_told.then_some(StatusCode::ACCEPTED).ok_or_else(|| {
        not_found(format!("there is no subscription {id} with a lifecycleNotificationUrl"))
    })
}
