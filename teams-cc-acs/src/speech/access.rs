//! Where an AI resource is, and as whom we come.

use std::sync::Arc;
use std::time::Duration;

use azure_core::credentials::TokenCredential;
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName};
use teams_cc_core::{Error, Secret};
use teams_cc_http::send::{self, Incoming, Repeat, Wire};
use teams_cc_http::{certificates, is_loopback};
use url::Url;

use crate::auth::Credential;
use crate::auth::tokens::Tokens;
use crate::client::{AGENT, from_system};
use crate::clock::Clock;
use crate::error;
use crate::request::pipeline::Pipeline;
use crate::request::{Parts, Repeatability};

/// The scope of tokens for Azure AI resources.
const SCOPE: &str = "https://cognitiveservices.azure.com/.default";

/// What both builders have.
#[derive(Default)]
pub(super) struct Access {
    pub(super) key: Option<Secret>,
    pub(super) credential: Option<Arc<dyn TokenCredential>>,
    /// What stands before a token in its header.
    pub(super) before: String,
    pub(super) http: Option<reqwest::Client>,
    pub(super) roots: Vec<u8>,
    pub(super) within: Option<Duration>,
}

impl Access {
    /// `header`: where this resource wants its key.
    pub(super) fn open(self, header: &'static str, on_loopback: bool) -> Result<Pipeline, Error> {
        let clock = Clock::start();
        let credential = match (self.credential, self.key) {
            (Some(credential), _) => {
                let tokens = Tokens::of(credential, clock.clone(), SCOPE, self.before);
                Credential::Entra(Arc::new(tokens))
            }
            (None, Some(key)) if is_sendable(key.expose()) => {
                Credential::Plain(HeaderName::from_static(header), key)
            }
            (None, _) => return Err(error::ai::no_key()),
        };
        let wire: Arc<dyn Wire> = match self.http {
            Some(http) => Arc::new(http),
            None => {
                let roots =
                    if self.roots.is_empty() { Vec::new() } else { certificates(&self.roots)? };
                Arc::new(send::client(AGENT, &roots, on_loopback)?)
            }
        };
        Ok(Pipeline::new(wire, credential, clock, from_system(), None).refusing(error::ai::refused))
    }
}

fn is_sendable(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Scheme and host of a resource: https, or http on loopback.
pub(super) fn root(text: &str) -> Result<Url, Error> {
    let bad = || {
        error::ai::config("the endpoint is no https address of scheme and host")
            .fix("copy it from the resource's page Keys and Endpoint")
    };
    let url = Url::parse(text).map_err(|_| bad())?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let plain = url.scheme() == "http" && is_loopback(&url);
    let fits = bare && url.username().is_empty() && url.password().is_none();
    if fits && (url.scheme() == "https" || plain) { Ok(url) } else { Err(bad()) }
}

/// A question; repeating it does nothing twice but cost.
pub(super) fn question(url: Url, headers: HeaderMap, body: Bytes, within: Duration) -> Parts {
    Parts {
        method: Method::POST,
        url: Ok(url),
        headers,
        body: Some(body),
        repeat: Repeat::Harmless,
        repeatability: Repeatability::None,
        within,
    }
}

/// Asks. `most`: octets of an answer.
pub(super) async fn ask(
    pipeline: &Pipeline,
    question: &Parts,
    most: usize,
) -> Result<Incoming, Error> {
    let incoming = Box::pin(pipeline.send(question)).await?;
    if incoming.body.len() > most { Err(error::too_large()) } else { Ok(incoming) }
}

/// What both builders are told in the same words. `$within`: how long a request may take unless said.
macro_rules! access_setters {
    ($within:literal) => {
        /// One of the resource's two keys.
        pub fn key(mut self, key: Secret) -> Self {
            self.access.key = Some(key);
            self
        }

        #[doc = concat!("How long one request may take, repetitions included (", $within, ").")]
        pub fn within(mut self, budget: Duration) -> Self {
            self.access.within = Some(budget);
            self
        }

        /// The HTTP client to use instead of our own.
        pub fn http_client(mut self, client: reqwest::Client) -> Self {
            self.access.http = Some(client);
            self
        }

        /// PEM certificates that are trusted beside the system's.
        pub fn root_certificates(mut self, pem: &[u8]) -> Self {
            self.access.roots.extend_from_slice(pem);
            self.access.roots.push(b'\n');
            self
        }
    };
}
pub(super) use access_setters;
