//! The HTTP side: keys and tokens, faults, which request is which.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::json;

use super::answer::{Answer, Done};
use crate::http::{Cut, MOST_BODY};
use crate::people::fresh_guid;
use crate::sign_in::{COGNITIVE, SignIn};
use crate::uri::{query_pairs, segments};
use crate::{Fault, Place, Stage, Wire};

/// The resource at one address. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    pub(super) stage: Stage,
    sign_in: SignIn,
}

/// A request as far as the kinds of it share.
pub(super) struct Asked<'a> {
    pub(super) query: &'a [(String, String)],
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

impl Asked<'_> {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(super) fn query(&self, name: &str) -> &str {
        let mut named = self.query.iter().filter(|(other, _)| other == name);
        named.next().map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

impl Front {
    pub(crate) fn new(stage: &Stage, sign_in: &SignIn) -> Self {
        Self { stage: stage.clone(), sign_in: sign_in.clone() }
    }

    pub(crate) fn router(self) -> Router {
        Router::new().fallback(serve).with_state(self)
    }

    /// Whether key or token is this resource's. `named`: the header of the key. Tokens of the Speech
    /// service carry the resource's id before them: `aad#ID#TOKEN`.
    pub(super) fn admit(
        &self,
        asked: &Asked<'_>,
        named: &str,
        with_id: bool,
    ) -> Result<(), Answer> {
        let given = asked.header(named);
        if !given.is_empty() {
            let right = self.stage.ai.with(|lines| lines.key.expose() == given);
            return if right { Ok(()) } else { Err(Answer::unknown_key()) };
        }
        let bearer = asked.header(header::AUTHORIZATION.as_str());
        let (scheme, mut token) = bearer.split_once(' ').unwrap_or_default();
        if with_id {
            let parts = token.strip_prefix("aad#").and_then(|rest| rest.split_once('#'));
            let Some((_, last)) = parts.filter(|(id, _)| id.starts_with("/subscriptions/")) else {
                return Err(Answer::unknown_key());
            };
            token = last;
        }
        let grant = self.sign_in.grant(token.trim());
        let now = self.stage.clock.unix();
        let good = grant.is_some_and(|grant| {
            grant.audience == COGNITIVE && grant.expires > now && !grant.is_revoked
        });
        let good = good && scheme.eq_ignore_ascii_case("bearer");
        if good { Ok(()) } else { Err(Answer::unknown_key()) }
    }

    async fn answer(&self, method: &str, path: &[&str], asked: &Asked<'_>) -> Done {
        match (method, path) {
            ("POST", ["stt", "speech", below @ ..] | ["speech", below @ ..])
                if below == ["recognition", "conversation", "cognitiveservices", "v1"] =>
            {
                self.recognise(asked).await
            }
            ("POST", ["tts", "cognitiveservices", "v1"] | ["cognitiveservices", "v1"]) => {
                self.synthesise(asked)
            }
            ("POST", ["openai", "deployments", deployment, "chat", "completions"]) => {
                self.complete(deployment, asked).await
            }
            _ => Err(Answer::error(404, "404", "Resource not found")),
        }
    }
}

async fn serve(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let line = format!("{} {path}", parts.method);
    front.stage.ladder.message(Wire::Acs, "app", "ai", "", &line);
    let body = axum::body::to_bytes(body, MOST_BODY).await.unwrap_or_else(|_| Bytes::new());
    let fault = front.stage.faults.take(Place::Ai, &line);
    match &fault {
        Some(Fault::Status { status, retry_after }) => {
            let wait = retry_after.as_deref().unwrap_or("a few");
            let text = format!("Refused on purpose. Please retry after {wait} seconds.");
            let mut answer = Answer::error(*status, &status.to_string(), &text);
            if let Some(wait) = retry_after {
                answer = answer.header("Retry-After", wait.clone());
            }
            return answer.respond(false, &front.stage.clock);
        }
        Some(Fault::Slow { ms }) => front.stage.clock.sleep(Duration::from_millis(*ms)).await,
        Some(Fault::Reset) => return cut(),
        Some(Fault::Silent) => std::future::pending().await,
        _ => {}
    }
    let query = query_pairs(parts.uri.query().unwrap_or_default());
    let segments = segments(&path);
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let asked = Asked { query: &query, headers: &parts.headers, body: &body };
    let answer = front.answer(parts.method.as_str(), &segments, &asked).await;
    let answer = answer.unwrap_or_else(|refusal| refusal);
    let id = fresh_guid(&mut front.stage.rng()).to_string();
    let answer = answer.header("x-ms-request-id", id.clone()).header("apim-request-id", id);
    match fault {
        Some(Fault::LoseAnswer) => cut(),
        Some(Fault::Malformed) => {
            let broken = "{\"RecognitionStatus\": \"Succ";
            (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], broken).into_response()
        }
        Some(Fault::CutBody) => answer.respond(true, &front.stage.clock),
        _ => answer.respond(false, &front.stage.clock),
    }
}

fn cut() -> Response {
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.extensions_mut().insert(Cut);
    response
}

impl Front {
    /// Remembers what was asked.
    pub(super) fn note(&self, kind: &str, mut what: serde_json::Value) {
        if let Some(fields) = what.as_object_mut() {
            fields.insert("kind".into(), json!(kind));
        }
        self.stage.ai.with(|lines| lines.was_asked(what));
    }
}
