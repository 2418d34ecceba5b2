//! Keys, tokens and bodies, made once.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use teams_cc_core::{Error, Secret};
use teams_cc_graph::Expectations;
use teams_cc_graph::jwt::{KeySource, Keys};
use teams_cc_graph::notifications::{DecryptionKeys, Expected, Notifications};

const NOW: i64 = 1_800_000_000;
/// More tokens than are remembered, so that each is new.
const TOKENS: usize = 3_000;

pub struct World {
    vectors: Value,
    sealed_vectors: Value,
    pub tokens: Vec<String>,
    pub calls: Vec<Vec<u8>>,
    pub sealed: Vec<u8>,
    pub wrapped: Vec<u8>,
    pub public: ParsedPublicKey,
    pub private: OaepPrivateDecryptingKey,
}

struct Fixed(String);

#[async_trait]
impl KeySource for Fixed {
    async fn fetch(&self) -> Result<Vec<u8>, Error> {
        Ok(self.0.clone().into_bytes())
    }
}

pub fn corpus(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus").join(file);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn sign(key: &RsaKeyPair, claims: &Value) -> String {
    let encode = |text: String| BASE64_URL_SAFE_NO_PAD.encode(text);
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": "good"});
    let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

impl World {
    pub fn new() -> Self {
        let vectors = corpus("graph-callback-jwt.json");
        let sealed_vectors = corpus("graph-encrypted-notification.json");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let pem = text(&vectors["signingKeyPem"]);
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap();
        let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap();
        let (app, tenant) = (text(&vectors["appId"]), text(&vectors["tenantId"]));
        let claims = |number: usize| {
            json!({"iss": "https://api.botframework.com", "aud": app, "tid": tenant, "exp": NOW + 3_600,
                "nbf": NOW - 60, "iat": NOW - 60, "uti": format!("{number:08}-aaaaaaaaaaaaaaaaa"),
                "ver": "1.0", "appid": "26a7ee05-5602-4d76-a7ba-eae8b7b67941", "appidacr": "2"})
        };
        let tokens: Vec<_> = (0..TOKENS).map(|number| sign(&key, &claims(number))).collect();
        // A documented post of the calling service, with a call of its own each.
        let post = corpus("graph-payloads/notification-incoming.json");
        let calls = (0..TOKENS).map(|number| {
            let mut post = post.clone();
            let id = format!("57dab8b1-894c-409a-b240-{number:012x}");
            post["value"][0]["resourceUrl"] = json!(format!("/communications/calls/{id}"));
            post["value"][0]["resource"] = json!(format!("/app/calls/{id}"));
            post["value"][0]["resourceData"]["id"] = json!(id);
            post.to_string().into_bytes()
        });
        let calls = calls.collect();
        let jwk = &vectors["jwks"]["keys"][0];
        let number = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
        let public = RsaPublicKeyComponents { n: number("n"), e: number("e") };
        let public = public.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).unwrap();
        let pem = text(&sealed_vectors["certificates"][0]["privateKeyPem"]);
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap();
        let private = PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).unwrap();
        let private = OaepPrivateDecryptingKey::new(private).unwrap();
        // The whole post of the vectors, its token signed anew: one clock for all.
        let mut body = sealed_vectors["notification"]["body"].clone();
        let issuer = format!("https://sts.windows.net/{tenant}/");
        let token = json!({"iss": issuer, "aud": app, "tid": tenant, "exp": NOW + 3_600,
            "appid": "0bf30f3b-4a52-48df-9a82-234910c4a086"});
        body["validationTokens"] = json!([sign(&key, &token)]);
        body["value"][0]["tenantId"] = json!(tenant);
        let wrapped = body["value"][0]["encryptedContent"]["dataKey"].as_str().unwrap();
        let wrapped = BASE64_STANDARD.decode(wrapped).unwrap();
        let sealed = body.to_string().into_bytes();
        Self { vectors, sealed_vectors, tokens, calls, sealed, wrapped, public, private }
    }

    pub fn notifications(&self) -> Notifications {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let whole = &self.sealed_vectors["notification"];
        let known = Expectations::new();
        let expected = Expected::client_state(Secret::new(text(&whole["clientState"])));
        known.expect(text(&whole["body"]["value"][0]["subscriptionId"]), expected);
        let opens = DecryptionKeys::new();
        let pem = text(&self.sealed_vectors["certificates"][0]["privateKeyPem"]);
        opens.add("cert-2048-old", pem.as_bytes()).unwrap();
        let keys = Keys::from_source(Fixed(self.vectors["jwks"].to_string()));
        Notifications::builder(text(&self.vectors["appId"]))
            .tenant(text(&self.vectors["tenantId"]).parse().unwrap())
            .calling_keys(keys.clone())
            .change_keys(keys)
            .subscriptions(Arc::new(known))
            .decryption(opens)
            .danger_fixed_clock(NOW)
            .build()
    }

    /// What a token signs, and its signature.
    pub fn signed(&self, at: usize) -> (String, Vec<u8>) {
        let (signed, signature) = self.tokens[at].rsplit_once('.').unwrap();
        (signed.to_owned(), BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap())
    }

    /// The documented call record, grown to 60 sessions.
    pub fn call_record(&self) -> Vec<u8> {
        let mut record = corpus("graph-payloads/call-record.json");
        let sessions = record["sessions"].as_array().unwrap().clone();
        record["sessions"] = (0..60).map(|at| sessions[at % sessions.len()].clone()).collect();
        record.to_string().into_bytes()
    }
}
