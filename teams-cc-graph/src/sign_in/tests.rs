//! Id tokens of other sign-ins, issuers, applications and tenants.

use serde_json::{Value, json};

use super::*;

const TENANT: &str = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";
const OTHER: &str = "2a6cdaf5-41a4-47d4-8b0c-2ce6d6a1c3a9";
const APP: &str = "02b89f62-36c9-4f02-8802-e4b6d5109851";
const HOST: &str = "https://login.microsoftonline.com";

fn graph() -> Graph {
    let secret = Secret::new("not a real one");
    Graph::builder().tenant(TENANT).client_secret(APP, secret).build().unwrap()
}

fn begin(graph: &Graph) -> Pending {
    let back = "https://cc.contoso.example/back";
    graph.sign_in().authorize(back).tenant(TENANT.parse().unwrap()).open().unwrap()
}

/// The nonce, as it stands in the address that the browser opens.
fn nonce(pending: &Pending) -> String {
    let url: url::Url = pending.url().parse().unwrap();
    url.query_pairs().find(|(name, _)| name == "nonce").unwrap().1.into_owned()
}

fn claims(pending: &Pending) -> Value {
    json!({"iss": format!("{HOST}/{TENANT}/v2.0"), "aud": APP, "exp": wall_clock_s() + 600,
        "nonce": nonce(pending), "tid": TENANT, "oid": "4b444206-207c-42f8-92a6-e332b41c88a2"})
}

fn read(graph: &Graph, pending: &Pending, claims: &Value) -> Result<Person, Error> {
    let body = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    person(&graph.entra().unwrap(), pending, &Secret::new(format!("e30.{body}.sig")))
}

/// The error of a token that differs from the good one in these claims.
fn refused(changes: &[(&str, Value)]) -> String {
    let graph = graph();
    let pending = begin(&graph);
    let mut claims = claims(&pending);
    assert!(read(&graph, &pending, &claims).is_ok(), "the good one is taken");
    for (name, value) in changes {
        claims[*name] = value.clone();
    }
    let error = read(&graph, &pending, &claims).unwrap_err();
    assert_eq!(error.code(), "TCC-GRAPH-0205", "{changes:?}");
    error.report()
}

#[tokio::test]
async fn rs_63_an_id_token_of_a_mixed_up_issuer_signs_nobody_in() {
    for issuer in [
        // Another tenant's, the old version's, another cloud's, a look-alike's, nobody's.
        format!("{HOST}/{OTHER}/v2.0"),
        format!("https://sts.windows.net/{TENANT}/"),
        format!("https://login.microsoftonline.us/{TENANT}/v2.0"),
        format!("{HOST}.evil.example/{TENANT}/v2.0"),
        format!("{HOST}/{TENANT}/v2.0/"),
        String::new(),
    ] {
        assert!(refused(&[("iss", json!(issuer))]).contains("another issuer"), "{issuer}");
    }
    // Issuer and tenant agree with each other, and are not those that were asked for.
    let all = refused(&[("iss", json!(format!("{HOST}/{OTHER}/v2.0"))), ("tid", json!(OTHER))]);
    assert!(all.contains("not served"), "{all}");
    // The tenant's name would let the issuer be made up.
    let odd = json!("../evil.example");
    assert!(!refused(&[("tid", odd)]).is_empty());
    assert!(refused(&[("aud", json!(OTHER))]).contains("another application"));
}

#[tokio::test]
async fn rs_63_an_id_token_cannot_be_used_for_a_second_sign_in() {
    let graph = graph();
    let (first, second) = (begin(&graph), begin(&graph));
    assert_ne!(nonce(&first), nonce(&second));
    let replayed = claims(&first);
    assert!(read(&graph, &first, &replayed).is_ok());
    let error = read(&graph, &second, &replayed).unwrap_err();
    assert!(error.report().contains("another sign-in"), "{error:?}");
    for nonce in [json!(null), json!(""), json!(nonce(&second).to_uppercase())] {
        assert!(refused(&[("nonce", nonce)]).contains("another sign-in"));
    }
    let odd = refused(&[("nonce", json!(7))]);
    assert!(odd.contains("lacks claims"), "{odd}");
}

#[tokio::test]
async fn rs_63_an_id_token_that_has_ended_or_is_none_signs_nobody_in() {
    let long_ago = json!(wall_clock_s() - 3_600);
    assert!(refused(&[("exp", long_ago)]).contains("has ended"));
    assert!(refused(&[("exp", json!("9999999999"))]).contains("lacks claims"));
    assert!(refused(&[("oid", json!("nobody"))]).contains("names nobody"));
    let graph = graph();
    let pending = begin(&graph);
    for token in ["", "a", "a.b.c", "e30.e30.e30", "..", "e30.bnVsbA.x"] {
        let entra = graph.entra().unwrap();
        let error = person(&entra, &pending, &Secret::new(token)).unwrap_err();
        assert_eq!(error.code(), "TCC-GRAPH-0205", "{token}");
    }
}
