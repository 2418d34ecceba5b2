//! Good tokens in wrong places: stale keys, issuers mixed up, one post's token for another's.

use teams_cc_core::{Instant, Machine as _};

use super::*;
use crate::jwt::ring::{KeyRing, RingInput};

const OTHER: &str = "2a6cdaf5-41a4-47d4-8b0c-2ce6d6a1c3a9";

fn change_claims(issuer: &str, tid: &str) -> Value {
    json!({"iss": issuer, "aud": APP, "exp": NOW + 600, "nbf": NOW - 600, "tid": tid,
        "appid": "0bf30f3b-4a52-48df-9a82-234910c4a086"})
}

fn judged(claims: &Value, policy: &Policy) -> Result<Verified, Refusal> {
    verify(&sign(HEADER, &claims.to_string()), &key_set("good"), policy, NOW)
}

#[test]
fn rs_62_a_key_that_was_taken_back_signs_nothing_after_the_next_fetch() {
    let mut ring = KeyRing::new();
    let token = sign(HEADER, &claims().to_string());
    let at = Instant::from_millis;
    ring.handle(at(0), RingInput::Missing);
    ring.handle(at(10), RingInput::Fetched(key_set("good")));
    let keys = ring.keys().unwrap().clone();
    assert!(verify(&token, &keys, &policy(), NOW).is_ok());
    // Two hours later the set is fetched again: the key is gone.
    let due = ring.deadline().unwrap();
    ring.handle(due, RingInput::Tick);
    ring.handle(due, RingInput::Fetched(key_set("next")));
    let keys = ring.keys().unwrap().clone();
    assert_eq!(verify(&token, &keys, &policy(), NOW).unwrap_err(), Refusal::UnknownKey);
    // Naming the new key does not help the old signature's header, which is signed too.
    let header = HEADER.replace("good", "next");
    let moved =
        format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header), token.split_once('.').unwrap().1);
    assert_eq!(verify(&moved, &keys, &policy(), NOW).unwrap_err(), Refusal::Signature);
}

#[test]
fn rs_62_a_stale_set_counts_a_day_and_no_longer() {
    let mut ring = KeyRing::new();
    ring.handle(Instant::START, RingInput::Missing);
    ring.handle(Instant::START, RingInput::Fetched(key_set("good")));
    let hour = std::time::Duration::from_secs(3_600);
    let mut now = Instant::START;
    while now < Instant::START + 23 * hour {
        now = ring.deadline().unwrap();
        ring.handle(now, RingInput::Tick);
        ring.handle(now, RingInput::Failed);
        if now < Instant::START + 24 * hour {
            assert!(ring.keys().is_some(), "at {now:?} the set at hand still counts");
        }
    }
    while now < Instant::START + 25 * hour {
        now = ring.deadline().unwrap();
        ring.handle(now, RingInput::Tick);
        ring.handle(now, RingInput::Failed);
    }
    assert!(ring.keys().is_none(), "nobody vouches for it any more");
}

#[test]
fn rs_63_a_token_of_one_channel_opens_no_other() {
    let tenant = TENANT.parse().unwrap();
    let v1 = format!("https://sts.windows.net/{TENANT}/");
    let change = Policy::change_notifications(APP).tenant(tenant);
    let calling = Policy::calling(APP).tenant(tenant);
    assert!(judged(&change_claims(&v1, TENANT), &change).is_ok());
    assert!(judged(&claims(), &calling).is_ok());
    // Each at the other's door, with valid signatures.
    assert_eq!(judged(&change_claims(&v1, TENANT), &calling).unwrap_err(), Refusal::Issuer);
    assert_eq!(judged(&claims(), &change).unwrap_err(), Refusal::Issuer);
    let sign_in = Policy::sign_in(APP).tenant(tenant);
    assert!(judged(&claims(), &sign_in).is_err());
}

#[test]
fn rs_63_issuer_and_tenant_belong_together() {
    let tenant = TENANT.parse().unwrap();
    let policy = Policy::change_notifications(APP).tenant(tenant);
    let both = policy.clone().tenant(OTHER.parse().unwrap());
    for issuer in [
        format!("https://sts.windows.net/{OTHER}/"),
        format!("https://login.microsoftonline.com/{OTHER}/v2.0"),
        format!("https://sts.windows.net/{TENANT}"),
        format!("https://login.microsoftonline.com/{TENANT}/v2.0/"),
        format!("https://sts.windows.net/{}/", TENANT.to_uppercase()),
        "https://sts.windows.net/{tid}/".to_owned(),
    ] {
        // Also where the other tenant is one of ours: it vouches for its own people only.
        for policy in [&policy, &both] {
            let refused = judged(&change_claims(&issuer, TENANT), policy).unwrap_err();
            assert_eq!(refused, Refusal::Issuer, "{issuer}");
        }
    }
    let of_other = change_claims(&format!("https://sts.windows.net/{OTHER}/"), OTHER);
    assert_eq!(judged(&of_other, &policy).unwrap_err(), Refusal::Tenant);
    assert!(judged(&of_other, &both).is_ok());
}
