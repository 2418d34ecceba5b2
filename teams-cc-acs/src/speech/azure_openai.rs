//! Azure OpenAI's chat completions: a conversation in, the next line out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use azure_core::credentials::TokenCredential;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};
use teams_cc_core::speech::{Complete, Line, Role};
use teams_cc_core::{Error, Secret};
use teams_cc_http::is_loopback;
use url::Url;

use super::access::{Access, access_setters, ask, question, root};
use super::written;
use crate::error;
use crate::request::pipeline::Pipeline;
use crate::request::{Parts, segment};

/// The stable version of the inference interface.
const VERSION: &str = "2024-10-21";
/// Tokens of an answer: some sentences. A caller does not listen to more.
const MOST_TOKENS: u32 = 300;
/// Letters of a conversation that are sent: the newest.
const MOST_LETTERS: usize = 24_000;
/// No answer of so few tokens is larger.
const LARGEST_ANSWER: usize = 1024 * 1024;
/// Longer than an assistant's limit, which covers the wait with a filler.
const WITHIN: Duration = Duration::from_secs(10);

/// A chat model deployed in Azure OpenAI: thinks. Cheap to clone; all clones share connections and
/// tokens.
///
/// What is sent is bounded: every line of [`Role::System`] and, of the rest, the newest
/// [`most_letters`](AzureOpenAiBuilder::most_letters).
///
/// What is [written](Complete::write) is streamed: [`within`](AzureOpenAiBuilder::within) is the time
/// until it begins; then a new piece comes within 5 s, the last one within a minute.
///
/// # Errors
/// `TCC-ACS-0702` to `0707` for what the service refuses (a 429 is `Throttled` and says how long to
/// wait), `0708` if the content filter stopped question or answer, `0710` for an answer that is
/// none, `0712` if the model said nothing; `0306`, `0307` and `0309` for the network, the time and
/// the size. What was streamed before an error stays said. See [`errors`](crate::errors).
///
/// # Cancel safety
/// Dropping a future gives up its request; nothing is left behind.
///
/// # Source
/// Microsoft, "Azure OpenAI REST API reference", chat completions, 2024-10-21; "Content filtering",
/// also of what is streamed. WHATWG, "HTML", server-sent events.
#[derive(Clone)]
pub struct AzureOpenAi(Arc<Inner>);

struct Inner {
    pipeline: Pipeline,
    url: Url,
    deployment: String,
    tokens: u32,
    letters: usize,
    temperature: Option<f64>,
    within: Duration,
}

impl AzureOpenAi {
    /// Starts with what a program must decide itself.
    pub fn builder() -> AzureOpenAiBuilder {
        AzureOpenAiBuilder::default()
    }
}

impl fmt::Debug for AzureOpenAi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AzureOpenAi")
            .field("host", &self.0.url.host_str())
            .field("deployment", &self.0.deployment)
            .finish_non_exhaustive()
    }
}

/// Wiring of an [`AzureOpenAi`].
#[derive(Default)]
pub struct AzureOpenAiBuilder {
    access: Access,
    endpoint: String,
    deployment: String,
    version: Option<String>,
    tokens: Option<u32>,
    letters: Option<usize>,
    temperature: Option<f64>,
}

impl AzureOpenAiBuilder {
    /// The resource: scheme and host (`https://contoso.openai.azure.com`); http on loopback.
    pub fn endpoint(mut self, root: impl Into<String>) -> Self {
        self.endpoint = root.into();
        self
    }

    /// The deployment's name.
    pub fn deployment(mut self, name: impl Into<String>) -> Self {
        self.deployment = name.into();
        self
    }

    /// Tokens of Entra.
    pub fn credential(mut self, credential: Arc<dyn TokenCredential>) -> Self {
        self.access.credential = Some(credential);
        self
    }

    /// Another version of the interface (2024-10-21).
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// So many tokens may be made (300), those of thinking included.
    pub fn most_tokens(mut self, tokens: u32) -> Self {
        self.tokens = Some(tokens);
        self
    }

    /// So many letters of the conversation are sent, the newest (24,000).
    pub fn most_letters(mut self, letters: usize) -> Self {
        self.letters = Some(letters);
        self
    }

    /// 0 to 2; the model's own unless said, for models that think take none.
    pub fn temperature(mut self, temperature: f64) -> Self {
        self.temperature = Some(temperature);
        self
    }

    access_setters!("10 s");

