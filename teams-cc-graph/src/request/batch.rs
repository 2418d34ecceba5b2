//! `$batch`: up to twenty requests in one.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use teams_cc_core::{Error, Retry};
use teams_cc_http::send::retry_after;
use teams_cc_http::send::{FIRST_WAIT, Repeat};
use teams_cc_http::wall_clock_s;

use super::{Failure, Parts, Request};
use crate::{Graph, error};

/// What Graph takes in one batch.
const MOST_STEPS: usize = 20;

/// Up to 20 requests that travel as one; each succeeds or fails for itself.
///
/// ```no_run
/// # async fn f(graph: teams_cc_graph::Graph) -> Result<(), teams_cc_core::Error> {
/// let mut batch = graph.batch();
/// let adele = batch.add(graph.api().presence().get("4b444206-207c-42f8-92a6-e332b41c88a2"))?;
/// let alex = batch.add(graph.api().presence().get("0e2aed2a-1b4d-4d5c-8e0f-3f1d3f3a5d2b"))?;
/// let mut answers = batch.send().await?;
/// println!("{:?} {:?}", answers.take(adele)?.availability, answers.take(alex)?.availability);
/// # Ok(()) }
/// ```
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch {
    graph: Graph,
    steps: Vec<Value>,
    root: Option<&'static str>,
    harmless: bool,
    counted: Vec<(Method, Url)>,
    mark: Mark,
}

/// By which a batch knows its own steps: no two batches share one.
#[derive(Clone, Debug)]
struct Mark(Arc<()>);

impl PartialEq for Mark {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// One request of a batch; its answer, among the answers of this very batch, is a `T`.
#[derive(Debug)]
pub struct Step<T> {
    id: usize,
    batch: Mark,
    answer: PhantomData<fn() -> T>,
}

/// What became of the steps of a [`Batch`].
pub struct BatchAnswers {
    answered: BTreeMap<String, Answered>,
    batch: Mark,
}

#[derive(Deserialize)]
struct Answered {
    id: String,
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, Value>,
    #[serde(default)]
    body: Value,
}

impl Batch {
    pub(crate) fn new(graph: Graph) -> Self {
        Self {
            graph,
            steps: Vec::new(),
            root: None,
            harmless: true,
            counted: Vec::new(),
            mark: Mark(Arc::default()),
        }
    }

    /// Takes a request in.
    ///
    /// # Errors
    /// `TCC-GRAPH-0406`: it is the 21st, or of another version than the others. What is wrong
    /// with the request itself.
    pub fn add<T>(&mut self, request: Request<T>) -> Result<Step<T>, Error> {
        self.put(request, None)
    }

    /// Takes a request in that is done only after `before`, and only if that succeeded; otherwise
    /// it fails with status 424.
    ///
    /// # Errors
    /// Those of [`add`](Self::add).
    pub fn add_after<T, U>(
        &mut self,
        before: &Step<U>,
        request: Request<T>,
    ) -> Result<Step<T>, Error> {
        self.put(request, Some((before.id, &before.batch)))
    }

    /// How many steps it has.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it has no step yet.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    fn put<T>(
        &mut self,
        request: Request<T>,
        before: Option<(usize, &Mark)>,
    ) -> Result<Step<T>, Error> {
        let parts = request.parts?;
        if self.steps.len() >= MOST_STEPS {
            return Err(error::bad_batch("it holds 20 requests already"));
        }
        if before.is_some_and(|(_, batch)| *batch != self.mark) {
            return Err(error::bad_batch("the step before it is of another batch"));
        }
        let path = parts.url.path();
        let root = if path.starts_with("/beta/") { "/beta" } else { "/v1.0" };
        if *self.root.get_or_insert(root) != root {
            return Err(error::bad_batch("v1.0 and beta cannot be in one batch"));
        }
        let id = self.steps.len() + 1;
        self.harmless &= parts.repeat == Repeat::Harmless;
        let before = before.map(|(before, _)| before);
        self.steps.push(step(id, path.strip_prefix(root).unwrap_or(path), &parts, before)?);
        self.counted.push((parts.method, parts.url));
        Ok(Step { id, batch: self.mark.clone(), answer: PhantomData })
    }

    /// Sends it. Repeated as a whole only if every step may be.
    ///
    /// # Errors
    /// The batch did not arrive or was refused; what single steps say is in the answers.
    ///
    /// # Cancel safety
    /// Dropping the future stops waiting; steps that write may still happen.
    pub async fn send(self) -> Result<BatchAnswers, Error> {
        #[derive(Deserialize)]
        struct Responses {
            responses: Vec<Answered>,
        }
        if self.steps.is_empty() {
            return Ok(BatchAnswers { answered: BTreeMap::new(), batch: self.mark });
        }
        let path = format!("{}/$batch", self.root.unwrap_or("/v1.0"));
        let body = json!({"requests": self.steps});
        let counted = self.counted;
        let request = Request::<Responses>::new(self.graph, Method::POST, &path).json(&body);
        let mut request = request.change(|parts| {
            parts.counted = counted;
            Ok(())
        });
        if self.harmless {
            request = request.repeatable();
        }
        let answers = request.await?.responses.into_iter().take(MOST_STEPS);
        let answered = answers.map(|answer| (answer.id.clone(), answer)).collect();
        Ok(BatchAnswers { answered, batch: self.mark })
    }
}

