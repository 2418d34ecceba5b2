//! What bots ask of the service: the Bot Connector's REST interface, version 3.

use std::collections::VecDeque;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::roster::{self, Roster};
use super::state::{Conversation, Kind, person_id};
use super::talk::mirror;

use crate::people::fresh_guid;
use crate::sign_in::{BOTS, SignIn};
use crate::{Fault, Place, Stage, UserRecord, Wire};

/// Members of a page.
const PAGE: usize = 200;
/// Largest activity: about 100 KB.
const MOST_ACTIVITY: usize = 100 * 1024;

/// What the service works with.
#[derive(Clone, Debug)]
struct Counter {
    stage: Stage,
    sign_in: SignIn,
}

/// The routes, to be put below the `serviceUrl`.
pub(crate) fn routes(stage: Stage, sign_in: SignIn) -> Router {
    Router::new()
        .route("/v3/conversations", post(create))
        .route("/v3/conversations/{id}/activities", post(send))
        .route("/v3/conversations/{id}/activities/{activity}", any(one))
        .route("/v3/conversations/{id}/members", get(members))
        .route("/v3/conversations/{id}/members/{member}", get(member))
        .route("/v3/conversations/{id}/pagedmembers", get(paged))
        .route("/v3/teams/{id}", get(team))
        .route("/v3/teams/{id}/conversations", get(channels))
        .with_state(Counter { stage, sign_in })
}

/// A refusal, as the Connector spells it.
struct No(u16, &'static str, String);

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0).unwrap_or(StatusCode::BAD_REQUEST);
        let body = json!({"error": {"code": self.1, "message": self.2}});
        (status, axum::Json(body)).into_response()
    }
}

type Done = Result<Response, No>;

impl Counter {
    /// The bot behind the token, after what goes wrong on purpose.
    fn bot(&self, method: &Method, path: &str, headers: &HeaderMap) -> Result<Guid, No> {
        let line = format!("{method} /bot/v3/{path}");
        self.stage.ladder.message(Wire::Graph, "bot", "connector", "", &line);
        if let Some(Fault::Status { status, .. }) = self.stage.faults.take(Place::Graph, &line) {
            return Err(No(status, "ServiceError", "An error was asked for.".into()));
        }
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = given.and_then(|value| value.split_once(' ')).map(|(_, token)| token.trim());
        let refuse = |text: &str| No(401, "Unauthorized", text.into());
        let grant = token.and_then(|token| self.sign_in.grant(token));
        let grant = grant.ok_or_else(|| refuse("The token is not one of the Bot Framework's."))?;
        if grant.user.is_some() || grant.audience != BOTS {
            return Err(refuse("The token is for another service."));
        }
        if grant.expires <= self.stage.clock.unix() || grant.is_revoked {
            return Err(refuse("The token has expired."));
        }
        Ok(grant.app)
    }

    fn conversation(&self, bot: Guid, id: &str) -> Result<Conversation, No> {
        let found = self.stage.connector.find(bot, id);
        found.ok_or_else(|| No(404, "ConversationNotFound", "Conversation not found.".into()))
    }

    /// A conversation with the people who are in it now: a channel's are those of its team.
    fn people_of(&self, bot: Guid, id: &str) -> Result<Conversation, No> {
        let mut of = self.conversation(bot, id)?;
        match roster::members(&self.stage, &of) {
            Roster::Elsewhere => {}
            Roster::People(people) => of.members = people,
            Roster::Closed => return Err(not_there()),
        }
        Ok(of)
    }

    /// The team behind the thread of its first channel.
    fn team(&self, bot: Guid, id: &str) -> Result<(Conversation, roster::Team), No> {
        let homes = self.stage.people.tenants().into_iter();
        let mut found = homes.filter_map(|tenant| {
            let of = Conversation {
                id: id.into(),
                kind: Kind::Channel,
                bot,
                tenant,
                members: Vec::new(),
                chat: None,
                activities: VecDeque::new(),
            };
            let team = roster::team(&self.stage, &of)?;
            Some((of, team))
        });
        found.next().ok_or_else(not_there)
    }

    /// A person by what a bot may call him: `29:..` or the object id.
    fn person(&self, id: &str) -> Option<UserRecord> {
        let users = self.stage.people.users().into_iter();
        let mut fits = users.filter(|user| {
            person_id(user.id) == id || user.id.to_string().eq_ignore_ascii_case(id)
        });
        fits.next()
    }

