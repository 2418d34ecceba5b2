//! A certificate instead of a secret: the application signs an assertion with its key
//! (RFC 7523; `graph.md` section 1.2). No OpenSSL, nothing but aws-lc-rs.

use std::fmt;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;

use teams_cc_core::Error;

use super::der;
use crate::error;

/// How long an assertion lives.
const LIFE_S: i64 = 300;

/// An application's certificate with its private key. Prints neither.
pub struct ClientCertificate {
    key: KeyPair,
    thumbprint_sha1: String,
    thumbprint_sha256: String,
    chain: Vec<CertificateDer<'static>>,
    ends_s: i64,
    pss: bool,
    sends_chain: bool,
}

impl ClientCertificate {
    /// Reads a PEM text with the certificate (its issuers may follow) and the RSA private key,
    /// PKCS#8 or PKCS#1, not encrypted. Assertions are signed with PS256.
    ///
    /// # Errors
    /// `TCC-GRAPH-0203` if a part is missing, the key is not RSA, or it is another certificate's.
    pub fn from_pem(pem: &[u8]) -> Result<Self, Error> {
        let bad = error::bad_certificate;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let chain = chain.map_err(|_| bad("the certificate cannot be read"))?;
        let leaf = chain.first().ok_or_else(|| bad("the PEM holds no certificate"))?;
        let key = PrivateKeyDer::from_pem_slice(pem)
            .map_err(|_| bad("the PEM holds no private key, or an encrypted one"))?;
        let key = match &key {
            PrivateKeyDer::Pkcs8(key) => KeyPair::from_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => KeyPair::from_der(key.secret_pkcs1_der()),
            _ => return Err(bad("the key is not RSA")),
        };
        let key = key.map_err(|_| bad("the key is not RSA of at least 2,048 bits"))?;
        let facts = der::facts(leaf).ok_or_else(|| bad("the certificate cannot be read"))?;
        let public = aws_lc_rs::signature::KeyPair::public_key(&key);
        if !facts.public_key.ends_with(public.as_ref()) {
            return Err(bad("the key is another certificate's"));
        }
        let thumbprint = |octets: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(octets);
        Ok(Self {
            thumbprint_sha1: thumbprint(digest(&SHA1_FOR_LEGACY_USE_ONLY, leaf).as_ref()),
            thumbprint_sha256: thumbprint(digest(&SHA256, leaf).as_ref()),
            ends_s: facts.not_after_s,
            key,
            chain,
            pss: true,
            sends_chain: false,
        })
    }

    /// Signs with RS256 instead, for gateways that know nothing newer.
    pub fn pkcs1(mut self) -> Self {
        self.pss = false;
        self
    }

    /// Sends the certificates along (`x5c`), for apps that trust by subject name and issuer.
    pub fn with_chain(mut self) -> Self {
        self.sends_chain = true;
        self
    }

    /// When it ends, in seconds since 1970.
    pub fn ends_s(&self) -> i64 {
        self.ends_s
    }

    /// The assertion by which `client_id` proves itself to the token endpoint `audience`.
    ///
    /// # Errors
    /// `TCC-GRAPH-0203` if signing fails, which a working key does not do.
    pub fn assertion(&self, client_id: &str, audience: &str, now_s: i64) -> Result<String, Error> {
        let mut header = json!({
            "alg": if self.pss { "PS256" } else { "RS256" },
            "typ": "JWT",
            "x5t": self.thumbprint_sha1,
            "x5t#S256": self.thumbprint_sha256,
        });
        if self.sends_chain {
            let chain: Vec<String> = self
                .chain
                .iter()
                .map(|certificate| base64::prelude::BASE64_STANDARD.encode(certificate))
                .collect();
            if let Some(header) = header.as_object_mut() {
                header.insert("x5c".into(), chain.into());
            }
        }
        let claims = json!({
            "aud": audience,
            "iss": client_id,
            "sub": client_id,
            "jti": uuid::Uuid::new_v4().to_string(),
            "iat": now_s,
            "nbf": now_s,
            "exp": now_s + LIFE_S,
        });
        let part = |value: &serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        let how: &'static dyn aws_lc_rs::signature::RsaEncoding =
            if self.pss { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
        self.key
            .sign(how, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| error::bad_certificate("signing failed"))?;
        Ok(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate").field("ends_s", &self.ends_s).finish_non_exhaustive()
    }
}
