//! The service's side: answers requests, keeps what waits, and tells on a timetable.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

use crate::{NOW, RESOURCE, monotonic_us};

/// Connections that post at once.
const LANES: usize = 16;

/// A verb that waits: its call, which of the call's, its context.
type Waiting = (String, usize, String);

#[derive(Default)]
struct State {
    waiting: Mutex<(VecDeque<Waiting>, HashMap<String, usize>)>,
    arrived: Condvar,
    calls: AtomicUsize,
    refused: AtomicUsize,
}

pub struct Service {
    pub address: String,
    state: Arc<State>,
    tokens: Vec<String>,
}

impl Service {
    pub fn start(keys: &Path, tokens: usize) -> Self {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let public = key.public_key().as_ref();
        // PKCS#1: a sequence of the modulus (with its sign octet) and 65537.
        let modulus = BASE64.encode(&public[9..9 + 256]);
        let jwk = json!({"kty": "RSA", "use": "sig", "kid": "k", "n": modulus, "e": "AQAB"});
        std::fs::write(keys, json!({"keys": [jwk]}).to_string()).unwrap();
        // A peer that reads PEM has it beside.
        let der =
            base64::prelude::BASE64_STANDARD.encode(key.public_key().as_der().unwrap().as_ref());
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n");
        std::fs::write(keys.with_extension("pem"), pem).unwrap();
        let header = BASE64.encode(r#"{"alg":"RS256","typ":"JWT","kid":"k"}"#);
        // Made before the clock runs: signing costs more than everything else here.
        let tokens = (0..tokens).map(|number| {
            let claims = json!({"iss": "https://acscallautomation.communication.azure.com",
                "aud": RESOURCE, "exp": NOW + 3_600, "nbf": NOW - 60, "jti": number.to_string()});
            let signed = format!("{header}.{}", BASE64.encode(claims.to_string()));
            let mut signature = vec![0; key.public_modulus_len()];
            key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
                .unwrap();
            format!("{signed}.{}", BASE64.encode(signature))
        });
        let tokens = tokens.collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                std::thread::Builder::new()
                    .stack_size(128 * 1024)
                    .spawn(move || answer(stream, &state))
                    .unwrap();
            }
        });
        Self { address, state, tokens }
    }

    pub fn refused(&self) -> usize {
        self.state.refused.load(Ordering::Relaxed)
    }

    pub fn until_all_wait(&self, calls: usize) {
        let waiting = self.state.waiting.lock().unwrap();
        drop(self.state.arrived.wait_while(waiting, |waiting| waiting.0.len() < calls).unwrap());
    }

    /// Posts on a timetable; what was told: call, verb, when it was due.
    pub fn load(&self, webhook: &str, seconds: usize, rate: usize) -> Vec<(String, usize, u64)> {
        let start = monotonic_us() + 200_000;
        let lanes = (0..LANES).map(|lane| {
            let (webhook, state) = (webhook.to_owned(), Arc::clone(&self.state));
            let tokens: Vec<String> = self.tokens.iter().skip(lane).step_by(LANES).cloned().collect();
            std::thread::spawn(move || {
                let mut stream = TcpStream::connect(&webhook).unwrap();
                stream.set_nodelay(true).unwrap();
                let mut sent = Vec::new();
                for (turn, token) in (lane..seconds * rate).step_by(LANES).zip(tokens) {
                    let due = start + (turn * 1_000_000 / rate) as u64;
                    std::thread::sleep(Duration::from_micros(due.saturating_sub(monotonic_us())));
                    let (call, verb, context) = {
                        let waiting = state.waiting.lock().unwrap();
                        let mut waiting = state.arrived.wait_while(waiting, |w| w.0.is_empty()).unwrap();
                        waiting.0.pop_front().unwrap()
                    };
                    let body = json!([{"id": format!("e{turn}"), "source": format!("calling/callConnections/{call}"),
                        "type": "Microsoft.Communication.PlayCompleted", "specversion": "1.0",
                        "datacontenttype": "application/json", "time": "2027-01-15T08:00:00.000Z",
                        "subject": format!("calling/callConnections/{call}"),
                        "data": {"callConnectionId": call, "serverCallId": "aHR0cHM6Ly9hcGk", "correlationId": "c",
                            "operationContext": context, "version": "2026-03-12",
                            "resultInformation": {"code": 200, "subCode": 0, "message": "Action completed successfully."}}}])
                    .to_string();
                    let head = format!(
                        "POST /callbacks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
                        body.len()
                    );
                    stream.write_all((head + &body).as_bytes()).unwrap();
                    sent.push((call, verb, due));
                    let mut answer = Vec::new();
                    while !answer.windows(4).any(|four| four == b"\r\n\r\n") {
                        let mut piece = [0; 1_024];
                        let n = stream.read(&mut piece).unwrap();
                        assert!(n > 0, "it hangs up");
                        answer.extend_from_slice(&piece[..n]);
                    }
                    if !answer.starts_with(b"HTTP/1.1 200") {
                        state.refused.fetch_add(1, Ordering::Relaxed);
                    }
                }
                sent
            })
        });
        let lanes: Vec<_> = lanes.collect();
        lanes.into_iter().flat_map(|lane| lane.join().unwrap()).collect()
    }
}

/// Answers the requests of one connection.
fn answer(stream: TcpStream, state: &State) {
    stream.set_nodelay(true).unwrap();
    let mut writer = stream.try_clone().unwrap();
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if !reader.read_line(&mut line).is_ok_and(|n| n > 0) {
            return;
        }
        let (mut length, mut header) = (0, String::new());
        while reader.read_line(&mut header).is_ok_and(|n| n > 2) {
            if let Some(text) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                length = text.trim().parse().unwrap();
            }
            header.clear();
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let path = line.split(' ').nth(1).unwrap().split('?').next().unwrap().to_owned();
        let last = path.rsplit('/').next().unwrap();
        let call = |id: &str, is: &str| {
            json!({"callConnectionId": id, "callConnectionState": is}).to_string()
        };
        let (status, body) = if path.ends_with("/callConnections") {
            let number = state.calls.fetch_add(1, Ordering::Relaxed);
            (201, call(&format!("c{number}"), "connecting"))
        } else if let Some(id) = last.strip_suffix(":play") {
            let body: Value = serde_json::from_slice(&body).unwrap();
            let context = body["operationContext"].as_str().unwrap_or_default().to_owned();
            let mut waiting = state.waiting.lock().unwrap();
            let verb = waiting.1.entry(id.to_owned()).or_default();
            let number = *verb;
            *verb += 1;
            waiting.0.push_back((id.to_owned(), number, context));
            state.arrived.notify_all();
            (202, String::new())
        } else if line.starts_with("GET") {
            (200, call(last, "connected"))
        } else {
            (202, String::new())
        };
        let answer = format!(
            "HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        if writer.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}