    /// Keeps what the bot said, and shows it in Graph's chat.
    fn say(&self, bot: Guid, of: &Conversation, body: &Value, reply_to: Option<&str>) -> String {
        let mut activity = body.clone();
        let id = self.stage.connector.activity_id();
        activity["id"] = id.clone().into();
        activity["timestamp"] = self.stage.clock.rfc3339().into();
        activity["from"] = json!({"id": format!("28:{bot}"), "role": "bot"});
        activity["conversation"] = json!({"id": of.id});
        if let Some(reply_to) = reply_to {
            activity["replyToId"] = reply_to.into();
        }
        self.stage.connector.keep(&of.id, activity.clone());
        mirror(&self.stage, of, &activity, None);
        id
    }
}

fn not_there() -> No {
    let text = "The bot is not part of the conversation roster.";
    No(403, "BotNotInConversationRoster", text.into())
}

fn json_body(body: &Bytes) -> Result<Value, No> {
    if body.len() > MOST_ACTIVITY {
        return Err(No(413, "MessageSizeTooBig", "The activity is too large.".into()));
    }
    let value = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
    value.ok_or_else(|| No(400, "BadSyntax", "The body must be a JSON object.".into()))
}

/// An activity must say what it is; cards must be objects.
fn checked(activity: &Value) -> Result<(), No> {
    let bad = |text: &str| No(400, "BadArgument", text.into());
    activity["type"].as_str().ok_or_else(|| bad("Activity must include a 'type'."))?;
    for attachment in activity["attachments"].as_array().into_iter().flatten() {
        let kind = attachment["contentType"].as_str();
        let kind = kind.ok_or_else(|| bad("Each attachment needs a contentType."))?;
        if kind.starts_with("application/vnd.microsoft.card.") && !attachment["content"].is_object()
        {
            return Err(bad("The content of a card must be an object."));
        }
    }
    Ok(())
}

