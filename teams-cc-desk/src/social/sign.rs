//! The signature of Standard Webhooks: HMAC-SHA256 over id, timestamp and body.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use teams_cc_core::Secret;

/// Signatures in one header; a key that is exchanged makes two.
const MOST_SIGNATURES: usize = 8;

/// A secret, ready to sign. It is never printed.
pub(super) struct Key(hmac::Key);

impl Key {
    /// `whsec_` and base64 of 24 to 64 octets.
    pub(super) fn new(secret: &Secret) -> Option<Self> {
        let text = secret.expose().trim().strip_prefix("whsec_")?;
        let octets = BASE64_STANDARD.decode(text).ok()?;
        (24..=64).contains(&octets.len()).then(|| Self(hmac::Key::new(hmac::HMAC_SHA256, &octets)))
    }

    fn signed(id: &str, at: &str, body: &[u8]) -> Vec<u8> {
        [id.as_bytes(), b".", at.as_bytes(), b".", body].concat()
    }

    pub(super) fn sign(&self, id: &str, at: &str, body: &[u8]) -> String {
        let tag = hmac::sign(&self.0, &Self::signed(id, at, body));
        format!("v1,{}", BASE64_STANDARD.encode(tag))
    }

    /// Whether one of the signatures is this key's, in constant time.
    pub(super) fn verifies(&self, id: &str, at: &str, body: &[u8], signatures: &str) -> bool {
        let signed = Self::signed(id, at, body);
        signatures.split(' ').take(MOST_SIGNATURES).any(|signature| {
            let tag = signature.strip_prefix("v1,").and_then(|t| BASE64_STANDARD.decode(t).ok());
            tag.is_some_and(|tag| hmac::verify(&self.0, &signed, &tag).is_ok())
        })
    }
}
