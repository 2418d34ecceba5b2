//! Entry points for fuzzers: any octets in, no panic, and what must hold is checked.
//!
//! Each target in `fuzz/` is three lines around one of these; the seeded mutation tests use the same
//! functions, so a finding of one is a test of the other.

#![cfg_attr(
    not(test),
    expect(clippy::unwrap_used, reason = "a fuzzer wants to hear about it, and the keys are ours")
)]

use std::sync::OnceLock;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::hmac;
use aws_lc_rs::rsa::{KeySize, OAEP_SHA1_MGF1SHA1, OaepPublicEncryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use reqwest::header::HeaderMap;
use serde_json::json;

use teams_cc_core::{Instant, TenantId};

use crate::jwt::{KeySet, Policy, verify};
use crate::notifications::testing::{calls_of, changes_of};
use crate::notifications::{DecryptionKeys, EncryptedContent, Notice, Order};
use crate::request::Failure;

const NOW: i64 = 1_800_000_000;
/// The key of all content here.
const SECRET: [u8; 32] = *b"0123456789abcdef0123456789abcdef";

/// A token, the two halves of one, or a key set. Nobody here can sign: none may be taken.
pub fn token(octets: &[u8]) {
    static KEYS: OnceLock<KeySet> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let modulus = [vec![0xc3; 255], vec![1]].concat();
        let n = BASE64_URL_SAFE_NO_PAD.encode(modulus);
        let key = json!({"kty": "RSA", "kid": "good", "n": n, "e": "AQAB"});
        KeySet::from_jwks(json!({"keys": [key]}).to_string().as_bytes()).unwrap()
    });
    let policies = [Policy::calling("app"), Policy::change_notifications("app")];
    let text = String::from_utf8_lossy(octets);
    let half = BASE64_URL_SAFE_NO_PAD.encode(octets);
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"good"}"#);
    for policy in &policies {
        for token in
            [text.as_ref(), &format!("{half}.{half}.AAAA"), &format!("{header}.{half}.AAAA")]
        {
            assert!(verify(token, keys, policy, NOW).is_err(), "nobody signed this");
        }
        // As if somebody had signed it.
        let _ = crate::jwt::check_unsigned(octets.to_vec(), policy, NOW);
    }
    let _ = KeySet::from_jwks(octets);
}

/// A post of the calling service.
pub fn calls(octets: &[u8]) {
    let Ok(notices) = calls_of(tenant(), octets) else { return };
    let mut order = Order::new();
    for notice in notices {
        again(&notice);
        let call = notice.call().unwrap();
        let _ = (call.call_key(), call.read::<crate::models::Call>());
        order.call(Instant::START, call);
        order.withdraw_call(call);
    }
}

/// A post of change notifications.
pub fn changes(octets: &[u8]) {
    let Ok(notices) = changes_of(octets) else { return };
    let mut order = Order::new();
    for notice in notices {
        again(&notice);
        let change = notice.change().unwrap();
        let _ = change.read::<crate::models::Presence>();
        order.change(Instant::START, change);
        order.withdraw_change(change);
    }
}

fn tenant() -> TenantId {
    "d99223d0-b9f0-47cd-8d32-dc8de24259a8".parse().unwrap()
}

/// What goes into a queue comes out as it was.
fn again(notice: &Notice) {
    let record = notice.to_record();
    let read = Notice::from_record(&record).unwrap();
    assert_eq!(read.to_record(), record);
    assert_eq!(format!("{read:?}"), format!("{notice:?}"));
}

/// Content: of any shape, and such as somebody made who has the public key and a wrong cipher text.
pub fn content(octets: &[u8]) {
    static HELD: OnceLock<(DecryptionKeys, String)> = OnceLock::new();
    let (keys, wrapped) = HELD.get_or_init(|| {
        let private = PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap();
        let pkcs8 = BASE64_STANDARD.encode(private.as_der().unwrap().as_ref());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{pkcs8}\n-----END PRIVATE KEY-----\n");
        let keys = DecryptionKeys::new();
        keys.add("ours", pem.as_bytes()).unwrap();
        let public = OaepPublicEncryptingKey::new(private.public_key()).unwrap();
        let mut room = vec![0; public.ciphertext_size()];
        let wrapped = public.encrypt(&OAEP_SHA1_MGF1SHA1, &SECRET, &mut room, None).unwrap();
        (keys, BASE64_STANDARD.encode(wrapped))
    });
    if let Ok(content) = serde_json::from_slice::<EncryptedContent>(octets) {
        let _ = keys.decrypt(&content);
    }
    let signed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &SECRET), octets);
    let sealed = json!({"data": BASE64_STANDARD.encode(octets), "dataKey": wrapped,
        "dataSignature": BASE64_STANDARD.encode(signed), "encryptionCertificateId": "ours"});
    let content: EncryptedContent = serde_json::from_value(sealed).unwrap();
    if let Ok(plain) = keys.decrypt(&content) {
        let lost = octets.len() - plain.len();
        assert!((1..=16).contains(&lost), "padding has 1 to 16 octets");
    }
}

/// A request as it comes in pieces that the first octet chooses: the cuts change nothing.
#[cfg(feature = "server")]
pub fn http(octets: &[u8]) {
    let Some((&step, octets)) = octets.split_first() else { return };
    let uncut = request(octets, octets.len().max(1));
    let cut = request(octets, usize::from(step).max(1));
    assert_eq!(uncut, cut, "cuts change the verdict");
}