    /// Puts it together. Nothing is sent yet.
    ///
    /// # Errors
    /// `TCC-ACS-0701`, naming what cannot be used.
    pub fn build(self) -> Result<AzureOpenAi, Error> {
        let root = root(&self.endpoint)?;
        let name = segment(&self.deployment);
        if name.is_empty() {
            return Err(error::ai::config("there is no deployment")
                .fix("copy its name from the page Deployments"));
        }
        let path = format!("openai/deployments/{name}/chat/completions");
        let mut url = root.join(&path).map_err(|_| error::ai::config("the endpoint is none"))?;
        let version = self.version.as_deref().unwrap_or(VERSION);
        url.query_pairs_mut().append_pair("api-version", version);
        let within = self.access.within.unwrap_or(WITHIN);
        let pipeline = self.access.open("api-key", is_loopback(&root))?;
        Ok(AzureOpenAi(Arc::new(Inner {
            pipeline,
            url,
            deployment: self.deployment,
            tokens: self.tokens.unwrap_or(MOST_TOKENS),
            letters: self.letters.unwrap_or(MOST_LETTERS),
            temperature: self.temperature,
            within,
        })))
    }
}

impl fmt::Debug for AzureOpenAiBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AzureOpenAiBuilder")
            .field("endpoint", &self.endpoint)
            .field("deployment", &self.deployment)
            .finish_non_exhaustive()
    }
}

/// What is sent of a conversation: what the model is to be, and the newest lines that fit.
pub(super) fn messages(so_far: &[Line], letters: usize) -> Vec<Value> {
    let mut left = letters;
    let mut sent = vec![false; so_far.len()];
    for (at, line) in so_far.iter().enumerate().rev() {
        let is_system = line.role == Role::System;
        let length = line.words.chars().count();
        let fits = length <= left;
        if let Some(sent) = sent.get_mut(at) {
            *sent = is_system || fits;
        }
        if !is_system {
            // A gap in a conversation is worse than a late begin.
            left = if fits { left - length } else { 0 };
        }
    }
    let kept = so_far.iter().zip(sent).filter(|(_, sent)| *sent).map(|(line, _)| line);
    kept.map(|line| {
        let role = match line.role {
            Role::System => "system",
            Role::Assistant => "assistant",
            _ => "user",
        };
        json!({"role": role, "content": line.words})
    })
    .collect()
}

#[derive(Deserialize)]
struct Completion {
    #[serde(default)]
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    finish_reason: Option<String>,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

/// The words of the first choice. What was cut at the limit of tokens is given as it is: whoever
/// speaks cuts at a sentence.
pub(super) fn answer(body: &[u8]) -> Result<String, Error> {
    let read: Result<Completion, _> = serde_json::from_slice(body);
    let read = read.map_err(|_| error::ai::bad_answer("it is no chat completion"))?;
    let choice = read.choices.into_iter().next();
    let choice = choice.ok_or_else(|| error::ai::bad_answer("it has no choices"))?;
    if choice.finish_reason.as_deref() == Some("content_filter") {
        return Err(error::ai::filtered());
    }
    let words = choice.message.and_then(|message| message.content).unwrap_or_default();
    let words = words.trim();
    if words.is_empty() { Err(error::ai::nothing_said()) } else { Ok(words.to_owned()) }
}

impl Inner {
    fn question(&self, so_far: &[Line], headers: HeaderMap, more: &[(&str, Value)]) -> Parts {
        let messages = messages(so_far, self.letters);
        let mut body = json!({"messages": messages, "max_completion_tokens": self.tokens, "n": 1});
        if let Some(fields) = body.as_object_mut() {
            fields.extend(self.temperature.map(|degree| ("temperature".into(), degree.into())));
            fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        }
        question(self.url.clone(), headers, body.to_string().into(), self.within)
    }
}

impl Complete for AzureOpenAi {
    async fn complete(&self, so_far: &[Line]) -> Result<String, Error> {
        let question = self.0.question(so_far, HeaderMap::new(), &[]);
        answer(&ask(&self.0.pipeline, &question, LARGEST_ANSWER).await?.body)
    }

    async fn write(
        &self,
        so_far: &[Line],
        piece: &mut (dyn FnMut(&str) + Send),
    ) -> Result<(), Error> {
        let headers = HeaderMap::from_iter([
            (ACCEPT, HeaderValue::from_static("text/event-stream")),
            // Words would wait for others in a compressor.
            (ACCEPT_ENCODING, HeaderValue::from_static("identity")),
        ]);
        let question = self.0.question(so_far, headers, &[("stream", true.into())]);
        let opened = Box::pin(self.0.pipeline.open(&question)).await?;
        written::read(opened, self.0.pipeline.clock(), piece).await
    }
}
