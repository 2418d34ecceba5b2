//! The other side of unit tests: a scripted network, in virtual time.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::Value;
use teams_cc_core::Secret;

use crate::request::wire::{Incoming, Loss, Outgoing, Wire};
use crate::{CallAutomation, CallAutomationBuilder};

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

pub(crate) const RESOURCE: &str = "02b89f62-36c9-4f02-8802-e4b6d5109851";

/// A client whose network is `script`.
pub(crate) fn scripted(
    seed: u64,
    script: impl FnMut(Duration, &Outgoing) -> Reaction + Send + 'static,
) -> CallAutomation {
    tuned(seed, script, |builder| builder)
}

/// The same, tuned before it is built.
pub(crate) fn tuned(
    seed: u64,
    script: impl FnMut(Duration, &Outgoing) -> Reaction + Send + 'static,
    tune: impl FnOnce(CallAutomationBuilder) -> CallAutomationBuilder,
) -> CallAutomation {
    let start = tokio::time::Instant::now();
    let wire = Scripted { start, script: Mutex::new(Box::new(script)) };
    let builder = CallAutomation::builder()
        .endpoint("https://contoso.communication.azure.com")
        .access_key(Secret::new("aGVsbG8="))
        .resource_id(RESOURCE)
        .intelligence("https://ai.contoso.example")
        .locale("en-US")
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

/// The connection breaks after the request has left.
pub(crate) fn broken() -> Reaction {
    (Duration::from_millis(10), Err(Loss::Broken("reset by peer".into())))
}