async fn create(State(service): State<Counter>, headers: HeaderMap, body: Bytes) -> Done {
    let bot = service.bot(&Method::POST, "conversations", &headers)?;
    let asked = json_body(&body)?;
    let bad = |text: &str| No(400, "BadSyntax", text.into());
    let connector = &service.stage.connector;
    let full = || No(429, "TooManyConversations", "There is no room.".into());
    let channel = asked.pointer("/channelData/channel/id").and_then(Value::as_str);
    let tenant = asked["tenantId"].as_str();
    let tenant = tenant.or_else(|| asked.pointer("/channelData/tenant/id").and_then(Value::as_str));
    let tenant = tenant.and_then(|id| service.stage.people.tenant_by_id_or_domain(id));
    let of = if let Some(channel) = channel {
        let tenant = tenant.ok_or_else(|| bad("The tenant is not known."))?;
        connector
            .conversation(Conversation {
                id: channel.into(),
                kind: Kind::Channel,
                bot,
                tenant,
                members: Vec::new(),
                chat: None,
                activities: VecDeque::new(),
            })
            .ok_or_else(full)?
    } else {
        let named = asked["members"].as_array().filter(|members| !members.is_empty());
        let named = named.ok_or_else(|| bad("Members are required."))?;
        let people: Option<Vec<UserRecord>> =
            named.iter().map(|one| service.person(one["id"].as_str()?)).collect();
        let people =
            people.ok_or_else(|| No(403, "BadArgument", "A member is not known.".into()))?;
        let Some(first) = people.first() else { return Err(bad("Members are required.")) };
        let home = service.stage.people.ensure_tenant(&first.tenant);
        if tenant.is_some_and(|tenant| tenant.id != home.id) {
            return Err(No(403, "BadArgument", "The member is not of that tenant.".into()));
        }
        if people.len() == 1 {
            connector.personal(bot, &home, first).ok_or_else(full)?
        } else {
            let id = fresh_guid(&mut service.stage.rng()).to_string().replace('-', "");
            connector
                .conversation(Conversation {
                    id: format!("19:{id}@thread.v2"),
                    kind: Kind::GroupChat,
                    bot,
                    tenant: home,
                    members: people,
                    chat: None,
                    activities: VecDeque::new(),
                })
                .ok_or_else(full)?
        }
    };
    let mut made = json!({"id": of.id, "serviceUrl": connector.service_url()});
    if asked["activity"].is_object() {
        checked(&asked["activity"])?;
        made["activityId"] = service.say(bot, &of, &asked["activity"], None).into();
    }
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

async fn send(
    State(service): State<Counter>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Done {
    let bot = service.bot(&Method::POST, "conversations/../activities", &headers)?;
    let of = service.conversation(bot, &id)?;
    let activity = json_body(&body)?;
    checked(&activity)?;
    let id = service.say(bot, &of, &activity, None);
    Ok((StatusCode::CREATED, axum::Json(json!({ "id": id }))).into_response())
}

async fn one(
    State(service): State<Counter>,
    Path((id, activity)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Done {
    let bot = service.bot(&method, "conversations/../activities/..", &headers)?;
    let of = service.conversation(bot, &id)?;
    let mine = |id: &str| {
        let bot = format!("28:{bot}");
        let found = of.activities.iter().find(|known| known["id"] == id);
        found.is_some_and(|known| known["from"]["id"] == bot.as_str())
    };
    let gone = || No(404, "ActivityNotFoundInConversation", "Activity not found.".into());
    match method {
        Method::POST => {
            let body = json_body(&body)?;
            checked(&body)?;
            let id = service.say(bot, &of, &body, Some(&activity));
            Ok((StatusCode::CREATED, axum::Json(json!({ "id": id }))).into_response())
        }
        Method::PUT => {
            let mut changed = json_body(&body)?;
            checked(&changed)?;
            if !mine(&activity) {
                return Err(gone());
            }
            changed["id"] = activity.clone().into();
            changed["from"] = json!({"id": format!("28:{bot}"), "role": "bot"});
            changed["conversation"] = json!({"id": of.id});
            service.stage.connector.keep(&of.id, changed.clone());
            mirror(&service.stage, &of, &changed, Some(&activity));
            Ok(axum::Json(json!({ "id": activity })).into_response())
        }
        Method::DELETE if mine(&activity) => {
            service.stage.connector.forget(&of.id, &activity);
            Ok(StatusCode::OK.into_response())
        }
        Method::DELETE => Err(gone()),
        _ => Err(No(405, "MethodNotAllowed", "The method is not supported.".into())),
    }
}

fn shown(user: &UserRecord, of: &Conversation) -> Value {
    json!({"id": person_id(user.id), "objectId": user.id, "aadObjectId": user.id,
        "name": user.display_name, "givenName": user.display_name, "surname": "",
        "email": user.upn, "userPrincipalName": user.upn, "tenantId": of.tenant.id,
        "userRole": "user"})
}

async fn members(
    State(service): State<Counter>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Done {
    let bot = service.bot(&Method::GET, "conversations/../members", &headers)?;
    let of = service.people_of(bot, &id)?;
    let all: Vec<Value> = of.members.iter().map(|user| shown(user, &of)).collect();
    Ok(axum::Json(all).into_response())
}

async fn team(State(service): State<Counter>, Path(id): Path<String>, headers: HeaderMap) -> Done {
    let bot = service.bot(&Method::GET, "teams/..", &headers)?;
    let (_, team) = service.team(bot, &id)?;
    let shown = json!({"id": team.thread, "name": team.name, "aadGroupId": team.id});
    Ok(axum::Json(shown).into_response())
}

async fn channels(
    State(service): State<Counter>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Done {
    let bot = service.bot(&Method::GET, "teams/../conversations", &headers)?;
    let (of, team) = service.team(bot, &id)?;
    Ok(axum::Json(roster::channels(&service.stage, &of, &team)).into_response())
}

async fn member(
    State(service): State<Counter>,
    Path((id, member)): Path<(String, String)>,
    headers: HeaderMap,
) -> Done {
    let bot = service.bot(&Method::GET, "conversations/../members/..", &headers)?;
    let of = service.people_of(bot, &id)?;
    let found = of.members.iter().find(|user| {
        person_id(user.id) == member || user.id.to_string().eq_ignore_ascii_case(&member)
    });
    let found = found.ok_or_else(|| {
        No(404, "MemberNotFoundInConversation", "The member is not found.".into())
    })?;
    Ok(axum::Json(shown(found, &of)).into_response())
}

async fn paged(
    State(service): State<Counter>,
    Path(id): Path<String>,
    Query(query): Query<std::collections::HashMap<String, String>>,
    headers: HeaderMap,
) -> Done {
    let bot = service.bot(&Method::GET, "conversations/../pagedmembers", &headers)?;
    let of = service.people_of(bot, &id)?;
    let number = |name: &str| query.get(name).and_then(|n| n.parse::<usize>().ok());
    let size = number("pageSize").unwrap_or(PAGE).clamp(1, 500);
    let from = number("continuationToken").unwrap_or(0);
    let page: Vec<Value> = of.members.iter().skip(from).take(size).map(|u| shown(u, &of)).collect();
    let mut body = json!({ "members": page });
    if from + size < of.members.len() {
        body["continuationToken"] = (from + size).to_string().into();
    }
    Ok(axum::Json(body).into_response())
}
