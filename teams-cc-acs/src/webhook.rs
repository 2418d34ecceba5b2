//! What the service posts to us: believed or refused, then handed to the calls.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::{Error, Secret};

use crate::calls::Calls;
use crate::calls::hub::Hub;
use crate::error;
use crate::events::{Event, GridEvent, items};
use crate::jwt::{KeySource, Keys, OpenIdDocument, Policy, Refusal, Replays, Verified};

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
/// post. News of Event Grid, which is not signed, counts only with the
/// [`event_key`](crate::CallAutomationBuilder::event_key), if one is set: set one.
#[derive(Clone)]
pub struct Webhook {
    hub: Arc<Hub>,
    keys: Result<Keys, Arc<Error>>,
    policy: Option<Policy>,
    event_key: Option<Secret>,
    replays: Arc<Mutex<Replays>>,
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
            replays: Arc::default(),
        }
    }

    /// Takes the keys of callbacks from there: a file, or a source of yours.
    pub fn keys_from(mut self, source: impl KeySource + 'static) -> Self {
        self.keys = Ok(Keys::from_source(source));
        self
    }

    /// Believes this instead of Microsoft's issuer and our resource: for an emulator.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Takes a post: an event of a call, or news of Event Grid. Whoever sent it is told nothing
    /// about why it was refused.
    ///
    /// 200 means taken, also if it came before; 400 no list of events; 401 not believed; 503 keys
    /// cannot be had now, so that the service sends it again.
    pub async fn receive(&self, post: Post<'_>) -> Reply {
        let items = match items(post.body) {
            Ok(items) => items,
            Err(error) => {
                tracing::debug!(code = error.code(), "post refused");
                return Reply::empty(400);
            }
        };
        if items.iter().any(GridEvent::is_one) {
            self.grid(&post, items)
        } else {
            self.call(&post, items).await
        }
    }

    fn grid(&self, post: &Post<'_>, items: Vec<Value>) -> Reply {
        let given = post.key.map(Secret::new);
        if let Some(key) = &self.event_key
            && given.as_ref() != Some(key)
        {
            tracing::warn!("news of Event Grid without our key");
            return Reply::empty(401);
        }
        let Ok(events) = items.into_iter().map(GridEvent::of).collect::<Result<Vec<_>, _>>() else {
            return Reply::empty(400);
        };
        for event in events {
            if let GridEvent::Handshake { code } = event {
                let body = json!({"validationResponse": code}).to_string();
                return Reply { status: 200, body: body.into() };
            }
            self.hub.take_grid(event);
        }
        Reply::empty(200)
    }

    async fn call(&self, post: &Post<'_>, items: Vec<Value>) -> Reply {
        let (token, verified) = match self.believe(post.authorization).await {
            Ok(believed) => believed,
            Err(Refusal::NoKeys) => return Reply::empty(503),
            Err(refusal) => {
                tracing::warn!(%refusal, "callback refused");
                return Reply::empty(401);
            }
        };
        let Ok(events) = items.into_iter().map(Event::of).collect::<Result<Vec<_>, _>>() else {
            return Reply::empty(400);
        };
        let now_s = self.hub.acs.clock().wall_s();
        let ends_s = verified.expires_s();
        if !self.replays.lock().admits(token, post.body, ends_s, now_s) {
            tracing::warn!(refusal = "replayed", "callback refused");
            return Reply::empty(401);
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
        let token = authorization.and_then(bearer).ok_or(Refusal::Missing)?;
        let (Ok(keys), Some(policy)) = (&self.keys, &self.policy) else {
            let error = error::missing_variable("TEAMS_CC_ACS_RESOURCE_ID");
            tracing::error!(%error, "nothing can be believed");
            return Err(Refusal::Audience);
        };
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

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("policy", &self.policy).finish_non_exhaustive()
    }
}
