//! Channels beside programs that we did not write: Microsoft's SMS and Graph libraries for Python,
//! the library of Standard Webhooks, and a browser with the chat page.

use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Uri};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use teams_cc::channel::{Channel, Identity, Inbox, Received, Report, Taken, Thread, ThreadId};
use teams_cc::desk::{Social, WebChat};
use teams_cc_acs::CallAutomation;
use teams_cc_core::{Error, Secret};

use crate::program::{Folder, our_program, root, run, skip};
use crate::python::python;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

type Log = Arc<Mutex<Vec<Value>>>;

/// Takes requests down, and answers all of them so.
async fn recorder(reply: Value) -> (String, Log) {
    let log = Log::default();
    let taken = log.clone();
    let app = Router::new().fallback(move |uri: Uri, headers: HeaderMap, body: Bytes| {
        let text = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
            (name.to_string(), json!(value.to_str().unwrap_or_default()))
        };
        let headers: serde_json::Map<String, Value> = headers.iter().map(text).collect();
        let json: Value = serde_json::from_slice(&body).unwrap_or_default();
        taken.lock().expect("nobody panicked").push(json!({
            "target": uri.to_string(), "headers": headers, "body": json,
            "raw": BASE64_STANDARD.encode(&body), "text": String::from_utf8_lossy(&body)}));
        std::future::ready(axum::Json(reply.clone()))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (base, log)
}

/// Runs a script of ours; what it said.
fn script(name: &str, arguments: &[String]) -> Option<String> {
    let mut command = Command::new(python()?);
    command.arg(root().join("tests/interop/python").join(name)).args(arguments);
    let output = run(&mut command, b"", Duration::from_secs(120));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaints}");
    Some(said)
}

