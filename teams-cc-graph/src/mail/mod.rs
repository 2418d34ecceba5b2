//! A shared mailbox as a [`Channel`]: mails come in as messages of threads, answers go out as
//! replies.
//!
//! Microsoft tells of new mail by a change notification ([`Mailbox::wanted`]); the mail itself is
//! fetched, so that what it says comes from Graph and from nobody else. A notification that was
//! lost is made good by [`Mailbox::sweep`], which reads what is unread.
//!
//! Words are plain text, made by Graph: no HTML is read here. A mail that comes as HTML all the same
//! is shown by its preview, and the mailbox has the rest.
//!
//! Machines never talk to machines here: what was sent automatically (RFC 3834, `Precedence`,
//! bounces, our own mails) opens no conversation and is marked as read, and our answers ask other
//! servers not to answer automatically.
//!
//! # Source
//! Graph v1.0, "message" (`Prefer: outlook.body-content-type`, `bodyPreview`), "message: reply", "user: sendMail"; RFC 3834; MS-OXCMAIL 2.1.3.2.20.

mod read;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::{Value, json};
use teams_cc_core::channel::{
    Abilities, Attachment, Channel, Identity, Inbox, Outgoing, Sending, Taken, Thread,
};
use teams_cc_core::{Error, Medium};

use crate::operations::path::encode;
use crate::{Graph, Resource, Wanted, error};

/// Fields of a mail that are read.
const FIELDS: &str = "id,subject,from,body,bodyPreview,uniqueBody,conversationId,\
    internetMessageId,internetMessageHeaders,receivedDateTime,hasAttachments,isDraft";
/// Graph makes plain text of HTML: we read none.
const PREFER: &str = "outlook.body-content-type=\"text\"";
/// A mail may be long.
const LONGEST: usize = 50_000;
/// Unread mails that one sweep reads.
const MOST_SWEPT: usize = 100;

/// A mailbox. Cheap to clone; made by [`Graph::mailbox`].
#[derive(Clone)]
pub struct Mailbox {
    graph: Graph,
    address: Identity,
    user: Arc<str>,
    name: Arc<str>,
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailbox").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Graph {
    /// The mailbox of this address; as a channel it is named `mail`. The application needs
    /// `Mail.ReadWrite` and `Mail.Send`, limited to this mailbox by an application access policy
    /// of Exchange.
    ///
    /// # Errors
    /// `TCC-CORE-0104` if this is no mail address.
    pub fn mailbox(&self, address: &str) -> Result<Mailbox, Error> {
        let user = address.trim().into();
        Ok(Mailbox {
            graph: self.clone(),
            address: Identity::mail(address)?,
            user,
            name: "mail".into(),
        })
    }
}

impl Mailbox {
    /// Another name, for a centre with several mailboxes.
    pub fn named(mut self, name: impl Into<Arc<str>>) -> Self {
        self.name = name.into();
        self
    }

    fn path(&self, rest: &str) -> String {
        format!("/users/{}/{rest}", segment(&self.user))
    }

    /// What to subscribe to: mails that come into the inbox.
    pub fn wanted(&self) -> Wanted {
        let resource = format!("/users/{}/mailFolders('inbox')/messages", self.user);
        Wanted::new(resource).changes("created").named(format!("mailbox {}", self.name))
    }

    /// Takes a change if it is a mail of this mailbox: fetches it and hands it to the inbox;
    /// `None` if it is something else.
    ///
    /// # Errors
    /// The mail could not be fetched, or was not taken: the change is to be looked at again if
    /// [`Error::retry`] allows, else a [`sweep`](Self::sweep) finds it.
    pub async fn heed(
        &self,
        change: &Resource,
        inbox: &dyn Inbox,
    ) -> Option<Result<Option<Taken>, Error>> {
        let resource = change.notification().resource()?;
        let id = mail_of(resource)?;
        Some(self.fetch(&id, inbox).await)
    }

    /// Fetches one mail by its id and hands it over. `None`: it is none for people (a draft, one
    /// of ours, an automatic one), or gone.
    ///
    /// # Errors
    /// As [`heed`](Self::heed).
    pub async fn fetch(&self, id: &str, inbox: &dyn Inbox) -> Result<Option<Taken>, Error> {
        let path = self.path(&format!("messages/{}?$select={FIELDS}", segment(id)));
        let mail = self.graph.get::<Value>(&path);
        let mail = match mail.header("Prefer", PREFER).await {
            Ok(mail) => mail,
            // Moved or deleted by somebody meanwhile.
            Err(error) if error.code() == "TCC-GRAPH-0304" => return Ok(None),
            Err(error) => return Err(error),
        };
        self.hand_over(&mail, inbox).await
    }

