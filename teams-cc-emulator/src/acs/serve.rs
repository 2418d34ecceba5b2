//! The HTTP side: signatures and tokens, `api-version`, repeated requests, which request is which.

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::answer::{Answer, Done, Object};
use super::book::Book;
use super::files;
use super::resource::denied;
use super::{texts, tpe};
use crate::http::{Cut, MOST_BODY};
use crate::people::fresh_guid;
use crate::sign_in::{COMMUNICATION, Keys, SignIn};
use crate::uri::{query_pairs, segments};
use crate::{Fault, Place, Stage, Wire};

/// Versions of `/calling` that were published (section 1).
const VERSIONS: [&str; 8] = [
    "2023-03-06",
    "2023-10-15",
    "2024-04-15",
    "2024-06-15",
    "2024-09-15",
    "2025-05-15",
    "2025-06-15",
    "2026-03-12",
];

/// The service at one address. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    stage: Stage,
    sign_in: SignIn,
    keys: Keys,
    base: String,
}

impl Front {
    pub(crate) fn new(stage: &Stage, sign_in: &SignIn, keys: &Keys, base: String) -> Self {
        Self { stage: stage.clone(), sign_in: sign_in.clone(), keys: keys.clone(), base }
    }

    pub(crate) fn router(self) -> Router {
        Router::new().fallback(serve).with_state(self)
    }

    /// The signature or the token, or 401.
    fn admit(
        &self,
        method: &str,
        target: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), Answer> {
        let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let value = value.ok_or_else(|| denied("The header Authorization is missing."))?;
        let now = self.stage.clock.unix();
        // A client's clock is not moved with this one.
        let clocks = [now, self.stage.clock.unskipped_unix()];
        let clocks = clocks.map(|now| i64::try_from(now).unwrap_or(i64::MAX));
        let Some((_, token)) =
            value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        else {
            let hosts = if files::is_file(target) { self.own_hosts(headers) } else { Vec::new() };
            let resource = self.stage.acs.resource();
            return resource.check(method, target, headers, body, clocks, &hosts);
        };
        let grant = self.sign_in.grant(token.trim());
        let grant = grant.ok_or_else(|| denied("The token was not given out by Entra."))?;
        let is_strict = self.stage.acs.look(|book| book.rules.checks_audience);
        if is_strict && grant.audience != COMMUNICATION {
            return Err(denied("The token is for another audience."));
        }
        if grant.expires <= now || grant.is_revoked {
            return Err(denied("The token has expired or was revoked."));
        }
        Ok(())
    }

    /// What Microsoft's clients sign a download of a file with: the resource's host, not that of
    /// the file; `x-ms-host` names it, one of the clients without its port.
    fn own_hosts(&self, headers: &HeaderMap) -> Vec<String> {
        let named = headers.get("x-ms-host").and_then(|host| host.to_str().ok());
        let addresses = self.stage.addresses();
        let ports = [addresses.acs.port(), addresses.acs_tls.port()];
        let Some(named) = named else { return Vec::new() };
        let with_port = ports.iter().map(|port| format!("{named}:{port}"));
        std::iter::once(named.to_owned()).chain(with_port).collect()
    }

    /// The documents that need no signature.
    fn open_document(&self, path: &str) -> Option<Value> {
        match path {
            "/calling/.well-known/acsopenidconfiguration" => Some(json!({
                "issuer": self.stage.settings().acs.issuer,
                "jwks_uri": format!("{}/calling/keys", self.base),
                "id_token_signing_alg_values_supported": ["RS256"],
                "response_types_supported": ["id_token"],
                "subject_types_supported": ["public"],
            })),
            "/calling/keys" => Some(self.keys.published()),
            _ => None,
        }
    }

    fn answer(&self, method: &str, target: &str, headers: &HeaderMap, body: &[u8]) -> Answer {
        self.whole_answer(method, target, headers, body).unwrap_or_else(|refusal| refusal)
    }

