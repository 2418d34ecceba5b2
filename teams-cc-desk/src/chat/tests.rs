use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use futures::StreamExt;
use serde_json::{Value, json};
use teams_cc_core::Retry;
use teams_cc_core::channel::{Channel, Thread};
use tower::ServiceExt;

use super::{WebChat, WebChatLimits};
use crate::tray::Tray;

struct Scene {
    chat: WebChat,
    tray: Arc<Tray>,
    router: axum::Router,
}

impl Scene {
    fn new(limits: WebChatLimits) -> Self {
        let chat = WebChat::with_limits(["https://www.contoso.example".into()], limits);
        let tray = Arc::new(Tray::default());
        let router = chat.router(tray.clone());
        Self { chat, tray, router }
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, Bytes) {
        let answer = self.router.clone().oneshot(request).await.expect("infallible");
        let status = answer.status();
        (status, axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("in memory"))
    }

    async fn session(&self) -> String {
        let (status, body) = self.ask(posted("/session", "", &Value::Null)).await;
        assert_eq!(status, StatusCode::CREATED);
        let json: Value = serde_json::from_slice(&body).expect("json");
        json["session"].as_str().expect("a token").to_owned()
    }

    async fn writes(&self, session: &str, number: u64, text: &str) -> StatusCode {
        let words = json!({"number": number, "text": text});
        self.ask(posted("/messages", session, &words)).await.0
    }

    fn thread(&self) -> Thread {
        self.tray.received.lock().last().expect("somebody wrote").thread.clone()
    }

    /// The next blocks of a stream.
    async fn reads(&self, session: &str, after: &str, blocks: usize) -> Vec<String> {
        let request = Request::get("/stream")
            .header("x-teams-cc-session", session)
            .header("last-event-id", after);
        let request = request.body(Body::empty()).expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("infallible");
        assert_eq!(answer.status(), StatusCode::OK);
        let stream = answer.into_body().into_data_stream().take(blocks);
        let text = |block: Result<Bytes, _>| {
            String::from_utf8(block.expect("no error").to_vec()).expect("text")
        };
        stream.map(text).collect().await
    }
}

fn posted(path: &str, session: &str, body: &Value) -> Request<Body> {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .header("host", "cc.example")
        .header("x-teams-cc-session", session);
    request.body(Body::from(body.to_string())).expect("a request")
}

#[tokio::test(start_paused = true)]
async fn what_is_written_reaches_the_inbox_and_answers_the_page() {
    let scene = Scene::new(WebChatLimits::default());
    let session = scene.session().await;
    assert_eq!(scene.writes(&session, 1, "Where is my parcel?").await, StatusCode::ACCEPTED);
    let received = scene.tray.received.lock()[0].clone();
    assert_eq!((received.place, received.text.as_str()), (Some(1), "Where is my parcel?"));
    assert!(!received.thread.id.as_str().contains(&session), "the token stays where it is");

    let thread = scene.thread();
    for text in ["Tomorrow.", "<b>Bye</b>"] {
        scene.chat.send(&thread, &text.into()).await.expect("the page is open");
    }
    assert_eq!(
        scene.reads(&session, "0", 2).await.concat(),
        "id: 1\ndata: \"Tomorrow.\"\n\nid: 2\ndata: \"<b>Bye</b>\"\n\n"
    );
    // Where it broke, it goes on.
    assert_eq!(scene.reads(&session, "1", 1).await.concat(), "id: 2\ndata: \"<b>Bye</b>\"\n\n");
    let late = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        scene.chat.show_typing(&thread).await;
    };
    let (read, ()) = tokio::join!(scene.reads(&session, "2", 1), late);
    assert_eq!(read.concat(), "event: typing\ndata: 1\n\n");

    let (status, _) = scene.ask(posted("/leave", &session, &Value::Null)).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(scene.tray.left.lock().first(), Some(&thread.id));
    assert_eq!(scene.reads(&session, "2", 9).await.concat(), "event: over\ndata: 1\n\n");
    let gone = scene.chat.send(&thread, &"Hello?".into()).await.expect_err("it is closed");
    assert_eq!(gone.code(), "TCC-DESK-0101");
}

#[tokio::test(start_paused = true)]
async fn a_session_reads_itself_only_and_each_limit_has_a_status() {
    let limits = WebChatLimits {
        sessions: 3,
        sessions_by_address: 2,
        messages: 2,
        letters: 5,
        ..WebChatLimits::default()
    };
    let scene = Scene::new(limits);
    let (one, two) = (scene.session().await, scene.session().await);
    let (status, _) = scene.ask(posted("/session", "", &Value::Null)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "of one address");
    assert_eq!(scene.writes("guessed", 1, "x").await, StatusCode::UNAUTHORIZED);
    assert_eq!(scene.writes(&one, 1, "sixsix").await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(scene.writes(&one, 1, " ").await, StatusCode::BAD_REQUEST);
    assert_eq!(scene.writes(&one, 0, "x").await, StatusCode::BAD_REQUEST);
    assert_eq!(scene.writes(&one, 1, "one").await, StatusCode::ACCEPTED);
    assert_eq!(scene.writes(&one, 2, "two").await, StatusCode::ACCEPTED);
    assert_eq!(scene.writes(&one, 3, "three").await, StatusCode::TOO_MANY_REQUESTS);
    tokio::time::sleep(Duration::from_secs(61)).await;
    *scene.tray.refuses.lock() = Some(Retry::After(Duration::from_secs(1)));
    assert_eq!(scene.writes(&one, 3, "three").await, StatusCode::TOO_MANY_REQUESTS);
    *scene.tray.refuses.lock() = None;
    assert_eq!(scene.writes(&two, 1, "two").await, StatusCode::ACCEPTED);
    scene.chat.send(&scene.thread(), &"for two".into()).await.expect("open");
    let other = tokio::time::timeout(Duration::from_secs(1), scene.reads(&one, "0", 1)).await;
    assert!(other.is_err(), "nothing of it is for the other one");
    // Nobody asks for them any more: there is room again.
    tokio::time::sleep(Duration::from_secs(1_900)).await;
    scene.session().await;
    assert_eq!(scene.writes(&one, 3, "x").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let scene = Scene::new(WebChatLimits::default());
    for (origin, status) in [
        ("https://www.contoso.example", StatusCode::CREATED),
        ("http://cc.example", StatusCode::CREATED),
        ("https://evil.example", StatusCode::FORBIDDEN),
        ("null", StatusCode::FORBIDDEN),
    ] {
        let mut request = posted("/session", "", &Value::Null);
        request.headers_mut().insert("origin", origin.parse().expect("a value"));
        assert_eq!(scene.ask(request).await.0, status, "{origin}");
    }
}

#[tokio::test]
async fn the_files_name_no_other_host_and_speak_two_languages() {
    let scene = Scene::new(WebChatLimits::default());
    for path in ["/page", "/widget.js", "/chat.js", "/chat.css"] {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let (status, body) = scene.ask(request).await;
        let body = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!body.contains("http://") && !body.contains("https://"), "{path}");
        assert!(!body.contains("innerHTML"), "{path}: text only");
        if path == "/chat.js" {
            assert!(body.contains("Nachricht") && body.contains("Message"));
        }
    }
}
