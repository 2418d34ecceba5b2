//! Encrypted content that somebody had his fingers on.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::bots::Bots;
use crate::program::Folder;
use crate::sender::{Signer, corpus};
use crate::wire::post;

/// A program that holds the first private key of the vectors, and the whole post that it opens.
fn opener(name: &str) -> (Bots, Value, Value) {
    let vectors = corpus("graph-encrypted-notification.json");
    let whole = vectors["notification"].clone();
    let folder = Folder::new(name);
    folder.write("keys.json", whole["jwks"].to_string());
    folder.write("key.pem", vectors["certificates"][0]["privateKeyPem"].as_str().unwrap());
    let mut command = std::process::Command::new(crate::bots::program());
    command.args(["--now", &whole["nowUnix"].to_string(), "--jwks", "keys.json"]);
    command.args(["--app-id", whole["appId"].as_str().unwrap()]);
    command.args(["--tenant", whole["tenantId"].as_str().unwrap()]);
    command.args(["--client-state", whole["clientState"].as_str().unwrap()]);
    command.args(["--decryption-key", "key.pem"]);
    (Bots::run(&mut command, folder, Signer::genuine()), whole["body"].clone(), vectors)
}

fn named(body: &Value, id: &str) -> Value {
    let mut body = body.clone();
    body["value"][0]["id"] = json!(id);
    body
}

#[test]
fn rs_69_tampered_content_is_acknowledged_alike_and_has_no_effect() {
    let (bots, whole, vectors) = opener("tampered");
    assert_eq!(post(bots.address, "/hook", &[], whole.to_string()).status, 202);
    let effects = bots.effects_when(1);
    let plain = vectors["cases"][0]["plaintextUtf8"].as_str().unwrap();
    assert_eq!(effects[0]["content"], serde_json::from_str::<Value>(plain).unwrap());
    let mut bent = Vec::new();
    let content = |field: &str| {
        let text = whole["value"][0]["encryptedContent"][field].as_str().unwrap();
        BASE64_STANDARD.decode(text).unwrap()
    };
    for field in ["data", "dataSignature", "dataKey"] {
        let octets = content(field);
        let mut versions =
            vec![Vec::new(), vec![0; octets.len()], octets[..octets.len() - 1].into()];
        versions.push(octets[..octets.len() - 16].to_vec());
        versions.push([&octets[..], &[0; 16]].concat());
        for at in [0, octets.len() / 2, octets.len() - 17, octets.len() - 1] {
            for bit in [1, 0x80] {
                let mut changed = octets.clone();
                changed[at] ^= bit;
                versions.push(changed);
            }
        }
        for version in versions {
            let mut body = named(&whole, &format!("bent-{}", bent.len()));
            body["value"][0]["encryptedContent"][field] = json!(BASE64_STANDARD.encode(version));
            bent.push(body);
        }
        for odd in [json!(""), json!("%%%"), json!(null), json!(5), json!("A"), json!("AAAA=")] {
            let mut body = named(&whole, &format!("bent-{}", bent.len()));
            body["value"][0]["encryptedContent"][field] = odd;
            bent.push(body);
        }
    }
    for id in ["someone-else", "", "../key"] {
        let mut body = named(&whole, &format!("bent-{}", bent.len()));
        body["value"][0]["encryptedContent"]["encryptionCertificateId"] = json!(id);
        bent.push(body);
    }
    // Content without a token is nobody's.
    let mut body = named(&whole, "unsigned");
    body["validationTokens"] = json!([]);
    bent.push(body);
    let answers: Vec<_> =
        bent.iter().map(|body| post(bots.address, "/hook", &[], body.to_string())).collect();
    for (answer, body) in answers.iter().zip(&bent) {
        assert_eq!(answer, &answers[0], "one answer for all: {}", body["value"][0]["id"]);
        assert_eq!(answer.status, 202);
    }
    // The genuine one still opens, and is the only new effect.
    assert_eq!(post(bots.address, "/hook", &[], named(&whole, "last").to_string()).status, 202);
    let effects = bots.effects_when(2);
    assert_eq!(effects.len(), 2, "{effects:?}");
    assert_eq!(effects[1]["item"]["id"], "last");
    assert!(!bots.running.log().contains("PRIVATE"), "no key in what it prints");
}

#[test]
fn rs_69_every_encrypted_vector_gets_its_verdict() {
    let (bots, whole, vectors) = opener("encrypted-vectors");
    let mut opened = 0;
    for (number, case) in vectors["cases"].as_array().unwrap().iter().enumerate() {
        let mut body = named(&whole, &format!("case-{number}"));
        body["value"][0]["encryptedContent"] = case["encryptedContent"].clone();
        assert_eq!(post(bots.address, "/hook", &[], body.to_string()).status, 202);
        // This program holds one of the two private keys.
        let ours = case["encryptedContent"]["encryptionCertificateId"] == "cert-2048-old";
        if case["expect"] == "ok" && ours {
            opened += 1;
            let effects = bots.effects_when(opened);
            let plain: Value =
                serde_json::from_str(case["plaintextUtf8"].as_str().unwrap()).unwrap();
            assert_eq!(effects[opened - 1]["content"], plain, "{}", case["name"]);
        }
    }
    assert!(opened > 0);
    assert_eq!(bots.effects().len(), opened);
}