    fn whole_answer(&self, method: &str, target: &str, headers: &HeaderMap, body: &[u8]) -> Done {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        self.admit(method, target, headers, body)?;
        let (query, segments) = (query_pairs(query), segments(path));
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        if let ["v1", "objects", below @ ..] = segments.as_slice() {
            let done = self.stage.acs.with(|book, _| book.object(method, below));
            return done.map(|answer| files::part(answer, headers));
        }
        let version = query.iter().find(|(name, _)| name == "api-version");
        let version = version.map(|(_, version)| version.as_str()).unwrap_or_default();
        if version.is_empty() {
            let text = "The api-version query parameter is required.";
            return Err(Answer::error(400, "MissingApiVersionParameter", text));
        }
        let is_access = segments.first() == Some(&"access");
        let version = version.strip_suffix("-preview").unwrap_or(version);
        let is_known = VERSIONS.contains(&version)
            || (is_access && version == tpe::VERSION)
            || (segments == ["sms"] && version == texts::VERSION);
        if !is_known {
            let text = "The api-version is not one of this service.";
            return Err(Answer::error(400, "UnsupportedApiVersionValue", text));
        }
        let parsed: Result<Value, _> = serde_json::from_slice(body);
        let object = match (&parsed, body) {
            (_, []) => None,
            (Ok(Value::Object(object)), _) => Some(object),
            _ => return Err(Answer::bad("The body must be a JSON object.")),
        };
        let repeat = headers.get("repeatability-request-id").and_then(|id| id.to_str().ok());
        if let Some(id) = repeat {
            if id.parse::<Guid>().is_err() {
                return Err(Answer::field("Repeatability-Request-ID", "must be a GUID"));
            }
            if headers.get("repeatability-first-sent").is_none() {
                return Err(Answer::field("Repeatability-First-Sent", "is required with an id"));
            }
        }
        self.stage.acs.with(|book, now| {
            // Links lead to where the caller asks.
            book.base.clone_from(&self.base);
            let what = format!("{method} {path}");
            let repeat = repeat.filter(|_| book.rules.repeats);
            if let Some(first) = repeat.and_then(|id| book.repeats.first(id, &what)) {
                return first.map(|answer| answer.header("Repeatability-Result", "accepted"));
            }
            let done = dispatch(book, now, method, &segments, &query, object);
            let answer = done.unwrap_or_else(|refusal| refusal);
            let Some(id) = repeat else { return Ok(answer) };
            // What was refused for now may be asked again.
            if answer.status < 500 && answer.status != 429 {
                book.repeats.keep(id, &what, &answer);
            }
            Ok(answer.header("Repeatability-Result", "accepted"))
        })
    }

    /// Sends the answer to `line`, a request about `call`. One that named no call may get a call as
    /// its answer: then the answer says what it is to.
    fn respond(&self, answer: Answer, call: &str, line: &str) -> Response {
        let made = answer.body.as_ref().and_then(|body| body["callConnectionId"].as_str());
        let (call, to) = match made {
            Some(made) if call.is_empty() => (made, format!(" to {line}")),
            _ => (call, String::new()),
        };
        let line = match answer.body.as_ref().and_then(|body| body.pointer("/error/code")) {
            Some(Value::String(code)) => format!("{} {code}", answer.status),
            _ => answer.status.to_string(),
        };
        self.stage.ladder.message(Wire::Acs, "acs", "app", call, &format!("{line}{to}"));
        let status = answer.status();
        let kind = answer.bytes.as_ref().map(|(kind, _)| *kind);
        let mut response = match (answer.bytes, &answer.body) {
            (Some((_, bytes)), _) => (status, bytes).into_response(),
            (None, Some(body)) => (status, body.to_string()).into_response(),
            (None, None) => status.into_response(),
        };
        let headers = response.headers_mut();
        let kind = kind.or(answer.body.as_ref().map(|_| "application/json; charset=utf-8"));
        if let Some(kind) = kind {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        for (name, value) in answer.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
                headers.insert(name, value);
            }
        }
        let id = fresh_guid(&mut self.stage.rng()).to_string();
        if let Ok(id) = HeaderValue::from_str(&id) {
            headers.insert("x-ms-request-id", id);
        }
        headers.insert("X-Microsoft-Skype-Chain-ID", HeaderValue::from_static("emulator"));
        response
    }
}

async fn serve(State(service): State<Front>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |both| both.as_str()).to_owned();
    let line = format!("{} {target}", parts.method);
    let call = call_in(parts.uri.path());
    // HTTP/2 has it in its place of its own.
    if let Some(authority) = parts.uri.authority()
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        parts.headers.entry(header::HOST).or_insert(host);
    }
    if let Some(document) = service.open_document(parts.uri.path()) {
        return axum::Json(document).into_response();
    }
    service.stage.ladder.message(Wire::Acs, "app", "acs", &call, &line);
    let Ok(body) = axum::body::to_bytes(body, MOST_BODY).await else {
        let text = "The request body is too large.";
        let answer = Answer::error(413, "RequestEntityTooLarge", text);
        return service.respond(answer, &call, &line);
    };
    let fault = service.stage.faults.take(Place::Acs, &line);
    match &fault {
        Some(Fault::Status { status, retry_after }) => {
            let code = if *status == 429 { "TooManyRequests" } else { "InternalServerError" };
            let mut answer = Answer::error(*status, code, "Refused on purpose.");
            if let Some(wait) = retry_after {
                answer = answer.header("Retry-After", wait.clone());
            }
            return service.respond(answer, &call, &line);
        }
        Some(Fault::Slow { ms }) => {
            service.stage.clock.sleep(Duration::from_millis(*ms)).await;
        }
        Some(Fault::Reset) => return cut(&service, &call, "cut before an answer"),
        Some(Fault::Silent) => std::future::pending().await,
        _ => {}
    }
    let answer = service.answer(parts.method.as_str(), &target, &parts.headers, &body);
    match fault {
        Some(Fault::LoseAnswer) => cut(&service, &call, "carried out, answer lost"),
        Some(Fault::Malformed) => {
            (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], "{\"callConn")
                .into_response()
        }
        _ => service.respond(answer, &call, &line),
    }
}