fn step(id: usize, path: &str, parts: &Parts, before: Option<usize>) -> Result<Value, Error> {
    let query = parts.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut step = json!({
        "id": id.to_string(),
        "method": parts.method.as_str(),
        "url": format!("{path}{query}"),
    });
    let mut headers = serde_json::Map::new();
    for (name, value) in &parts.headers {
        let value = value.to_str().map_err(|_| error::bad_request())?;
        headers.insert(name.as_str().to_owned(), value.into());
    }
    let Some(members) = step.as_object_mut() else { return Ok(step) };
    if let Some(body) = &parts.body {
        let body: Value = serde_json::from_slice(body).map_err(|_| error::bad_request())?;
        members.insert("body".into(), body);
        headers.insert("content-type".into(), "application/json".into());
    }
    if !headers.is_empty() {
        members.insert("headers".into(), headers.into());
    }
    if let Some(before) = before {
        members.insert("dependsOn".into(), json!([before.to_string()]));
    }
    Ok(step)
}

impl BatchAnswers {
    /// What became of this step.
    ///
    /// # Errors
    /// What Graph said to this step, as if it had been asked alone: its
    /// [`retry`](Error::retry) is that of the step's own `Retry-After`. `TCC-GRAPH-0406`: it was
    /// not answered, or is a step of another batch.
    #[expect(clippy::needless_pass_by_value, reason = "an answer can be taken once")]
    pub fn take<T: DeserializeOwned>(&mut self, step: Step<T>) -> Result<T, Error> {
        if step.batch != self.batch {
            return Err(error::bad_batch("the step is of another batch"));
        }
        let answer = self.answered.remove(&step.id.to_string());
        let answer = answer.ok_or_else(|| error::bad_batch("a step was not answered"))?;
        if (200..300).contains(&answer.status) {
            let body = if answer.body == json!("") { Value::Null } else { answer.body };
            return serde_json::from_value(body).map_err(|source| error::bad_answer(&source));
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &answer.headers {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&text)) {
                headers.insert(name, value);
            }
        }
        let wait = retry_after(&headers, wall_clock_s());
        let failure = Failure::read(answer.status, &headers, answer.body.to_string().as_bytes());
        let wait = wait.unwrap_or(FIRST_WAIT);
        let retry = match answer.status {
            // A step that failed before this one was done, or a refusal to begin.
            429 | 503 | 509 => Retry::After(wait),
            408 | 500..=599 => Retry::Check,
            _ => Retry::Never,
        };
        Err(error::refused(failure, retry, wait))
    }
}

/// Without paths and bodies: they may name people.
impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("steps", &self.steps.len()).finish_non_exhaustive()
    }
}

/// Statuses only.
impl fmt::Debug for BatchAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.answered.iter().map(|(id, answer)| (id, answer.status))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{answer, scripted};

    fn read(path: &str, graph: &Graph) -> Request<Value> {
        graph.get(path)
    }

    #[tokio::test(start_paused = true)]
    async fn the_steps_of_a_batch_succeed_and_fail_each_for_itself() {
        let graph = scripted(1, |_, outgoing| {
            let body: Value = serde_json::from_slice(outgoing.body.as_ref().unwrap()).unwrap();
            assert_eq!(outgoing.url.path(), "/v1.0/$batch");
            assert_eq!(
                body["requests"][1],
                json!({"id": "2", "method": "GET", "url": "/b?$select=id", "dependsOn": ["1"]})
            );
            let throttled = json!({"error": {"code": "TooManyRequests"}});
            answer(
                200,
                &json!({"responses": [
                    {"id": "2", "status": 429, "headers": {"Retry-After": "7"}, "body": throttled},
                    {"id": "1", "status": 200, "body": {"id": "a"}},
                ]}),
            )
        });
        let mut batch = graph.batch();
        let first = batch.add(read("/a", &graph)).unwrap();
        let second = batch.add_after(&first, read("/b?$select=id", &graph)).unwrap();
        let third = batch.add(read("/c", &graph)).unwrap();
        let mut answers = batch.send().await.unwrap();
        assert_eq!(answers.take(first).unwrap(), json!({"id": "a"}));
        let error = answers.take(second).unwrap_err();
        assert_eq!(error.retry(), Retry::After(std::time::Duration::from_secs(7)));
        assert_eq!(Failure::of(&error).unwrap().service_code(), Some("TooManyRequests"));
        assert_eq!(answers.take(third).unwrap_err().code(), "TCC-GRAPH-0406");
    }

    #[tokio::test(start_paused = true)]
    async fn a_step_given_to_the_answers_of_another_batch_is_noticed() {
        let graph = scripted(1, |_, _| {
            answer(200, &json!({"responses": [{"id": "1", "status": 200, "body": {"id": "a"}}]}))
        });
        let (mut one, mut other) = (graph.batch(), graph.batch());
        let of_one = one.add(read("/a", &graph)).unwrap();
        let of_other = other.add(read("/a", &graph)).unwrap();
        assert!(one.add_after(&of_other, read("/b", &graph)).is_err());
        let mut answers = one.send().await.unwrap();
        let error = answers.take(of_other).unwrap_err();
        assert_eq!((error.code(), error.retry()), ("TCC-GRAPH-0406", Retry::Never));
        assert!(error.report().contains("another batch"), "{error:?}");
        assert_eq!(answers.take(of_one).unwrap(), json!({"id": "a"}));
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_holds_twenty_requests_of_one_version() {
        let graph = scripted(1, |_, _| answer(200, &json!({})));
        let mut batch = graph.batch();
        for _ in 0..MOST_STEPS {
            batch.add(read("/me", &graph)).unwrap();
        }
        assert_eq!(batch.add(read("/me", &graph)).unwrap_err().code(), "TCC-GRAPH-0406");
        let mut batch = graph.batch();
        assert!(batch.is_empty());
        batch.add(read("/me", &graph)).unwrap();
        assert!(batch.add(read("/beta/me", &graph)).is_err());
    }
}
