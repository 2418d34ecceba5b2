//! The other side of unit tests: a scripted network, in virtual time, and tokens of callbacks.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::Secret;
use teams_cc_http::send::Outgoing;
pub(crate) use teams_cc_http::testing::{
    HEADER, NOW, Reaction, Scripted, answer, answer_with, broken, jwks, sign,
};

use crate::{CallAutomation, CallAutomationBuilder};

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
    let builder = CallAutomation::builder()
        .endpoint("https://contoso.communication.azure.com")
        .access_key(Secret::new("aGVsbG8="))
        .resource_id(RESOURCE)
        .intelligence("https://ai.contoso.example")
        .locale("en-US")
        .scripted(Arc::new(Scripted::new(script)), seed);
    tune(builder).build().unwrap()
}

/// Of a callback's token.
pub(crate) fn claims() -> Value {
    json!({"iss": "https://acscallautomation.communication.azure.com", "aud": RESOURCE,
        "exp": NOW + 300, "nbf": NOW})
}