/// The connection that a path names; nothing if it names none.
fn call_in(path: &str) -> String {
    let after = path.strip_prefix("/calling/callConnections/").unwrap_or_default();
    after.split(['/', ':']).next().unwrap_or_default().to_lowercase()
}

fn cut(service: &Front, call: &str, why: &str) -> Response {
    service.stage.ladder.note("acs", call, why);
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.extensions_mut().insert(Cut);
    response
}

fn dispatch(
    book: &mut Book,
    now: Instant,
    method: &str,
    path: &[&str],
    query: &[(String, String)],
    body: Option<&Object>,
) -> Done {
    let nothing = Object::new();
    let object = body.unwrap_or(&nothing);
    let last = path.last().copied().unwrap_or_default();
    let (plain, action) = last.split_once(':').unwrap_or((last, ""));
    let none = || Answer::error(404, "NotFound", "There is nothing at this address.");
    let parents = path.get(..path.len().saturating_sub(1)).unwrap_or_default();
    match (method, parents, plain, action) {
        (_, ["access", "teamsExtension", "tenants", tenant, "assignments"], _, _) => {
            book.assignment(method, tenant, last, body)
        }
        ("POST", [], "sms", "") => book.send_texts(now, object),
        ("POST", ["calling"], "callConnections", "") => book.create(now, object),
        ("POST", ["calling"], "callConnections", "answer") => book.answer(now, object),
        ("POST", ["calling"], "callConnections", "redirect") => book.redirect(now, object),
        ("POST", ["calling"], "callConnections", "reject") => book.reject(now, object),
        ("POST", ["calling"], "callConnections", "connect") => book.connect(now, object),
        ("GET", ["calling", "callConnections"], id, "") => book.read(id),
        ("DELETE", ["calling", "callConnections"], id, "") => book.hang_up(now, id),
        ("POST", ["calling", "callConnections"], id, action) => match action {
            "terminate" => book.terminate(now, id),
            "transferToParticipant" => book.transfer(now, id, object),
            "play" => book.play(now, id, object),
            "recognize" => book.recognize(now, id, object),
            "startContinuousDtmfRecognition" => book.start_continuous(now, id, object),
            "stopContinuousDtmfRecognition" => book.stop_continuous(now, id, object),
            "sendDtmfTones" => book.send_tones(now, id, object),
            "hold" => book.hold(now, id, object, true),
            "unhold" => book.hold(now, id, object, false),
            "cancelAllMediaOperations" => book.cancel_media(now, id, object),
            "startMediaStreaming" => book.start_stream(now, id, object, true),
            "stopMediaStreaming" => book.stop_stream(id, object, true),
            "startTranscription" => book.start_stream(now, id, object, false),
            "stopTranscription" => book.stop_stream(id, object, false),
            "updateTranscription" => book.update_transcription(id, object),
            _ => Err(none()),
        },
        ("GET", ["calling", "callConnections", id], "participants", "") => {
            book.participants(id, query)
        }
        // A raw id has colons of its own.
        ("GET", ["calling", "callConnections", id, "participants"], _, _) => {
            book.participant(id, last)
        }
        ("POST", ["calling", "callConnections", id], "participants", action) => match action {
            "add" => book.add(now, id, object),
            "cancelAddParticipant" => book.cancel_add(now, id, object),
            "remove" => book.remove(now, id, object),
            "mute" => book.mute(id, object),
            "moveHere" => book.move_here(now, id, object),
            _ => Err(none()),
        },
        ("POST", ["calling"], "recordings", "") => book.start_recording(now, object),
        ("GET", ["calling", "recordings"], id, "") => book.recording_state(id),
        ("DELETE", ["calling", "recordings"], id, "") => book.stop_recording(now, id),
        ("POST", ["calling", "recordings"], id, "pause") => book.pause_recording(now, id, true),
        ("POST", ["calling", "recordings"], id, "resume") => book.pause_recording(now, id, false),
        _ => Err(none()),
    }
}
