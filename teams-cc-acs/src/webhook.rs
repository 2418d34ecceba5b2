//! What the service posts to us: believed or refused, then handed to the calls.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::channel::Inbox;
use teams_cc_core::{Error, Retry, Secret};
use teams_cc_http::queue::{DurableQueue, QueueLimits};

use crate::calls::Calls;
use crate::calls::durable::Store;
use crate::calls::hub::Hub;
use crate::error;
use crate::events::{Event, GridEvent, items};
use crate::jwt::{KeySource, Keys, OpenIdDocument, Policy, Refusal, Replays, Verified};
use crate::sms::Sms;

/// One request of the service, or of somebody who says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Post<'a> {
    /// The header `Authorization`, whole.
    pub authorization: Option<&'a str>,
    /// The header `x-teams-cc-key`, or `key` of the query: what Event Grid was told to send along.
    pub key: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body, JSON; empty for most.
    pub body: Bytes,
}

impl Reply {
    fn empty(status: u16) -> Self {
        Self { status, body: Bytes::new() }
    }
}

/// The receiving side of [`Calls`]: a plain function over header and body, a listener
/// ([`serve`](Self::serve), feature `server`) or an axum router (feature `axum`). Cheap to clone.
///
/// Below the address given to [`CallAutomation::listen`](crate::CallAutomation::listen) lie
/// `/callbacks` (signed events of calls), `/events` (where the Event Grid subscription points),
/// `/prompts/…` and `/media` (WebSocket).
///
/// Events of calls count only with a token of the service for our resource, each token for one
/// post. News of Event Grid counts only with the
/// [`event_key`](crate::CallAutomationBuilder::event_key) and with a token of the
/// [`event_policy`](crate::CallAutomationBuilder::event_policy), if they are set: set one.
#[derive(Clone)]
pub struct Webhook {
    hub: Arc<Hub>,
    keys: Result<Keys, Arc<Error>>,
    policy: Option<Policy>,
    event_key: Option<Secret>,
    event_policy: Option<Policy>,
    event_keys: Result<Keys, Arc<Error>>,
    replays: Arc<Mutex<Replays>>,
    texts: Vec<(Sms, Arc<dyn Inbox>)>,
}

impl Webhook {
    pub(crate) fn new(calls: &Calls) -> Self {
        let settings = calls.hub.acs.settings();
        let document = match &settings.openid {
            Some(url) => OpenIdDocument::new(url),
            None => OpenIdDocument::call_automation(),
        };
        Self {
            hub: Arc::clone(&calls.hub),
            keys: document.map(Keys::from_source).map_err(Arc::new),
            policy: settings.resource_id.clone().map(Policy::call_automation),
            event_key: settings.event_key.clone(),
            event_policy: settings.event_policy.clone(),
            event_keys: OpenIdDocument::entra().map(Keys::from_source).map_err(Arc::new),
            replays: Arc::default(),
            texts: Vec::new(),
        }
    }

    /// Takes the keys of callbacks from there: a file, or a source of yours.
    pub fn keys_from(mut self, source: impl KeySource + 'static) -> Self {
        self.keys = Ok(Keys::from_source(source));
        self
    }

    /// Takes the keys of Event Grid's tokens from there instead of Entra's document.
    pub fn event_keys_from(mut self, source: impl KeySource + 'static) -> Self {
        self.event_keys = Ok(Keys::from_source(source));
        self
    }

