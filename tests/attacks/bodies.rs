//! Bodies that are too large, never end, are packed, or say nothing.

use serde_json::json;

use crate::bots::Bots;
use crate::sender::{presence, ringing};
use crate::wire::{Line, post, raw, request};

/// RS-71: what one attack may cost in memory.
const MOST_KIB: u64 = 8 * 1_024;
const MIB: usize = 1_024 * 1_024;

#[test]
fn rs_71_bodies_end_at_4_mib_announced_or_not() {
    let bots = Bots::start("huge");
    let before = bots.resident_kib();
    for target in ["/calling", "/hook"] {
        for length in [4 * MIB + 1, usize::MAX / 2, 1 << 40] {
            let head =
                format!("POST {target} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
            assert_eq!(raw(bots.address, head.as_bytes()).status, 413, "{length}");
        }
        let head =
            format!("POST {target} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        let chunk = [b"10000\r\n", vec![b' '; 65_536].as_slice(), b"\r\n"].concat();
        let mut line = Line::to(bots.address);
        line.send(&head);
        let mut sent = 0;
        while sent < 16 && line.send(&chunk) {
            sent += 1;
        }
        for _ in 0..200 {
            line.send(&chunk);
        }
        assert_eq!(line.rest().first().map(|answer| answer.status), Some(413), "endless chunks");
        // Chunks of one octet, with a long story each.
        let crumb = format!("1;{}\r\n \r\n", "x".repeat(200)).repeat(300);
        let mut line = Line::to(bots.address);
        line.send(&head);
        for _ in 0..200 {
            line.send(&crumb);
        }
        assert_eq!(line.rest().first().map(|answer| answer.status), Some(413), "crumbs");
        // Trailers without end.
        let mut line = Line::to(bots.address);
        line.send(format!("{head}0\r\n"));
        for _ in 0..2_000 {
            line.send("Trailer: x\r\n".repeat(100));
        }
        let status = line.rest().first().map(|answer| answer.status);
        assert!(matches!(status, Some(400 | 413 | 431)), "trailers: {status:?}");
    }
    assert!(bots.resident_kib() < before + MOST_KIB, "{} KiB", bots.resident_kib() - before);
    bots.had_effects(0);
}

#[test]
fn rs_71_nothing_is_unpacked() {
    let bots = Bots::start("packed");
    let bearer = bots.signer.bearer();
    // 1 MiB of zeros, as gzip packs it: the beginning is enough, nobody may look at it.
    let bomb = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0xec; 1_000]].concat();
    for encoding in [
        "gzip",
        "GZIP",
        "x-gzip",
        "deflate",
        "br",
        "zstd",
        "compress",
        "identity, gzip",
        "gzip, gzip",
        "unheard-of",
        "*",
        "\"\"",
    ] {
        let headers = [("Authorization", bearer.as_str()), ("Content-Encoding", encoding)];
        for target in ["/calling", "/hook"] {
            let answer = post(bots.address, target, &headers, &bomb);
            assert_eq!(answer.status, 415, "{encoding} {target}");
            assert!(answer.body.is_empty());
        }
    }
    let two = [("Content-Encoding", "identity"), ("Content-Encoding", "gzip")];
    assert_eq!(post(bots.address, "/hook", &two, &bomb).status, 415);
    let plain = [("Authorization", bearer.as_str()), ("Content-Encoding", "identity")];
    assert_eq!(post(bots.address, "/calling", &plain, ringing("plain")).status, 202);
    bots.had_effects(1);
}

