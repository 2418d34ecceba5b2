//! As much of Call Automation as a stream needs: calls ring, are answered, begin to be streamed.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::names::{NOW, RESOURCE};

/// The service, at an address of its own.
pub struct Service {
    pub address: String,
    pub keys: PathBuf,
    signer: RsaKeyPair,
    number: AtomicU64,
    began: mpsc::UnboundedSender<u32>,
}

impl Service {
    /// Starts it; who is streamed comes out of the receiver.
    pub async fn start() -> (Arc<Self>, mpsc::UnboundedReceiver<u32>) {
        let corpus =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/graph-callback-jwt.json");
        let corpus: Value = serde_json::from_slice(&std::fs::read(corpus).unwrap()).unwrap();
        let pem = corpus["signingKeyPem"].as_str().unwrap();
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap();
        let mut jwks = corpus["jwks"].clone();
        jwks["keys"][0]["kid"] = json!("good");
        let keys = std::env::temp_dir().join(format!("media-{}.json", std::process::id()));
        std::fs::write(&keys, jwks.to_string()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (began, begun) = mpsc::unbounded_channel();
        let signer = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap();
        let service = Arc::new(Self { address, keys, signer, number: AtomicU64::new(0), began });
        let here = Arc::clone(&service);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&here).serve(stream));
            }
        });
        (service, begun)
    }

    /// A token that nobody had before.
    pub fn token(&self) -> String {
        let jti = self.number.fetch_add(1, Ordering::Relaxed);
        let claims = json!({"iss": "https://acscallautomation.communication.azure.com",
            "aud": RESOURCE, "nbf": NOW, "exp": NOW + 300, "jti": jti});
        let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        let signed = format!(
            "{}.{}",
            encode(r#"{"alg":"RS256","kid":"good"}"#),
            encode(&claims.to_string())
        );
        let mut signature = vec![0; self.signer.public_modulus_len()];
        self.signer
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .unwrap();
        format!("Bearer {signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    /// A caller rings at the application.
    pub async fn ring(&self, app: &str, call: u32) {
        let body = json!([{"id": format!("ring-{call}"), "eventType": "Microsoft.Communication.IncomingCall",
            "subject": "s", "topic": "t", "dataVersion": "1.0", "eventTime": "2027-01-15T08:00:00Z",
            "data": {"to": {"rawId": "4:+18005550100"}, "from": {"rawId": "4:+14255550100"},
                "serverCallId": format!("server-{call}"), "correlationId": format!("c-{call}"),
                "incomingCallContext": format!("{}|{call}", app)}}]);
        post(app, "/events", None, &body).await;
    }

    async fn tell(&self, app: &str, call: u32, kind: &str, context: &Value) {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let body = json!([{"id": format!("e{number}"), "source": "calling", "specversion": "1.0",
            "type": format!("Microsoft.Communication.{kind}"), "data": {
                "callConnectionId": format!("call-{call}"), "serverCallId": format!("server-{call}"),
                "correlationId": format!("c-{call}"), "operationContext": context}}]);
        post(app, "/callbacks", Some(&self.token()), &body).await;
    }

    /// Requests of one connection.
    async fn serve(self: Arc<Self>, mut stream: TcpStream) {
        let mut read = Vec::new();
        loop {
            let end = loop {
                if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                    break at + 4;
                }
                if stream.read_buf(&mut read).await.unwrap_or(0) == 0 {
                    return;
                }
            };
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            let length = head.lines().filter_map(|line| line.split_once(':'));
            let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            let length: usize = length.map(|(_, n)| n.trim().parse().unwrap()).next().unwrap_or(0);
            while read.len() < end + length {
                if stream.read_buf(&mut read).await.unwrap_or(0) == 0 {
                    return;
                }
            }
            let body: Value = serde_json::from_slice(&read[end..end + length]).unwrap_or_default();
            read.drain(..end + length);
            let path = head.split(' ').nth(1).unwrap_or_default();
            let (status, answer) = self.answer(path, &body);
            let answer = format!(
                "HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{answer}",
                answer.len()
            );
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn answer(self: &Arc<Self>, path: &str, body: &Value) -> (u16, String) {
        let here = Arc::clone(self);
        let path = path.split('?').next().unwrap_or_default();
        if path.ends_with(":answer") {
            let context = body["incomingCallContext"].as_str().unwrap_or_default();
            let (app, call) = context.split_once('|').expect("it is ours");
            let (app, call): (String, u32) = (app.to_owned(), call.parse().unwrap());
            let context = body["operationContext"].clone();
            tokio::spawn(async move { here.tell(&app, call, "CallConnected", &context).await });
            let shown = json!({"callConnectionId": format!("call-{call}"),
                "serverCallId": format!("server-{call}"), "callConnectionState": "connecting"});
            return (200, shown.to_string());
        }
        if path.ends_with(":startMediaStreaming") {
            let call = path.rsplit('/').next().and_then(|last| last.strip_prefix("call-"));
            let call: u32 = call.and_then(|rest| rest.split(':').next()).unwrap().parse().unwrap();
            let callback = body["operationContext"].clone();
            tokio::spawn(async move {
                let app = APP.lock().unwrap().clone();
                here.tell(&app, call, "MediaStreamingStarted", &callback).await;
                here.began.send(call).ok();
            });
        }
        (202, String::new())
    }
}

/// Where the application is, once it says.
pub static APP: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());

async fn post(app: &str, path: &str, token: Option<&str>, body: &Value) {
    let mut stream = TcpStream::connect(app).await.expect("the application listens");
    let body = body.to_string();
    let token = token.map(|token| format!("Authorization: {token}\r\n")).unwrap_or_default();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{token}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
}
