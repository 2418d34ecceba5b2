//! The other side of unit tests: a scripted network and a credential, in virtual time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use parking_lot::Mutex;
use serde_json::Value;

use crate::request::wire::{Incoming, Loss, Outgoing, Wire};
use crate::{Graph, GraphBuilder};

/// What tokens of these tests look like; no log may hold it.
pub(crate) const SECRET_PREFIX: &str = "eyJ-bearer";

/// How a scripted service reacts: after how long, with what.
pub(crate) type Reaction = (Duration, Result<Incoming, Loss>);

type Script = dyn FnMut(Duration, &Outgoing) -> Reaction + Send;

/// A service that reacts as a closure says. The closure sees the time since the start.
pub(crate) struct Scripted {
    start: tokio::time::Instant,
    script: Mutex<Box<Script>>,
}

#[async_trait]
impl Wire for Scripted {
    async fn carry(&self, outgoing: Outgoing) -> Result<Incoming, Loss> {
        let (after, reaction) = (self.script.lock())(self.start.elapsed(), &outgoing);
        tokio::time::sleep(after).await;
        reaction
    }
}

/// Gives tokens that live for an hour.
#[derive(Debug, Default)]
pub(crate) struct Issuer(pub(crate) AtomicU32);

#[async_trait]
impl TokenCredential for Issuer {
    async fn get_token(
        &self,
        _: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        let expires = SystemTime::now() + Duration::from_secs(3_600);
        Ok(AccessToken::new(format!("{SECRET_PREFIX}-{number}"), expires.into()))
    }
}

/// A graph whose network is `script`.
pub(crate) fn scripted(
    seed: u64,
    script: impl FnMut(Duration, &Outgoing) -> Reaction + Send + 'static,
) -> Graph {
    tuned(seed, script, |builder| builder)
}

/// The same, tuned before it is built.
pub(crate) fn tuned(
    seed: u64,
    script: impl FnMut(Duration, &Outgoing) -> Reaction + Send + 'static,
    tune: impl FnOnce(GraphBuilder) -> GraphBuilder,
) -> Graph {
    let wire =
        Scripted { start: tokio::time::Instant::now(), script: Mutex::new(Box::new(script)) };
    let builder = Graph::builder()
        .tenant("87d349ed-44d7-43e1-9a83-5f2406dee5bd")
        .credential(Arc::new(Issuer::default()))
        .scripted(Arc::new(wire), seed);
    tune(builder).build().unwrap()
}

/// An answer at once.
pub(crate) fn answer(status: u16, body: &Value) -> Reaction {
    answer_with(status, &[], body)
}

/// An answer at once, with headers.
pub(crate) fn answer_with(status: u16, headers: &[(&'static str, &str)], body: &Value) -> Reaction {
    let headers = headers.iter().map(|(name, value)| {
        (reqwest::header::HeaderName::from_static(name), value.parse().unwrap())
    });
    let body = if body.is_null() { String::new() } else { body.to_string() };
    (Duration::ZERO, Ok(Incoming { status, headers: headers.collect(), body: body.into() }))
}

/// Nothing, ever.
pub(crate) fn silence() -> Reaction {
    (Duration::from_secs(86_400), Err(Loss::Broken("silence".into())))
}

/// The connection breaks after the request has left.
pub(crate) fn broken() -> Reaction {
    (Duration::from_millis(10), Err(Loss::Broken("reset by peer".into())))
}

/// There is no connection.
pub(crate) fn unreachable() -> Reaction {
    (Duration::from_millis(1), Err(Loss::NotSent("refused".into())))
}
