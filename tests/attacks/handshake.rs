//! Handshakes: the decoded token and nothing else.

use crate::bots::Bots;
use crate::wire::post;

fn encode(text: &str) -> String {
    text.bytes().map(|octet| format!("%{octet:02x}")).collect()
}

#[test]
fn rs_65_a_handshake_is_answered_with_the_decoded_token_as_plain_text() {
    let bots = Bots::start("handshake");
    for token in [
        "Validation: Testing client application reachability for subscription Request-Id: 42",
        "<script>alert(1)</script>",
        "a&b=c+d e/f?g#h%i",
        "ünïcödé 🎧",
        "a",
        &"x".repeat(4_096),
    ] {
        let target = format!("/hook?validationToken={}", encode(token));
        for content in ["text/plain; charset=utf-8", "application/json"] {
            let answer = post(bots.address, &target, &[("Content-Type", content)], "");
            assert_eq!(answer.status, 200, "{token}");
            assert_eq!(String::from_utf8(answer.body.clone()).unwrap(), token);
            let kind = answer.header("content-type").unwrap();
            assert!(kind.starts_with("text/plain"), "{kind}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(answer.head.lines().count(), 5, "{}", answer.head);
        }
    }
    let mixed = "/hook?tenant=a&validationToken=Validation%3A+Testing+%2B&x=y";
    assert_eq!(post(bots.address, mixed, &[], "").body, b"Validation: Testing +");
    bots.had_effects(0);
}

#[test]
fn rs_65_nothing_is_reflected_that_is_no_token() {
    let bots = Bots::start("reflection");
    for query in [
        "validationToken=a%0d%0aSet-Cookie:%20b=c".to_owned(),
        "validationToken=a%0a".to_owned(),
        "validationToken=%00".to_owned(),
        "validationToken=%1b[31m".to_owned(),
        "validationToken=%7f".to_owned(),
        "validationToken=%c2%85".to_owned(),
        "validationToken=%ff%fe".to_owned(),
        "validationToken=".to_owned(),
        "validationToken".to_owned(),
        "validationToken=a&validationToken=b".to_owned(),
        "validationToken=a&VALIDATIONTOKEN=b".to_owned(),
        format!("validationToken={}", "x".repeat(4_097)),
        format!("validationToken={}", "%41".repeat(4_097)),
    ] {
        let answer = post(bots.address, &format!("/hook?{query}"), &[], "");
        assert_eq!(answer.status, 400, "{query:.60}");
        assert!(answer.body.is_empty(), "{query:.60}");
        assert!(answer.header("set-cookie").is_none());
    }
    // At the other door it is nothing.
    let answer = post(bots.address, "/calling?validationToken=a", &[], "");
    assert_eq!((answer.status, answer.body.len()), (401, 0));
    // In the body it is nothing either.
    let answer = post(bots.address, "/hook", &[], "{\"validationToken\":\"a\"}");
    assert!(answer.body.is_empty());
    bots.had_effects(0);
}
