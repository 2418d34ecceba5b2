//! A social network, or anything else that posts messages, as a channel: a generic webhook.
//!
//! In and out speak the same: JSON, signed as the open specification *Standard Webhooks* says, for
//! which there are libraries in most languages. A bridge to a network translates and signs; it needs
//! to know nothing else of us.
//!
//! **In**, posted to our route with `webhook-id`, `webhook-timestamp`, `webhook-signature`:
//!
//! ```json
//! {"type": "message", "network": "chirp", "thread": "dm-7", "from": "nora77", "id": "m-1",
//!  "text": "Where is my parcel?", "number": 1,
//!  "attachments": [{"name": "photo.png", "kind": "image/png", "bytes": 77, "url": "https://…"}]}
//! ```
//!
//! `number` (from 1, without gaps) and `attachments` may be left out. `{"type": "report", "id": …,
//! "arrived": true}` says what became of an answer, `{"type": "left", "thread": …}` that the
//! customer is gone; other types are acknowledged and change nothing.
//!
//! **Out**, posted to the bridge: `{"type": "message", "thread": "dm-7", "text": "…"}`; its 2xx
//! answer may hold `{"id": …}`, under which a report may come. 429 and 503 with `Retry-After` are
//! obeyed, a connection that did not come about is tried again; whatever may have arrived is not.
//!
//! # Source
//! Standard Webhooks specification 1.0, "Signature scheme" and "Webhook headers".

mod sign;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::json;
use teams_cc_core::channel::{
    Abilities, Attachment, Channel, Identity, Inbox, Outgoing, Received, Report, Sending, Thread,
    ThreadId,
};
use teams_cc_core::{Error, ErrorKind, Medium, Retry, Rng, Secret};

use sign::Key;
use wire::Wire;

/// A post larger than this is refused unread.
const LARGEST_POST: usize = 256 * 1024;
/// How far a clock may be off, and for how long an id is known (Standard Webhooks: minutes).
const WINDOW: Duration = Duration::from_secs(300);
/// Ids known; the oldest are forgotten beyond it. Messages are known by their own id as well.
const MOST_IDS: usize = 10_000;
/// Attachments of one message.
const MOST_ATTACHMENTS: usize = 50;

/// A generic webhook as a [`Channel`] named `social`. Cheap to clone.
#[derive(Clone)]
pub struct Social {
    name: Arc<str>,
    key: Arc<Key>,
    wire: Wire,
    seen: Arc<Mutex<VecDeque<(String, u64)>>>,
    ids: Arc<Mutex<Rng>>,
    clock: Clock,
}

type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

