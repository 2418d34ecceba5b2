//! Whether time tells a wrong signature from wrong padding (RS-69).
//!
//! `cargo run --release -p notifications --bin refusals` opens content with either fault in turns, 10,000
//! times each, and prints both times and Welch's t. Exit code 1 if the difference is significant.

use aws_lc_rs::cipher::{AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use nix::time::{ClockId, clock_gettime};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use teams_cc_graph::notifications::{DecryptionKeys, EncryptedContent};

const TRIES: usize = 10_000;
const SECRET: [u8; 32] = [7; 32];
/// |t| beyond this happens by chance once in a thousand runs.
const SIGNIFICANT: f64 = 3.29;

fn cpu() -> f64 {
    let now = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("Linux has this clock");
    now.tv_sec() as f64 * 1e9 + now.tv_nsec() as f64
}

/// Content whose last octet of plain text is no padding, signed rightly or not.
fn content(wrapped: &[u8], signed_rightly: bool) -> EncryptedContent {
    let secret = SECRET;
    let mut data = vec![0; 512];
    let cipher = EncryptingKey::cbc(UnboundCipherKey::new(&AES_256, &secret).unwrap()).unwrap();
    let iv: [u8; 16] = secret[..16].try_into().unwrap();
    cipher.less_safe_encrypt(&mut data, EncryptionContext::Iv128(FixedLength::from(iv))).unwrap();
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), &data);
    let mut tag = tag.as_ref().to_vec();
    tag[0] ^= u8::from(!signed_rightly);
    let content = json!({
        "data": BASE64_STANDARD.encode(&data),
        "dataSignature": BASE64_STANDARD.encode(tag),
        "dataKey": BASE64_STANDARD.encode(wrapped),
        "encryptionCertificateId": "ours",
        "encryptionCertificateThumbprint": "",
    });
    serde_json::from_value(content).unwrap()
}

fn mean_and_variance(times: &[f64]) -> (f64, f64) {
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let squares = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>();
    (mean, squares / (times.len() - 1) as f64)
}

fn main() {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/graph-encrypted-notification.json");
    let vectors: Value = serde_json::from_slice(&std::fs::read(vectors).unwrap()).unwrap();
    let pem = vectors["certificates"][0]["privateKeyPem"].as_str().unwrap();
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap();
    let private = PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).unwrap();
    let public = OaepPublicEncryptingKey::new(private.public_key()).unwrap();
    let keys = DecryptionKeys::new();
    keys.add("ours", pem.as_bytes()).unwrap();
    let mut room = vec![0; public.ciphertext_size()];
    let wrapped = public.encrypt(&OAEP_SHA1_MGF1SHA1, &SECRET, &mut room, None).unwrap();
    let contents = [content(wrapped, false), content(wrapped, true)];
    let mut times = [Vec::with_capacity(TRIES), Vec::with_capacity(TRIES)];
    let mut draw = 7_u64;
    for round in 0..TRIES + 100 {
        // Who goes first is drawn: the library renews its blinding each 32 operations, and a pattern would
        // always charge the same one for it.
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let first = usize::from(draw >> 63 == 1);
        for place in [first, 1 - first] {
            let start = cpu();
            assert!(keys.decrypt(&contents[place]).is_err());
            let time = cpu() - start;
            if round >= 100 {
                times[place].push(time);
            }
        }
    }
    // The machine's interruptions are the slowest hundredth of both.
    let slowest = |times: &Vec<f64>| {
        let mut sorted = times.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[TRIES * 99 / 100]
    };
    let limit = slowest(&times[0]).max(slowest(&times[1]));
    for times in &mut times {
        times.retain(|time| *time < limit);
    }
    let [(signature, v1), (padding, v2)] = [mean_and_variance(&times[0]), mean_and_variance(&times[1])];
    let error = (v1 / times[0].len() as f64 + v2 / times[1].len() as f64).sqrt();
    let t = (signature - padding) / error;
    println!(
        "wrong signature {:.2} us, wrong padding {:.2} us, {TRIES} tries each, t = {t:.2} (significant beyond {SIGNIFICANT})",
        signature / 1e3,
        padding / 1e3
    );
    std::process::exit(i32::from(t.abs() > SIGNIFICANT));
}
