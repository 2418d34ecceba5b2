//! A bot in Teams: what people say and press, and what it says to them.
//!
//! An application cannot send chat messages through Graph; a bot can, to everybody who has its app
//! (`graph.md` section 7). Requests go to the connector of the person's region with a token of
//! their own, through a pipeline like Graph's.

mod activity;
mod card;
mod chat;
mod conversations;
mod reply;

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use reqwest::Method;
use teams_cc_core::{Error, Guid};
use teams_cc_http::send::Repeat;

use crate::inbound::Signer;
use crate::jwt::{Policy, Refusal};
use crate::request::Parts;
use crate::{Graph, error};
pub use activity::{BotEvent, Conversation, Press, Said, Search};
pub use card::{CARD_VERSION, Card};
pub use chat::TeamsChat;
pub use conversations::ConversationStore;
use conversations::{Conversations, Nowhere};
pub use reply::Reply;

/// The scope of the connector's tokens.
const SCOPE: &str = "https://api.botframework.com/.default";
/// The channel that a key must vouch for.
const CHANNEL: &str = "msteams";
/// Where a conversation is opened when nothing says where the tenant's connector is.
const TEAMS: &str = "https://smba.trafficmanager.net/teams/";
/// Hosts that get the bot's tokens, with everything below them.
const HOSTS: [&str; 5] = [
    "smba.trafficmanager.net",
    "botframework.com",
    "botframework.us",
    "botframework.azure.us",
    "teams.microsoft.com",
];
/// Teams refuses larger messages (about 28 KB of text, card and mentions).
const LARGEST_MESSAGE: usize = 28 * 1024;
/// The preview of a notification in the activity feed.
const LONGEST_PREVIEW: usize = 150;

/// A bot. Cheap to clone; made by [`Graph::bot`].
#[derive(Clone)]
pub struct Bot {
    /// Requests to the connector.
    connector: Graph,
    graph: Graph,
    app: Arc<str>,
    conversations: Conversations,
    store: Arc<dyn ConversationStore>,
    is_on_loopback: bool,
}

/// What a bot says: text, or a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Message(Map<String, Value>);

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        let mut activity = Map::new();
        activity.insert("text".into(), text.into());
        Self(activity)
    }
}

impl From<&Card> for Message {
    fn from(card: &Card) -> Self {
        let mut activity = Map::new();
        activity.insert("attachments".into(), json!([card.attachment()]));
        Self(activity)
    }
}

impl Message {
    /// Shown in notifications and where the card cannot be.
    pub fn summary(mut self, text: impl Into<String>) -> Self {
        self.0.insert("summary".into(), text.into().into());
        self
    }

    /// Makes the person's client ring its bell, not only mark the chat.
    pub fn alerting(mut self) -> Self {
        self.0.insert("channelData".into(), json!({"notification": {"alert": true}}));
        self
    }

    fn activity(self, conversation: &Conversation) -> Result<Value, Error> {
        let mut activity = self.0;
        activity.insert("type".into(), "message".into());
        activity.insert("from".into(), json!({"id": conversation.bot}));
        let size = serde_json::to_vec(&activity).map_err(|_| error::bad_request())?.len();
        if size > LARGEST_MESSAGE {
            return Err(error::bad_activity("it is larger than 28 KiB"));
        }
        Ok(Value::Object(activity))
    }
}

/// A message that was sent: it can be changed and taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    conversation: Conversation,
    id: String,
}

impl Sent {
    /// The message's id in its conversation.
    pub fn id(&self) -> &str {
        &self.id
    }
}

#[derive(Deserialize)]
struct Made {
    #[serde(default)]
    id: String,
}

impl Bot {
    pub(crate) fn new(graph: Graph, app: impl Into<Arc<str>>) -> Self {
        Self {
            connector: graph.beside(SCOPE),
            is_on_loopback: graph.is_on_loopback(),
            graph,
            app: app.into(),
            conversations: Conversations::default(),
            store: Arc::new(Nowhere),
        }
    }

    /// The application that the bot is, as it was named.
    pub fn id(&self) -> &str {
        &self.app
    }

    /// Keeps conversations there, and knows those that are there.
    ///
    /// # Errors
    /// The place cannot be read.
    pub async fn remembered_in(mut self, store: impl ConversationStore) -> Result<Self, Error> {
        let store: Arc<dyn ConversationStore> = Arc::new(store);
        self.store = Arc::clone(&store);
        let all = crate::subscriptions::blocking(move || store.load()).await?;
        for one in all.iter().filter(|one| self.is_service(&one.service_url).is_some()) {
            self.conversations.keep(one);
        }
        Ok(self)
    }

