//! Mailboxes, as far as a shared one of a contact centre needs: reading, marking, replying,
//! sending. Written from Graph v1.0, "message", "message: reply", "user: sendMail".

use serde_json::{Map, Value, json};
use teams_cc_core::{Error, ErrorKind};

use super::super::answer::Answer;
use super::super::changes::ChangeKind;
use super::super::odata::Listing;
use super::{Deed, bad, not_found, opaque};
use crate::people::fresh_guid;
use crate::{Stage, User, UserRecord};

/// Headers of an application begin so.
const OWN_HEADER: &str = "x-";
/// What only comes when it is selected.
const ON_REQUEST: [&str; 2] = ["internetMessageHeaders", "uniqueBody"];

/// A mail that comes from outside.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Mail {
    /// The sender's address.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The body.
    pub html: String,
    /// Headers beyond the usual ones.
    pub headers: std::collections::BTreeMap<String, String>,
    /// Names of files that come with it.
    pub files: Vec<String>,
    /// The conversation it belongs to; a new one if empty.
    pub thread: String,
}

impl Mail {
    /// A mail with these words.
    pub fn new(from: &str, subject: &str, html: &str) -> Self {
        let (from, subject, html) = (from.into(), subject.into(), html.into());
        Self { from, subject, html, ..Self::default() }
    }

    /// With another header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// In this conversation.
    pub fn in_thread(mut self, thread: &str) -> Self {
        self.thread = thread.into();
        self
    }
}

fn shelf(user: &UserRecord) -> String {
    format!("users/{}/mail", user.id)
}

/// What a person reads of HTML: tags out, a few entities in.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for letter in html.replace("<br>", "\r\n").replace("</p>", "\r\n").chars() {
        match letter {
            '<' => in_tag = true,
            '>' => in_tag = false,
            letter if !in_tag => text.push(letter),
            _ => {}
        }
    }
    text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").trim().to_owned()
}

/// Puts a mail into an inbox, and tells who subscribed; gives its id.
pub(crate) fn comes(stage: &Stage, user: &UserRecord, mail: &Mail) -> Result<String, Answer> {
    let tenant = stage.people.ensure_tenant(&user.tenant).id;
    let id = opaque(&fresh_guid(&mut stage.rng()).to_string());
    let thread = match mail.thread.as_str() {
        "" => opaque(&fresh_guid(&mut stage.rng()).to_string()),
        thread => thread.to_owned(),
    };
    let now = stage.clock.rfc3339();
    let headers: Vec<Value> =
        mail.headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    let address = json!({"emailAddress": {"name": mail.from, "address": mail.from}});
    let body = json!({"contentType": "html", "content": mail.html});
    let message = json!({
        "id": id, "createdDateTime": now, "receivedDateTime": now, "sentDateTime": now,
        "subject": mail.subject, "bodyPreview": plain(&mail.html).chars().take(255).collect::<String>(),
        "body": body, "uniqueBody": body, "conversationId": thread, "isRead": false,
        "isDraft": false, "hasAttachments": !mail.files.is_empty(), "parentFolderId": "inbox",
        "internetMessageId": format!("<{id}@mx.example>"), "internetMessageHeaders": headers,
        "from": address, "sender": address, "files": mail.files,
        "toRecipients": [{"emailAddress": {"name": user.display_name, "address": user.upn}}],
    });
    stage.store.put(tenant, &shelf(user), message)?;
    let told = json!({"@odata.type": "#microsoft.graph.message", "id": id});
    // Whoever subscribed by the address is told by the address.
    for who in [user.id.to_string(), user.upn.clone()] {
        let resource = format!("Users/{who}/Messages/{id}");
        stage.changes.publish(tenant, resource, ChangeKind::Created, told.clone());
    }
    Ok(id)
}

/// What a mailbox has sent, oldest first.
pub(crate) fn sent(stage: &Stage, user: &UserRecord) -> Vec<Value> {
    let tenant = stage.people.ensure_tenant(&user.tenant).id;
    let mut all = stage.store.list(tenant, &shelf(user));
    all.retain(|mail| mail["parentFolderId"] == "sentitems");
    all
}

