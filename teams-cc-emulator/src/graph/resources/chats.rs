//! Chats, their members, and what is pinned in them (`graph.md` section 7).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::super::answer::Answer;
use super::super::changes::ChangeKind;
use super::super::odata::Listing;
use super::{Deed, bad, bound, needed, not_found};
use crate::UserRecord;
use crate::people::fresh_guid;

/// Most members of a group chat.
const MOST_MEMBERS: usize = 250;

impl Deed<'_> {
    pub(super) fn chats(&self) -> Result<Answer, Answer> {
        let shelf = format!("chats/{}/members", self.key(0));
        let expand = |name: &str, chat: &Value| self.expanded_chat(name, chat);
        let listing = Listing::new("chat", 20, 50).expand(&expand);
        let members = Listing::new("conversationMember", 100, 200);
        match self.id() {
            "chats.create" => self.create_chat(&listing),
            "chats.list" => self.list(self.visible_chats(None), "chats", &listing),
            "chats.listForUser" => {
                let who = self.graph.user(self.caller, self.key(0))?;
                self.list(self.visible_chats(Some(&who.id.to_string())), "chats", &listing)
            }
            "chats.get" => self.entity(self.chat(self.key(0))?, "chats", &listing),
            "chats.update" => {
                let body = self.body("chat")?;
                let chat = self.chat(self.key(0))?;
                if chat["chatType"] != "group" {
                    return Err(bad("Only the topic of a group chat can be set."));
                }
                let topic = body.get("topic").cloned().unwrap_or(Value::Null);
                let now = self.now();
                let changed = self.store().change(self.tenant(), "chats", self.key(0), |chat| {
                    chat["topic"] = topic;
                    chat["lastUpdatedDateTime"] = now.into();
                });
                let chat = changed.ok_or_else(|| not_found("Chat not found."))?;
                self.publish_chat(ChangeKind::Updated, &chat);
                self.entity(chat, "chats", &listing)
            }
            "chats.delete" => {
                let gone = self.store().remove(self.tenant(), "chats", self.key(0));
                let gone = gone.ok_or_else(|| not_found("Chat not found."))?;
                self.store().remove_below(self.tenant(), &format!("chats/{}/", self.key(0)));
                self.publish_chat(ChangeKind::Deleted, &gone);
                Ok(self.nothing())
            }
            "chats.members.list" => {
                self.chat(self.key(0))?;
                let what = format!("chats('{}')/members", self.key(0));
                self.list(self.store().list(self.tenant(), &shelf), &what, &members)
            }
            "chats.members.add" => self.add_to_chat(&shelf),
            "chats.members.get" => {
                let member = self.store().get(self.tenant(), &shelf, self.key(1));
                let member = member.ok_or_else(|| not_found("Member not found."))?;
                self.entity(member, &format!("chats('{}')/members", self.key(0)), &members)
            }
            "chats.members.remove" => {
                let gone = self.store().remove(self.tenant(), &shelf, self.key(1));
                let gone = gone.ok_or_else(|| not_found("Member not found."))?;
                let resource = format!("chats('{}')/members('{}')", self.key(0), self.key(1));
                self.publish(resource, ChangeKind::Deleted, "aadUserConversationMember", &gone);
                Ok(self.nothing())
            }
            "chats.markReadForUser" | "chats.hideForUser" => {
                let body = self.body("chat.markChatReadForUser")?;
                let user = body.get("user").and_then(|user| user["id"].as_str());
                user.ok_or_else(|| bad("The property 'user' is required."))?;
                self.chat(self.key(0))?;
                Ok(self.nothing())
            }
            _ => self.pinned(),
        }
    }

    /// Chats the caller may see: an application all, a user those with himself.
    fn visible_chats(&self, of: Option<&str>) -> Vec<Value> {
        let me = self.caller.user.map(|user| user.to_string());
        let chats = self.store().list(self.tenant(), "chats").into_iter();
        let mut shown: Vec<Value> = chats
            .filter(|chat| {
                let id = chat["id"].as_str().unwrap_or_default();
                let has = |who: &str| self.is_in_chat(id, who);
                me.as_deref().is_none_or(has) && of.is_none_or(has)
            })
            .collect();
        // Newest first, as Teams shows them.
        shown.sort_by(|a, b| {
            let at = |chat: &Value| chat["lastUpdatedDateTime"].as_str().map(ToOwned::to_owned);
            at(b).cmp(&at(a))
        });
        shown
    }

    pub(super) fn is_in_chat(&self, chat: &str, who: &str) -> bool {
        let members = self.store().list(self.tenant(), &format!("chats/{chat}/members"));
        members.iter().any(|m| m["userId"].as_str().is_some_and(|id| id.eq_ignore_ascii_case(who)))
    }

    /// A chat the caller may see, or the refusal.
    pub(super) fn chat(&self, id: &str) -> Result<Value, Answer> {
        let chat = self.store().get(self.tenant(), "chats", id);
        let chat = chat.ok_or_else(|| not_found("Chat not found."))?;
        match self.caller.user {
            Some(user) if !self.is_in_chat(id, &user.to_string()) => {
                let text = "The signed-in user is not a member of the chat.";
                Err(Answer::error(403, "Forbidden", text))
            }
            _ => Ok(chat),
        }
    }

    fn expanded_chat(&self, name: &str, chat: &Value) -> Option<Value> {
        let id = chat["id"].as_str().unwrap_or_default();
        match name {
            "members" => {
                Some(self.store().list(self.tenant(), &format!("chats/{id}/members")).into())
            }
            "installedApps" => {
                Some(self.store().list(self.tenant(), &format!("chats/{id}/installedApps")).into())
            }
            "lastMessagePreview" => {
                let messages = self.store().list(self.tenant(), &format!("chats/{id}/messages"));
                Some(messages.last().map_or(Value::Null, |message| {
                    json!({"id": message["id"], "createdDateTime": message["createdDateTime"],
                        "isDeleted": !message["deletedDateTime"].is_null(),
                        "messageType": message["messageType"], "from": message["from"],
                        "body": message["body"], "eventDetail": null})
                }))
            }
            _ => None,
        }
    }

    fn create_chat(&self, listing: &Listing<'_>) -> Result<Answer, Answer> {
        let body = self.body("chat")?;
        let kind = needed(body, "chatType")?.to_owned();
        let members = body.get("members").and_then(Value::as_array);
        let members = members.filter(|m| !m.is_empty());
        let members = members.ok_or_else(|| bad("The property 'members' is required."))?;
        let people = members.iter().map(|m| self.member_of(m)).collect::<Result<Vec<_>, _>>()?;
        let me = self.caller.user;
        if me.is_some_and(|me| people.iter().all(|(user, _)| user.id != me)) {
            return Err(bad("The caller must be one of the members of the chat."));
        }
        let topic = body.get("topic").cloned().unwrap_or(Value::Null);
        let id = match (kind.as_str(), people.as_slice()) {
            ("oneOnOne", [(a, _), (b, _)]) if a.id != b.id => {
                if !topic.is_null() {
                    return Err(bad("A oneOnOne chat has no topic."));
                }
                let (mut a, mut b) = (a.id.to_string(), b.id.to_string());
                if a > b {
                    std::mem::swap(&mut a, &mut b);
                }
                format!("19:{a}_{b}@unq.gbl.spaces")
            }
            ("oneOnOne", _) => {
                return Err(bad("A oneOnOne chat has exactly two different members."));
            }
            ("group", all) if all.len() > MOST_MEMBERS => {
                return Err(bad("A chat has at most 250 members."));
            }
            ("group", _) => {
                let id = fresh_guid(&mut self.graph.shared.rng.lock()).to_string();
                format!("19:{}@thread.v2", id.replace('-', ""))
            }
            _ => return Err(bad("The chatType must be oneOnOne or group.")),
        };
        // A oneOnOne chat that exists is the answer (section 1.7).
        if let Some(known) = self.store().get(self.tenant(), "chats", &id) {
            return self.entity(known, "chats", listing);
        }
        let chat = self.new_chat(&id, &kind, &topic)?;
        for (user, roles) in &people {
            self.store().put(
                self.tenant(),
                &format!("chats/{id}/members"),
                self.member(&id, user, roles),
            )?;
        }
        self.publish_chat(ChangeKind::Created, &chat);
        self.entity(chat, "chats", listing)
    }

    /// Puts a chat on its shelf.
    pub(super) fn new_chat(&self, id: &str, kind: &str, topic: &Value) -> Result<Value, Answer> {
        let now = self.now();
        let chat = json!({
            "id": id,
            "topic": topic,
            "createdDateTime": now,
            "lastUpdatedDateTime": now,
            "chatType": kind,
            "webUrl": format!("https://teams.microsoft.com/l/chat/{}/0?tenantId={}", super::segment(id), self.tenant()),
            "tenantId": self.tenant(),
            "isHiddenForAllMembers": false,
            "onlineMeetingInfo": null,
            "viewpoint": null,
        });
        self.store().put(self.tenant(), "chats", chat.clone())?;
        Ok(chat)
    }

    fn publish_chat(&self, kind: ChangeKind, chat: &Value) {
        let id = chat["id"].as_str().unwrap_or_default();
        self.publish(format!("chats('{id}')"), kind, "chat", chat);
    }

    /// The person and the roles that a member of a body names.
    pub(super) fn member_of(&self, member: &Value) -> Result<(UserRecord, Value), Answer> {
        let link = member.get("user@odata.bind").and_then(Value::as_str);
        let link = link.ok_or_else(|| bad("Each member needs 'user@odata.bind'."))?;
        let who = self.graph.stage.people.user(&self.caller.tenant, bound(link));
        let who = who.ok_or_else(|| not_found(&format!("User '{}' not found.", bound(link))))?;
        let roles = member.get("roles").cloned().unwrap_or_else(|| json!([]));
        let known = roles.as_array().is_some_and(|roles| {
            roles.iter().all(|role| matches!(role.as_str(), Some("owner" | "guest" | "")))
        });
        if !known {
            return Err(bad("Invalid role specified for member."));
        }
        Ok((who, roles))
    }

    /// A member as it is shown.
    pub(super) fn member(&self, of: &str, user: &UserRecord, roles: &Value) -> Value {
        let id = STANDARD.encode(format!("0##{}##{of}##{}", self.tenant(), user.id));
        json!({
            "@odata.type": "#microsoft.graph.aadUserConversationMember",
            // Its ids go into paths, so they have no slash.
            "id": id.replace('/', "_"),
            "roles": roles,
            "displayName": user.display_name,
            "visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
            "userId": user.id,
            "email": user.upn,
            "tenantId": self.tenant(),
        })
    }

    fn add_to_chat(&self, shelf: &str) -> Result<Answer, Answer> {
        let body = self.body("aadUserConversationMember")?;
        let chat = self.chat(self.key(0))?;
        if chat["chatType"] == "oneOnOne" {
            return Err(bad("Members cannot be added to a oneOnOne chat."));
        }
        let (user, roles) = self.member_of(&Value::Object(body.clone()))?;
        let members = self.store().list(self.tenant(), shelf);
        if members.len() >= MOST_MEMBERS {
            return Err(bad("A chat has at most 250 members."));
        }
        let mut member = self.member(self.key(0), &user, &roles);
        if let Some(from) = body.get("visibleHistoryStartDateTime") {
            member["visibleHistoryStartDateTime"] = from.clone();
        }
        self.store().put(self.tenant(), shelf, member.clone())?;
        let id = member["id"].as_str().unwrap_or_default();
        let resource = format!("chats('{}')/members('{id}')", self.key(0));
        self.publish(resource, ChangeKind::Created, "aadUserConversationMember", &member);
        let location = format!("{}/{}", self.here(), super::segment(id));
        Ok(self.done(member).header("Location", location))
    }

    fn pinned(&self) -> Result<Answer, Answer> {
        let shelf = format!("chats/{}/pinnedMessages", self.key(0));
        self.chat(self.key(0))?;
        match self.id() {
            "chats.pinnedMessages.list" => {
                let expand = |name: &str, pin: &Value| {
                    let id = pin["id"].as_str()?;
                    let shelf = format!("chats/{}/messages", self.key(0));
                    (name == "message").then(|| self.store().get(self.tenant(), &shelf, id))?
                };
                let listing = Listing::new("pinnedChatMessageInfo", 20, 50).expand(&expand);
                let what = format!("chats('{}')/pinnedMessages", self.key(0));
                self.list(self.store().list(self.tenant(), &shelf), &what, &listing)
            }
            "chats.pinnedMessages.add" => {
                let body: &Map<String, Value> = self.ask.object()?;
                let id = bound(needed(body, "message@odata.bind")?).to_owned();
                let messages = format!("chats/{}/messages", self.key(0));
                let known = self.store().get(self.tenant(), &messages, &id);
                known.ok_or_else(|| not_found("Message not found."))?;
                let pin = json!({ "id": id });
                self.store().put(self.tenant(), &shelf, pin.clone())?;
                Ok(self.done(pin))
            }
            _ => {
                let gone = self.store().remove(self.tenant(), &shelf, self.key(1));
                gone.ok_or_else(|| not_found("The message is not pinned."))?;
                Ok(self.nothing())
            }
        }
    }
}
