use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};

use super::*;

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const RESOURCE: &str = "02b89f62-36c9-4f02-8802-e4b6d5109851";

pub(crate) fn corpus(file: &str) -> Value {
    let root = std::env::var_os("TEAMS_CC_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus"),
        std::path::PathBuf::from,
    );
    serde_json::from_slice(&std::fs::read(root.join(file)).unwrap()).unwrap()
}

/// A token as somebody writes it who has the key.
pub(crate) fn sign(header: &str, claims: &str) -> String {
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

pub(crate) fn jwks(kid: &str) -> Value {
    let mut jwks = corpus("graph-callback-jwt.json")["jwks"].clone();
    jwks["keys"][0]["kid"] = json!(kid);
    jwks
}

pub(crate) fn key_set(kid: &str) -> KeySet {
    KeySet::from_jwks(jwks(kid).to_string().as_bytes()).unwrap()
}

pub(crate) const HEADER: &str = r#"{"alg":"RS256","kid":"good"}"#;

pub(crate) fn claims() -> Value {
    json!({"iss": "https://acscallautomation.communication.azure.com", "aud": RESOURCE,
        "exp": NOW + 300, "nbf": NOW})
}

fn verdict(header: &str, claims: &str) -> Result<Verified, Refusal> {
    verify(&sign(header, claims), &key_set("good"), &Policy::callbacks(RESOURCE), NOW)
}

#[test]
fn vectors_jwt_every_token_of_call_automation_gets_its_verdict() {
    let vectors = corpus("jwt/cases.json");
    let keys = KeySet::from_jwks(corpus("jwt/jwks.json").to_string().as_bytes()).unwrap();
    let policy = Policy::callbacks(vectors["acs_audience"].as_str().unwrap());
    let now = vectors["now"].as_i64().unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let got = verify(case["token"].as_str().unwrap(), &keys, &policy, now);
        // Tokens of the other services are well signed, and not ours.
        let good = case["profile"] == "acs" && case["verdict"] == "accept";
        assert_eq!(got.is_ok(), good, "{}: {got:?}", case["name"]);
    }
}

#[test]
fn rs_63_each_claim_is_needed_and_exact() {
    let with = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        verdict(HEADER, &claims.to_string()).map(drop)
    };
    assert_eq!(with("extra", json!(1)), Ok(()));
    assert_eq!(with("aud", json!(["other", RESOURCE])), Ok(()));
    assert_eq!(with("aud", json!("other")), Err(Refusal::Audience));
    assert_eq!(with("iss", json!("https://api.botframework.com")), Err(Refusal::Issuer));
    assert_eq!(with("exp", json!(NOW - 301)), Err(Refusal::Expired));
    assert_eq!(with("exp", json!(NOW - 299)), Ok(()), "clocks differ");
    assert_eq!(with("nbf", json!(NOW + 301)), Err(Refusal::NotYetValid));
    assert_eq!(with("exp", json!("1800000300")), Err(Refusal::Malformed));
    assert_eq!(with("exp", Value::Null), Err(Refusal::Malformed));
}

#[test]
fn rs_60_only_rs256_of_published_keys_counts() {
    let claims = claims().to_string();
    assert!(verdict(HEADER, &claims).is_ok());
    for (header, refusal) in [
        (r#"{"alg":"none","kid":"good"}"#, Refusal::Algorithm),
        (r#"{"alg":"HS256","kid":"good"}"#, Refusal::Algorithm),
        (r#"{"alg":"RS256","kid":"good","crit":["x"]}"#, Refusal::Algorithm),
        (r#"{"alg":"RS256","kid":"other"}"#, Refusal::UnknownKey),
        (r#"{"alg":"RS256"}"#, Refusal::UnknownKey),
    ] {
        assert_eq!(verdict(header, &claims).unwrap_err(), refusal, "{header}");
    }
    let changed = sign(HEADER, &claims).replace("eyJ", "eyI");
    assert!(verify(&changed, &key_set("good"), &Policy::callbacks(RESOURCE), NOW).is_err());
}