    /// Takes an activity that was posted to us: its `Authorization` header and its body. Keeps where
    /// it came from.
    ///
    /// Its token must be the Bot Framework's, for this bot, signed with a key that vouches for
    /// Teams, and name the service that the activity names; the tenant must be one that is served.
    ///
    /// # Errors
    /// `TCC-GRAPH-0503`: the token (answer 401). `0606`: another service than its token's, or none
    /// of Teams (403). `0604`: no activity (400). `0502`: no keys can be had (503).
    ///
    /// # Source
    /// RS-60 to RS-64; Microsoft, "Authentication with the Bot Connector API".
    pub async fn receive(
        &self,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<BotEvent, Error> {
        let inbound = self.graph.inbound();
        let policy = Policy::bot_activities(&*self.app).endorsed_by(CHANNEL);
        let (judge, keys) = (inbound.notifications()?, inbound.keys(Signer::Bots)?);
        let verified = judge.authorized(authorization, &keys, &policy).await?;
        let vouched = verified.service_url().ok_or_else(error::foreign_service)?;
        let event = activity::read(body, Some(&vouched))?;
        let served = inbound.tenants();
        let tenant = event.conversation().and_then(|conversation| conversation.tenant);
        if !served.is_empty() && tenant.is_some_and(|tenant| !served.contains(&tenant)) {
            return Err(judge.refuse(Refusal::Tenant));
        }
        self.keep(event).await
    }

    /// Takes an activity without looking at a token, for tests and for programs that have verified
    /// it: `vouched` is the service address that its token vouches for (claim `serviceurl`).
    ///
    /// # Errors
    /// As [`receive`](Self::receive), but for the token.
    pub async fn danger_receive_unverified(
        &self,
        body: &[u8],
        vouched: Option<&str>,
    ) -> Result<BotEvent, Error> {
        self.keep(activity::read(body, vouched)?).await
    }

    /// Keeps where an event came from.
    async fn keep(&self, event: BotEvent) -> Result<BotEvent, Error> {
        let (conversation, stays) = match &event {
            BotEvent::Installed(conversation) => (conversation, true),
            BotEvent::Removed(conversation) => (conversation, false),
            BotEvent::Said(said) => (&said.conversation, true),
            BotEvent::Pressed(press) => (&press.conversation, true),
            BotEvent::Searched(_) | BotEvent::Other(..) => return Ok(event),
        };
        self.is_service(&conversation.service_url).ok_or_else(error::foreign_service)?;
        let changed = if stays {
            self.conversations.keep(conversation)
        } else {
            self.conversations.forget(&conversation.id)
        };
        if changed {
            let (store, all) = (Arc::clone(&self.store), self.conversations.all());
            let saved = crate::subscriptions::blocking(move || store.save(&all)).await;
            if let Err(error) = saved {
                tracing::error!(code = error.code(), "a conversation is not remembered");
            }
        }
        Ok(event)
    }

    /// The conversation with one person of this handle's tenant, if there is one.
    pub fn conversation(&self, person: Guid) -> Option<Conversation> {
        self.conversations.with(self.graph.tenant_id(), person)
    }

    /// Opens the conversation with a person who has the app. Repeating gives the same one.
    pub async fn open(&self, person: Guid) -> Result<Conversation, Error> {
        if let Some(known) = self.conversation(person) {
            return Ok(known);
        }
        let tenant = self.graph.tenant_id();
        let known = self.conversations.somewhere(tenant);
        let (service_url, bot) = known.unwrap_or((TEAMS.into(), format!("28:{}", self.app)));
        let body = json!({
            "bot": {"id": bot},
            "isGroup": false,
            "members": [{"id": person}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        });
        let made = self.post(Method::POST, &service_url, "v3/conversations", Some(&body)).await;
        let made: Made = match made {
            // Teams says 403 for people who do not have the app.
            Err(error) if matches!(error.code(), "TCC-GRAPH-0303" | "TCC-GRAPH-0304") => {
                return Err(error::no_conversation().with_source(error));
            }
            made => made?,
        };
        let conversation = Conversation {
            id: made.id,
            service_url,
            tenant,
            person: Some(person),
            kind: "personal".into(),
            bot,
        };
        self.conversations.keep(&conversation);
        Ok(conversation)
    }

    /// Says something to one person, first if need be. Not repeated when the answer is lost:
    /// [`Retry::Check`](teams_cc_core::Retry::Check) says so.
    pub async fn tell(&self, person: Guid, message: impl Into<Message>) -> Result<Sent, Error> {
        let conversation = self.open(person).await?;
        self.say(&conversation, message).await
    }

    /// Says something in a conversation.
    pub async fn say(
        &self,
        conversation: &Conversation,
        message: impl Into<Message>,
    ) -> Result<Sent, Error> {
        let path = format!("v3/conversations/{}/activities", segment(&conversation.id));
        let body = message.into().activity(conversation)?;
        let made: Made =
            self.post(Method::POST, &conversation.service_url, &path, Some(&body)).await?;
        Ok(Sent { conversation: conversation.clone(), id: made.id })
    }

    /// Puts something else in the place of a message.
    pub async fn update(&self, sent: &Sent, message: impl Into<Message>) -> Result<(), Error> {
        let mut body = message.into().activity(&sent.conversation)?;
        if let Value::Object(body) = &mut body {
            body.insert("id".into(), sent.id.clone().into());
        }
        let url = &sent.conversation.service_url;
        self.post::<Option<Made>>(Method::PUT, url, &sent.path(), Some(&body)).await.map(drop)
    }

    /// Takes a message back. That it is gone already is no failure.
    pub async fn delete(&self, sent: &Sent) -> Result<(), Error> {
        let url = &sent.conversation.service_url;
        match self.post::<Option<Made>>(Method::DELETE, url, &sent.path(), None).await {
            Err(error) if error.code() != "TCC-GRAPH-0304" => Err(error),
            _ => Ok(()),
        }
    }

    /// Puts something into a person's activity feed. `kind` and its template are declared in the
    /// manifest ([`Manifest::activity`](crate::Manifest::activity)); `preview` has at most 150
    /// characters. Notices of one `chain` replace each other in the feed.
    ///
    /// # Source
    /// Graph v1.0, "userTeamwork: sendActivityNotification".
    pub async fn notify(
        &self,
        person: Guid,
        kind: &str,
        preview: &str,
        link: &str,
        chain: i64,
    ) -> Result<(), Error> {
        if preview.is_empty() || preview.chars().count() > LONGEST_PREVIEW {
            return Err(error::bad_activity("a preview has 1 to 150 characters"));
        }
        let body = json!({
            "topic": {"source": "text", "value": preview, "webUrl": link},
            "activityType": kind,
            "previewText": {"content": preview},
            "chainId": chain,
        });
        let path = format!("/users/{person}/teamwork/sendActivityNotification");
        // The chain makes two of them one.
        self.graph.post::<()>(&path, &body).repeatable().bytes().await.map(drop)
    }

    /// The address, if it gets our tokens.
    fn is_service(&self, url: &str) -> Option<Url> {
        let url = Url::parse(url).ok()?;
        let host = url.host_str()?.to_ascii_lowercase();
        let is_known = HOSTS.iter().any(|known| {
            host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        let is_plain = url.username().is_empty() && url.password().is_none();
        let is_ours = (url.scheme() == "https" && is_known)
            || (self.is_on_loopback && teams_cc_http::is_loopback(&url));
        (is_plain && is_ours).then_some(url)
    }

    async fn post<T: serde::de::DeserializeOwned>(
        &self,
        method: Method,
        service_url: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, Error> {
        let url = self.is_service(service_url).ok_or_else(error::foreign_service)?;
        let whole = format!("{}/{path}", url.as_str().trim_end_matches('/'));
        let url = Url::parse(&whole).map_err(|_| error::bad_path())?;
        let repeat = if method == Method::POST { Repeat::Perhaps } else { Repeat::Harmless };
        let parts = Parts {
            method,
            url,
            headers: reqwest::header::HeaderMap::new(),
            body: body.map(|body| body.to_string().into()),
            repeat,
            within: self.connector.within(),
            counted: Vec::new(),
        };
        let body = self.connector.send(&parts).await?.body;
        let text = if body.is_empty() { b"null" } else { &*body };
        serde_json::from_slice(text).map_err(|source| error::bad_answer(&source))
    }
}

impl Sent {
    fn path(&self) -> String {
        let (conversation, id) = (segment(&self.conversation.id), segment(&self.id));
        format!("v3/conversations/{conversation}/activities/{id}")
    }
}

/// An id as one segment of a path: ids of conversations hold `:`, `@` and `;`.
fn segment(id: &str) -> String {
    let mut url = Url::parse("https://segment.example/").ok();
    let pushed = url.as_mut().and_then(|url| {
        url.path_segments_mut().ok()?.pop().push(id);
        Some(())
    });
    let path = pushed.and(url).map(|url| url.path().trim_start_matches('/').to_owned());
    path.unwrap_or_default()
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").field("app", &self.app).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