    /// Reads what is unread, oldest first, and hands it over: for the start, and for the times
    /// when Microsoft says that notifications were missed. Gives how many mails were new.
    ///
    /// # Errors
    /// As [`heed`](Self::heed); what was handed over before stays so.
    pub async fn sweep(&self, inbox: &dyn Inbox) -> Result<usize, Error> {
        let rest = format!(
            "mailFolders/inbox/messages?$filter=isRead eq false&$select={FIELDS}&$top={MOST_SWEPT}"
        );
        let list = self.graph.get::<Value>(&self.path(&rest)).header("Prefer", PREFER).await?;
        let mut mails = list.get("value").and_then(Value::as_array).cloned().unwrap_or_default();
        mails.sort_by_key(|mail| text(mail, "receivedDateTime").to_owned());
        let mut new = 0;
        for mail in &mails {
            let taken = self.hand_over(mail, inbox).await?;
            new += usize::from(taken == Some(Taken::New));
        }
        Ok(new)
    }

    async fn hand_over(&self, mail: &Value, inbox: &dyn Inbox) -> Result<Option<Taken>, Error> {
        let read = read::mail(mail, &self.name, &self.address);
        let Some(mut received) = read.filter(|received| !received.is_automatic) else {
            self.mark_read(text(mail, "id")).await;
            return Ok(None);
        };
        if mail.get("hasAttachments").and_then(Value::as_bool) == Some(true) {
            received.attachments = self.attachments(text(mail, "id")).await?;
        }
        let taken = inbox.take(received)?;
        // From here on it is ours; a sweep need not find it again.
        self.mark_read(text(mail, "id")).await;
        Ok(Some(taken))
    }

    async fn mark_read(&self, id: &str) {
        let path = self.path(&format!("messages/{}", segment(id)));
        let read: Result<Value, Error> =
            self.graph.patch(&path, &json!({"isRead": true})).repeatable().await;
        if let Err(error) = read {
            // It comes again then, and is known.
            tracing::debug!(code = error.code(), "a mail is not marked as read");
        }
    }

    async fn attachments(&self, id: &str) -> Result<Vec<Attachment>, Error> {
        let rest = format!("messages/{}/attachments?$select=id,name,contentType,size", segment(id));
        let list: Value = self.graph.get(&self.path(&rest)).await?;
        let all = list.get("value").and_then(Value::as_array).map(Vec::as_slice);
        let one = |file: &Value| Attachment {
            name: text(file, "name").to_owned(),
            kind: text(file, "contentType").to_owned(),
            bytes: file.get("size").and_then(Value::as_u64),
            reference: self.path(&format!(
                "messages/{}/attachments/{}/$value",
                segment(id),
                segment(text(file, "id"))
            )),
        };
        Ok(all.unwrap_or_default().iter().take(read::MOST_ATTACHMENTS).map(one).collect())
    }

    /// Answers a mail: Graph addresses the answer and quotes the mail below it.
    async fn reply(&self, mail: &str, what: &Outgoing) -> Result<(), Error> {
        let path = self.path(&format!("messages/{}/reply", segment(mail)));
        let body = json!({"message": {"internetMessageHeaders": read::silence()},
            "comment": what.text});
        self.graph.post::<Value>(&path, &body).await.map(drop)
    }

    /// Writes a mail that is no answer.
    async fn write(&self, to: &str, what: &Outgoing) -> Result<(), Error> {
        let message = json!({"subject": read::subject(&what.text),
            "body": {"contentType": "Text", "content": what.text},
            "toRecipients": [{"emailAddress": {"address": to}}],
            "internetMessageHeaders": read::silence()});
        let body = json!({"message": message, "saveToSentItems": true});
        self.graph.post::<Value>(&self.path("sendMail"), &body).await.map(drop)
    }
}

/// `Users/{id}/Messages/{id}`, in either spelling; the user is named by object id there.
fn mail_of(resource: &str) -> Option<String> {
    let plain = resource.replace("('", "/").replace("')", "");
    let parts: Vec<&str> = plain.trim_matches('/').split('/').collect();
    let [users, _, rest @ ..] = parts.as_slice() else { return None };
    let ([messages, id] | [_, _, messages, id]) = rest else { return None };
    let is_mail = users.eq_ignore_ascii_case("users") && messages.eq_ignore_ascii_case("messages");
    is_mail.then(|| (*id).to_owned())
}

/// An id as one segment of a path.
fn segment(id: &str) -> String {
    let mut segment = String::new();
    encode(&mut segment, id);
    segment
}

fn text<'a>(json: &'a Value, name: &str) -> &'a str {
    json.get(name).and_then(Value::as_str).unwrap_or_default()
}

impl Channel for Mailbox {
    fn name(&self) -> &str {
        &self.name
    }

    fn medium(&self) -> Medium {
        Medium::Email
    }

    fn abilities(&self) -> Abilities {
        let mut abilities = Abilities::text();
        abilities.longest = LONGEST;
        abilities.is_live = false;
        abilities
    }

    fn send<'a>(&'a self, to: &'a Thread, what: &'a Outgoing) -> Sending<'a> {
        Box::pin(async move {
            match (&to.customer, to.reference.as_str()) {
                (Identity::Mail(address), "") => self.write(address, what).await?,
                (Identity::Mail(_), mail) => self.reply(mail, what).await?,
                _ => return Err(error::no_mail_address()),
            }
            // Graph says 202 and no more: a bounce comes as a mail.
            Ok(None)
        })
    }
}