impl User {
    /// A mail comes into this user's inbox; gives its id.
    ///
    /// # Errors
    /// `TCC-EMU-0120` when the tenant holds too much.
    pub fn gets_mail(&self, mail: &Mail) -> Result<String, Error> {
        let full = |_| Error::new("TCC-EMU-0120", ErrorKind::Config, "the mailbox is full");
        comes(&self.stage, &self.record(), mail).map_err(full)
    }

    /// What this user's mailbox has sent, oldest first, as Graph shows messages.
    pub fn sent_mail(&self) -> Vec<Value> {
        sent(&self.stage, &self.record())
    }

    /// The user's address.
    pub fn mail_address(&self) -> String {
        self.record().upn
    }

    /// Waits until so many mails were sent; `None` after ten seconds.
    pub async fn next_sent_mail(&self, after: usize) -> Option<Value> {
        let until = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
        loop {
            if let Some(mail) = self.sent_mail().into_iter().nth(after) {
                return Some(mail);
            }
            if tokio::time::Instant::now() >= until {
                return None;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
}

impl Deed<'_> {
    pub(super) fn mail(&self) -> Result<Answer, Answer> {
        let user = self.graph.user(self.caller, self.key(0))?;
        if self.caller.user.is_some_and(|me| me != user.id) {
            let text = "Access is denied. Check credentials and try again.";
            return Err(Answer::error(403, "ErrorAccessDenied", text));
        }
        let what = format!("users('{}')/messages", user.id);
        let listing = Listing::new("message", 10, 1_000);
        match self.id() {
            "mail.messages.list" | "mail.folders.messages.list" => {
                let mut all = self.store().list(self.tenant(), &shelf(&user));
                if self.id().contains("folders") {
                    let folder = self.key(1).to_ascii_lowercase();
                    all.retain(|mail| mail["parentFolderId"] == folder.as_str());
                }
                all.reverse();
                let all = all.into_iter().map(|mail| self.shown(mail)).collect();
                self.list(all, &what, &listing)
            }
            "mail.messages.get" => {
                let mail = self.shown(self.one(&user)?);
                self.entity(mail, &what, &listing)
            }
            "mail.messages.update" => {
                let body = self.ask.object()?;
                let known = ["isRead", "categories", "flag", "importance"];
                if body.keys().any(|name| !known.contains(&name.as_str()) && !name.contains('@')) {
                    return Err(bad("The property is read-only once the message was sent."));
                }
                let body = body.clone();
                let now = self.store().change(self.tenant(), &shelf(&user), self.key(1), |mail| {
                    for (name, value) in body {
                        mail[name] = value;
                    }
                });
                let mail = self.shown(now.ok_or_else(no_mail)?);
                self.entity(mail, &what, &listing)
            }
            "mail.attachments.list" => {
                let mail = self.one(&user)?;
                let files = mail["files"].as_array().cloned().unwrap_or_default();
                let one = |(at, name): (usize, &Value)| {
                    json!({"@odata.type": "#microsoft.graph.fileAttachment",
                        "id": opaque(&format!("{} {at}", self.key(1))), "name": name, "size": 77,
                        "contentType": "application/octet-stream", "isInline": false})
                };
                let all = files.iter().enumerate().map(one).collect();
                let listing = Listing::new("attachment", 100, 1_000);
                self.list(all, &format!("{what}('{}')/attachments", self.key(1)), &listing)
            }
            "mail.messages.reply" => {
                let mail = self.one(&user)?;
                let body = self.ask.object()?;
                let comment = parameter(body, "comment").and_then(Value::as_str);
                let message = parameter(body, "message").and_then(Value::as_object);
                let own = message.and_then(|message| message.get("body"));
                if comment.is_some() && own.is_some() {
                    return Err(bad("Specify either a comment or the body of the message."));
                }
                let content = comment.or_else(|| own?["content"].as_str()).unwrap_or_default();
                let subject = mail["subject"].as_str().unwrap_or_default();
                let mut answer = Map::new();
                answer.insert("subject".into(), format!("RE: {subject}").into());
                answer.insert("toRecipients".into(), json!([mail["from"]]));
                answer.insert("body".into(), json!({"contentType": "html", "content": content}));
                let headers = message.and_then(|message| message.get("internetMessageHeaders"));
                answer
                    .insert("internetMessageHeaders".into(), headers.cloned().unwrap_or_default());
                self.sends(&user, &answer, mail["conversationId"].as_str())
            }
            _ => {
                let body = self.ask.object()?;
                let message = parameter(body, "message").and_then(Value::as_object);
                let message = message.ok_or_else(|| bad("The property 'message' is required."))?;
                self.sends(&user, message, None)
            }
        }
    }

    fn one(&self, user: &UserRecord) -> Result<Value, Answer> {
        self.store().get(self.tenant(), &shelf(user), self.key(1)).ok_or_else(no_mail)
    }

    /// A message as it is asked for: as text if so preferred, with the rest only if selected.
    fn shown(&self, mut mail: Value) -> Value {
        let selected = self.ask.option("select").unwrap_or_default().to_ascii_lowercase();
        let as_text = self
            .ask
            .preference("outlook.body-content-type")
            .is_some_and(|kind| kind.trim_matches('"').eq_ignore_ascii_case("text"));
        if as_text {
            for name in ["body", "uniqueBody"] {
                let text = plain(mail[name]["content"].as_str().unwrap_or_default());
                mail[name] = json!({"contentType": "text", "content": text});
            }
        }
        if let Some(mail) = mail.as_object_mut() {
            mail.remove("files");
            for name in ON_REQUEST {
                if !selected.contains(&name.to_ascii_lowercase()) {
                    mail.remove(name);
                }
            }
        }
        mail
    }

    fn sends(
        &self,
        user: &UserRecord,
        message: &Map<String, Value>,
        thread: Option<&str>,
    ) -> Result<Answer, Answer> {
        let recipients = message.get("toRecipients").and_then(Value::as_array);
        let recipients = recipients.filter(|all| !all.is_empty());
        let recipients = recipients.ok_or_else(|| {
            Answer::error(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
        })?;
        for header in
            message.get("internetMessageHeaders").and_then(Value::as_array).into_iter().flatten()
        {
            let name = header["name"].as_str().unwrap_or_default();
            if !name.to_ascii_lowercase().starts_with(OWN_HEADER) {
                let text = format!(
                    "The internet message header name '{name}' should start with 'x-' or 'X-'."
                );
                return Err(Answer::error(400, "InvalidInternetMessageHeader", &text));
            }
        }
        let id = opaque(&self.graph.fresh_id());
        let thread = thread.map_or_else(|| opaque(&self.graph.fresh_id()), str::to_owned);
        let now = self.now();
        let mut mail = Value::Object(message.clone());
        mail["id"] = id.clone().into();
        mail["conversationId"] = thread.clone().into();
        mail["parentFolderId"] = "sentitems".into();
        mail["sentDateTime"] = now.into();
        mail["isRead"] = true.into();
        mail["internetMessageId"] = format!("<{id}@mx.example>").into();
        mail["from"] = json!({"emailAddress": {"name": user.display_name, "address": user.upn}});
        self.store().put(self.tenant(), &shelf(user), mail.clone())?;
        // Who has a mailbox here gets it.
        for recipient in recipients {
            let address = recipient["emailAddress"]["address"].as_str().unwrap_or_default();
            let known = self.graph.stage.people.user(&self.caller.tenant, address);
            if let Some(to) = known {
                let html = mail["body"]["content"].as_str().unwrap_or_default();
                let subject = mail["subject"].as_str().unwrap_or_default();
                let one = Mail::new(&user.upn, subject, html).in_thread(&thread);
                comes(&self.graph.stage, &to, &one)?;
            }
        }
        Ok(self.nothing())
    }
}

/// A parameter of an action; clients write `Message` where the documents' examples say `message`.
fn parameter<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    body.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn no_mail() -> Answer {
    let mut answer = not_found("The specified object was not found in the store.");
    if let Some(body) = &mut answer.body {
        body["error"]["code"] = "ErrorItemNotFound".into();
    }
    answer
}
