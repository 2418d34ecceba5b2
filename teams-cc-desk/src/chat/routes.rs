//! The routes of a chat page.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::stream::{self, Stream};
use serde::{Deserialize, Serialize};
use teams_cc_core::channel::{Identity, Inbox, Received, Thread, ThreadId};
use teams_cc_core::{ErrorKind, Retry};

use super::WebChat;
use super::sessions::{Listener, No};

/// The header with the session's token.
const SESSION: &str = "x-teams-cc-session";
/// A message with everything around it.
const LARGEST_POST: usize = 64 * 1024;
/// The page may be shown in frames of the allowed origins only; it loads nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self' ";

#[derive(Clone)]
struct Side {
    chat: WebChat,
    inbox: Arc<dyn Inbox>,
}

pub(super) fn router(chat: WebChat, inbox: Arc<dyn Inbox>) -> Router {
    let side = Side { chat, inbox };
    let script = "text/javascript; charset=utf-8";
    Router::new()
        .route("/page", get(page))
        .route("/widget.js", get(async || file(script, include_str!("../page/widget.js"))))
        .route("/chat.js", get(async || file(script, include_str!("../page/chat.js"))))
        .route("/chat.css", get(async || file("text/css", include_str!("../page/chat.css"))))
        .route("/session", post(session))
        .route("/messages", post(message))
        .route("/stream", get(stream))
        .route("/leave", post(leave))
        .layer(DefaultBodyLimit::max(LARGEST_POST))
        .layer(middleware::from_fn_with_state(side.clone(), own_pages))
        .with_state(side)
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

async fn page(State(side): State<Side>) -> Response {
    let mut page = file("text/html; charset=utf-8", include_str!("../page/chat.html"));
    let policy = format!("{POLICY}{}", side.chat.origins.join(" "));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    page
}

/// A request with an origin is answered if the origin is ours or allowed; files need none.
async fn own_pages(State(side): State<Side>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).and_then(|o| o.to_str().ok());
    let origin = origin.map(str::to_ascii_lowercase);
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok());
    let is_ours = |origin: &str| {
        host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, of)| of == host))
    };
    let is_allowed = origin.as_deref().is_none_or(|origin| {
        is_ours(origin) || side.chat.origins.iter().any(|allowed| allowed == origin)
    });
    if !is_allowed {
        return (StatusCode::FORBIDDEN, "this page may not use this chat").into_response();
    }
    // Browsers ask first.
    let mut answer = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(&origin).ok()) {
        let headers = answer.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
        let allowed = "content-type, last-event-id, x-teams-cc-session";
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(allowed));
    }
    answer
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        match self {
            Self::Unknown => (StatusCode::UNAUTHORIZED, "no such session").into_response(),
            Self::TooMuch => {
                let wait = [(header::RETRY_AFTER, "60")];
                (StatusCode::TOO_MANY_REQUESTS, wait, "too much at once").into_response()
            }
            Self::Full => {
                let wait = [(header::RETRY_AFTER, "60")];
                (StatusCode::SERVICE_UNAVAILABLE, wait, "no room for more chats").into_response()
            }
        }
    }
}

#[derive(Serialize)]
struct Opened {
    session: String,
}

async fn session(State(side): State<Side>, request: Request) -> Response {
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let address = from.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |from| from.0.ip());
    match side.chat.sessions.open(address) {
        Ok(session) => (StatusCode::CREATED, Json(Opened { session })).into_response(),
        Err(no) => no.into_response(),
    }
}

fn thread(side: &Side, headers: &HeaderMap) -> Result<String, No> {
    let token = headers.get(SESSION).and_then(|token| token.to_str().ok()).ok_or(No::Unknown)?;
    side.chat.sessions.thread(token)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// From 1, without gaps.
    number: u64,
    text: String,
}

async fn message(
    State(side): State<Side>,
    headers: HeaderMap,
    Json(words): Json<Words>,
) -> Response {
    let thread = match thread(&side, &headers) {
        Ok(thread) => thread,
        Err(no) => return no.into_response(),
    };
    if words.text.trim().is_empty() || words.number == 0 {
        return (StatusCode::BAD_REQUEST, "nothing is said").into_response();
    }
    if words.text.chars().count() > side.chat.sessions.letters() {
        return (StatusCode::PAYLOAD_TOO_LARGE, "too many letters").into_response();
    }
    if let Err(no) = side.chat.sessions.may_write(&thread) {
        return no.into_response();
    }
    let id = words.number.to_string();
    let place = Thread {
        id: ThreadId::new(&thread),
        customer: Identity::account(&*side.chat.name, &thread),
        reference: String::new(),
    };
    let mut received = Received::new(side.chat.name.clone(), place, id, words.text);
    received.place = Some(words.number);
    match side.inbox.take(received) {
        Ok(_) => StatusCode::ACCEPTED.into_response(),
        Err(error) if matches!(error.retry(), Retry::After(_)) => No::TooMuch.into_response(),
        Err(error) if error.kind() == ErrorKind::Refused => {
            (StatusCode::PAYLOAD_TOO_LARGE, "too large").into_response()
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn leave(State(side): State<Side>, headers: HeaderMap) -> Response {
    match thread(&side, &headers) {
        Ok(thread) => {
            side.chat.sessions.leave(&thread);
            side.inbox.left(&side.chat.name, &ThreadId::new(&thread));
            StatusCode::NO_CONTENT.into_response()
        }
        Err(no) => no.into_response(),
    }
}

async fn stream(State(side): State<Side>, headers: HeaderMap) -> Response {
    let after = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let listener = thread(&side, &headers).and_then(|thread| side.chat.sessions.listen(&thread));
    match listener {
        Ok(listener) => {
            let keep = KeepAlive::default();
            Sse::new(answers(side, listener, after.unwrap_or(0))).keep_alive(keep).into_response()
        }
        Err(no) => no.into_response(),
    }
}

/// Answers after a number, as long as the session lives.
fn answers(
    side: Side,
    listener: Listener,
    after: u64,
) -> impl Stream<Item = Result<Event, Infallible>> {
    struct Reading {
        side: Side,
        listener: Listener,
        after: u64,
        typing: u64,
        ready: Vec<Event>,
        is_over: bool,
    }
    let typing = side.chat.sessions.news(&listener.thread, after).map_or(0, |news| news.typing);
    let reading = Reading { side, listener, after, typing, ready: Vec::new(), is_over: false };
    stream::unfold(reading, |mut reading| async move {
        loop {
            if !reading.ready.is_empty() {
                return Some((Ok(reading.ready.remove(0)), reading));
            }
            if reading.is_over {
                return None;
            }
            // Marked as seen before it is read: news in between wakes us again.
            reading.listener.news.borrow_and_update();
            let thread = &reading.listener.thread;
            let news = reading.side.chat.sessions.news(thread, reading.after)?;
            for (number, text) in news.answers {
                reading.after = number;
                // A text is always JSON.
                let text = serde_json::to_string(&text).unwrap_or_default();
                reading.ready.push(Event::default().id(number.to_string()).data(text));
            }
            if news.typing > reading.typing {
                reading.typing = news.typing;
                reading.ready.push(Event::default().event("typing").data("1"));
            }
            if news.is_over {
                reading.is_over = true;
                reading.ready.push(Event::default().event("over").data("1"));
            }
            if reading.ready.is_empty() && reading.listener.news.changed().await.is_err() {
                return None;
            }
        }
    })
}
