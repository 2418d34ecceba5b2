use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::testing::{HEADER, NOW, corpus, jwks, key_set, sign};

mod attacks;
mod call_automation;

const APP: &str = "02b89f62-36c9-4f02-8802-e4b6d5109851";
const TENANT: &str = "d99223d0-b9f0-47cd-8d32-dc8de24259a8";

pub(crate) fn claims() -> Value {
    json!({"iss": "https://api.botframework.com", "aud": APP, "exp": NOW + 600, "nbf": NOW - 600,
        "tid": TENANT})
}

pub(crate) fn policy() -> Policy {
    Policy::calling(APP).tenant(TENANT.parse().unwrap())
}

fn verdict(header: &str, claims: &str) -> Result<Verified, Refusal> {
    verify(&sign(header, claims), &key_set("good"), &policy(), NOW)
}

fn with(name: &str, value: Value) -> Result<Verified, Refusal> {
    let mut claims = claims();
    claims[name] = value;
    verdict(HEADER, &claims.to_string())
}

fn without(name: &str) -> Result<Verified, Refusal> {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    verdict(HEADER, &claims.to_string())
}

#[test]
fn vectors_jwt_every_token_gets_its_verdict() {
    let vectors = corpus("jwt/cases.json");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let keys = KeySet::from_jwks(corpus("jwt/jwks.json").to_string().as_bytes()).unwrap();
    let app = text(&vectors["app_id"]);
    let tenants = |policy: Policy| {
        let tenants = vectors["allowed_tenants"].as_array().unwrap().iter();
        tenants.fold(policy, |policy, tenant| policy.tenant(text(tenant).parse().unwrap()))
    };
    let now = vectors["now"].as_i64().unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let policy = match case["profile"].as_str().unwrap() {
            "teams-call" => tenants(Policy::calling(&app)),
            "graph-change" => tenants(Policy::change_notifications(&app)),
            "acs" => Policy::call_automation(text(&vectors["acs_audience"])),
            other => panic!("{other}"),
        };
        let token = text(&case["token"]);
        let got = verify(&token, &keys, &policy, now);
        match case["verdict"].as_str().unwrap() {
            "accept" => assert!(got.is_ok(), "{}: {got:?}", case["name"]),
            "reject" => assert!(got.is_err(), "{}", case["name"]),
            "either" => {}
            other => panic!("{other}"),
        }
    }
}

#[test]
fn rs_62_vectors_jwks_rotated_keeps_one_key_and_replaces_the_other() {
    let vectors = corpus("jwt/cases.json");
    let read = |file: &str| KeySet::from_jwks(corpus(file).to_string().as_bytes()).unwrap();
    let (before, after) = (read("jwt/jwks.json"), read("jwt/jwks-rotated.json"));
    assert!(before.knows("k1") && before.knows("k2") && !before.knows("rotated-in"));
    assert!(after.knows("k1") && !after.knows("k2") && after.knows("rotated-in"));
    assert!(!before.knows("ec1") && !after.knows("ec1"), "RS256 needs an RSA key");
    let policy = Policy::calling(vectors["app_id"].as_str().unwrap());
    let policy = policy.tenant(vectors["allowed_tenants"][0].as_str().unwrap().parse().unwrap());
    for case in vectors["cases"].as_array().unwrap() {
        if case["profile"] != "teams-call" || case["verdict"] == "either" {
            continue;
        }
        // Every token names k1, or a key that is in neither set.
        let token = case["token"].as_str().unwrap();
        let verdict = verify(token, &after, &policy, vectors["now"].as_i64().unwrap());
        assert_eq!(verdict.is_ok(), case["verdict"] == "accept", "{}", case["name"]);
    }
}

#[test]
fn lists_are_no_objects() {
    let claims = claims();
    let list = json!([claims["iss"], claims["aud"], claims["exp"], claims["nbf"], claims["tid"]]);
    assert_eq!(verdict(HEADER, &list.to_string()).unwrap_err(), Refusal::Malformed);
    let header = r#"["RS256","good"]"#;
    assert_eq!(verdict(header, &claims.to_string()).unwrap_err(), Refusal::Malformed);
}

#[test]
fn vectors_graph_callback_jwt_every_token_gets_its_verdict_and_cause() {
    let vectors = corpus("graph-callback-jwt.json");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let keys = KeySet::from_jwks(vectors["jwks"].to_string().as_bytes()).unwrap();
    let (app, tenant) = (text(&vectors["appId"]), text(&vectors["tenantId"]).parse().unwrap());
    let now = vectors["nowUnix"].as_i64().unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let policy = match case["kind"].as_str().unwrap() {
            "validationToken" => Policy::change_notifications(&app).tenant(tenant),
            "commsCallback" => Policy::calling(&app).tenant(tenant),
            other => panic!("{other}"),
        };
        let got = match verify(&text(&case["token"]), &keys, &policy, now) {
            Ok(_) => "ok",
            Err(refusal) => refusal.as_str(),
        };
        assert_eq!(got, case["expect"].as_str().unwrap(), "{} {}", case["kind"], case["name"]);
    }
}