impl fmt::Debug for Social {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Social").field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Post {
    Message(Box<Message>),
    Report {
        id: String,
        arrived: bool,
    },
    Left {
        thread: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Message {
    network: String,
    thread: String,
    from: String,
    id: String,
    #[serde(default)]
    text: String,
    number: Option<u64>,
    #[serde(default)]
    attachments: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
    bytes: Option<u64>,
    url: String,
}

impl Social {
    /// Signs and verifies with `secret` (`whsec_` and base64 of 24 to 64 octets), and answers to
    /// the bridge at `url`: https, or http on loopback.
    ///
    /// # Errors
    /// `TCC-DESK-0201`: the secret cannot be used. `0202`: the address cannot.
    pub fn new(secret: &Secret, url: &str) -> Result<Self, Error> {
        let mut seed = [0; 32];
        aws_lc_rs::rand::fill(&mut seed).map_err(|_| bad_secret())?;
        let unix = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Ok(Self {
            name: "social".into(),
            key: Arc::new(Key::new(secret).ok_or_else(bad_secret)?),
            wire: Wire::new(url)?,
            seen: Arc::default(),
            ids: Arc::new(Mutex::new(Rng::from_entropy(seed))),
            clock: Arc::new(move || unix().as_secs()),
        })
    }

    /// Another name, for a centre with several networks.
    pub fn named(mut self, name: impl Into<Arc<str>>) -> Self {
        self.name = name.into();
        self
    }

    /// The HTTP client to use instead of our own. It must not follow redirects.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.wire = self.wire.with(client);
        self
    }

    /// Where the time comes from: seconds since 1970. The system's clock unless said otherwise.
    pub fn wall_clock(mut self, seconds: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(seconds);
        self
    }

    /// The route that the bridge posts to: `/`.
    pub fn router(&self, inbox: Arc<dyn Inbox>) -> Router {
        Router::new()
            .route("/", post(receive))
            .layer(DefaultBodyLimit::max(LARGEST_POST))
            .with_state((self.clone(), inbox))
    }

    /// Takes a post: its headers and its body, as they came. Gives the HTTP status to answer: 200
    /// taken, or known; 401 not signed by the bridge, or too old; 400 no such post; 503 bring it
    /// again.
    pub fn receive(
        &self,
        header: impl Fn(&str) -> Option<String>,
        body: &[u8],
        inbox: &dyn Inbox,
    ) -> u16 {
        let now = (self.clock)();
        let head = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(header);
        let [Some(id), Some(at), Some(signature)] = head else { return 401 };
        let is_fresh = at.parse().is_ok_and(|at: u64| at.abs_diff(now) <= WINDOW.as_secs());
        if id.is_empty()
            || id.len() > 256
            || !is_fresh
            || !self.key.verifies(&id, &at, body, &signature)
        {
            return 401;
        }
        if self.knows(&id, now) {
            return 200;
        }
        let Ok(post) = serde_json::from_slice(body) else { return 400 };
        match self.hand_over(post, inbox) {
            Ok(()) => {
                self.know(id, now);
                200
            }
            Err(error) => {
                tracing::warn!(code = error.code(), "a social message is not taken");
                // What would never be taken need not come again.
                if error.retry() == Retry::Never { 422 } else { 503 }
            }
        }
    }

    fn knows(&self, id: &str, now: u64) -> bool {
        let mut seen = self.seen.lock();
        // Within twice the window: a timestamp may lie in the future.
        while seen.front().is_some_and(|(_, at)| at + 2 * WINDOW.as_secs() < now) {
            seen.pop_front();
        }
        seen.iter().any(|(known, _)| known == id)
    }

    fn know(&self, id: String, now: u64) {
        let mut seen = self.seen.lock();
        if seen.len() >= MOST_IDS {
            seen.pop_front();
        }
        seen.push_back((id, now));
    }

    fn hand_over(&self, post: Post, inbox: &dyn Inbox) -> Result<(), Error> {
        match post {
            Post::Message(message) => inbox.take(self.received(*message)).map(drop),
            Post::Report { id, arrived } => {
                inbox.report(&self.name, Report { message: id, arrived });
                Ok(())
            }
            Post::Left { thread } => {
                inbox.left(&self.name, &ThreadId::new(thread));
                Ok(())
            }
            Post::Other => Ok(()),
        }
    }

    fn received(&self, message: Message) -> Received {
        let thread = Thread {
            id: ThreadId::new(&message.thread),
            customer: Identity::account(message.network, message.from),
            reference: String::new(),
        };
        let mut received = Received::new(self.name.clone(), thread, message.id, message.text);
        received.place = message.number.filter(|number| *number > 0);
        let file = |file: File| Attachment {
            name: file.name,
            kind: file.kind,
            bytes: file.bytes,
            reference: file.url,
        };
        received.attachments =
            message.attachments.into_iter().take(MOST_ATTACHMENTS).map(file).collect();
        received
    }
}

async fn receive(
    State((social, inbox)): State<(Social, Arc<dyn Inbox>)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let header = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let status = social.receive(header, &body, &*inbox);
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl Channel for Social {
    fn name(&self) -> &str {
        &self.name
    }

    fn medium(&self) -> Medium {
        Medium::Social
    }

    fn abilities(&self) -> Abilities {
        let mut abilities = Abilities::text();
        abilities.attachments = true;
        abilities.reports = true;
        abilities.is_live = false;
        abilities
    }

    fn send<'a>(&'a self, to: &'a Thread, what: &'a Outgoing) -> Sending<'a> {
        Box::pin(async move {
            let files: Vec<_> = what
                .attachments
                .iter()
                .map(|file| {
                    json!({"name": file.name, "kind": file.kind, "bytes": file.bytes,
                    "url": file.reference})
                })
                .collect();
            let mut message =
                json!({"type": "message", "thread": to.id.as_str(), "text": what.text});
            if !files.is_empty() {
                message["attachments"] = files.into();
            }
            let body = message.to_string().into_bytes();
            let id = format!("msg_{}", self.ids.lock().token(24));
            let at = (self.clock)().to_string();
            let signature = self.key.sign(&id, &at, &body);
            let head =
                [("webhook-id", id), ("webhook-timestamp", at), ("webhook-signature", signature)];
            self.wire.post(head, body).await
        })
    }
}

fn bad_secret() -> Error {
    Error::new("TCC-DESK-0201", ErrorKind::Config, "the webhook's secret cannot be used")
        .fix("write whsec_ and the base64 of 24 to 64 random octets")
}
