//! The keys that sign tokens: made, published, rotated.

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use parking_lot::Mutex;
use rcgen::{CertificateParams, DnType, PublicKeyData as _};
use serde_json::{Value, json};
use teams_cc_core::{Error, ErrorKind, Rng};

use crate::certs;

/// Keys published at a time: the one that signs and the one before it, so that tokens from just
/// before a rotation still verify (RS-62).
const PUBLISHED: usize = 2;

/// The key ring. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Keys(Arc<Mutex<Ring>>);

/// Who vouches for a token; each publishes keys of its own, so that a token of one is nothing to
/// whoever asks another (RS-61).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Issuer {
    /// Entra: access tokens, and the validation tokens of change notifications. Keys behind
    /// `/common/.well-known/openid-configuration`.
    Entra,
    /// The calling service: callbacks of calls. Keys behind `/v1/.well-known/OpenIdConfiguration`,
    /// as at `api.aps.skype.com`.
    Calling,
    /// The Bot Framework: activities. Keys behind `/v1/.well-known/openidconfiguration`, as at
    /// `login.botframework.com`.
    Bots,
}

impl Issuer {
    pub(crate) const ALL: [Self; 3] = [Self::Entra, Self::Calling, Self::Bots];
}

/// A key ring for each issuer.
#[derive(Clone, Debug)]
pub(crate) struct Rings {
    entra: Keys,
    calling: Keys,
    bots: Keys,
}

impl Rings {
    pub(crate) fn new(rng: &mut Rng) -> Result<Self, Error> {
        Ok(Self {
            entra: Keys::new(rng.fork())?,
            calling: Keys::starting_at(rng.fork(), 6)?,
            bots: Keys::starting_at(rng.fork(), 9)?,
        })
    }

    pub(crate) fn of(&self, issuer: Issuer) -> &Keys {
        match issuer {
            Issuer::Entra => &self.entra,
            Issuer::Calling => &self.calling,
            Issuer::Bots => &self.bots,
        }
    }
}

#[derive(Debug)]
struct Ring {
    rng: Rng,
    made: usize,
    /// Newest first.
    keys: Vec<Key>,
}

struct Key {
    kid: String,
    pair: RsaKeyPair,
    jwk: Value,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.kid)
    }
}

impl Keys {
    pub(crate) fn new(rng: Rng) -> Result<Self, Error> {
        Self::starting_at(rng, 0)
    }

    /// A ring that begins with another one of the keys that all emulators of a process share.
    pub(crate) fn starting_at(rng: Rng, made: usize) -> Result<Self, Error> {
        let ring = Ring { rng, made, keys: Vec::new() };
        let keys = Self(Arc::new(Mutex::new(ring)));
        keys.rotate()?;
        Ok(keys)
    }

    /// Signs with a new key from now on; the one before stays published, older ones go.
    pub(crate) fn rotate(&self) -> Result<(), Error> {
        let mut ring = self.0.lock();
        let slot = certs::SIGNING_KEYS[ring.made % certs::SIGNING_KEYS.len()];
        let key = Key::make(slot, &mut ring.rng)?;
        ring.made += 1;
        ring.keys.insert(0, key);
        ring.keys.truncate(PUBLISHED);
        Ok(())
    }

    /// A JWT in compact form over these claims.
    pub(crate) fn sign(&self, claims: &Value) -> Result<String, Error> {
        let ring = self.0.lock();
        let Some(key) = ring.keys.first() else {
            return Err(failed("there is no key"));
        };
        let header = json!({"typ": "JWT", "alg": "RS256", "kid": key.kid, "x5t": key.kid});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let mut signature = vec![0; key.pair.public_modulus_len()];
        key.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| failed("signing failed"))?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The published set (RFC 7517).
    pub(crate) fn published(&self) -> Value {
        let keys: Vec<Value> = self.0.lock().keys.iter().map(|key| key.jwk.clone()).collect();
        json!({ "keys": keys })
    }
}

impl Key {
    fn make(slot: usize, rng: &mut Rng) -> Result<Self, Error> {
        let made = certs::shared_key(slot)?;
        let pair = RsaKeyPair::from_pkcs8(made.serialized_der())
            .map_err(|_| failed("the key is not RSA"))?;
        let mut thumbprint = [0; 20];
        rng.fill(&mut thumbprint);
        let kid = URL_SAFE_NO_PAD.encode(thumbprint);
        let (n, e) = rsa_numbers(made.der_bytes()).ok_or_else(|| failed("the key is not RSA"))?;
        let mut params = CertificateParams::new(Vec::new()).map_err(|e| failed(&e.to_string()))?;
        params.distinguished_name.push(DnType::CommonName, "accounts.accesscontrol.windows.net");
        let certificate = params.self_signed(made).map_err(|e| failed(&e.to_string()))?;
        let jwk = json!({
            "kty": "RSA",
            "use": "sig",
            "kid": kid,
            "x5t": kid,
            "n": URL_SAFE_NO_PAD.encode(n),
            "e": URL_SAFE_NO_PAD.encode(e),
            "x5c": [STANDARD.encode(certificate.der())],
            "cloud_instance_name": "microsoftonline.com",
        });
        Ok(Self { kid, pair, jwk })
    }
}

fn failed(why: &str) -> Error {
    Error::new("TCC-EMU-0109", ErrorKind::Config, "a signing key cannot be used").cause(why)
}

/// Modulus and exponent of an `RSAPublicKey` (RFC 8017 A.1.1), without leading zeros.
fn rsa_numbers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (0x30, inside, _) = element(der)? else { return None };
    let (0x02, modulus, rest) = element(inside)? else { return None };
    let (0x02, exponent, _) = element(rest)? else { return None };
    Some((modulus.strip_prefix(&[0]).unwrap_or(modulus), exponent))
}

/// Tag, content and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let octets = usize::from(first & 0x7f);
        let (length, rest) = rest.split_at_checked(octets).filter(|_| octets <= 4)?;
        (length.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

    use super::*;

    fn verifies(token: &str, set: &Value) -> bool {
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let header =
            URL_SAFE_NO_PAD.decode(signed.split('.').next().unwrap_or("")).expect("base64");
        let header: Value = serde_json::from_slice(&header).expect("JSON");
        let keys = set["keys"].as_array().expect("a list");
        let Some(key) = keys.iter().find(|key| key["kid"] == header["kid"]) else { return false };
        let number =
            |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap_or("")).expect("base64");
        let public = RsaPublicKeyComponents { n: number("n"), e: number("e") };
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
        public.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).is_ok()
    }

    #[test]
    fn rs_63_a_token_of_one_issuer_is_nothing_to_those_who_ask_another() {
        let rings = Rings::new(&mut Rng::from_seed(1)).expect("keys are made");
        for issuer in Issuer::ALL {
            let token = rings.of(issuer).sign(&json!({"sub": "x"})).expect("signed");
            for asked in Issuer::ALL {
                let holds = verifies(&token, &rings.of(asked).published());
                assert_eq!(holds, asked == issuer, "{issuer:?} asked of {asked:?}");
            }
        }
    }

    #[test]
    fn rs_62_a_token_verifies_after_one_rotation_and_not_after_two() {
        let keys = Keys::new(Rng::from_seed(1)).expect("keys are made");
        let token = keys.sign(&json!({"sub": "x"})).expect("signed");
        assert!(verifies(&token, &keys.published()));
        keys.rotate().expect("rotates");
        assert!(verifies(&token, &keys.published()), "overlap");
        keys.rotate().expect("rotates");
        assert!(!verifies(&token, &keys.published()), "gone");
    }
}
