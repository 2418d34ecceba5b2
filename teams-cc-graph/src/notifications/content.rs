//! Content that Graph encrypted for us.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use aws_lc_rs::cipher::{AES_256, DecryptingKey, DecryptionContext, UnboundCipherKey};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use parking_lot::RwLock;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde::Deserialize;
use serde_json::value::RawValue;

use teams_cc_core::Error;

use crate::error;

/// Certificates in use at a time: the current one and those before it.
const MOST_KEYS: usize = 64;
/// The key of one item, and what its cipher works in.
const KEY: usize = 32;
const BLOCK: usize = 16;

/// The encrypted part of an item, as it came: base64.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EncryptedContent {
    pub(super) data: Box<str>,
    data_signature: Box<str>,
    data_key: Box<str>,
    encryption_certificate_id: Box<str>,
}

impl EncryptedContent {
    /// What has not the right shape opens no more than what was tampered with: one answer.
    pub(super) fn read(raw: &RawValue) -> Self {
        serde_json::from_str(raw.get()).unwrap_or_default()
    }

    /// The name of the certificate it was encrypted for: your own `encryptionCertificateId`.
    pub fn certificate(&self) -> &str {
        &self.encryption_certificate_id
    }
}

impl fmt::Debug for EncryptedContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptedContent")
            .field("certificate", &self.encryption_certificate_id)
            .finish_non_exhaustive()
    }
}

/// The private keys that open encrypted content, by the id of their certificate. Cheap to clone;
/// clones share the keys, so that rotation reaches everybody.
///
/// Rotation: add the new key, change the subscriptions (`PATCH`), remove the old key when the last
/// subscription made with it has ended.
///
/// # Source
/// `graph.md` section 6.4; RS-69, RS-70.
#[derive(Clone, Default)]
pub struct DecryptionKeys(Arc<RwLock<Held>>);

#[derive(Default)]
struct Held {
    by_id: HashMap<Box<str>, Arc<OaepPrivateDecryptingKey>>,
    /// The key whose certificate's name is not known yet.
    unnamed: Option<Arc<OaepPrivateDecryptingKey>>,
}

impl DecryptionKeys {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces the private key (PKCS#8 in PEM) of the certificate `id`.
    ///
    /// # Errors
    /// `TCC-GRAPH-0506`: no such key, or more than 64.
    pub fn add(&self, id: impl Into<String>, pem: &[u8]) -> Result<(), Error> {
        let key = private_key(pem)?;
        let mut held = self.0.write();
        let id = id.into().into_boxed_str();
        if held.by_id.len() >= MOST_KEYS && !held.by_id.contains_key(&id) {
            return Err(error::bad_decryption_key("64 keys are in use already"));
        }
        held.by_id.insert(id, key);
        Ok(())
    }

    /// Adds the private key of a certificate whose id you do not know: the first content that it
    /// opens names it, and from then on it opens that certificate's only.
    ///
    /// # Errors
    /// `TCC-GRAPH-0506`: no such key.
    pub fn add_unnamed(&self, pem: &[u8]) -> Result<(), Error> {
        self.0.write().unnamed = Some(private_key(pem)?);
        Ok(())
    }

    /// Forgets the key of the certificate `id`; returns whether there was one.
    pub fn remove(&self, id: &str) -> bool {
        self.0.write().by_id.remove(id).is_some()
    }

    /// Opens it: the JSON of the resource.
    ///
    /// # Errors
    /// `TCC-GRAPH-0505`, whatever the cause: an attacker learns nothing from it.
    pub fn decrypt(&self, content: &EncryptedContent) -> Result<Vec<u8>, Error> {
        let id = content.certificate();
        let (key, named) = {
            let held = self.0.read();
            let named = held.by_id.get(id);
            let key = named.or(held.unnamed.as_ref()).map(Arc::clone);
            (key.ok_or_else(error::not_decrypted)?, named.is_some())
        };
        let plain = open(&key, content).ok_or_else(error::not_decrypted)?;
        if !named {
            let mut held = self.0.write();
            held.unnamed = None;
            held.by_id.insert(id.into(), key);
        }
        Ok(plain)
    }
}

fn open(key: &OaepPrivateDecryptingKey, content: &EncryptedContent) -> Option<Vec<u8>> {
    let wrapped = BASE64_STANDARD.decode(&*content.data_key).ok()?;
    let mut data = BASE64_STANDARD.decode(&*content.data).ok()?;
    let signature = BASE64_STANDARD.decode(&*content.data_signature).ok()?;
    if wrapped.len() != key.key_size_bytes() {
        return None;
    }
    let mut room = vec![0; key.min_output_size()];
    // A key that does not unwrap goes on as another key: the signature is then wrong, in the
    // same time as any other wrong signature.
    let mut unwrapped = [0; KEY];
    let fits = match key.decrypt(&OAEP_SHA1_MGF1SHA1, &wrapped, &mut room, None) {
        Ok(plain) if plain.len() == KEY => {
            unwrapped.copy_from_slice(plain);
            true
        }
        _ => false,
    };
    let signed = hmac::Key::new(hmac::HMAC_SHA256, &unwrapped);
    let genuine = hmac::verify(&signed, &data, &signature).is_ok();
    let mut iv = [0; BLOCK];
    iv.copy_from_slice(unwrapped.first_chunk::<BLOCK>()?);
    let cipher = UnboundCipherKey::new(&AES_256, &unwrapped).ok()?;
    let cipher = DecryptingKey::cbc(cipher).ok()?;
    let context = DecryptionContext::Iv128(FixedLength::from(iv));
    let length = cipher.decrypt(&mut data, context).ok()?.len();
    data.truncate(length);
    let padding = usize::from(*data.last()?);
    let kept = data.len().checked_sub(padding).filter(|_| (1..=BLOCK).contains(&padding));
    let uniform = kept
        .and_then(|kept| data.get(kept..))
        .is_some_and(|end| end.iter().all(|octet| usize::from(*octet) == padding));
    // The signature's verdict stood before anything was decrypted and nothing of the text leaves without
    // it; all three are looked at in one place, so that each failure takes one time.
    if !(genuine & fits & uniform) {
        return None;
    }
    data.truncate(kept?);
    Some(data)
}

fn private_key(pem: &[u8]) -> Result<Arc<OaepPrivateDecryptingKey>, Error> {
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem)
        .map_err(|_| error::bad_decryption_key("the PEM holds no PKCS#8 private key"))?;
    let key = PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der())
        .map_err(|_| error::bad_decryption_key("it is no RSA key of 2048 bits or more"))?;
    let key = OaepPrivateDecryptingKey::new(key)
        .map_err(|_| error::bad_decryption_key("it cannot unwrap keys"))?;
    Ok(Arc::new(key))
}

/// Names only.
impl fmt::Debug for DecryptionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.0.read();
        f.debug_set().entries(held.by_id.keys()).finish()
    }
}
