//! The two doors of the library, its own listener and the axum router: same front, same answers.

use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use teams_cc_core::{Error, Secret};
use teams_cc_graph::Expectations;
use teams_cc_graph::jwt::{KeySource, Keys, OpenIdDocument};
use teams_cc_graph::notifications::{Expected, Front, Notice, Notifications, Sink, router, serve};

use crate::sender::{APP, NOW, STATE, Signer, TENANT, calling_claims, key_set, presence, ringing};
use crate::wire::{Answer, post, raw, request};

struct Fixed(String);

#[async_trait]
impl KeySource for Fixed {
    async fn fetch(&self) -> Result<Vec<u8>, Error> {
        Ok(self.0.clone().into_bytes())
    }
}

struct Anything;

#[async_trait]
impl Sink for Anything {
    async fn take(&self, _: &[Notice]) -> Result<(), Error> {
        Ok(())
    }
}

fn front(keys: Keys) -> Front {
    let known = Expectations::new();
    let ours = Expected::client_state(Secret::new(STATE)).tenant(TENANT.parse().unwrap());
    known.expect(presence("")["subscriptionId"].as_str().unwrap(), ours);
    let notifications = Notifications::builder(APP)
        .tenant(TENANT.parse().unwrap())
        .calling_keys(keys.clone())
        .change_keys(keys)
        .subscriptions(Arc::new(known))
        .danger_fixed_clock(NOW)
        .build();
    Front::new(notifications, Arc::new(Anything))
}

fn listener() -> (std::net::TcpListener, SocketAddr) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// What both doors have in common: the status, the body, and the headers that the front sets.
fn seen(answer: &Answer) -> (u16, Vec<u8>, Vec<Option<String>>) {
    let names =
        ["content-type", "x-content-type-options", "allow", "retry-after", "content-length"];
    let headers = names.map(|name| answer.header(name).map(str::to_owned)).to_vec();
    (answer.status, answer.body.clone(), headers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_doors_give_the_same_answers() {
    let signer = Signer::genuine();
    let set = key_set(&[&signer]);
    let keys = move || Keys::from_source(Fixed(set.clone()));
    let (ours, address) = listener();
    tokio::spawn(serve(ours, front(keys())));
    let (theirs, other) = listener();
    theirs.set_nonblocking(true).unwrap();
    let theirs = tokio::net::TcpListener::from_std(theirs).unwrap();
    tokio::spawn(async move { axum::serve(theirs, router(front(keys()))).await.unwrap() });
    let bearer = signer.bearer();
    let expired = {
        let mut claims = calling_claims();
        claims["exp"] = json!(NOW - 1_000);
        format!("Bearer {}", signer.sign(&signer.header(), &claims.to_string()))
    };
    let token = [("Authorization", bearer.as_str())];
    let item = json!({"value": [presence("n")]}).to_string();
    let large = vec![b' '; 4 * 1_024 * 1_024 + 1];
    let requests: Vec<(Vec<u8>, u16)> = vec![
        (request("POST", "/calling", &token, ringing("a").as_bytes()), 202),
        (request("POST", "/calling", &token, ringing("a").as_bytes()), 202),
        (request("POST", "/calling", &[], ringing("a").as_bytes()), 401),
        (request("POST", "/calling", &[token[0], token[0]], ringing("a").as_bytes()), 401),
        (request("POST", "/calling", &[("Authorization", &expired)], b"{}"), 401),
        (request("POST", "/calling", &token, b"{"), 400),
        (request("POST", "/hook", &[], item.as_bytes()), 202),
        (request("POST", "/hook", &[], b"null"), 400),
        (request("POST", "/hook", &[("Content-Encoding", "gzip")], item.as_bytes()), 415),
        (request("POST", "/hook?validationToken=a%20%3Cb%3E", &[], b""), 200),
        (request("POST", "/hook?validationToken=a%0d%0a", &[], b""), 400),
        (request("GET", "/hook", &[], b""), 405),
        (request("POST", "/other", &[], b""), 404),
        (request("POST", "/hook", &[], &large), 413),
    ];
    tokio::task::spawn_blocking(move || {
        for (bytes, status) in requests {
            let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]).into_owned();
            let [here, there] = [address, other].map(|address| raw(address, &bytes));
            assert_eq!(here.status, status, "{shown}");
            assert_eq!(seen(&here), seen(&there), "{shown}");
        }
    })
    .await
    .unwrap();
}

