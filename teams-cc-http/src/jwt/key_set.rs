//! The signing keys that an issuer publishes, parsed once.

use std::fmt;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

use teams_cc_core::Error;

use crate::error;

/// Microsoft publishes about ten; more than this is somebody else's document.
const MOST_KEYS: usize = 200;
/// A set larger than this is not read.
pub(crate) const LARGEST_KEY_SET: usize = 1024 * 1024;

/// The RSA keys of one issuer, by name. Keys that cannot verify RS256 are left out: another type,
/// another use, fewer than 2,048 bits.
pub struct KeySet {
    keys: Vec<Key>,
}

struct Key {
    kid: Box<str>,
    public: ParsedPublicKey,
    /// Bot Framework: for which channels the key may vouch. Empty: it does not say.
    endorsements: Vec<Box<str>>,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    n: Option<String>,
    e: Option<String>,
    #[serde(default)]
    endorsements: Vec<String>,
}

impl KeySet {
    /// Reads a JSON Web Key Set. Keys that are no RSA signing keys are left out, so that one odd
    /// key does not hide the others; of two keys with one name the first counts.
    ///
    /// # Errors
    /// `TCC-HTTP-0201` if it is no key set, larger than 1 MiB, or has more than 200 keys.
    ///
    /// # Source
    /// RFC 7517; RS-60.
    pub fn from_jwks(json: &[u8]) -> Result<Self, Error> {
        if json.len() > LARGEST_KEY_SET {
            return Err(error::bad_key_set("it is larger than 1 MiB"));
        }
        let published: Published = serde_json::from_slice(json)
            .map_err(|_| error::bad_key_set("it is not a JSON Web Key Set"))?;
        if published.keys.len() > MOST_KEYS {
            return Err(error::bad_key_set("it has more than 200 keys"));
        }
        let mut keys: Vec<Key> = Vec::with_capacity(published.keys.len());
        for key in published.keys.into_iter().filter_map(Key::read) {
            if keys.iter().all(|known| known.kid != key.kid) {
                keys.push(key);
            }
        }
        Ok(Self { keys })
    }

    /// Whether a key has this name.
    pub fn knows(&self, kid: &str) -> bool {
        self.keys.iter().any(|key| &*key.kid == kid)
    }

    /// How many keys can verify.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key can verify anything.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The key of this name, and for which channels it vouches.
    pub(crate) fn key(&self, kid: &str) -> Option<(&ParsedPublicKey, &[Box<str>])> {
        let key = self.keys.iter().find(|key| &*key.kid == kid)?;
        Some((&key.public, &key.endorsements))
    }
}

impl Key {
    fn read(json: serde_json::Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(json).ok()?;
        let signs = jwk.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
        let fits = jwk.alg.as_deref().is_none_or(|alg| alg == "RS256");
        if jwk.kty != "RSA" || !signs || !fits {
            return None;
        }
        let number = |text: Option<String>| {
            let octets = BASE64_URL_SAFE_NO_PAD.decode(text?.trim_end_matches('=')).ok()?;
            // Some publishers write the sign octet of DER; the number is the same.
            let zeros = octets.iter().take_while(|octet| **octet == 0).count();
            octets.get(zeros..).map(<[u8]>::to_vec)
        };
        let (n, e) = (number(jwk.n)?, number(jwk.e)?);
        if !(256..=1024).contains(&n.len()) {
            return None;
        }
        let public = RsaPublicKeyComponents { n, e };
        let public = public.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()?;
        let endorsements = jwk.endorsements.into_iter().map(String::into_boxed_str).collect();
        Some(Self { kid: jwk.kid?.into_boxed_str(), public, endorsements })
    }
}

/// Names only.
impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.keys.iter().map(|key| &key.kid)).finish()
    }
}
