//! The page's routes: files, one streamed feed, ladders, one command.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::stream::{self, Stream};

use teams_cc_core::CallId;

use crate::Source;

/// A quarter of a second: faster than an eye reads, slower than a page redraws.
const FEED_EVERY: Duration = Duration::from_millis(250);
/// Nothing but this page's own files and feed.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    media-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
/// A form on a foreign page cannot set a header: with it, a command comes from our page.
const OWN_PAGE: &str = "x-teams-cc";

type Shared = State<Arc<dyn Source>>;

/// The first page as a router: `/`, its files, `/api/now`, `/api/live`, `/api/calls/{id}/…`,
/// `/api/call`.
pub fn board(source: Arc<dyn Source>) -> Router {
    Router::new()
        .route("/", get(async || file("text/html; charset=utf-8", include_str!("page/index.html"))))
        .route(
            "/board.css",
            get(async || file("text/css; charset=utf-8", include_str!("page/board.css"))),
        )
        .route("/board.js", get(async || file("text/javascript", include_str!("page/board.js"))))
        .route("/api/now", get(|State(source): Shared| async move { Json(source.snapshot()) }))
        .route("/api/live", get(live))
        .route("/api/calls/{id}/ladder", get(ladder))
        .route("/api/calls/{id}/why", get(why))
        .route("/api/calls/{id}/transcript", get(transcript))
        .route("/api/calls/{id}/sound", get(sound))
        .route("/api/call", post(place_call))
        .with_state(source)
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

/// A snapshot whenever it differs from the last one sent.
async fn live(State(source): Shared) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let every = tokio::time::interval(FEED_EVERY);
    let changes =
        stream::unfold((source, every, String::new()), |(source, mut every, last)| async move {
            loop {
                every.tick().await;
                // A snapshot holds numbers and strings only: it always serialises.
                let now = serde_json::to_string(&source.snapshot()).unwrap_or_default();
                if now != last {
                    return Some((Ok(Event::default().data(&now)), (source, every, now)));
                }
            }
        });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

/// `c-0042` and `42` both name a call.
fn call_id(text: &str) -> Option<CallId> {
    text.strip_prefix("c-").unwrap_or(text).parse().ok().map(CallId)
}

fn text_of(found: Option<String>) -> Response {
    match found {
        Some(text) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response(),
        None => (StatusCode::NOT_FOUND, "no such call in memory").into_response(),
    }
}

async fn ladder(State(source): Shared, Path(id): Path<String>) -> Response {
    text_of(call_id(&id).and_then(|id| source.ladder(id)))
}

async fn why(State(source): Shared, Path(id): Path<String>) -> Response {
    text_of(call_id(&id).and_then(|id| source.why(id)))
}

async fn transcript(State(source): Shared, Path(id): Path<String>) -> Response {
    text_of(call_id(&id).and_then(|id| source.transcript(id)))
}

async fn sound(State(source): Shared, Path(id): Path<String>) -> Response {
    match call_id(&id).and_then(|id| source.sound(id)) {
        Some(wav) => ([(header::CONTENT_TYPE, "audio/wav")], wav).into_response(),
        None => (StatusCode::NOT_FOUND, "no sound kept for this call").into_response(),
    }
}

async fn place_call(State(source): Shared, headers: HeaderMap) -> Response {
    if !headers.contains_key(OWN_PAGE) {
        return (StatusCode::FORBIDDEN, "commands come from this page only").into_response();
    }
    match source.place_call() {
        Ok(done) => done.into_response(),
        Err(why) => (StatusCode::CONFLICT, why).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;
    use crate::Snapshot;

    struct One;

    impl Source for One {
        fn snapshot(&self) -> Snapshot {
            Snapshot::titled("one")
        }

        fn ladder(&self, call: CallId) -> Option<String> {
            (call == CallId(42)).then(|| "a -> b INVITE".into())
        }

        fn place_call(&self) -> Result<String, String> {
            Ok("ringing".into())
        }
    }

    async fn ask(request: Request<Body>) -> (StatusCode, String) {
        let answer = board(Arc::new(One)).oneshot(request).await.expect("infallible");
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("in memory");
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    fn get_of(path: &str) -> Request<Body> {
        Request::get(path).body(Body::empty()).expect("a valid request")
    }

    #[tokio::test]
    async fn the_page_and_its_files_are_there_and_name_no_other_host() {
        for path in ["/", "/board.css", "/board.js"] {
            let (status, body) = ask(get_of(path)).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert!(!body.contains("http://") && !body.contains("https://"), "{path}");
        }
    }

    #[tokio::test]
    async fn a_ladder_is_found_by_either_spelling_of_the_call() {
        for path in ["/api/calls/42/ladder", "/api/calls/c-0042/ladder"] {
            assert_eq!(ask(get_of(path)).await, (StatusCode::OK, "a -> b INVITE".into()));
        }
        assert_eq!(ask(get_of("/api/calls/7/ladder")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(ask(get_of("/api/calls/x/ladder")).await.0, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_command_without_the_page_s_own_header_is_refused() {
        let bare = Request::post("/api/call").body(Body::empty()).expect("a valid request");
        assert_eq!(ask(bare).await.0, StatusCode::FORBIDDEN);
        let own = Request::post("/api/call").header(OWN_PAGE, "1").body(Body::empty());
        assert_eq!(ask(own.expect("a valid request")).await, (StatusCode::OK, "ringing".into()));
    }

    #[tokio::test]
    async fn now_is_the_snapshot_as_json() {
        let (status, body) = ask(get_of("/api/now")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains("\"title\":\"one\""), "{body}");
    }
}