fn thread(customer: Identity) -> Thread {
    Thread { id: ThreadId::new("dm-7"), customer, reference: String::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_51_microsofts_sms_library_and_ours_send_the_same_and_the_emulator_takes_both() {
    if python().is_none() {
        return;
    }
    let reply = json!({"value": [{"to": "+14255550107", "messageId": "Outgoing_1",
        "httpStatusCode": 202, "successful": true}]});
    let (base, log) = recorder(reply).await;
    let key = Secret::new("aGVsbG8gaGVsbG8gaGVsbG8=");
    let acs = CallAutomation::builder().endpoint(base).access_key(key).build().expect("a client");
    let sms = acs.sms("+18005550100".parse().expect("a number"));
    let to = thread(Identity::Phone("+14255550107".parse().expect("a number")));
    sms.send(&to, &"Hello".into()).await.expect("it is recorded");
    let folder = Folder::new("sms");
    let ours = log.lock().expect("nobody panicked")[0].to_string();
    let ours = folder.write("ours.json", ours);
    let emulator = our_program("teams-cc-emulator");
    let arguments = [emulator.display().to_string(), ours.display().to_string()];
    let said = tokio::task::spawn_blocking(move || script("sms.py", &arguments)).await;
    if let Some(said) = said.expect("the script ran") {
        assert!(said.contains("signed alike"), "{said}");
    }
}

#[test]
fn cc_51_microsofts_python_client_reads_answers_and_sends_mail() {
    if python().is_none() {
        return;
    }
    let emulator = our_program("teams-cc-emulator");
    if let Some(said) = script("mail.py", &[emulator.display().to_string()]) {
        assert!(said.contains("ok    Microsoft's client did not notice"), "{said}");
    }
}

/// Holds what came.
#[derive(Default)]
struct Tray(Mutex<Vec<Received>>);

impl Inbox for Tray {
    fn take(&self, received: Received) -> Result<Taken, Error> {
        self.0.lock().expect("nobody panicked").push(received);
        Ok(Taken::New)
    }

    fn report(&self, _: &str, _: Report) {}

    fn left(&self, _: &str, _: &ThreadId) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_51_the_library_of_standard_webhooks_and_our_social_channel_understand_each_other() {
    if python().is_none() {
        return;
    }
    let (bridge, log) = recorder(json!({})).await;
    let social = Social::new(&Secret::new(SECRET), &bridge).expect("a good secret");
    let to = thread(Identity::account("chirp", "nora77"));
    social.send(&to, &"Grüße".into()).await.expect("the bridge takes it");
    let one = log.lock().expect("nobody panicked")[0].clone();
    let folder = Folder::new("social");
    let ours = json!({"headers": one["headers"], "body": one["text"]}).to_string();
    let ours = folder.write("ours.json", ours);
    let tray = Arc::new(Tray::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let app = social.router(tray.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let arguments = [SECRET.to_owned(), url, ours.display().to_string()];
    let said = tokio::task::spawn_blocking(move || script("social.py", &arguments)).await;
    if let Some(said) = said.expect("the script ran") {
        assert!(said.contains("ok    the library verifies what we sign"), "{said}");
        assert_eq!(tray.0.lock().expect("nobody panicked")[0].text, "Grüße");
    }
}

/// A page that embeds the chat, in the language that is asked for, and does what a person does.
fn page(language: &str) -> String {
    format!(
        "<!doctype html><title>shop</title><script src=\"/chat/widget.js\" data-lang=\"{language}\">\
         </script><script>\
         const wait = (find) => new Promise((done) => {{ const look = () => {{ const found = find(); \
         found ? done(found) : setTimeout(look, 50); }}; look(); }});\
         onload = async () => {{\
           document.querySelector('button').click();\
           const frame = document.querySelector('iframe');\
           const inside = await wait(() => frame.contentDocument?.getElementById('form') && frame.contentDocument);\
           await wait(() => !inside.getElementById('send').disabled);\
           inside.getElementById('text').value = '<b>Hello</b>';\
           inside.getElementById('send').click();\
           const line = await wait(() => inside.querySelector('.us'));\
           const asked = inside.querySelector('.you');\
           document.title = 'done';\
           document.body.dataset.said = [inside.documentElement.lang,\
             inside.getElementById('send').textContent, asked.textContent, line.textContent,\
             inside.querySelectorAll('#lines b').length].join(' | ');\
           fetch('/done', {{method: 'POST', body: document.body.dataset.said}});\
         }};</script>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_51_a_customer_chats_in_a_browser_in_german_and_english() {
    let known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let Some(browser) = known.iter().find(|path| std::path::Path::new(path).is_file()) else {
        return skip("the browser Chromium (Debian: chromium)").unwrap_or_default();
    };
    for (language, send) in [("de", "Senden"), ("en", "Send")] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let here = format!("http://{}", listener.local_addr().expect("an address"));
        let (chat, tray) = (WebChat::new(&here), Arc::new(Tray::default()));
        let (done, mut said) = tokio::sync::mpsc::unbounded_channel();
        let html = page(language);
        let app = Router::new()
            .route("/", axum::routing::get(move || std::future::ready(axum::response::Html(html))))
            .route(
                "/done",
                axum::routing::post(move |body: String| {
                    drop(done.send(body));
                    std::future::ready(())
                }),
            )
            .nest("/chat", chat.router(tray.clone()));
        tokio::spawn(async move { axum::serve(listener, app).await });
        // The agent: answers the first message.
        let (desk, letters) = (chat.clone(), tray.clone());
        tokio::spawn(async move {
            loop {
                let first = letters.0.lock().expect("nobody panicked").first().cloned();
                if let Some(first) = first {
                    let answer = format!("You wrote {} & <i>more</i>", first.text);
                    return desk
                        .send(&first.thread, &answer.into())
                        .await
                        .expect("the page is open");
                }
                tokio::time::sleep(crate::program::POLL).await;
            }
        });
        let folder = Folder::new("browser");
        let mut chromium = Command::new(browser);
        chromium
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"])
            .args([
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-proxy-server",
            ])
            .arg(format!("--user-data-dir={}", folder.path().display()))
            .arg("--remote-debugging-port=0")
            .arg(format!("{here}/"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        let mut child = chromium.spawn().expect("the browser starts");
        let heard = tokio::time::timeout(Duration::from_secs(60), said.recv()).await;
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
        let heard = heard.expect("the page says what it shows").expect("it is a text");
        let wanted = format!(
            "{language} | {send} | <b>Hello</b> | You wrote <b>Hello</b> & <i>more</i> | 0"
        );
        assert_eq!(heard, wanted, "text is text");
    }
}
