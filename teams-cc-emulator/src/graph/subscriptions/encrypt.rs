//! Rich payloads: AES-256-CBC under a key of its own, wrapped with RSA-OAEP for the subscriber's
//! certificate, signed with HMAC-SHA-256 (`graph.md` section 6.4).

use aws_lc_rs::cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PublicEncryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use teams_cc_core::Rng;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Least and most bits of the subscriber's RSA key.
const KEY_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// A subscriber's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    /// The subscriber's own name for it.
    pub(crate) id: String,
    /// As it was given.
    pub(crate) base64: String,
    thumbprint: String,
    /// `SubjectPublicKeyInfo`.
    spki: Vec<u8>,
}

impl Certificate {
    /// Reads `encryptionCertificate`: the DER in base64, on one line, RSA of 2,048 to 4,096 bits.
    pub(crate) fn read(base64: &str, id: &str) -> Result<Self, String> {
        let der = STANDARD.decode(base64).map_err(|_| "it is not base64".to_owned())?;
        let (_, parsed) = X509Certificate::from_der(&der).map_err(|_| "it is no certificate")?;
        let spki = parsed.public_key().raw.to_vec();
        let key = PublicEncryptingKey::from_der(&spki).map_err(|_| "its key is not RSA")?;
        if !KEY_BITS.contains(&key.key_size_bits()) {
            return Err("its key must have 2048 to 4096 bits".into());
        }
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, &der);
        let thumbprint = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(Self { id: id.into(), base64: base64.into(), thumbprint, spki })
    }

    /// `encryptedContent` over a resource, with a key from `rng`.
    pub(crate) fn encrypt(&self, resource: &Value, rng: &mut Rng) -> Option<Value> {
        let mut key = [0_u8; 32];
        rng.fill(&mut key);
        let iv: [u8; 16] = key.get(..16)?.try_into().ok()?;
        let cipher = UnboundCipherKey::new(&AES_256, &key).ok()?;
        let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(cipher).ok()?;
        let mut data = resource.to_string().into_bytes();
        let context = EncryptionContext::Iv128(FixedLength::from(iv));
        cipher.less_safe_encrypt(&mut data, context).ok()?;
        let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), &data);
        let public = PublicEncryptingKey::from_der(&self.spki).ok()?;
        let public = OaepPublicEncryptingKey::new(public).ok()?;
        let mut wrapped = vec![0; public.ciphertext_size()];
        let wrapped = public.encrypt(&OAEP_SHA1_MGF1SHA1, &key, &mut wrapped, None).ok()?;
        Some(json!({
            "data": STANDARD.encode(&data),
            "dataSignature": STANDARD.encode(signature.as_ref()),
            "dataKey": STANDARD.encode(wrapped),
            "encryptionCertificateId": self.id,
            "encryptionCertificateThumbprint": self.thumbprint,
        }))
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::cipher::{DecryptionContext, PaddedBlockDecryptingKey};
    use aws_lc_rs::rsa::{OaepPrivateDecryptingKey, PrivateDecryptingKey};
    use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256};

    use super::*;

    #[test]
    fn graph_6_4_what_is_encrypted_can_be_read_by_the_five_steps() {
        let pair = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
        let params = CertificateParams::new(Vec::new()).expect("parameters");
        let der = params.self_signed(&pair).expect("a certificate");
        let base64 = STANDARD.encode(der.der());
        let certificate = Certificate::read(&base64, "mine").expect("taken");
        let resource = json!({"id": "x", "availability": "Größe 🎧"});
        let mut rng = Rng::from_seed(1);
        let content = certificate.encrypt(&resource, &mut rng).expect("encrypted");
        let part =
            |name: &str| STANDARD.decode(content[name].as_str().expect("text")).expect("base64");
        let private = PrivateDecryptingKey::from_pkcs8(&pair.serialize_der()).expect("a key");
        let private = OaepPrivateDecryptingKey::new(private).expect("a key");
        let mut key = vec![0; private.min_output_size()];
        let key =
            private.decrypt(&OAEP_SHA1_MGF1SHA1, &part("dataKey"), &mut key, None).expect("opens");
        let mac = hmac::Key::new(hmac::HMAC_SHA256, key);
        hmac::verify(&mac, &part("data"), &part("dataSignature")).expect("signed");
        let iv: [u8; 16] = key[..16].try_into().expect("16 bytes");
        let cipher = UnboundCipherKey::new(&AES_256, key).expect("32 bytes");
        let cipher = PaddedBlockDecryptingKey::cbc_pkcs7(cipher).expect("CBC");
        let mut data = part("data");
        let plain = cipher
            .decrypt(&mut data, DecryptionContext::Iv128(FixedLength::from(iv)))
            .expect("padded");
        assert_eq!(serde_json::from_slice::<Value>(plain).expect("JSON"), resource);
        let thumbprint = content["encryptionCertificateThumbprint"].as_str().expect("text");
        assert_eq!(thumbprint.len(), 40);
    }
}