#[test]
fn rs_60_only_rs256_counts_whoever_signed() {
    assert!(verdict(HEADER, &claims().to_string()).is_ok());
    for alg in
        ["none", "None", "NONE", "nOnE", "HS256", "RS384", "RS512", "PS256", "ES256", "rs256", ""]
    {
        let header = json!({"alg": alg, "kid": "good"}).to_string();
        assert_eq!(
            verdict(&header, &claims().to_string()).unwrap_err(),
            Refusal::Algorithm,
            "{alg}"
        );
    }
    let missing = verdict(r#"{"kid":"good"}"#, &claims().to_string());
    assert_eq!(missing.unwrap_err(), Refusal::Malformed);
    let twice = verdict(r#"{"alg":"none","alg":"RS256","kid":"good"}"#, &claims().to_string());
    assert_eq!(twice.unwrap_err(), Refusal::Malformed);
}

#[test]
fn rs_60_keys_of_another_type_or_use_are_not_in_the_set() {
    let odd = |change: fn(&mut Value)| {
        let mut jwks = jwks("good");
        change(&mut jwks["keys"][0]);
        KeySet::from_jwks(jwks.to_string().as_bytes()).unwrap().len()
    };
    assert_eq!(odd(|_| ()), 1);
    assert_eq!(odd(|key| key["kty"] = json!("EC")), 0);
    assert_eq!(odd(|key| key["use"] = json!("enc")), 0);
    assert_eq!(odd(|key| key["alg"] = json!("PS256")), 0);
    assert_eq!(odd(|key| key["n"] = json!("AQAB")), 0);
    assert_eq!(odd(|key| key["kid"] = Value::Null), 0);
}

#[test]
fn rs_61_addresses_and_keys_in_the_header_are_not_looked_at_and_crit_is_refused() {
    for name in ["jku", "x5u"] {
        let header = json!({"alg": "RS256", "kid": "good", name: "http://127.0.0.1:1/trap"});
        assert!(verdict(&header.to_string(), &claims().to_string()).is_ok(), "{name} is ignored");
        let header = json!({"alg": "RS256", "kid": "other", name: "http://127.0.0.1:1/trap"});
        let refused = verdict(&header.to_string(), &claims().to_string()).unwrap_err();
        assert_eq!(refused, Refusal::UnknownKey, "{name} brings no key");
    }
    let own = json!({"alg": "RS256", "kid": "other", "jwk": jwks("other")["keys"][0]});
    assert_eq!(verdict(&own.to_string(), &claims().to_string()).unwrap_err(), Refusal::UnknownKey);
    for crit in [json!(["exp"]), json!([]), Value::Null, json!("x")] {
        let header = json!({"alg": "RS256", "kid": "good", "crit": crit});
        let refused = verdict(&header.to_string(), &claims().to_string()).unwrap_err();
        assert_eq!(refused, Refusal::Algorithm, "{crit}");
    }
}

#[test]
fn rs_63_claims_are_exact() {
    assert_eq!(with("iss", json!("https://api.botframework.com/")).unwrap_err(), Refusal::Issuer);
    assert_eq!(with("iss", json!("https://API.botframework.com")).unwrap_err(), Refusal::Issuer);
    assert!(with("aud", json!([APP, "other"])).is_ok());
    assert_eq!(with("aud", json!(["other"])).unwrap_err(), Refusal::Audience);
    assert_eq!(with("aud", json!([])).unwrap_err(), Refusal::Audience);
    assert_eq!(with("aud", json!({"a": APP})).unwrap_err(), Refusal::Malformed);
    assert_eq!(without("aud").unwrap_err(), Refusal::Malformed);
    assert_eq!(without("iss").unwrap_err(), Refusal::Malformed);
    assert_eq!(without("tid").unwrap_err(), Refusal::Tenant);
    assert_eq!(with("tid", json!("common")).unwrap_err(), Refusal::Tenant);
    assert!(with("tid", json!(TENANT.to_uppercase())).is_ok());
}

#[test]
fn rs_63_dates_are_numbers_with_300_s_of_leeway() {
    assert!(with("exp", json!(NOW - 299)).is_ok());
    assert_eq!(with("exp", json!(NOW - 300)).unwrap_err(), Refusal::Expired);
    assert!(with("nbf", json!(NOW + 300)).is_ok());
    assert_eq!(with("nbf", json!(NOW + 301)).unwrap_err(), Refusal::NotYetValid);
    assert!(without("nbf").is_ok());
    assert!(with("exp", json!(NOW as f64 + 0.5)).is_ok());
    for odd in
        [json!("1800000600"), Value::Null, json!(true), json!(-1), json!(1e300), json!(i64::MAX)]
    {
        assert_eq!(with("exp", odd.clone()).unwrap_err(), Refusal::Malformed, "exp {odd}");
        assert_eq!(with("nbf", odd.clone()).unwrap_err(), Refusal::Malformed, "nbf {odd}");
    }
    assert_eq!(without("exp").unwrap_err(), Refusal::Malformed);
    let twice = format!(r#"{{"exp":{},{}"#, NOW + 9_999, &claims().to_string()[1..]);
    assert_eq!(verdict(HEADER, &twice).unwrap_err(), Refusal::Malformed);
}

#[test]
fn rs_63_the_sender_of_change_notifications_is_change_tracking() {
    let policy = Policy::change_notifications(APP);
    let verdict = |more: Value| {
        let mut claims = claims();
        claims["iss"] = json!(format!("https://sts.windows.net/{TENANT}/"));
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        verify(&sign(HEADER, &claims.to_string()), &key_set("good"), &policy, NOW).map(|_| ())
    };
    let tracking = "0bf30f3b-4a52-48df-9a82-234910c4a086";
    assert_eq!(verdict(json!({"appid": tracking})), Ok(()));
    assert_eq!(verdict(json!({"azp": tracking})), Ok(()));
    assert_eq!(verdict(json!({})), Err(Refusal::Sender));
    assert_eq!(verdict(json!({"appid": tracking, "azp": "other"})), Err(Refusal::Sender));
    let foreign = json!({"appid": tracking, "iss": "https://sts.windows.net/other/"});
    assert_eq!(verdict(foreign), Err(Refusal::Issuer));
}

#[test]
fn rs_64_large_deep_and_odd_tokens_are_malformed() {
    let good = sign(HEADER, &claims().to_string());
    let keys = key_set("good");
    let verdict = |token: &str| verify(token, &keys, &policy(), NOW).unwrap_err();
    let deep = format!("{}1{}", "[".repeat(20_000), "]".repeat(20_000));
    let deep = format!(r#"{{"alg":"RS256","kid":"good","x":{deep}}}"#);
    for odd in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b".to_owned(),
        format!("{good}."),
        format!("{good}.x"),
        format!("{good}="),
        format!(" {good}"),
        good.replace('.', ". "),
        "x".repeat(270_000),
        format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(&deep[..200]), "a.b"),
        sign(&deep, "{}"),
    ] {
        assert_eq!(verdict(&odd), Refusal::Malformed, "{}", &odd[..odd.len().min(40)]);
    }
    let nested =
        format!(r#"{{"x":{}1{},{}"#, "[".repeat(17), "]".repeat(17), &claims().to_string()[1..]);
    assert_eq!(verdict(&sign(HEADER, &nested)), Refusal::Malformed);
}

#[test]
fn bot_framework_keys_vouch_for_their_channels() {
    let mut jwks = jwks("good");
    jwks["keys"][0]["endorsements"] = json!(["msteams", "webchat"]);
    let keys = KeySet::from_jwks(jwks.to_string().as_bytes()).unwrap();
    let claims = json!({"iss": "https://api.botframework.com", "aud": APP, "exp": NOW + 600,
        "serviceurl": "https://smba.trafficmanager.net/emea/"});
    let token = sign(HEADER, &claims.to_string());
    let policy = Policy::bot_activities(APP);
    let teams = verify(&token, &keys, &policy.clone().endorsed_by("msteams"), NOW).unwrap();
    assert_eq!(teams.service_url().as_deref(), Some("https://smba.trafficmanager.net/emea/"));
    let other = verify(&token, &keys, &policy.endorsed_by("email"), NOW);
    assert_eq!(other.unwrap_err(), Refusal::UnknownKey);
}

#[test]
fn rs_63_the_service_may_be_named_in_two_spellings_but_not_two_services() {
    let keys = KeySet::from_jwks(jwks("good").to_string().as_bytes()).unwrap();
    let named = |more: Value| {
        let mut claims = json!({"iss": "https://api.botframework.com", "aud": APP, "exp": NOW + 9});
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let token = sign(HEADER, &claims.to_string());
        verify(&token, &keys, &Policy::bot_activities(APP), NOW).unwrap().service_url()
    };
    let url = "https://smba.trafficmanager.net/emea/";
    assert_eq!(named(json!({"serviceUrl": url})).as_deref(), Some(url));
    assert_eq!(named(json!({"serviceUrl": url, "serviceurl": url})).as_deref(), Some(url));
    assert_eq!(named(json!({"serviceUrl": url, "serviceurl": "https://evil.example/"})), None);
    assert_eq!(named(json!({})), None);
}

#[test]
fn no_debug_output_holds_claims() {
    let mut claims = claims();
    claims["name"] = json!("Ada Lovelace");
    let verified = verdict(HEADER, &claims.to_string()).unwrap();
    assert!(!format!("{verified:?}").contains("Ada"));
}
