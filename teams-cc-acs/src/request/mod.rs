//! Requests as values: made, tuned, run by `.await`.

pub(crate) mod failure;
pub(crate) mod pipeline;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use teams_cc_core::Error;
use teams_cc_http::send::{Opened, Repeat};
use url::Url;

use crate::CallAutomation;
use crate::error;
pub use failure::Failure;

/// How long a request may take unless it says otherwise (RS-75).
pub(crate) const DEFAULT_BUDGET: Duration = Duration::from_secs(10);

/// Whether a request carries an id under which repeating it does nothing twice.
#[derive(Clone, Debug)]
pub(crate) enum Repeatability {
    None,
    /// A new one, made when the request is sent.
    New,
    Given(String),
}

/// What is sent.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) method: Method,
    pub(crate) url: Result<Url, Malformed>,
    pub(crate) body: Option<Bytes>,
    pub(crate) repeat: Repeat,
    pub(crate) repeatability: Repeatability,
    pub(crate) within: Duration,
    /// Beside those that every request has.
    pub(crate) headers: HeaderMap,
}

impl Parts {
    /// Whether the caller may send the same again whatever became of it: reads, and what carries an
    /// id of the caller's own. Another value of the same request would get another id.
    pub(crate) fn is_safe_to_repeat(&self) -> bool {
        self.repeat == Repeat::Harmless && !matches!(self.repeatability, Repeatability::New)
    }
}

/// A path that is none: an empty id. Said when the request runs.
#[derive(Clone, Debug)]
pub(crate) struct Malformed;

impl From<Malformed> for Error {
    fn from(_: Malformed) -> Self {
        error::bad_id()
    }
}

/// One request to the service that gives a `T`. Run it by `.await`.
///
/// What carries a repeatability id (create, answer, redirect, reject, connect, terminate,
/// transfer, add, remove, mute, cancel, move, send keys, start recording) is repeated with the
/// same id when its answer was lost, and so are reads; the rest only when it cannot have
/// happened.
///
/// # Cancel safety
/// Dropping the future may leave the request done at the service.
#[must_use = "a request that is not awaited is not sent"]
pub struct Request<T> {
    acs: CallAutomation,
    parts: Parts,
    answer: PhantomData<fn() -> T>,
}

impl<T> Request<T> {
    pub(crate) fn new(acs: CallAutomation, method: Method, path: &str) -> Self {
        let url = acs.url(path);
        Self::to(acs, method, url)
    }

    pub(crate) fn to(acs: CallAutomation, method: Method, url: Result<Url, Malformed>) -> Self {
        let reads = [Method::GET, Method::PUT, Method::DELETE].contains(&method);
        let parts = Parts {
            method,
            url,
            body: None,
            repeat: if reads { Repeat::Harmless } else { Repeat::Perhaps },
            repeatability: Repeatability::None,
            within: acs.within(),
            headers: HeaderMap::new(),
        };
        Self { acs, parts, answer: PhantomData }
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        // Models are always JSON: their keys are texts.
        self.parts.body = serde_json::to_vec(body).ok().map(Bytes::from);
        self
    }

    /// Carries an id, and is therefore repeated.
    pub(crate) fn once(mut self) -> Self {
        self.parts.repeatability = Repeatability::New;
        self.parts.repeat = Repeat::Harmless;
        self
    }

    /// Repeating it sets the same state again.
    pub(crate) fn harmless(mut self) -> Self {
        self.parts.repeat = Repeat::Harmless;
        self
    }

    /// How long it may take, repetitions included (10 s).
    pub fn within(mut self, budget: Duration) -> Self {
        self.parts.within = budget;
        self
    }

    /// The repeatability id to use: a UUID of yours, so that a request that you repeat after a
    /// crash does nothing twice. With it a lost answer ends in
    /// [`Retry::After`](teams_cc_core::Retry): send the same with the same id. Without it such an
    /// error says [`Retry::Check`](teams_cc_core::Retry), and its ids hold the one that was made
    /// (`repeatability-request-id`), to be given here. Without effect where the service takes none.
    pub fn repeatability_id(mut self, id: impl Into<String>) -> Self {
        if matches!(self.parts.repeatability, Repeatability::New) {
            self.parts.repeatability = Repeatability::Given(id.into());
        }
        self
    }
}

impl Request<()> {
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.parts.headers.insert(name, value);
        self
    }

    /// The head of the answer; its body comes in pieces.
    pub(crate) async fn open(self) -> Result<Opened, Error> {
        self.acs.open(&self.parts).await
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for Request<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let incoming = self.acs.send(&self.parts).await?;
            read(&incoming.body)
        })
    }
}

/// An answer without a body says nothing: `()`, or a model without fields.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    if body.iter().all(u8::is_ascii_whitespace) {
        let nothing = serde_json::from_str("null").or_else(|_| serde_json::from_str("{}"));
        return nothing.map_err(|source| error::bad_answer(&source));
    }
    // `()` takes whatever there is.
    serde_json::from_slice(body)
        .or_else(|source| serde_json::from_str("null").map_err(|_| source))
        .map_err(|source| error::bad_answer(&source))
}

impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.parts.method).finish_non_exhaustive()
    }
}

/// One segment of a path: everything but letters, digits and `-._~` is percent-encoded.
pub(crate) fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    let mut path = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                path.push(char::from(byte));
            }
            _ => drop(write!(path, "%{byte:02X}")), // writing to a String cannot fail
        }
    }
    // A dot segment would be another path.
    if path.is_empty() || path.bytes().all(|byte| byte == b'.') {
        return String::new();
    }
    path
}
