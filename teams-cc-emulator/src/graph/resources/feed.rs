//! The activity feed: notifications checked against the app's manifest (`graph.md` section 7).

use serde_json::{Map, Value, json};

use super::super::answer::Answer;
use super::{Deed, bad, needed, not_found};
use crate::UserRecord;

/// Most recipients of one request.
const MOST_RECIPIENTS: usize = 100;
/// Longest preview.
const MOST_PREVIEW: usize = 150;

impl Deed<'_> {
    pub(super) fn feed(&self) -> Result<Answer, Answer> {
        let kind = match self.id() {
            "chats.sendActivityNotification" => "chat.sendActivityNotification",
            "teams.sendActivityNotification" => "team.sendActivityNotification",
            "users.teamwork.sendActivityNotification" => "userTeamwork.sendActivityNotification",
            _ => "teamwork.sendActivityNotificationToRecipients",
        };
        let body = self.body(kind)?;
        let recipients = self.recipients(body)?;
        self.check(body)?;
        for user in &recipients {
            let shelf = format!("feed/{}", user.id);
            // One chain is one item: the newer takes the place of the older.
            let chain = body.get("chainId").and_then(Value::as_i64);
            let id = chain.map_or_else(|| self.graph.fresh_id(), |chain| format!("chain {chain}"));
            let item =
                json!({"id": id, "at": self.now(), "app": self.caller.app, "notification": body});
            self.store().put(self.tenant(), &shelf, item)?;
        }
        Ok(self.nothing())
    }

    fn recipients(&self, body: &Map<String, Value>) -> Result<Vec<UserRecord>, Answer> {
        let users = |shelf: &str| {
            let members = self.store().list(self.tenant(), shelf);
            let users = members.iter().filter_map(|m| {
                self.graph.stage.people.user(&self.caller.tenant, m["userId"].as_str()?)
            });
            users.collect::<Vec<_>>()
        };
        let named = |recipient: &Value| -> Result<Vec<UserRecord>, Answer> {
            let id = |name: &str| recipient[name].as_str().unwrap_or_default();
            let kind = recipient["@odata.type"].as_str().unwrap_or_default();
            // The namespace is written in two ways (section 9.1).
            match kind.rsplit('.').next().unwrap_or_default() {
                "aadUserNotificationRecipient" => {
                    Ok(vec![self.graph.user(self.caller, id("userId"))?])
                }
                "chatMembersNotificationRecipient" => {
                    Ok(users(&format!("chats/{}/members", id("chatId"))))
                }
                "teamMembersNotificationRecipient" => {
                    Ok(users(&format!("teams/{}/members", id("teamId"))))
                }
                "channelMembersNotificationRecipient" => {
                    Ok(users(&format!("teams/{}/members", id("teamId"))))
                }
                _ => Err(bad("The recipient's @odata.type is not supported.")),
            }
        };
        match self.id() {
            "users.teamwork.sendActivityNotification" => {
                Ok(vec![self.graph.user(self.caller, self.key(0))?])
            }
            "teamwork.sendActivityNotificationToRecipients" => {
                let all = body.get("recipients").and_then(Value::as_array);
                let all = all.ok_or_else(|| bad("The property 'recipients' is required."))?;
                if all.is_empty() || all.len() > MOST_RECIPIENTS {
                    return Err(bad("The number of recipients must be 1 to 100."));
                }
                all.iter().map(named).collect::<Result<Vec<_>, _>>().map(|all| all.concat())
            }
            id => {
                if id.starts_with("chats") {
                    self.chat(self.key(0))?;
                } else {
                    self.team(self.key(0))?;
                }
                let recipient = body.get("recipient").filter(|r| !r.is_null());
                named(recipient.ok_or_else(|| bad("The property 'recipient' is required."))?)
            }
        }
    }

    /// The topic, the type and its template, as the manifest declares them.
    fn check(&self, body: &Map<String, Value>) -> Result<(), Answer> {
        let kind = needed(body, "activityType")?;
        let topic = body.get("topic").filter(|topic| topic.is_object());
        let topic = topic.ok_or_else(|| bad("The property 'topic' is required."))?;
        let (source, value) = (topic["source"].as_str(), topic["value"].as_str());
        if value.is_none_or(str::is_empty) {
            return Err(bad("The topic needs a value."));
        }
        match source {
            Some("text") => {
                let url = topic["webUrl"].as_str().unwrap_or_default();
                if !url.starts_with("https://teams.microsoft.com/l/") {
                    return Err(bad(
                        "A topic of source text needs a webUrl that is a Teams deep link.",
                    ));
                }
            }
            Some("entityUrl")
                if value.is_some_and(|v| {
                    v.contains("graph.microsoft.com/") || v.starts_with(&self.graph.base())
                }) => {}
            Some("entityUrl") => {
                return Err(bad("A topic of source entityUrl needs a Graph address."));
            }
            _ => return Err(bad("The topic's source must be text or entityUrl.")),
        }
        let preview = body.get("previewText").and_then(|text| text["content"].as_str());
        if preview.is_some_and(|text| text.chars().count() > MOST_PREVIEW) {
            return Err(bad("The previewText must be at most 150 characters."));
        }
        let given: Vec<&str> = body
            .get("templateParameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let needs = |name: &str| {
            let text = format!("The template parameter '{name}' is missing.");
            given.contains(&name).then_some(()).ok_or_else(|| bad(&text))
        };
        let app =
            self.own_app(body.get("teamsAppId").and_then(Value::as_str)).ok_or_else(|| {
                let text =
                    "No app of the catalogue has this application as its webApplicationInfo.id.";
                Answer::error(403, "Forbidden", text)
            })?;
        // A type that every app has.
        if kind == "systemDefault" {
            return needs("systemDefaultText");
        }
        let declared =
            app["manifest"].pointer("/activities/activityTypes").and_then(Value::as_array);
        let declared = declared.into_iter().flatten().find(|one| one["type"] == kind);
        let declared = declared.ok_or_else(|| {
            not_found(&format!("The activity type '{kind}' is not declared in the app's manifest."))
        })?;
        let mut rest = declared["templateText"].as_str().unwrap_or_default();
        while let Some((_, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            // Teams fills the actor in.
            if name != "actor" {
                needs(name)?;
            }
            rest = after;
        }
        Ok(())
    }
}
