//! Tokens of Call Automation, by the same rules.

use super::*;

const RESOURCE: &str = "02b89f62-36c9-4f02-8802-e4b6d5109851";

fn verdict_of(claims: &Value) -> Result<Verified, Refusal> {
    let policy = Policy::call_automation(RESOURCE);
    verify(&sign(HEADER, &claims.to_string()), &key_set("good"), &policy, NOW)
}

#[test]
fn vectors_jwt_every_token_of_call_automation_gets_its_verdict() {
    let vectors = corpus("jwt/cases.json");
    let keys = KeySet::from_jwks(corpus("jwt/jwks.json").to_string().as_bytes()).unwrap();
    let policy = Policy::call_automation(vectors["acs_audience"].as_str().unwrap());
    let now = vectors["now"].as_i64().unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let got = verify(case["token"].as_str().unwrap(), &keys, &policy, now);
        // Tokens of the other services are well signed, and not ours.
        let good = case["profile"] == "acs" && case["verdict"] == "accept";
        assert_eq!(got.is_ok(), good, "{}: {got:?}", case["name"]);
    }
}

#[test]
fn rs_63_each_claim_is_needed_and_exact() {
    let with = |name: &str, value: Value| {
        let mut claims = json!({"iss": "https://acscallautomation.communication.azure.com",
            "aud": RESOURCE, "exp": NOW + 300, "nbf": NOW});
        claims[name] = value;
        verdict_of(&claims).map(drop)
    };
    assert_eq!(with("extra", json!(1)), Ok(()));
    assert_eq!(with("aud", json!(["other", RESOURCE])), Ok(()));
    assert_eq!(with("aud", json!("other")), Err(Refusal::Audience));
    assert_eq!(with("iss", json!("https://api.botframework.com")), Err(Refusal::Issuer));
    assert_eq!(with("exp", json!(NOW - 301)), Err(Refusal::Expired));
    assert_eq!(with("exp", json!(NOW - 299)), Ok(()), "clocks differ");
    assert_eq!(with("nbf", json!(NOW + 301)), Err(Refusal::NotYetValid));
    assert_eq!(with("exp", json!("1800000300")), Err(Refusal::Malformed));
    assert_eq!(with("exp", Value::Null), Err(Refusal::Malformed));
}
