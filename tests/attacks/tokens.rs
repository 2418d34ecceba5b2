//! Forged and confused tokens.

use std::io::ErrorKind;
use std::net::TcpListener;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::bots::Bots;
use crate::program::Folder;
use crate::sender::{
    APP, FOREIGN, NOW, STATE, Signer, TENANT, base64url, calling_claims, change_claims, corpus,
    presence, ringing,
};
use crate::wire::{Answer, post};

fn call_with(bots: &Bots, token: &str, call: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    post(bots.address, "/calling", &[("Authorization", &bearer)], ringing(call))
}

fn hook_with(bots: &Bots, token: &str, id: &str) -> Answer {
    let body = json!({"value": [presence(id)], "validationTokens": [token]});
    post(bots.address, "/hook", &[], body.to_string())
}

/// Every token of a list is refused in the same octets, and has no effect.
fn all_refused(bots: &Bots, tokens: &[(String, String)]) {
    let mut refusals = Vec::new();
    for (name, token) in tokens {
        let answer = call_with(bots, token, "forged");
        assert_eq!(answer.status, 401, "{name}");
        assert!(answer.body.is_empty(), "{name}");
        refusals.push(answer);
        assert_eq!(hook_with(bots, token, name).status, 202, "{name}");
    }
    assert!(refusals.windows(2).all(|two| two[0] == two[1]), "refusals are alike");
    bots.had_effects(0);
}

#[test]
fn rs_60_rs_63_every_token_of_the_first_vectors_gets_its_verdict() {
    let vectors = corpus("jwt/cases.json");
    let folder = Folder::new("tokens-first");
    folder.write("keys.json", corpus("jwt/jwks.json").to_string());
    let mut command = std::process::Command::new(crate::bots::program());
    command.args(["--now", &vectors["now"].to_string(), "--jwks", "keys.json"]);
    command.args(["--leeway-s", &vectors["leeway_s"].to_string(), "--client-state", STATE]);
    command.args(["--app-id", vectors["app_id"].as_str().unwrap()]);
    command.args(["--tenant", vectors["allowed_tenants"][0].as_str().unwrap()]);
    let bots = Bots::run(&mut command, folder, Signer::genuine());
    let mut accepted = 0;
    for case in vectors["cases"].as_array().unwrap() {
        let (name, token) = (case["name"].as_str().unwrap(), case["token"].as_str().unwrap());
        let is_good = case["verdict"] == "accept";
        let status = match case["profile"].as_str().unwrap() {
            "teams-call" => call_with(&bots, token, name).status,
            "graph-change" => hook_with(&bots, token, name).status,
            // Another service's: nobody's here.
            "acs" => {
                assert_eq!(call_with(&bots, token, name).status, 401, "{name}");
                continue;
            }
            other => panic!("{other}"),
        };
        let is_hook = case["profile"] == "graph-change";
        assert_eq!(status, if is_good || is_hook { 202 } else { 401 }, "{name}");
        if is_good {
            accepted += 1;
            let effects = bots.effects_when(accepted);
            let last = &effects[accepted - 1];
            let named = [&last["call"], &last["item"]["id"]];
            assert!(named.contains(&&Value::from(name)), "{name}: {last}");
        }
    }
    assert_eq!(bots.effects().len(), accepted);
}

#[test]
fn rs_60_rs_63_every_token_of_the_second_vectors_gets_its_verdict() {
    let vectors = corpus("graph-callback-jwt.json");
    let folder = Folder::new("tokens-second");
    folder.write("keys.json", vectors["jwks"].to_string());
    let mut command = std::process::Command::new(crate::bots::program());
    command.args(["--now", &vectors["nowUnix"].to_string(), "--jwks", "keys.json"]);
    command.args(["--app-id", vectors["appId"].as_str().unwrap()]);
    command.args(["--tenant", vectors["tenantId"].as_str().unwrap(), "--client-state", STATE]);
    let bots = Bots::run(&mut command, folder, Signer::genuine());
    let mut accepted = 0;
    for (number, case) in vectors["cases"].as_array().unwrap().iter().enumerate() {
        let (token, is_good) = (case["token"].as_str().unwrap(), case["expect"] == "ok");
        let name = format!("case-{number}");
        if case["kind"] == "commsCallback" {
            let answer = call_with(&bots, token, &name);
            assert_eq!(answer.status, if is_good { 202 } else { 401 }, "{case}");
        } else {
            let mut item = presence(&name);
            item["tenantId"] = vectors["tenantId"].clone();
            let body = json!({"value": [item], "validationTokens": [token]}).to_string();
            assert_eq!(post(bots.address, "/hook", &[], body).status, 202, "{case}");
        }
        accepted += usize::from(is_good);
        if is_good {
            bots.effects_when(accepted);
        }
    }
    assert_eq!(bots.effects().len(), accepted);
    let refused = bots.refused();
    for cause in ["expired", "not-yet-valid", "audience", "issuer", "signature", "unknown-key"] {
        assert_eq!(refused[cause], 2, "{cause}");
    }
}

