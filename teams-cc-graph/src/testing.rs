//! The other side of unit tests: a scripted network and a credential, in virtual time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use serde_json::{Value, json};
use teams_cc_http::send::Outgoing;
pub(crate) use teams_cc_http::testing::{
    HEADER, NOW, Reaction, Scripted, answer, answer_with, broken, corpus, jwks, sign, silence,
    unreachable,
};

use crate::{Graph, GraphBuilder};

/// What tokens of these tests look like; no log may hold it.
pub(crate) const SECRET_PREFIX: &str = "eyJ-bearer";

pub(crate) const APP: &str = "02b89f62-36c9-4f02-8802-e4b6d5109851";
pub(crate) const TENANT: &str = "d99223d0-b9f0-47cd-8d32-dc8de24259a8";

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
    let builder = Graph::builder()
        .tenant("87d349ed-44d7-43e1-9a83-5f2406dee5bd")
        .credential(Arc::new(Issuer::default()))
        .scripted(Arc::new(Scripted::new(script)), seed);
    tune(builder).build().unwrap()
}

/// Of a token of the calling service.
pub(crate) fn claims() -> Value {
    json!({"iss": "https://api.botframework.com", "aud": APP, "exp": NOW + 600, "nbf": NOW - 600,
        "tid": TENANT})
}
