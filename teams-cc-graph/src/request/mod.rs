//! One pipeline for everything that is asked of Graph.
//!
//! Token, limiter, breaker, budget, repetition, ids, error bodies: the typed calls and the raw
//! ones go through the same [`Request`].

mod answer;
mod batch;
mod budget;
mod limits;
mod pipeline;
pub(crate) mod said;

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use teams_cc_core::Error;
use teams_cc_http::send::Repeat;

use crate::{Graph, error};
pub use answer::Failure;
pub use batch::{Batch, BatchAnswers, Step};
pub use limits::Budget;
pub(crate) use pipeline::Pipeline;

/// The distance of presence requests that are spread evenly over the published limit.
pub(crate) const PRESENCE_SPACING: Duration = Duration::from_millis(20);

/// A request of Graph that has not left yet: tune it, then `.await` it.
///
/// It is sent, repeated and refused as the pipeline of [`Graph`] says. `T` is what the answer is
/// read as: a model of [`crate::models`], a type of yours, or `()` for an answer without body.
///
/// # Cancel safety
/// Dropping the future stops waiting; a write that has left may still happen.
#[must_use = "a request does nothing until it is awaited"]
pub struct Request<T> {
    graph: Graph,
    parts: Result<Parts, Error>,
    answer: PhantomData<fn() -> T>,
}

/// What one request is, whatever its answer.
pub(crate) struct Parts {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) repeat: Repeat,
    pub(crate) within: Duration,
    /// What counts against Graph's limits in its place: the steps of a batch.
    pub(crate) counted: Vec<(Method, Url)>,
}

impl<T> Request<T> {
    pub(crate) fn new(graph: Graph, method: Method, path: &str) -> Self {
        let repeat = match method {
            Method::POST | Method::PATCH => Repeat::Perhaps,
            _ => Repeat::Harmless,
        };
        let within = graph.within();
        let parts = graph.url(path).map(|url| Parts {
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
            repeat,
            within,
            counted: Vec::new(),
        });
        Self { graph, parts, answer: PhantomData }
    }

    /// One that fails before it leaves.
    pub(crate) fn refused(graph: &Graph, why: Error) -> Self {
        Self { graph: graph.clone(), parts: Err(why), answer: PhantomData }
    }

    /// Gives it a JSON body.
    pub(crate) fn json<B: Serialize + ?Sized>(self, body: &B) -> Self {
        let body = serde_json::to_vec(body);
        self.change(|parts| {
            // The text of serde's error may quote the body: only its kind is told.
            parts.body = Some(body.map_err(|_| error::bad_request())?.into());
            Ok(())
        })
    }

    /// Sets a header, for example `ConsistencyLevel` or `Prefer`.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.change(|parts| {
            let refuse = || error::bad_request().cause("a header cannot be written");
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refuse())?;
            let value = HeaderValue::from_str(value).map_err(|_| refuse())?;
            parts.headers.insert(name, value);
            Ok(())
        })
    }

    /// How long it may take, repetitions and waiting included (10 s unless the [`Graph`] says
    /// otherwise).
    pub fn within(self, budget: Duration) -> Self {
        self.change(|parts| {
            parts.within = budget;
            Ok(())
        })
    }

    /// Says that doing it twice does no harm, so that it is repeated also after an answer was
    /// lost. Reads, `PUT` and `DELETE` are repeated anyway; `POST` and `PATCH` are not.
    pub fn repeatable(self) -> Self {
        self.change(|parts| {
            parts.repeat = Repeat::Harmless;
            Ok(())
        })
    }

    /// How to ask for the next page of the same list: its headers, its budget, another address.
    pub(crate) fn for_next_page(&self) -> Result<impl Fn(&str) -> Self + Send + use<T>, ()> {
        let parts = self.parts.as_ref().map_err(|_| ())?;
        let (graph, headers, within) = (self.graph.clone(), parts.headers.clone(), parts.within);
        Ok(move |link: &str| {
            let headers = headers.clone();
            Self::new(graph.clone(), Method::GET, link).change(|parts| {
                (parts.headers, parts.within) = (headers, within);
                Ok(())
            })
        })
    }

    /// Sends it and gives the `Location` of the answer: where work that goes on can be asked for.
    ///
    /// # Errors
    /// As awaiting it.
    pub async fn location(self) -> Result<Option<String>, Error> {
        let parts = self.parts?;
        let answer = self.graph.send(&parts).await?;
        let location = answer.headers.get("location").and_then(|value| value.to_str().ok());
        Ok(location.map(str::to_owned))
    }

    /// Reads the answer as something else.
    pub fn reading<U>(self) -> Request<U> {
        Request { graph: self.graph, parts: self.parts, answer: PhantomData }
    }

    /// Sends it and gives the successful answer as bytes.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let parts = self.parts?;
        Ok(self.graph.send(&parts).await?.body)
    }

    pub(crate) fn change(mut self, change: impl FnOnce(&mut Parts) -> Result<(), Error>) -> Self {
        self.parts = self.parts.and_then(|mut parts| change(&mut parts).map(|()| parts));
        self
    }
}

impl<T: DeserializeOwned + 'static> IntoFuture for Request<T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let body = self.bytes().await?;
            // No body is no value: `()` and `Option` read it.
            let text = if body.is_empty() { b"null" } else { &*body };
            serde_json::from_slice(text).map_err(|source| error::bad_answer(&source))
        })
    }
}

/// Without query and body: they may name people.
impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Request");
        match &self.parts {
            Ok(parts) => debug.field("method", &parts.method).field("path", &parts.url.path()),
            Err(error) => debug.field("error", &error.code()),
        };
        debug.finish_non_exhaustive()
    }
}