    /// Puts everything that is taken on disk before it is acknowledged, in a folder of its own, so
    /// that nothing is lost to a crash: rings come again until somebody has decided, events until
    /// their call has them, and calls that were up are found again
    /// ([`Calls::next_left`](crate::Calls::next_left)). What comes twice is taken once, also across a
    /// restart. All handles of the calls share the queue.
    ///
    /// # Errors
    /// `TCC-HTTP-0302`: the folder cannot be used, or another process has it.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn queued(self, folder: impl AsRef<Path>) -> Result<Self, Error> {
        self.queued_within(folder, QueueLimits::default())
    }

    /// The same, holding no more than this: beyond it posts are answered 503, and come again.
    ///
    /// # Errors
    /// As [`queued`](Self::queued).
    pub fn queued_within(
        self,
        folder: impl AsRef<Path>,
        limits: QueueLimits,
    ) -> Result<Self, Error> {
        let queue = DurableQueue::open(&folder, limits)?;
        let before = DurableQueue::peek(&folder)?;
        self.hub.store_in(Store::open(queue, &before, &self.hub));
        Ok(self)
    }

    /// Believes this instead of Microsoft's issuer and our resource: for an emulator.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Hands text messages of this number, and reports about what it sent, to an inbox.
    pub fn text_messages(mut self, sms: &Sms, inbox: Arc<dyn Inbox>) -> Self {
        self.texts.push((sms.clone(), inbox));
        self
    }

    /// Takes a post: an event of a call, or news of Event Grid. Whoever sent it is told nothing
    /// about why it was refused.
    ///
    /// 200 means taken (with a [queue](Self::queued): on disk), also if it came before; 400 no list
    /// of events; 401 not believed; 503 keys cannot be had now, or the queue has no room, so that
    /// the service sends it again.
    pub async fn receive(&self, post: Post<'_>) -> Reply {
        let items = match items(post.body) {
            Ok(items) => items,
            Err(error) => {
                tracing::debug!(code = error.code(), "post refused");
                return Reply::empty(400);
            }
        };
        if items.iter().any(GridEvent::is_one) {
            self.grid(&post, items).await
        } else {
            self.call(&post, items).await
        }
    }

    async fn grid(&self, post: &Post<'_>, items: Vec<Value>) -> Reply {
        let given = post.key.map(Secret::new);
        if let Some(key) = &self.event_key
            && given.as_ref() != Some(key)
        {
            tracing::warn!("news of Event Grid without our key");
            return Reply::empty(401);
        }
        if let Some(policy) = &self.event_policy
            && let Err(refusal) = self.judge(post.authorization, &self.event_keys, policy).await
        {
            return refused(refusal, "news of Event Grid");
        }
        let store = self.hub.store();
        // On disk lies what came, not what was read of it.
        let kept = store.map(|_| items.clone());
        let Ok(events) = items.into_iter().map(GridEvent::of).collect::<Result<Vec<_>, _>>() else {
            return Reply::empty(400);
        };
        for event in &events {
            if let GridEvent::Handshake { code } = event {
                let body = json!({"validationResponse": code}).to_string();
                return Reply { status: 200, body: body.into() };
            }
        }
        for event in &events {
            if let Some(Err(error)) = self.text(event) {
                tracing::warn!(%error, "a text message is not taken");
                if error.retry() != Retry::Never {
                    // The whole post comes again; what was taken of it is known then.
                    return Reply::empty(503);
                }
            }
        }
        if let (Some(store), Some(kept)) = (store, kept) {
            return stored(store.put(kept, true).await);
        }
        for event in events {
            self.hub.take_grid(event, None);
        }
        Reply::empty(200)
    }

    fn text(&self, event: &GridEvent) -> Option<Result<(), Error>> {
        self.texts.iter().find_map(|(sms, inbox)| sms.heed(event, &**inbox))
    }

    async fn call(&self, post: &Post<'_>, items: Vec<Value>) -> Reply {
        let (token, verified) = match self.believe(post.authorization).await {
            Ok(believed) => believed,
            Err(refusal) => return refused(refusal, "callback"),
        };
        let store = self.hub.store();
        let kept = store.map(|_| items.clone());
        let Ok(events) = items.into_iter().map(Event::of).collect::<Result<Vec<_>, _>>() else {
            return Reply::empty(400);
        };
        let now_s = self.hub.acs.clock().wall_s();
        let ends_s = verified.expires_s();
        if !self.replays.lock().admits(token, post.body, ends_s, now_s) {
            tracing::warn!(refusal = "replayed", "callback refused");
            return Reply::empty(401);
        }
        if let (Some(store), Some(kept)) = (store, kept) {
            return stored(store.put(kept, false).await);
        }
        for event in events {
            self.hub.take(event);
        }
        Reply::empty(200)
    }

    /// Whether a header `Authorization` is the service's.
    pub(crate) async fn believe<'a>(
        &self,
        authorization: Option<&'a str>,
    ) -> Result<(&'a str, Verified), Refusal> {
        let Some(policy) = &self.policy else {
            let error = error::missing_variable("TEAMS_CC_ACS_RESOURCE_ID");
            tracing::error!(%error, "nothing can be believed");
            return Err(Refusal::Audience);
        };
        self.judge(authorization, &self.keys, policy).await
    }

    async fn judge<'a>(
        &self,
        authorization: Option<&'a str>,
        keys: &Result<Keys, Arc<Error>>,
        policy: &Policy,
    ) -> Result<(&'a str, Verified), Refusal> {
        let token = authorization.and_then(bearer).ok_or(Refusal::Missing)?;
        let keys = keys.as_ref().map_err(|error| {
            tracing::error!(%error, "nothing can be believed");
            Refusal::NoKeys
        })?;
        let verified = keys.verify(token, policy, self.hub.acs.clock().wall_s()).await?;
        Ok((token, verified))
    }

    /// The prompt file at this path.
    pub fn prompt(&self, path: &str) -> Option<Bytes> {
        Calls { hub: Arc::clone(&self.hub) }.prompt(path)
    }

    #[cfg(feature = "server")]
    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }
}

/// To the sender all reasons are alike.
fn refused(refusal: Refusal, what: &str) -> Reply {
    tracing::warn!(%refusal, "{what} refused");
    Reply::empty(if refusal == Refusal::NoKeys { 503 } else { 401 })
}

/// What is not on disk is to come again.
fn stored(put: Result<(), Error>) -> Reply {
    match put {
        Ok(()) => Reply::empty(200),
        Err(error) => {
            tracing::warn!(code = error.code(), "a post is not on disk");
            Reply::empty(503)
        }
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("policy", &self.policy).finish_non_exhaustive()
    }
}