#[test]
fn rs_71_what_is_no_notification_is_refused_with_and_without_a_token() {
    let bots = Bots::start("malformed");
    let bearer = bots.signer.bearer();
    let headers = [("Authorization", bearer.as_str())];
    let deep = |levels: usize, open: &str, close: &str| {
        format!(r#"{{"value":[{{"x":{}1{}}}]}}"#, open.repeat(levels), close.repeat(levels))
    };
    let mut bodies: Vec<Vec<u8>> = [
        "",
        " ",
        "{",
        "}",
        "[",
        "null",
        "true",
        "1",
        "\"\"",
        "[]",
        "{}",
        "[{}]",
        "{\"value\":{}}",
        "{\"value\":null}",
        "{\"value\":1}",
        "{\"value\":[1]}",
        "{\"value\":[null]}",
        "{\"value\":[[]]}",
        "{\"value\":[{}]}",
        "{\"value\":[{}],}",
        "{'value':[]}",
        "{\"value\":[{\"changeType\":\"created\"}]}",
        "{\"value\":[]}{\"value\":[]}",
        "{\"value\":[{\"subscriptionId\":5}]}",
        "{\"value\":[{\"subscriptionId\":null}]}",
        "{\"value\":[NaN]}",
        "{\"value\":[1e999]}",
        "\u{feff}{\"value\":[]}",
        "<xml/>",
        "{\"value\":[{\"changeType\":\"created\",\"resourceUrl\":5}]}",
        "{\"value\":[{\"changeType\":\"created\",\"resourceUrl\":\"/communications/calls/\"}]}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    bodies.push(deep(64, "[", "]").into_bytes());
    bodies.push(deep(20_000, "[", "]").into_bytes());
    bodies.push(deep(100_000, "{\"a\":", "}").into_bytes());
    bodies.push("[".repeat(1_000_000).into_bytes());
    bodies.push(b"{\"value\":[{\"resourceUrl\":\"/communications/calls/\xff\xfe\"}]}".to_vec());
    bodies.push(b"\xff\xfe{\0}\0".to_vec());
    let item = ringing("twice");
    let (_, items) = item.split_once("\"value\":").unwrap();
    let items = items.trim_end_matches('}');
    // Members twice: the one reader believes the first, the other the last.
    bodies.push(format!("{{\"value\":{items},\"value\":{items}}}").into_bytes());
    for (at, twice) in [
        ("\"changeType\":", "\"changeType\":\"deleted\","),
        ("\"resourceUrl\":", "\"resourceUrl\":\"/communications/calls/other\","),
        ("\"resourceData\":", "\"resourceData\":{\"id\":\"other\"},"),
        ("\"id\":", "\"id\":\"other\","),
        ("\"state\":", "\"state\":\"established\","),
    ] {
        bodies.push(item.replacen(at, &format!("{twice}{at}"), 1).into_bytes());
    }
    let changes_begin = bodies.len();
    let mut bent = presence("twice").to_string();
    bent = bent.replacen("\"tenantId\":", "\"tenantId\":\"x\",\"tenantId\":", 1);
    bodies.push(format!("{{\"value\":[{bent}]}}").into_bytes());
    let tokens = json!({"value": [presence("n")], "validationTokens": "abc"}).to_string();
    bodies.push(tokens.into_bytes());
    let tokens =
        json!({"value": [presence("n")], "validationTokens": vec!["abc"; 1_000]}).to_string();
    bodies.push(tokens.into_bytes());
    for (number, body) in bodies.iter().enumerate() {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        assert_eq!(post(bots.address, "/calling", &[], body).status, 401, "{shown}");
        if number < changes_begin {
            let answer = post(bots.address, "/calling", &headers, body);
            assert!([202, 400].contains(&answer.status), "/calling {shown}: {}", answer.status);
        }
        let answer = post(bots.address, "/hook", &[], body);
        assert!([202, 400].contains(&answer.status), "/hook {shown}: {}", answer.status);
    }
    bots.had_effects(0);
}

#[test]
fn rs_79_one_odd_item_costs_its_neighbours_nothing() {
    let bots = Bots::start("odd-item");
    let bearer = bots.signer.bearer();
    let item = |call: &str| {
        let post: serde_json::Value = serde_json::from_str(&ringing(call)).unwrap();
        post["value"][0].clone()
    };
    let mut newer = item("newer");
    newer["changeType"] = json!("wondered");
    newer["resourceData"]["state"] = json!({"of": "things"});
    newer["resourceData"]["targets"] = json!(null);
    let body = json!({"value": [item("first"), 5, {"changeType": []}, newer, item("last")]});
    let answer = post(bots.address, "/calling", &[("Authorization", &bearer)], body.to_string());
    assert_eq!(answer.status, 202);
    let mut odd = presence("odd");
    odd["tenantId"] = json!("no id at all");
    let body = json!({"value": [presence("first"), odd, null, presence("last")]});
    assert_eq!(post(bots.address, "/hook", &[], body.to_string()).status, 202);
    let effects = bots.had_effects(5);
    let calls: Vec<_> = effects.iter().filter_map(|effect| effect["call"].as_str()).collect();
    assert_eq!(calls, ["first", "newer", "last"]);
}

#[test]
fn rs_71_large_bodies_of_many_senders_share_a_budget() {
    let bots = Bots::start("budget");
    let before = bots.resident_kib();
    // 60 senders announce 4 MiB each, send nearly all of it and wait.
    let head = format!("POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", 4 * MIB);
    let part = vec![b' '; 64 * 1_024];
    let mut lines: Vec<_> = (0..60).map(|_| Line::to(bots.address)).collect();
    for line in &mut lines {
        line.send(&head);
        for _ in 0..60 {
            line.send(&part);
        }
    }
    let grown = bots.resident_kib().saturating_sub(before);
    assert!(grown < 110 * 1_024, "{grown} KiB for 64 MiB of budget");
    // Small ones are taken meanwhile.
    bots.had_effects(0);
    drop(lines);
    let huge = presence("huge").to_string().replace("\"42\"", &format!("\"{}\"", "4".repeat(MIB)));
    let body = format!("{{\"value\":[{huge}]}}");
    let bytes = request("POST", "/hook", &[], body.as_bytes());
    // The budget comes back with the connections.
    let status = std::iter::repeat_with(|| raw(bots.address, &bytes).status)
        .take(1_000)
        .find(|status| *status != 503);
    assert_eq!(status, Some(202));
}
