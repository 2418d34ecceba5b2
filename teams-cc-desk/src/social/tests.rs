use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::channel::{Channel, Identity, Report, Thread, ThreadId};
use teams_cc_core::{Retry, Secret};

use super::Social;
use super::sign::Key;
use crate::tray::Tray;

/// The example of the specification.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW: u64 = 1_614_265_330;

fn social(url: &str) -> Social {
    Social::new(&Secret::new(SECRET), url).expect("a good secret").wall_clock(|| NOW)
}

fn post(social: &Social, tray: &Tray, id: &str, at: u64, body: &Value) -> u16 {
    let body = body.to_string();
    let at = at.to_string();
    let key = Key::new(&Secret::new(SECRET)).expect("a good secret");
    let signature = key.sign(id, &at, body.as_bytes());
    let header = |name: &str| match name {
        "webhook-id" => Some(id.to_owned()),
        "webhook-timestamp" => Some(at.clone()),
        _ => Some(format!("v1,AAAA v2,x {signature}")),
    };
    social.receive(header, body.as_bytes(), tray)
}

fn message(id: &str) -> Value {
    json!({"type": "message", "network": "chirp", "thread": "dm-7", "from": "nora77", "id": id,
        "text": "Where is my parcel?", "number": 1,
        "attachments": [{"name": "a.png", "kind": "image/png", "url": "https://x.example/a"}]})
}

#[test]
fn the_signature_is_that_of_the_specification() {
    let key = Key::new(&Secret::new(SECRET)).expect("a good secret");
    let (id, at, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", br#"{"test": 2432232314}"#);
    let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    assert_eq!(key.sign(id, at, body), signature);
    assert!(key.verifies(id, at, body, signature));
    assert!(!key.verifies(id, "1614265331", body, signature));
}

#[test]
fn what_the_bridge_posts_is_verified_read_and_known() {
    let (social, tray) = (social("http://127.0.0.1:9/"), Tray::default());
    assert_eq!(post(&social, &tray, "w1", NOW, &message("m-1")), 200);
    assert_eq!(post(&social, &tray, "w1", NOW, &message("m-1")), 200, "known");
    {
        let all = tray.received.lock();
        assert_eq!((all.len(), all[0].id.as_str(), all[0].place), (1, "m-1", Some(1)));
        assert_eq!(all[0].thread.customer, Identity::account("chirp", "nora77"));
        assert_eq!(all[0].attachments[0].reference, "https://x.example/a");
    }
    for (at, status) in [(NOW - 301, 401), (NOW + 301, 401), (NOW - 299, 200)] {
        assert_eq!(post(&social, &tray, "w2", at, &message("m-2")), status, "{at}");
    }
    let report = json!({"type": "report", "id": "a1", "arrived": true});
    assert_eq!(post(&social, &tray, "w3", NOW, &report), 200);
    assert_eq!(*tray.reports.lock(), [Report { message: "a1".into(), arrived: true }]);
    assert_eq!(post(&social, &tray, "w4", NOW, &json!({"type": "left", "thread": "dm-7"})), 200);
    assert_eq!(tray.left.lock().len(), 1);
    assert_eq!(post(&social, &tray, "w5", NOW, &json!({"type": "liked"})), 200);
    for bad in [json!([]), json!({"type": "message"}), json!("x")] {
        assert_eq!(post(&social, &tray, "w6", NOW, &bad), 400, "{bad}");
    }
    // What is not taken may come again under the same id.
    for (retry, status) in [(Retry::After(Duration::from_secs(1)), 503), (Retry::Never, 422)] {
        *tray.refuses.lock() = Some(retry);
        assert_eq!(post(&social, &tray, "w7", NOW, &message("m-7")), status);
    }
    *tray.refuses.lock() = None;
    assert_eq!(post(&social, &tray, "w7", NOW, &message("m-7")), 200);
    assert_eq!(tray.received.lock().len(), 3);
    let unsigned = social.receive(|_| None, b"{}", &tray);
    let foreign = social.receive(|_| Some(NOW.to_string()), b"{}", &tray);
    assert_eq!((unsigned, foreign), (401, 401));
}

#[test]
fn a_secret_or_address_that_cannot_be_used_is_said_at_once() {
    for bad in ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!", "whsec_c2hvcnQ="] {
        let error = Social::new(&Secret::new(bad), "https://x.example").expect_err(bad);
        assert_eq!(error.code(), "TCC-DESK-0201");
        assert!(bad.is_empty() || !format!("{error:?}").contains(bad));
    }
    for bad in ["", "x", "http://bridge.example/", "ftp://127.0.0.1/"] {
        let error = Social::new(&Secret::new(SECRET), bad).expect_err(bad);
        assert_eq!(error.code(), "TCC-DESK-0202");
    }
}

/// A bridge that answers like this.
async fn bridge(status: Arc<AtomicU16>, posts: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>) -> String {
    let answer = axum::routing::post(move |headers: HeaderMap, body: Bytes| {
        posts.lock().push((headers, body));
        let status = StatusCode::from_u16(status.load(Ordering::Relaxed)).expect("a status");
        std::future::ready((status, [("retry-after", "7")], r#"{"id": "a1"}"#))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let app = axum::Router::new().route("/", answer);
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

#[tokio::test]
async fn answers_are_signed_and_refusals_say_whether_to_repeat() {
    let (status, posts) = (Arc::new(AtomicU16::new(200)), Arc::default());
    let social = social(&bridge(status.clone(), Arc::clone(&posts)).await);
    let customer = Identity::account("chirp", "nora77");
    let thread = Thread { id: ThreadId::new("dm-7"), customer, reference: String::new() };
    let sent = social.send(&thread, &"Tomorrow.".into()).await.expect("the bridge is there");
    assert_eq!(sent.as_deref(), Some("a1"));
    {
        let posts = posts.lock();
        let (head, body) = &posts[0];
        let text = |name: &str| head[name].to_str().expect("text").to_owned();
        let key = Key::new(&Secret::new(SECRET)).expect("a good secret");
        let signature = text("webhook-signature");
        assert!(key.verifies(&text("webhook-id"), &text("webhook-timestamp"), body, &signature));
        let json: Value = serde_json::from_slice(body).expect("json");
        assert_eq!(json, json!({"type": "message", "thread": "dm-7", "text": "Tomorrow."}));
    }
    for (answer, code, retry) in [
        (429, "TCC-DESK-0204", Retry::After(Duration::from_secs(7))),
        (503, "TCC-DESK-0204", Retry::After(Duration::from_secs(7))),
        (401, "TCC-DESK-0205", Retry::Never),
        (500, "TCC-DESK-0205", Retry::Check),
        (302, "TCC-DESK-0205", Retry::Never),
    ] {
        status.store(answer, Ordering::Relaxed);
        let error = social.send(&thread, &"x".into()).await.expect_err("refused");
        assert_eq!((error.code(), error.retry()), (code, retry), "{answer}");
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", nobody.local_addr().expect("an address"));
    drop(nobody);
    let away = super::tests::social(&url).send(&thread, &"x".into()).await.expect_err("nobody");
    assert_eq!(away.code(), "TCC-DESK-0203");
    assert!(matches!(away.retry(), Retry::After(_)));
}
