//! What people do with a bot, and how it reaches the bot: with a token of the service.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Error, ErrorKind, Guid};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::state::{Conversation, Delivery, person_id};
use crate::graph::changes::ChangeKind;
use crate::outbound::Sent;
use crate::sign_in::{Issuer, SignIn};
use crate::{Stage, User, UserRecord, Wire};

/// How long Teams waits for a bot.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long the service's token lives.
const TOKEN_LIFE_S: u64 = 3600;
/// Activities on their way at once.
const AT_ONCE: usize = 64;

/// What a bot answered to an activity.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BotReply {
    /// The HTTP status.
    pub status: u16,
    /// The body; null if there was none. For an invoke it says what the client does next.
    pub body: Value,
}

/// Takes activities to bots until it is dropped.
#[derive(Debug)]
pub(crate) struct Talking(AbortHandle);

impl Drop for Talking {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Talking {
    pub(crate) fn start(stage: &Stage, sign_in: &SignIn) -> Self {
        let (stage, sign_in) = (stage.clone(), sign_in.clone());
        let task = tokio::spawn(async move {
            let mut under_way = tokio::task::JoinSet::new();
            loop {
                while under_way.len() >= AT_ONCE {
                    let _ = under_way.join_next().await;
                }
                let delivery = stage.connector.next_delivery().await;
                let (stage, sign_in) = (stage.clone(), sign_in.clone());
                under_way.spawn(async move { deliver(&stage, &sign_in, delivery).await });
                while under_way.try_join_next().is_some() {}
            }
        });
        Self(task.abort_handle())
    }
}

async fn deliver(stage: &Stage, sign_in: &SignIn, delivery: Delivery) {
    let Delivery { bot, endpoint, activity, answer } = delivery;
    let name = activity["name"].as_str().or(activity["type"].as_str()).unwrap_or_default();
    stage.ladder.message(Wire::Graph, "connector", "bot", "", &format!("activity {name}"));
    let now = stage.clock.unix();
    let url = stage.connector.service_url();
    let claims = json!({"serviceurl": url, "serviceUrl": url, "nbf": now.saturating_sub(300),
        "exp": now + TOKEN_LIFE_S, "iss": "https://api.botframework.com", "aud": bot});
    let said = match sign_in.sign_service_claims(Issuer::Bots, &claims) {
        Err(error) => Err(error.to_string()),
        Ok(token) => {
            let sent = Sent::post_json(&endpoint, &activity)
                .header("authorization", format!("Bearer {token}"));
            stage.outbound.send(sent, PATIENCE).await.map(|reply| {
                (reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
            })
        }
    };
    let line = match &said {
        Ok((status, _)) => status.to_string(),
        Err(why) => format!("nothing came: {why}"),
    };
    stage.ladder.message(Wire::Graph, "bot", "connector", "", &line);
    if let Some(answer) = answer {
        // Whoever asked may have gone.
        let _ = answer.send(said);
    }
}

/// What is said in a conversation also stands in the chat that Graph shows.
pub(crate) fn mirror(stage: &Stage, of: &Conversation, activity: &Value, changed: Option<&str>) {
    let Some(chat) = &of.chat else { return };
    if activity["type"] != "message" || stage.store.get(of.tenant.id, "chats", chat).is_none() {
        return;
    }
    let id = activity["id"].as_str().unwrap_or_default().replace("1:", "");
    let from = activity["from"]["aadObjectId"].as_str();
    let from = match from {
        Some(user) => json!({"application": null, "device": null, "user": {"id": user,
            "displayName": activity["from"]["name"], "userIdentityType": "aadUser"}}),
        None => json!({"user": null, "device": null, "application": {"id": of.bot,
            "displayName": null, "applicationIdentityType": "bot"}}),
    };
    let cards = activity["attachments"].as_array().into_iter().flatten().enumerate();
    let cards: Vec<Value> = cards
        .map(|(n, card)| {
            json!({"id": format!("card-{n}"), "contentType": card["contentType"], "name": null,
                "contentUrl": null, "thumbnailUrl": null, "content": card["content"].to_string()})
        })
        .collect();
    let now = stage.clock.rfc3339();
    let message = json!({
        "id": id, "etag": id, "messageType": "message", "chatId": chat, "replyToId": null,
        "createdDateTime": now, "lastModifiedDateTime": now, "lastEditedDateTime": null,
        "deletedDateTime": null, "subject": null, "summary": activity["summary"],
        "importance": "normal", "locale": "en-us", "webUrl": null, "policyViolation": null,
        "eventDetail": null, "from": from, "attachments": cards, "mentions": [], "reactions": [],
        "body": {"contentType": "text", "content": activity["text"].as_str().unwrap_or_default()},
    });
    let shelf = format!("chats/{chat}/messages");
    if stage.store.put(of.tenant.id, &shelf, message.clone()).is_err() {
        tracing::warn!("a bot's message was not kept");
        return;
    }
    let kind = if changed.is_some() { ChangeKind::Updated } else { ChangeKind::Created };
    let mut data = message;
    data["@odata.type"] = "#microsoft.graph.chatMessage".into();
    stage.changes.publish(of.tenant.id, format!("chats('{chat}')/messages('{id}')"), kind, data);
}

fn lost(why: &str) -> Error {
    Error::new("TCC-EMU-0121", ErrorKind::Unavailable, format!("the bot did not answer: {why}"))
        .fix("register its endpoint (Emulator::chat_bot) and look at the ladder")
}

/// Sends and waits for the bot's answer.
async fn ask(stage: &Stage, bot: Guid, activity: Value) -> Result<BotReply, Error> {
    let (tell, told) = oneshot::channel();
    if !stage.connector.deliver(bot, activity, Some(tell)) {
        return Err(lost("it has no endpoint"));
    }
    match told.await {
        Ok(Ok((status, body))) => Ok(BotReply { status, body }),
        Ok(Err(why)) => Err(lost(&why)),
        Err(_) => Err(lost("the emulator ended")),
    }
}

fn personal(stage: &Stage, bot: Guid, user: &UserRecord) -> Result<Conversation, Error> {
    let tenant = stage.people.ensure_tenant(&user.tenant);
    let found = stage.connector.personal(bot, &tenant, user);
    found.ok_or_else(|| lost("there is no room for another conversation"))
}

/// Somebody writes to a bot in the chat with it.
pub(crate) async fn write(
    stage: &Stage,
    bot: Guid,
    user: &UserRecord,
    text: &str,
) -> Result<BotReply, Error> {
    let of = personal(stage, bot, user)?;
    let mut activity = stage.connector.activity(&of, user, "message");
    let now = stage.clock.rfc3339();
    activity["timestamp"] = now.clone().into();
    activity["localTimestamp"] = now.into();
    activity["text"] = text.into();
    activity["textFormat"] = "plain".into();
    activity["attachments"] =
        json!([{"contentType": "text/html", "content": format!("<p>{text}</p>")}]);
    stage.connector.keep(&of.id, activity.clone());
    mirror(
        stage,
        &of,
        &json!({"type": "message", "id": activity["id"], "text": text, "from": activity["from"]}),
        None,
    );
    ask(stage, bot, activity).await
}

/// Somebody's client asks a bot for something at once: a card's button, a dialogue, a search.
pub(crate) async fn invoke(
    stage: &Stage,
    bot: Guid,
    user: &UserRecord,
    (name, value, reply_to): (&str, Value, Option<&str>),
) -> Result<BotReply, Error> {
    let of = personal(stage, bot, user)?;
    let mut activity = stage.connector.activity(&of, user, "invoke");
    activity["name"] = name.into();
    activity["value"] = value;
    activity["timestamp"] = stage.clock.rfc3339().into();
    if let Some(reply_to) = reply_to {
        activity["replyToId"] = reply_to.into();
    }
    let reply = ask(stage, bot, activity).await?;
    if name == "adaptiveCard/action" {
        return checked(reply);
    }
    Ok(reply)
}

/// What a client takes as the answer to a card's button.
fn checked(reply: BotReply) -> Result<BotReply, Error> {
    let wrong = |what: &str| {
        let clause = format!("the bot's answer to the card is not understood: {what}");
        Error::new("TCC-EMU-0122", ErrorKind::Protocol, clause)
            .fix("answer 200 with statusCode, type and value")
    };
    if reply.status != 200 {
        return Err(wrong(&format!("status {}", reply.status)));
    }
    if !reply.body["statusCode"].is_u64() {
        return Err(wrong("statusCode is missing"));
    }
    match reply.body["type"].as_str() {
        Some("application/vnd.microsoft.card.adaptive") if !reply.body["value"].is_object() => {
            Err(wrong("value is no card"))
        }
        Some(_) => Ok(reply),
        None => Err(wrong("type is missing")),
    }
}

/// Somebody installs a bot's app, or takes it away.
pub(crate) async fn install(
    stage: &Stage,
    bot: Guid,
    user: &UserRecord,
    adds: bool,
) -> Result<(), Error> {
    let of = personal(stage, bot, user)?;
    for activity in installation(stage, &of, user, adds) {
        ask(stage, bot, activity).await?;
    }
    Ok(())
}

/// What Teams says about an installation: both activities, in its order.
fn installation(stage: &Stage, of: &Conversation, user: &UserRecord, adds: bool) -> Vec<Value> {
    let mut update = stage.connector.activity(of, user, "installationUpdate");
    update["action"] = if adds { "add" } else { "remove" }.into();
    if !adds {
        return vec![update];
    }
    let mut members = stage.connector.activity(of, user, "conversationUpdate");
    members["membersAdded"] = json!([{"id": person_id(user.id), "aadObjectId": user.id}, {"id": format!("28:{}", of.bot)}]);
    vec![update, members]
}

/// Tells a bot of an installation by Graph, without waiting.
pub(crate) fn tell_installed(stage: &Stage, bot: Guid, user: &UserRecord, adds: bool) {
    let Ok(of) = personal(stage, bot, user) else { return };
    for activity in installation(stage, &of, user, adds) {
        // A bot without an endpoint hears nothing.
        stage.connector.deliver(bot, activity, None);
    }
}

impl crate::Emulator {
    /// Registers a chat bot: its application id and its messaging endpoint, on loopback. Over https
    /// its certificate must be of the emulator's authority.
    pub fn chat_bot(&self, app: Guid, endpoint: &str) {
        self.stage().connector.register(app, endpoint);
    }
}

impl User {
    /// Writes to a bot in the chat with it, and waits until the bot has taken it.
    ///
    /// # Errors
    /// `TCC-EMU-0121` when the bot has no endpoint or does not answer in 15 s.
    pub async fn writes_to_bot(&self, bot: Guid, text: &str) -> Result<BotReply, Error> {
        write(self.stage(), bot, &self.record(), text).await
    }

    /// Presses a button of a card (`Action.Execute` with that verb and data) that the bot sent in
    /// the activity `card`; gives the bot's answer, which the client shows.
    ///
    /// # Errors
    /// `TCC-EMU-0121` as above; `TCC-EMU-0122` when a client would not understand the answer.
    pub async fn presses(
        &self,
        bot: Guid,
        card: &str,
        verb: &str,
        data: Value,
    ) -> Result<BotReply, Error> {
        let value = json!({"action": {"type": "Action.Execute", "verb": verb, "data": data},
            "trigger": "manual"});
        let what = ("adaptiveCard/action", value, Some(card));
        invoke(self.stage(), bot, &self.record(), what).await
    }

    /// Anything else a client asks a bot: `task/fetch`, `task/submit`, `composeExtension/query`.
    ///
    /// # Errors
    /// `TCC-EMU-0121` as above.
    pub async fn invokes(&self, bot: Guid, name: &str, value: Value) -> Result<BotReply, Error> {
        invoke(self.stage(), bot, &self.record(), (name, value, None)).await
    }

    /// Installs the bot's app for this user: the bot hears `installationUpdate` and
    /// `conversationUpdate`.
    ///
    /// # Errors
    /// `TCC-EMU-0121` as above.
    pub async fn installs_bot(&self, bot: Guid) -> Result<(), Error> {
        install(self.stage(), bot, &self.record(), true).await
    }

    /// Takes the bot's app away: the bot hears `installationUpdate`.
    ///
    /// # Errors
    /// `TCC-EMU-0121` as above.
    pub async fn uninstalls_bot(&self, bot: Guid) -> Result<(), Error> {
        install(self.stage(), bot, &self.record(), false).await
    }

    /// The first message of a bot to this user after the one with this id (`""`: the first of all),
    /// after waiting for it.
    pub async fn next_of_bot(&self, bot: Guid, after: &str) -> Value {
        self.stage().connector.next_of_bot(bot, self.id(), after).await
    }

    /// What stands in this user's chats with a bot: activities of both, oldest first.
    pub fn sees_of_bot(&self, bot: Guid) -> Vec<Value> {
        let all = self.stage().connector.between(Some(bot), self.id());
        all.into_iter().flat_map(|conversation| conversation.activities).collect()
    }
}
