//! The other side of tests: a scripted network in virtual time, and a signer of tokens.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken test may say so loudly")]

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use reqwest::header::HeaderName;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};

use crate::jwt::KeySet;
use crate::send::{Incoming, Loss, Outgoing, Wire};

/// How a scripted service reacts: after how long, with what.
pub type Reaction = (Duration, Result<Incoming, Loss>);

type Script = dyn FnMut(Duration, &Outgoing) -> Reaction + Send;

/// A service that reacts as a closure says. The closure sees the time since the start.
pub struct Scripted {
    start: tokio::time::Instant,
    script: Mutex<Box<Script>>,
}

impl Scripted {
    /// Time begins now.
    pub fn new(script: impl FnMut(Duration, &Outgoing) -> Reaction + Send + 'static) -> Self {
        Self { start: tokio::time::Instant::now(), script: Mutex::new(Box::new(script)) }
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scripted")
    }
}

#[async_trait]
impl Wire for Scripted {
    async fn carry(&self, outgoing: Outgoing) -> Result<Incoming, Loss> {
        let (after, reaction) = (self.script.lock())(self.start.elapsed(), &outgoing);
        tokio::time::sleep(after).await;
        reaction
    }
}

/// An answer at once.
pub fn answer(status: u16, body: &Value) -> Reaction {
    answer_with(status, &[], body)
}

/// An answer at once, with headers.
pub fn answer_with(status: u16, headers: &[(&'static str, &str)], body: &Value) -> Reaction {
    let headers =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
    let body = if body.is_null() { String::new() } else { body.to_string() };
    (Duration::ZERO, Ok(Incoming { status, headers: headers.collect(), body: body.into() }))
}

/// Nothing, ever.
pub fn silence() -> Reaction {
    (Duration::from_secs(86_400), Err(Loss::Broken("silence".into())))
}

/// The connection breaks after the request has left.
pub fn broken() -> Reaction {
    (Duration::from_millis(10), Err(Loss::Broken("reset by peer".into())))
}

/// There is no connection.
pub fn unreachable() -> Reaction {
    (Duration::from_millis(1), Err(Loss::NotSent("refused".into())))
}

/// When tokens of these tests are looked at, in seconds since 1970.
pub const NOW: i64 = 1_800_000_000;

/// The header of a good token.
pub const HEADER: &str = r#"{"alg":"RS256","kid":"good"}"#;

/// A file of the test corpus, or of the folder that `TEAMS_CC_VECTORS` names.
pub fn corpus(file: &str) -> Value {
    let root = std::env::var_os("TEAMS_CC_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus"),
        PathBuf::from,
    );
    serde_json::from_slice(&std::fs::read(root.join(file)).unwrap()).unwrap()
}

/// A token as somebody writes it who has the key.
pub fn sign(header: &str, claims: &str) -> String {
    let pem = corpus("graph-callback-jwt.json")["signingKeyPem"].as_str().unwrap().to_owned();
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap();
    let signer = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap();
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let signed = format!("{}.{}", encode(header), encode(claims));
    let mut signature = vec![0; signer.public_modulus_len()];
    signer
        .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
        .unwrap();
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// The public half of that key, under this name.
pub fn jwks(kid: &str) -> Value {
    let mut jwks = corpus("graph-callback-jwt.json")["jwks"].clone();
    jwks["keys"][0]["kid"] = json!(kid);
    jwks
}

/// The same, read.
pub fn key_set(kid: &str) -> KeySet {
    KeySet::from_jwks(jwks(kid).to_string().as_bytes()).unwrap()
}