#[test]
fn rs_60_another_algorithm_in_any_spelling_is_refused() {
    let bots = Bots::start("algorithms");
    let (signer, claims) = (&bots.signer, calling_claims().to_string());
    let mut tokens = Vec::new();
    for alg in ["none", "None", "NONE", "nOnE", "", "rs256", "RS256 ", "HS256", "ES256", "PS256"] {
        let header = json!({"alg": alg, "kid": "good"}).to_string();
        tokens.push((format!("{alg}, signed"), signer.sign(&header, &claims)));
        let bare = format!("{}.{}.", base64url(&header), base64url(&claims));
        tokens.push((format!("{alg}, unsigned"), bare));
    }
    for (alg, encoding) in [
        ("RS384", &RSA_PKCS1_SHA384 as &'static dyn aws_lc_rs::signature::RsaEncoding),
        ("RS512", &RSA_PKCS1_SHA512),
        ("PS256", &RSA_PSS_SHA256),
        ("RS256", &RSA_PSS_SHA256),
        ("RS256", &RSA_PKCS1_SHA512),
    ] {
        let header = json!({"alg": alg, "kid": "good"}).to_string();
        tokens.push((format!("{alg}, really"), signer.sign_with(encoding, &header, &claims)));
    }
    // HMAC, keyed with all that the public half may look like.
    let der = signer.public_der();
    let text = BASE64_STANDARD.encode(&der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    let body = lines.join("\n");
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
    let modulus = signer.jwk()["n"].as_str().unwrap().to_owned();
    let jwks = json!({"keys": [signer.jwk()]}).to_string();
    for secret in [der.as_slice(), pem.as_bytes(), modulus.as_bytes(), jwks.as_bytes(), b""] {
        let header = json!({"alg": "HS256", "kid": "good"}).to_string();
        let signed = format!("{}.{}", base64url(header), base64url(&claims));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
        tokens.push(("HS256, keyed".to_owned(), format!("{signed}.{}", base64url(tag.as_ref()))));
    }
    for header in [
        r#"{"kid":"good"}"#,
        r#"{"alg":null,"kid":"good"}"#,
        r#"{"alg":["RS256"],"kid":"good"}"#,
        r#"{"alg":{"RS256":1},"kid":"good"}"#,
        r#"{"alg":"none","alg":"RS256","kid":"good"}"#,
        r#"{"alg":"RS256","alg":"none","kid":"good"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"RS256","kid":""}"#,
        r#"{"alg":"RS256","kid":5}"#,
        r#"{"alg":"RS256","kid":"other","kid":"good"}"#,
        r#"["RS256"]"#,
        "null",
        "",
    ] {
        tokens.push((header.to_owned(), signer.sign(header, &claims)));
    }
    all_refused(&bots, &tokens);
}

#[test]
fn rs_61_nothing_that_a_token_names_is_fetched_or_believed() {
    let bots = Bots::start("trap");
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let url = format!("http://{}/keys", trap.local_addr().unwrap());
    let evil = Signer::new("evil");
    let mut tokens = Vec::new();
    for kid in ["evil", "good", &url, "../../../../dev/stdin", "' or ''='", "good\0", "*"] {
        for (name, value) in [
            ("jku", json!(url)),
            ("x5u", json!(url)),
            ("jwk", evil.jwk()),
            ("x5c", json!([BASE64_STANDARD.encode(evil.public_der())])),
            ("x5t", json!("AAAA")),
            ("iss", json!(url)),
        ] {
            let header = json!({"alg": "RS256", "typ": "JWT", "kid": kid, name: value});
            let mut claims = calling_claims();
            claims["serviceurl"] = json!(url);
            claims["jwks_uri"] = json!(url);
            let token = evil.sign(&header.to_string(), &claims.to_string());
            tokens.push((format!("{name} {kid}"), token));
        }
    }
    for crit in [json!(["exp"]), json!([]), Value::Null, json!("b64"), json!(["b64"])] {
        let header = json!({"alg": "RS256", "kid": "good", "b64": false, "crit": crit});
        let token = bots.signer.sign(&header.to_string(), &calling_claims().to_string());
        tokens.push((format!("crit {crit}"), token));
    }
    let mut bent = calling_claims();
    bent["iss"] = json!(url);
    tokens.push(("iss".into(), bots.signer.sign(&bots.signer.header(), &bent.to_string())));
    all_refused(&bots, &tokens);
    // Addresses in a genuine post are not visited either.
    let body = json!({"value": [{"changeType": "created", "resourceUrl": url,
        "resourceData": {"id": url, "state": "incoming", "callbackUri": url, "serviceUrl": url}}]});
    let bearer = bots.signer.bearer();
    let headers =
        [("Authorization", bearer.as_str()), ("Origin", &url), ("X-Forwarded-Host", &url)];
    post(bots.address, "/calling", &headers, body.to_string());
    bots.refused();
    let visit = trap.accept().map(|_| ()).unwrap_err();
    assert_eq!(visit.kind(), ErrorKind::WouldBlock, "nobody came to the trap");
}

#[test]
fn rs_63_claims_are_exact_also_over_the_wire() {
    let bots = Bots::start("claims");
    let mut tokens = Vec::new();
    let mut with = |name: &str, value: Value| {
        let mut claims = calling_claims();
        claims[name] = value.clone();
        let token = bots.signer.sign(&bots.signer.header(), &claims.to_string());
        tokens.push((format!("{name}: {value}"), token));
    };
    for issuer in [
        "https://api.botframework.com/",
        "http://api.botframework.com",
        "https://API.botframework.com",
        "https://api.botframework.com.evil.example",
        "https://api.botframework.com\u{200b}",
        "https://acscallautomation.communication.azure.com",
        &format!("https://sts.windows.net/{TENANT}/"),
        "",
    ] {
        with("iss", json!(issuer));
    }
    with("iss", json!(["https://api.botframework.com"]));
    with("iss", Value::Null);
    for audience in [json!("other"), json!([]), json!([["a"]]), json!({"a": APP}), Value::Null] {
        with("aud", audience);
    }
    with("aud", json!(APP.to_uppercase()));
    with("aud", json!(format!("api://{APP}")));
    for odd in [json!("1900000000"), Value::Null, json!(true), json!(-1), json!(1e300), json!([])] {
        with("exp", odd.clone());
        with("nbf", odd);
    }
    with("exp", json!(NOW - 300));
    with("exp", json!(u64::MAX));
    with("nbf", json!(NOW + 301));
    for tenant in [json!(FOREIGN), json!("common"), json!(""), json!([TENANT]), json!(null)] {
        with("tid", tenant);
    }
    for name in ["iss", "aud", "exp", "tid"] {
        let mut claims = calling_claims();
        claims.as_object_mut().unwrap().remove(name);
        let token = bots.signer.sign(&bots.signer.header(), &claims.to_string());
        tokens.push((format!("no {name}"), token));
        let twice = format!("{{\"{name}\":{},{}", calling_claims()[name], &claims.to_string()[1..]);
        let twice = format!("{{\"{name}\":1,{}", &twice[1..]);
        tokens.push((format!("{name} twice"), bots.signer.sign(&bots.signer.header(), &twice)));
    }
    // A token for the other door.
    tokens.push(("of change tracking".to_owned(), bots.signer.validation()));
    for claims in ["", "null", "[]", "{", "\"\"", "{}", "\u{feff}{}"] {
        tokens.push((claims.to_owned(), bots.signer.sign(&bots.signer.header(), claims)));
    }
    let mut refusals = Vec::new();
    for (name, token) in &tokens {
        let answer = call_with(&bots, token, "forged");
        assert_eq!(answer.status, 401, "{name}");
        refusals.push(answer);
    }
    assert!(refusals.windows(2).all(|two| two[0] == two[1]), "refusals are alike");
    // At the edges of what is allowed.
    for (number, (name, value)) in [
        ("exp", json!(NOW - 299)),
        ("exp", json!(NOW as f64 + 0.5)),
        ("nbf", json!(NOW + 300)),
        ("aud", json!(["other", APP])),
        ("iss", json!("https://graph.microsoft.com")),
        ("tid", json!(TENANT.to_uppercase())),
    ]
    .into_iter()
    .enumerate()
    {
        let mut claims = calling_claims();
        claims[name] = value;
        let token = bots.signer.sign(&bots.signer.header(), &claims.to_string());
        assert_eq!(call_with(&bots, &token, &format!("edge-{number}")).status, 202, "{name}");
        bots.effects_when(number + 1);
    }
    bots.had_effects(6);
}

#[test]
fn rs_63_validation_tokens_are_of_change_tracking_and_of_the_items_tenant() {
    let bots = Bots::start("validation");
    let mut tokens = vec![("of the calling service".to_owned(), {
        bots.signer.sign(&bots.signer.header(), &calling_claims().to_string())
    })];
    let mut with = |name: &str, value: Value| {
        let mut claims = change_claims();
        claims[name] = value.clone();
        let token = bots.signer.sign(&bots.signer.header(), &claims.to_string());
        tokens.push((format!("{name}: {value}"), token));
    };
    with("appid", json!(APP));
    with("appid", Value::Null);
    with("azp", json!(APP));
    with("iss", json!(format!("https://sts.windows.net/{FOREIGN}/")));
    with("iss", json!(format!("https://login.microsoftonline.com/{TENANT}/v1.0")));
    with("iss", json!("https://sts.windows.net/{tid}/"));
    with("tid", json!(FOREIGN));
    for (name, token) in &tokens {
        assert_eq!(hook_with(&bots, token, name).status, 202, "{name}");
    }
    // One bad token among good ones condemns the post.
    let good = bots.signer.validation();
    let body = json!({"value": [presence("x")], "validationTokens": [good, tokens[0].1, good]});
    assert_eq!(post(bots.address, "/hook", &[], body.to_string()).status, 202);
    // A good token does not speak for another tenant's items.
    let mut item = presence("y");
    item["tenantId"] = json!(FOREIGN);
    let body = json!({"value": [item], "validationTokens": [good]});
    assert_eq!(post(bots.address, "/hook", &[], body.to_string()).status, 202);
    bots.had_effects(0);
    assert_eq!(hook_with(&bots, &good, "good").status, 202);
    assert_eq!(bots.effects_when(2)[1]["item"]["id"], "good");
}

#[test]
fn rs_64_large_deep_and_odd_tokens_are_refused_like_all_others() {
    let bots = Bots::start("shapes");
    let good = bots.signer.sign(&bots.signer.header(), &calling_claims().to_string());
    let deep = format!("{}1{}", "[".repeat(3_000), "]".repeat(3_000));
    let mut tokens = vec![];
    for odd in [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        "a.b".into(),
        format!("{good}."),
        format!("{good}.x"),
        format!("{good}="),
        format!("{good}A"),
        good[..good.len() - 2].to_owned(),
        good.replacen('.', ".=", 1),
        good.to_uppercase(),
        "x".repeat(15_000),
        bots.signer.sign(&format!(r#"{{"alg":"RS256","kid":"good","x":{deep}}}"#), "{}"),
        bots.signer.sign(&bots.signer.header(), &format!(r#"{{"x":{deep}}}"#)),
    ] {
        tokens.push((odd.chars().take(30).collect(), odd));
    }
    // In the body a token may be as large as it likes.
    for levels in [20_000, 100_000] {
        let deep = format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        let token =
            bots.signer.sign(&format!(r#"{{"alg":"RS256","kid":"good","x":{deep}}}"#), "{}");
        assert_eq!(hook_with(&bots, &token, "deep").status, 202);
    }
    assert_eq!(hook_with(&bots, &"x".repeat(270_000), "large").status, 202);
    let huge = "x".repeat(270_000);
    let bearer = format!("Bearer {huge}");
    let answer = post(bots.address, "/calling", &[("Authorization", &bearer)], ringing("huge"));
    assert_eq!(answer.status, 431);
    all_refused(&bots, &tokens);
}

#[test]
fn rs_64_one_authorization_header_of_one_scheme() {
    let bots = Bots::start("schemes");
    let bearer = bots.signer.bearer();
    let token = bearer.trim_start_matches("Bearer ").to_owned();
    let doubled = format!("{bearer}, {bearer}");
    let spaced = format!("Bearer{token}");
    for headers in [
        &[][..],
        &[("Authorization", "")],
        &[("Authorization", "Bearer")],
        &[("Authorization", "Bearer ")],
        &[("Authorization", token.as_str())],
        &[("Authorization", &doubled)],
        &[("Authorization", &spaced)],
        &[("Authorization", "Basic dXNlcjpwYXNzd29yZA==")],
        &[("Authorization", bearer.as_str()), ("Authorization", bearer.as_str())],
        &[("Authorization", bearer.as_str()), ("authorization", "Bearer x")],
        &[("X-Authorization", bearer.as_str())],
        &[("Proxy-Authorization", bearer.as_str())],
        &[("Cookie", bearer.as_str())],
    ] {
        let answer = post(bots.address, "/calling", headers, ringing("forged"));
        assert_eq!((answer.status, answer.body.len()), (401, 0), "{headers:?}");
    }
    let target = format!("/calling?access_token={token}");
    assert_eq!(post(bots.address, &target, &[], ringing("forged")).status, 401);
    let lower = format!("bearer {token}");
    let answer = post(bots.address, "/calling", &[("AUTHORIZATION", &lower)], ringing("good"));
    assert_eq!(answer.status, 202, "schemes have no case");
    bots.had_effects(1);
}
