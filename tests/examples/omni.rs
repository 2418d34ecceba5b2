//! Five channels, one queue, one history, one escalation (CC-51, CC-35, CC-55): the example as a
//! program, its customers at the emulated Microsoft side, a web page and a bridge of a network.

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use teams_cc_emulator::{Emulator, Mail};

use crate::program::{Folder, Running, free_tcp};
use crate::{PATIENCE, command};

const NUMBER: &str = "+18005550100";
const CUSTOMER: &str = "+14255550107";
const SECRET: [u8; 32] = [7; 32];

/// A bridge to a network: what we post to it.
async fn bridge() -> (String, Arc<Mutex<Vec<(HeaderMap, Bytes)>>>) {
    let posts: Arc<Mutex<Vec<(HeaderMap, Bytes)>>> = Arc::default();
    let log = posts.clone();
    let answer = axum::routing::post(move |headers: HeaderMap, body: Bytes| {
        log.lock().expect("nobody panicked").push((headers, body));
        std::future::ready(r#"{"id": "a1"}"#)
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let app = axum::Router::new().route("/", answer);
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, posts)
}

fn signature(id: &str, at: &str, body: &str) -> String {
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &SECRET);
    let tag = aws_lc_rs::hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(tag))
}

async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = std::time::Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(std::time::Instant::now() < until, "{what} never came");
        tokio::time::sleep(crate::program::POLL).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_51_five_channels_come_into_one_queue_with_one_history() {
    let teams = Emulator::start().await;
    let (config, here) = (teams.config(), teams.acs());
    here.number(NUMBER);
    let tenant = teams.stage().people.tenants()[0].name.clone();
    let [care, nora, adele] =
        ["care", "nora", "adele"].map(|name| teams.tenant(&tenant).user(name));
    let [for_graph, for_acs, for_web] = [free_tcp(), free_tcp(), free_tcp()];
    let (bridge, posts) = bridge().await;
    let folder = Folder::new("omni");
    let mut omni = command("omni", &folder);
    omni.args([for_graph.to_string(), for_acs.to_string(), for_web.to_string()])
        .args([care.mail_address(), NUMBER.into(), bridge, adele.id().to_string()])
        .envs(config.env())
        .env("TEAMS_CC_SOCIAL", format!("whsec_{}", BASE64_STANDARD.encode(SECRET)))
        .env("TEAMS_CC_ACS_CONNECTION_STRING", here.connection_string().expose())
        .env("TEAMS_CC_ACS_RESOURCE_ID", here.resource_id().to_string());
    let mut omni = Running::start(&mut omni, &folder, "omni");
    omni.says("serving", PATIENCE);

    // Teams.
    teams.chat_bot(config.client_id, &format!("http://{for_graph}/messages"));
    nora.installs_bot(config.client_id).await.expect("the bot listens");
    nora.writes_to_bot(config.client_id, "Hello from Teams").await.expect("the bot listens");
    let next = nora.next_of_bot(config.client_id, "");
    let said = tokio::time::timeout(PATIENCE, next).await.expect("the bot answers");
    assert!(said["text"].as_str().is_some_and(|text| text.starts_with("Thank you")), "{said}");
    omni.says("on teams: Hello from Teams", PATIENCE);

    // Mail, in HTML, and an automatic one that nobody answers.
    let away = Mail::new("out@contoso.example", "Away", "I am away")
        .header("Auto-Submitted", "auto-replied");
    care.gets_mail(&away).expect("room");
    let html = "<p>Hello from <b>mail</b></p>";
    care.gets_mail(&Mail::new("nora@contoso.example", "Parcel", html)).expect("room");
    let reply =
        care.next_sent_mail(0).await.unwrap_or_else(|| panic!("no reply\n{}", teams.ladder()));
    assert_eq!(reply["subject"], "RE: Parcel");
    assert_eq!(reply["toRecipients"][0]["emailAddress"]["address"], "nora@contoso.example");
    omni.says("on mail: Hello from mail", PATIENCE);
    assert_eq!(care.sent_mail().len(), 1);

    // Text messages.
    here.subscribe(&format!("http://{for_acs}/acs/events")).await.expect("we shake hands");
    assert!(here.text(CUSTOMER, NUMBER, "Hello by text"));
    let text = here.next_text(CUSTOMER, 0).await.unwrap_or_else(|| panic!("{}", teams.ladder()));
    assert!(text.text.starts_with("Thank you"), "{text:?}");
    omni.says("on sms: Hello by text", PATIENCE);

    // The web page, as its script asks.
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let chat = format!("http://{for_web}/chat");
    let opened = http.post(format!("{chat}/session")).send().await.expect("it listens");
    let opened: Value = opened.json().await.expect("json");
    let session = opened["session"].as_str().expect("a token").to_owned();
    let words = json!({"number": 1, "text": "Can I talk to you?"});
    let posted = http.post(format!("{chat}/messages")).header("x-teams-cc-session", &session);
    assert_eq!(posted.json(&words).send().await.expect("it listens").status(), 202);
    let stream = http.get(format!("{chat}/stream")).header("x-teams-cc-session", &session);
    let mut stream = stream.send().await.expect("it listens");
    let piece = tokio::time::timeout(PATIENCE, stream.chunk()).await.expect("an answer");
    let piece =
        String::from_utf8(piece.expect("no error").expect("a piece").to_vec()).expect("text");
    assert!(piece.contains("Let us talk: https://"), "the meeting's link: {piece}");
    omni.says("meets a customer of web", PATIENCE);

    // The social network.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let at = now.expect("after 1970").as_secs().to_string();
    for (id, text) in [("m-1", "Hello from a network"), ("m-2", "That was all, bye")] {
        let body = json!({"type": "message", "network": "chirp", "thread": "dm-7",
            "from": "nora77", "id": id, "text": text});
        let body = body.to_string();
        let post = http
            .post(format!("http://{for_web}/social"))
            .header("webhook-id", id)
            .header("webhook-timestamp", &at)
            .header("webhook-signature", signature(id, &at, &body));
        assert_eq!(post.body(body).send().await.expect("it listens").status(), 200);
    }
    omni.says("1 contacts in the history", PATIENCE);
    let (headers, body) =
        until("the answer", || posts.lock().expect("nobody panicked").first().cloned()).await;
    let body = String::from_utf8(body.to_vec()).expect("text");
    let text = |name: &str| headers[name].to_str().expect("text").to_owned();
    let expected = signature(&text("webhook-id"), &text("webhook-timestamp"), &body);
    assert_eq!(text("webhook-signature"), expected);
    assert!(body.contains("Thank you"), "{body}");
}