#[cfg(feature = "server")]
type Verdict = Result<Option<(String, Vec<u8>)>, ()>;

#[cfg(feature = "server")]
fn request(octets: &[u8], step: usize) -> Verdict {
    use crate::notifications::http1::{Body, head};

    const MOST: usize = 4_096;
    let (mut input, mut found, mut taken) = (Vec::new(), None, None);
    for piece in octets.chunks(step) {
        input.extend_from_slice(piece);
        if found.is_none()
            && let Some((head, length)) = head(&input, MOST).map_err(|_| ())?
        {
            input.drain(..length);
            taken = Some(Body::new(head.framing, MOST));
            found = Some(format!("{head:?}"));
        }
        if let Some(body) = &mut taken
            && body.take(&mut input).map_err(|_| ())?
        {
            break;
        }
    }
    // Whether a body is whole is part of the verdict; how much of a broken one came is not.
    Ok(found
        .map(|head| (head, taken.filter(Body::is_complete).map_or(Vec::new(), Body::into_bytes))))
}

/// An error body of Graph.
pub fn error_body(octets: &[u8]) {
    let failure = Failure::read(400, &HeaderMap::new(), octets);
    let _ = (format!("{failure:?}"), failure.codes().count(), failure.message());
}

#[cfg(test)]
mod tests {
    use teams_cc_core::Rng;

    use super::*;

    const SEEDS: [&str; 8] = [
        r##"{"value":[{"changeType":"created","resourceUrl":"/communications/calls/A-1/operations/o","resourceData":{"@odata.type":"#microsoft.graph.call","id":"A","state":"incoming","toneInfo":{"sequenceId":1,"tone":"tone1"}}},{"resource":"/app/calls/A/participants","resourceData":[]}]}"##,
        r#"{"value":[{"id":"n","subscriptionId":"S","changeType":"updated","clientState":"c","tenantId":"d99223d0-b9f0-47cd-8d32-dc8de24259a8","organizationId":"NA","resource":"communications/presences('4')","resourceData":{"@odata.etag":"W/\"1\"","id":"4"},"encryptedContent":{"data":"AAAA","dataSignature":"AA==","dataKey":"AA==","encryptionCertificateId":"ours"}},{"subscriptionId":"S","lifecycleEvent":"missed"}],"validationTokens":["a.b.c"]}"#,
        r#"{"iss":"https://api.botframework.com","aud":["app"],"exp":1800000600,"nbf":1.5,"tid":"d99223d0-b9f0-47cd-8d32-dc8de24259a8","appid":"0bf30f3b-4a52-48df-9a82-234910c4a086"}"#,
        r#"{"data":"AAAA","dataSignature":"AAAA","dataKey":"AAAA","encryptionCertificateId":"ours"}"#,
        r#"{"error":{"code":"a","message":"b","innerError":{"code":"c","request-id":"d","date":"e"}}}"#,
        "\x05POST /hook?a=b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nT: x\r\n\r\nGET / HTTP/1.1\r\n",
        "\x02POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nhello",
        r#"{"keys":[{"kty":"RSA","kid":"a","n":"wwww","e":"AQAB","use":"sig","endorsements":["msteams"]}]}"#,
    ];
    const SHARP: &[u8] = b"\0\r\n\t \"\\{}[]:;,.-+0159eE=%\x7f\xff";

    /// Runs `check` on mutations; a failure prints the seed and the octets that reproduce it.
    fn mutations(seed: u64, count: u32, check: fn(&[u8])) {
        let mut rng = Rng::from_seed(seed);
        let mut below = |most: usize| rng.below(most as u64) as usize;
        for n in 0..count {
            let mut octets = SEEDS[below(SEEDS.len())].as_bytes().to_vec();
            for _ in 0..below(6) {
                let at = below(octets.len().max(1)).min(octets.len().saturating_sub(1));
                match below(5) {
                    0 if !octets.is_empty() => octets[at] = SHARP[below(SHARP.len())],
                    1 if !octets.is_empty() => drop(octets.remove(at)),
                    2 => octets.insert(at, SHARP[below(SHARP.len())]),
                    3 => octets.truncate(at.max(1)),
                    _ => {
                        let end = (at + below(60)).min(octets.len());
                        let piece = octets[at..end].to_vec();
                        octets.splice(at..at, piece);
                    }
                }
            }
            let harm = std::panic::catch_unwind(|| check(&octets));
            let shown = String::from_utf8_lossy(&octets);
            assert!(harm.is_ok(), "seed {seed}, mutation {n}: {shown:?}");
        }
    }

    #[test]
    fn rs_01_mutated_tokens_and_key_sets_do_no_harm() {
        mutations(1, 4_000, token);
    }

    #[test]
    fn rs_01_mutated_posts_do_no_harm_and_come_back_from_the_queue() {
        mutations(2, 20_000, calls);
        mutations(3, 20_000, changes);
    }

    #[test]
    fn rs_01_mutated_content_does_no_harm() {
        mutations(4, 300, content);
        // Every way to end a block.
        for last in 0..=255 {
            content(&[last; 32]);
        }
    }

    #[cfg(feature = "server")]
    #[test]
    fn rs_01_mutated_requests_do_no_harm_and_cuts_do_not_matter() {
        mutations(5, 20_000, http);
    }

    #[test]
    fn rs_01_mutated_error_bodies_do_no_harm() {
        mutations(6, 20_000, error_body);
    }
}
