//! Key sets: floods of unknown names, rotation, and files that are gone.

use std::thread;

use serde_json::json;

use crate::bots::Bots;
use crate::sender::{Signer, calling_claims, key_set, ringing};
use crate::wire::{Line, post, request};

fn call(bots: &Bots, signer: &Signer, call: &str) -> u16 {
    let bearer = signer.bearer();
    post(bots.address, "/calling", &[("Authorization", &bearer)], ringing(call)).status
}

#[test]
fn rs_62_a_rotated_key_counts_at_once_and_a_removed_one_no_more() {
    let bots = Bots::start("rotation");
    let next = Signer::new("next");
    assert_eq!(call(&bots, &bots.signer, "before"), 202);
    assert_eq!(call(&bots, &bots.signer, "before-2"), 202);
    bots.folder.write("keys.json", key_set(&[&next]));
    assert_eq!(call(&bots, &bots.signer, "kept"), 202, "nobody looked yet");
    assert_eq!(call(&bots, &next, "rotated"), 202, "an unknown name: one look");
    assert_eq!(call(&bots, &bots.signer, "removed"), 401, "also when its token was known");
    let calls: Vec<_> = bots.effects_when(4).iter().map(|e| e["call"].clone()).collect();
    assert_eq!(calls, ["before", "before-2", "kept", "rotated"]);
}

#[test]
fn rs_62_ten_thousand_unknown_names_cause_one_look() {
    let bots = Bots::start("flood");
    let (next, evil) = (Signer::new("next"), Signer::new("evil"));
    assert_eq!(call(&bots, &bots.signer, "before"), 202);
    let claims = calling_claims().to_string();
    let token = evil.sign(&evil.header(), &claims);
    let (_, rest) = token.split_once('.').unwrap();
    thread::scope(|scope| {
        for lane in 0..8 {
            let address = bots.address;
            scope.spawn(move || {
                let mut line = Line::to(address);
                for number in 0..1_250 {
                    let header = json!({"alg": "RS256", "kid": format!("{lane}-{number}")});
                    let header = crate::sender::base64url(header.to_string());
                    let bearer = format!("Bearer {header}.{rest}");
                    let headers = [("Authorization", bearer.as_str())];
                    line.send(request("POST", "/calling", &headers, b"{}"));
                    assert_eq!(line.answer().unwrap().status, 401);
                }
            });
        }
    });
    // The look is used up: what is published now is not seen for five minutes.
    bots.folder.write("keys.json", key_set(&[&next]));
    assert_eq!(call(&bots, &next, "too-early"), 401);
    assert_eq!(call(&bots, &bots.signer, "after"), 202, "and the old set still counts");
    bots.had_effects(2);
}

#[test]
fn rs_62_the_old_set_counts_while_the_new_one_cannot_be_read() {
    for broken in
        ["", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"good\"}]}", "\0"]
    {
        let bots = Bots::start("broken-keys");
        assert_eq!(call(&bots, &bots.signer, "before"), 202);
        bots.folder.write("keys.json", broken);
        assert_eq!(call(&bots, &Signer::new("other"), "unknown"), 401, "{broken:?}");
        assert_eq!(call(&bots, &bots.signer, "after"), 202, "{broken:?}");
        bots.had_effects(2);
    }
    let bots = Bots::start("no-keys");
    assert_eq!(call(&bots, &bots.signer, "before"), 202);
    std::fs::remove_file(bots.folder.path().join("keys.json")).unwrap();
    assert_eq!(call(&bots, &Signer::new("other"), "unknown"), 401);
    bots.had_effects(1);
}

#[test]
fn rs_60_keys_of_another_kind_in_the_set_are_no_keys() {
    let bots = Bots::start("odd-keys");
    let (weak, other) = (Signer::new("weak"), Signer::new("other"));
    let mut odd = other.jwk();
    odd["use"] = json!("enc");
    let mut hmac = json!({"kty": "oct", "kid": "weak", "alg": "HS256", "k": "AAAA"});
    hmac["use"] = json!("sig");
    let set = json!({"keys": [bots.signer.jwk(), odd, hmac, null, 5, {}]});
    bots.folder.write("keys.json", set.to_string());
    assert_eq!(call(&bots, &bots.signer, "good"), 202);
    assert_eq!(call(&bots, &other, "enc"), 401);
    assert_eq!(call(&bots, &weak, "oct"), 401);
    bots.had_effects(1);
}