/// Answers every connection with what `says` makes of its number; counts them.
fn canned(
    says: impl Fn(usize) -> String + Send + 'static,
) -> (SocketAddr, Arc<std::sync::atomic::AtomicUsize>) {
    use std::io::{Read as _, Write as _};
    let (listener, address) = listener();
    let count = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let number = counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            // One piece is a whole request here.
            let _ = stream.read(&mut [0; 4_096]);
            let _ = stream.write_all(says(number).as_bytes());
        }
    });
    (address, count)
}

fn json_answer(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rs_61_documents_lead_nowhere_and_unknown_names_to_one_more_look() {
    let signer = Signer::genuine();
    let count =
        |count: &std::sync::atomic::AtomicUsize| count.load(std::sync::atomic::Ordering::SeqCst);
    let (trap, trapped) = canned(|_| json_answer("{}"));
    // A document that redirects, and documents that name key sets elsewhere.
    let elsewhere = format!("http://localhost:{}/keys", trap.port());
    let lures = [
        format!("HTTP/1.1 302 Found\r\nLocation: http://{trap}/\r\nContent-Length: 0\r\n\r\n"),
        json_answer(&json!({"jwks_uri": elsewhere}).to_string()),
        json_answer(&json!({"jwks_uri": "http://169.254.169.254/keys"}).to_string()),
        json_answer(&json!({"jwks_uri": "file:///etc/passwd"}).to_string()),
        json_answer(&json!({"jwks_uri": format!("http://user:word@{trap}/keys")}).to_string()),
    ];
    for lure in lures {
        let (document, _) = canned(move |_| lure.clone());
        let source = OpenIdDocument::new(&format!("http://{document}/openid")).unwrap();
        let (listener, address) = listener();
        let task = tokio::spawn(serve(listener, front(Keys::from_source(source))));
        let bearer = signer.bearer();
        let answer = tokio::task::spawn_blocking(move || {
            post(address, "/calling", &[("Authorization", &bearer)], ringing("lured"))
        });
        let answer = answer.await.unwrap();
        assert_eq!(answer.status, 503, "no keys, so nobody can be believed: it comes again");
        task.abort();
    }
    assert_eq!(count(&trapped), 0, "nobody came to the trap");
    // An honest document: asked twice at most, whatever thousand tokens say.
    let set = key_set(&[&signer]);
    let (keys, fetches) = canned(move |_| json_answer(&set));
    let named = json_answer(&json!({"jwks_uri": format!("http://{keys}/keys")}).to_string());
    let (document, looks) = canned(move |_| named.clone());
    let source = OpenIdDocument::new(&format!("http://{document}/openid")).unwrap();
    let (listener, address) = listener();
    tokio::spawn(serve(listener, front(Keys::from_source(source))));
    tokio::task::spawn_blocking(move || {
        let evil = Signer::new("evil");
        let token = evil.sign(&evil.header(), &calling_claims().to_string());
        let (_, rest) = token.split_once('.').unwrap();
        for number in 0..1_000 {
            let header = json!({"alg": "RS256", "kid": format!("kid-{number}"),
                "jku": format!("http://{trap}/keys")});
            let header = crate::sender::base64url(header.to_string());
            let bearer = format!("Bearer {header}.{rest}");
            let answer = post(address, "/calling", &[("Authorization", &bearer)], ringing("x"));
            assert_eq!(answer.status, 401, "{number}");
        }
        let bearer = signer.bearer();
        let answer = post(address, "/calling", &[("Authorization", &bearer)], ringing("good"));
        assert_eq!(answer.status, 202);
    })
    .await
    .unwrap();
    assert_eq!((count(&looks), count(&fetches), count(&trapped)), (2, 2, 0));
}
