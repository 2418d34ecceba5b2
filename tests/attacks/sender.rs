//! Who posts: the genuine sender, and those who would like to be him.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use teams_cc_tests::vectors;

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const APP: &str = "02b89f62-36c9-4f02-8802-e4b6d5109851";
pub(crate) const TENANT: &str = "d99223d0-b9f0-47cd-8d32-dc8de24259a8";
pub(crate) const FOREIGN: &str = "8f73ab57-f04a-4d90-b6bc-5b1dd9c2416f";
pub(crate) const TRACKING: &str = "0bf30f3b-4a52-48df-9a82-234910c4a086";

pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn corpus(file: &str) -> Value {
    vectors::json(&vectors::root().join(file))
}

/// Somebody with an RSA key and a name for it.
pub(crate) struct Signer {
    pub(crate) kid: &'static str,
    key: RsaKeyPair,
}

impl Signer {
    /// The key of the vectors.
    pub(crate) fn genuine() -> Self {
        let pem = corpus("graph-callback-jwt.json")["signingKeyPem"].as_str().unwrap().to_owned();
        let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let der = BASE64_STANDARD.decode(text).expect("a PEM file");
        Self { kid: "good", key: RsaKeyPair::from_pkcs8(&der).expect("an RSA key") }
    }

    /// A fresh key.
    pub(crate) fn new(kid: &'static str) -> Self {
        Self { kid, key: RsaKeyPair::generate(KeySize::Rsa2048).expect("a key") }
    }

    /// The public half as an issuer publishes it.
    pub(crate) fn jwk(&self) -> Value {
        // PKCS#1: a sequence of the modulus (with its sign octet) and 65537.
        let der = self.key.public_key().as_ref();
        let modulus = &der[9..9 + 256];
        assert_eq!(der[4..9], [0x02, 0x82, 0x01, 0x01, 0x00], "2,048 bits");
        json!({"kty": "RSA", "use": "sig", "kid": self.kid, "n": base64url(modulus), "e": "AQAB"})
    }

    /// The public half as a confused verifier would hold it: the DER inside a PEM.
    pub(crate) fn public_der(&self) -> Vec<u8> {
        self.key.public_key().as_der().expect("it can be written").as_ref().to_vec()
    }

    /// Signs any header and claims with RS256, whatever the header says.
    pub(crate) fn sign(&self, header: &str, claims: &str) -> String {
        self.sign_with(&RSA_PKCS1_SHA256, header, claims)
    }

    pub(crate) fn sign_with(
        &self,
        algorithm: &'static dyn RsaEncoding,
        header: &str,
        claims: &str,
    ) -> String {
        let signed = format!("{}.{}", base64url(header), base64url(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        let random = SystemRandom::new();
        self.key.sign(algorithm, &random, signed.as_bytes(), &mut signature).expect("it signs");
        format!("{signed}.{}", base64url(signature))
    }

    pub(crate) fn header(&self) -> String {
        json!({"alg": "RS256", "typ": "JWT", "kid": self.kid}).to_string()
    }

    /// `Bearer` and a token of the calling service.
    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", self.sign(&self.header(), &calling_claims().to_string()))
    }

    /// A validation token of Graph's change tracking.
    pub(crate) fn validation(&self) -> String {
        self.sign(&self.header(), &change_claims().to_string())
    }
}

pub(crate) fn key_set(signers: &[&Signer]) -> String {
    let keys: Vec<_> = signers.iter().map(|signer| signer.jwk()).collect();
    json!({"keys": keys}).to_string()
}

pub(crate) fn calling_claims() -> Value {
    json!({"iss": "https://api.botframework.com", "aud": APP, "tid": TENANT, "exp": NOW + 3_600,
        "nbf": NOW - 60, "iat": NOW - 60})
}

pub(crate) fn change_claims() -> Value {
    let issuer = format!("https://sts.windows.net/{TENANT}/");
    json!({"iss": issuer, "aud": APP, "tid": TENANT, "appid": TRACKING, "ver": "1.0",
        "exp": NOW + 3_600, "nbf": NOW - 60})
}

/// A post of the calling service about one call that rings.
pub(crate) fn ringing(call: &str) -> String {
    notified(call, "created", "incoming")
}

/// A post of the calling service about one call.
pub(crate) fn notified(call: &str, change: &str, state: &str) -> String {
    json!({"@odata.type": "#microsoft.graph.commsNotifications", "value": [
        {"@odata.type": "#microsoft.graph.commsNotification", "changeType": change,
            "resourceUrl": format!("/communications/calls/{call}"),
            "resourceData": {"@odata.type": "#microsoft.graph.call", "id": call, "state": state}}]})
    .to_string()
}

pub(crate) const STATE: &str = "a-client-state-of-more-than-128-bits";

/// One item of a change notification.
pub(crate) fn presence(id: &str) -> Value {
    json!({"id": id, "subscriptionId": "76619225-ff6b-4489-96ca-4ef547e78b22",
        "changeType": "updated", "clientState": STATE, "tenantId": TENANT,
        "resource": "communications/presences('42')", "resourceData": {"id": "42"}})
}
