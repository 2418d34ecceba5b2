//! Messages of chats and channels.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::super::answer::Answer;
use super::super::changes::ChangeKind;
use super::super::odata::Listing;
use super::{Deed, bad, needed, not_found};

/// Largest message: about 28 KB of text.
const MOST_TEXT: usize = 28 * 1024;
/// Most messages that one quote holds.
const MOST_QUOTED: usize = 10;

/// Where messages lie: the shelf, and the path as notifications spell it.
struct Room {
    shelf: String,
    resource: String,
    is_chat: bool,
}

impl Deed<'_> {
    pub(super) fn messages(&self) -> Result<Answer, Answer> {
        let id = self.id();
        if id == "chats.getAllMessages" {
            return self.all_messages();
        }
        let room = self.room()?;
        let expand = |name: &str, message: &Value| {
            let id = message["id"].as_str().unwrap_or_default();
            let shelf = format!("{}/{id}/replies", room.shelf);
            (name == "replies").then(|| self.store().list(self.tenant(), &shelf).into())
        };
        let listing = Listing::new("chatMessage", 20, 50).expand(&expand);
        match id {
            "chats.messages.list" | "channels.messages.list" | "channels.messages.replies.list" => {
                let mut all = self.store().list(self.tenant(), &room.shelf);
                all.reverse();
                self.list(all, &room.resource, &listing)
            }
            "chats.messages.delta" | "channels.messages.delta" => {
                self.delta(&room.shelf, "chatMessage", &listing)
            }
            "chats.messages.get" | "channels.messages.get" | "channels.messages.replies.get" => {
                let message = self.message(&room)?;
                self.entity(message, &room.resource, &listing)
            }
            "chats.messages.send" | "channels.messages.send" | "channels.messages.reply" => {
                let body = self.body("chatMessage")?;
                let message = self.send(&room, body)?;
                let id = message["id"].as_str().unwrap_or_default().to_owned();
                let answer = self.entity(message, &room.resource, &listing)?;
                Ok(answer.header("Location", format!("{}/{id}", self.here())))
            }
            "chats.messages.replyWithQuote" => {
                let body = self.body("chatMessage.replyWithQuote")?;
                let message = self.quote(&room, body)?;
                self.entity(message, &room.resource, &listing)
            }
            "chats.messages.update" | "channels.messages.update" => self.rewrite(&room, &listing),
            "chats.messages.softDeleteForUser" | "channels.messages.softDelete" => {
                self.message(&room)?;
                let now = self.now();
                self.edit(&room, ChangeKind::Deleted, |message| {
                    message["deletedDateTime"] = now.into();
                    message["body"] = json!({"contentType": "html", "content": ""});
                    message["attachments"] = json!([]);
                })?;
                Ok(self.nothing())
            }
            "chats.messages.setReaction" | "chats.messages.unsetReaction" => self.react(&room),
            _ => self.hosted(&room),
        }
    }

    /// Where the messages of this operation lie, if the caller may see them.
    fn room(&self) -> Result<Room, Answer> {
        let id = self.id();
        if id.starts_with("channels.") {
            self.channel(self.key(0), self.key(1))?;
            let shelf = format!("teams/{}/channels/{}/messages", self.key(0), self.key(1));
            let resource = format!("teams('{}')/channels('{}')/messages", self.key(0), self.key(1));
            if id.contains("repl") {
                let parent = self.store().get(self.tenant(), &shelf, self.key(2));
                parent.ok_or_else(|| not_found("Message not found."))?;
                let shelf = format!("{shelf}/{}/replies", self.key(2));
                let resource = format!("{resource}('{}')/replies", self.key(2));
                return Ok(Room { shelf, resource, is_chat: false });
            }
            return Ok(Room { shelf, resource, is_chat: false });
        }
        let chat = if id.ends_with("ForUser") { self.key(1) } else { self.key(0) };
        self.chat(chat)?;
        let (shelf, resource) =
            (format!("chats/{chat}/messages"), format!("chats('{chat}')/messages"));
        Ok(Room { shelf, resource, is_chat: true })
    }

    /// The id of the message in the path: the last variable, but for its pictures.
    fn message_id(&self) -> &str {
        let all = &self.found.keys;
        let back = usize::from(self.found.operation.path.contains("{chatMessageHostedContent-id}"));
        all.get(all.len().saturating_sub(1 + back)).map(String::as_str).unwrap_or_default()
    }

    fn message(&self, room: &Room) -> Result<Value, Answer> {
        let found = self.store().get(self.tenant(), &room.shelf, self.message_id());
        found.ok_or_else(|| not_found("Message not found."))
    }

    fn send(&self, room: &Room, body: &Map<String, Value>) -> Result<Value, Answer> {
        let content = body.get("body").and_then(|body| body["content"].as_str());
        let content =
            content.ok_or_else(|| bad("The property 'body' with 'content' is required."))?;
        if content.len() > MOST_TEXT {
            return Err(Answer::error(413, "RequestEntityTooLarge", "Message size is too large."));
        }
        let list =
            |name: &str| body.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        for attachment in list("attachments") {
            let id =
                attachment["id"].as_str().ok_or_else(|| bad("Each attachment needs an id."))?;
            if !content.contains(&format!("<attachment id=\"{id}\"></attachment>")) {
                return Err(bad("Each attachment must be referred to in the body by its id."));
            }
            let is_card = attachment["contentType"] == "application/vnd.microsoft.card.adaptive";
            let card = attachment["content"].as_str().map(serde_json::from_str::<Value>);
            if is_card && !matches!(card, Some(Ok(Value::Object(_)))) {
                return Err(bad("The content of a card must be a JSON object as a string."));
            }
        }
        for mention in list("mentions") {
            let id = mention["id"].as_i64().ok_or_else(|| bad("Each mention needs an id."))?;
            if !content.contains(&format!("<at id=\"{id}\">")) {
                return Err(bad("Mention in the body does not match the mentions collection."));
            }
        }
        let (chat, team, channel) = if room.is_chat {
            (json!(self.key(0)), Value::Null, Value::Null)
        } else {
            (Value::Null, json!(self.key(0)), json!(self.key(1)))
        };
        let id = self.graph.fresh_message_id();
        let now = self.now();
        let reply_to =
            if self.id() == "channels.messages.reply" { json!(self.key(2)) } else { Value::Null };
        let kept = |name: &str, other: Value| match body.get(name) {
            Some(value) if !value.is_null() => value.clone(),
            _ => other,
        };
        let identity = match team {
            Value::Null => Value::Null,
            _ => json!({"teamId": team, "channelId": channel}),
        };
        let mut text = body.get("body").cloned().unwrap_or_default();
        if text["contentType"].is_null() {
            text["contentType"] = "text".into();
        }
        let message = json!({
            "id": id,
            "replyToId": reply_to,
            "etag": id,
            "messageType": "message",
            "createdDateTime": kept("createdDateTime", now.clone().into()),
            "lastModifiedDateTime": now,
            "lastEditedDateTime": null,
            "deletedDateTime": null,
            "subject": kept("subject", Value::Null),
            "summary": kept("summary", Value::Null),
            "chatId": chat,
            "importance": kept("importance", "normal".into()),
            "locale": kept("locale", "en-us".into()),
            "webUrl": if room.is_chat { Value::Null } else {
                format!("https://teams.microsoft.com/l/message/{}/{id}", super::segment(self.key(1))).into()
            },
            "policyViolation": null,
            "eventDetail": null,
            "from": self.sender(body),
            "body": text,
            "attachments": list("attachments"),
            "mentions": list("mentions"),
            "reactions": [],
            "messageHistory": [],
            "channelIdentity": identity,
        });
        self.keep_pictures(room, &id, &list("hostedContents"))?;
        self.store().put(self.tenant(), &room.shelf, message.clone())?;
        if room.is_chat {
            self.store().change(self.tenant(), "chats", self.key(0), |chat| {
                chat["lastUpdatedDateTime"] = now.into();
            });
        }
        self.publish(
            format!("{}('{id}')", room.resource),
            ChangeKind::Created,
            "chatMessage",
            &message,
        );
        Ok(message)
    }

    /// Who sends: the user of the token; an application that migrates may name somebody.
    fn sender(&self, body: &Map<String, Value>) -> Value {
        let user = self
            .caller
            .user
            .and_then(|id| self.graph.stage.people.user(&self.caller.tenant, &id.to_string()));
        match (user, body.get("from")) {
            (Some(user), _) => json!({"application": null, "device": null, "user": {
                "@odata.type": "#microsoft.graph.teamworkUserIdentity",
                "id": user.id, "displayName": user.display_name,
                "userIdentityType": "aadUser", "tenantId": self.tenant(),
            }}),
            (None, Some(named)) if !named.is_null() => named.clone(),
            (None, _) => json!({"user": null, "device": null, "application": {
                "@odata.type": "#microsoft.graph.teamworkApplicationIdentity",
                "id": self.caller.app, "displayName": null,
                "applicationIdentityType": "tenantBot",
            }}),
        }
    }

    fn quote(&self, room: &Room, body: &Map<String, Value>) -> Result<Value, Answer> {
        let ids = body.get("messageIds").and_then(Value::as_array).cloned().unwrap_or_default();
        if ids.is_empty() || ids.len() > MOST_QUOTED {
            return Err(bad("The property 'messageIds' needs 1 to 10 ids."));
        }
        let reply = body.get("replyMessage").and_then(Value::as_object);
        let mut reply =
            reply.cloned().ok_or_else(|| bad("The property 'replyMessage' is required."))?;
        let mut content = String::new();
        let mut quoted = Vec::new();
        for id in ids {
            let id = id.as_str().unwrap_or_default();
            let message = self.store().get(self.tenant(), &room.shelf, id);
            let message = message.ok_or_else(|| not_found("Message not found."))?;
            content.push_str("<attachment id=\"");
            content.push_str(id);
            content.push_str("\"></attachment>");
            let preview = json!({"messageId": id, "messagePreview": message["body"]["content"],
                "messageSender": message["from"]});
            quoted.push(json!({"id": id, "contentType": "messageReference", "contentUrl": null,
                "content": preview.to_string(), "name": null, "thumbnailUrl": null}));
        }
        let text = reply.get("body").and_then(|b| b["content"].as_str()).unwrap_or_default();
        content.push_str(text);
        reply.insert("body".into(), json!({"contentType": "html", "content": content}));
        reply.insert("attachments".into(), quoted.into());
        self.send(room, &reply)
    }

    fn rewrite(&self, room: &Room, listing: &Listing<'_>) -> Result<Answer, Answer> {
        let body = self.body("chatMessage")?.clone();
        let was = self.message(room)?;
        if self
            .ask
            .header("if-match")
            .is_some_and(|tag| tag != "*" && was["etag"] != tag.trim_matches('"'))
        {
            return Err(Answer::error(412, "PreconditionFailed", "The message has changed."));
        }
        // A user edits his own; an application only marks a violation of a policy.
        let mine = self.caller.user.map(|user| was["from"]["user"]["id"] == user.to_string());
        if mine == Some(false) {
            return Err(Answer::error(403, "Forbidden", "Only the sender may edit a message."));
        }
        let (now, tag) = (self.now(), self.graph.fresh_message_id());
        let message = self.edit(room, ChangeKind::Updated, |message| {
            for name in
                ["body", "attachments", "mentions", "importance", "subject", "policyViolation"]
            {
                if let Some(value) = body.get(name) {
                    message[name] = value.clone();
                }
            }
            if message["body"]["contentType"].is_null() {
                message["body"]["contentType"] = "text".into();
            }
            message["lastModifiedDateTime"] = now.clone().into();
            message["lastEditedDateTime"] = now.into();
            message["etag"] = tag.into();
        })?;
        match self.found.operation.status {
            204 => Ok(self.nothing()),
            _ => self.entity(message, &room.resource, listing),
        }
    }

    fn edit(
        &self,
        room: &Room,
        kind: ChangeKind,
        edit: impl FnOnce(&mut Value),
    ) -> Result<Value, Answer> {
        let id = self.message_id();
        let now = self.store().change(self.tenant(), &room.shelf, id, edit);
        let now = now.ok_or_else(|| not_found("Message not found."))?;
        self.publish(format!("{}('{id}')", room.resource), kind, "chatMessage", &now);
        Ok(now)
    }

    fn react(&self, room: &Room) -> Result<Answer, Answer> {
        let body = self.body("chatMessage.setReaction")?;
        let kind = needed(body, "reactionType")?.to_owned();
        self.message(room)?;
        let who = json!({"application": null, "device": null,
            "user": {"id": self.caller.user, "displayName": null, "userIdentityType": "aadUser"}});
        let (now, sets) = (self.now(), self.id() == "chats.messages.setReaction");
        self.edit(room, ChangeKind::Updated, |message| {
            let Some(all) = message["reactions"].as_array_mut() else { return };
            all.retain(|one| one["reactionType"] != kind.as_str() || one["user"] != who);
            if sets {
                all.push(json!({"reactionType": kind, "displayName": null, "createdDateTime": now,
                    "reactionContentUrl": null, "user": who}));
            }
        })?;
        Ok(self.nothing())
    }

    fn keep_pictures(&self, room: &Room, message: &str, all: &[Value]) -> Result<(), Answer> {
        for (n, picture) in all.iter().enumerate() {
            let bytes = picture["contentBytes"].as_str().unwrap_or_default();
            if STANDARD.decode(bytes).is_err() {
                return Err(bad("The contentBytes of a hosted content must be base64."));
            }
            let id = format!("aWQ{}", n + 1);
            let kept =
                json!({"id": id, "contentBytes": bytes, "contentType": picture["contentType"]});
            let shelf = format!("{}/{message}/hostedContents", room.shelf);
            self.store().put(self.tenant(), &shelf, kept)?;
        }
        Ok(())
    }

    fn hosted(&self, room: &Room) -> Result<Answer, Answer> {
        let shelf = format!("{}/{}/hostedContents", room.shelf, self.message_id());
        let listing = Listing::new("chatMessageHostedContent", 20, 50);
        // The bytes are not in the list; they are fetched one by one.
        let bare = |picture: &Value| json!({"id": picture["id"], "contentBytes": null, "contentType": null});
        self.message(room)?;
        if self.verb() == "list" {
            let all = self.store().list(self.tenant(), &shelf).iter().map(bare).collect();
            return self.list(all, "hostedContents", &listing);
        }
        let id = self.found.keys.last().map(String::as_str).unwrap_or_default();
        let picture = self.store().get(self.tenant(), &shelf, id);
        let picture = picture.ok_or_else(|| not_found("Hosted content not found."))?;
        if self.verb() == "get" {
            return self.entity(bare(&picture), "hostedContents", &listing);
        }
        let bytes = STANDARD.decode(picture["contentBytes"].as_str().unwrap_or_default());
        let kind = picture["contentType"].as_str().unwrap_or("image/png");
        Ok(Answer::stream(kind, bytes.unwrap_or_default()))
    }

    fn all_messages(&self) -> Result<Answer, Answer> {
        let who = self.graph.user(self.caller, self.key(0))?.id.to_string();
        let mut all = Vec::new();
        for chat in self.store().list(self.tenant(), "chats") {
            let id = chat["id"].as_str().unwrap_or_default();
            if self.is_in_chat(id, &who) {
                all.extend(self.store().list(self.tenant(), &format!("chats/{id}/messages")));
            }
        }
        self.list(all, "Collection(chatMessage)", &Listing::new("chatMessage", 20, 1000))
    }
}
