//! Requests that two programs read in two ways, and requests that are none.

use crate::bots::Bots;
use crate::sender::ringing;
use crate::wire::{Answer, Line, post, raw, request};

/// Sends `bytes`, and behind them a genuine post for who is fooled; all answers.
fn smuggle(bots: &Bots, bytes: &[u8]) -> Vec<Answer> {
    let bearer = bots.signer.bearer();
    let genuine = request(
        "POST",
        "/calling",
        &[("Authorization", &bearer), ("Connection", "close")],
        ringing("smuggled").as_bytes(),
    );
    let mut line = Line::to(bots.address);
    line.send(bytes);
    // It may have closed already.
    line.send(&genuine);
    line.rest()
}

#[test]
fn rs_71_what_has_two_ends_is_refused_and_nothing_behind_it_is_served() {
    let bots = Bots::start("smuggling");
    let chunked = "Transfer-Encoding: chunked\r\n";
    for headers in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 5 5\r\n",
        "Content-Length: 5e0\r\n",
        "Content-Length: \r\n",
        "Content-Length : 5\r\n",
        "Content-Length\t: 5\r\n",
        " Content-Length: 5\r\n",
        "Content-Length: 5\n",
        "X: y\nContent-Length: 5\r\n",
        "X: y\rContent-Length: 5\r\n",
        "X: y\r\n\tContent-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, gzip\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n",
        "Transfer-Encoding: \x0bchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        "Host: other.example\r\n",
        "X\0: y\r\n",
        "X: \0\r\n",
        ": y\r\n",
        "X\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length: 18446744073709551617\r\n",
        "Expect: 200-ok\r\n",
    ] {
        let bytes = format!("POST /calling HTTP/1.1\r\nHost: bot.example\r\n{headers}\r\n");
        let answers = smuggle(&bots, bytes.as_bytes());
        assert_eq!(answers.len(), 1, "{headers:?}: {answers:?}");
        let refusals = [400, 413, 417, 501];
        assert!(refusals.contains(&answers[0].status), "{headers:?}: {}", answers[0].status);
        assert_eq!(answers[0].header("connection"), Some("close"), "{headers:?}");
    }
    for body in [
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "-5\r\nhello\r\n",
        "0x5\r\nhello\r\n",
        "\r\n",
        "5 5\r\nhello\r\n",
        "g\r\n",
        "5\rx\r\n",
        "FFFFFFFF\r\n",
        "FFFFFFFFFFFFFFFF\r\n",
        "10000000000000005\r\nhello\r\n",
    ] {
        let bytes = format!("POST /calling HTTP/1.1\r\nHost: bot.example\r\n{chunked}\r\n{body}");
        let answers = smuggle(&bots, bytes.as_bytes());
        assert_eq!(answers.len(), 1, "{body:?}: {answers:?}");
        assert!([400, 413].contains(&answers[0].status), "{body:?}: {}", answers[0].status);
    }
    let no_host = "POST /calling HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(smuggle(&bots, no_host.as_bytes()).len(), 1);
    bots.had_effects(0);
}

#[test]
fn rs_71_a_head_has_a_hundred_headers_and_16_kib() {
    let bots = Bots::start("heads");
    let many = "X: y\r\n".repeat(101);
    let bomb = format!("POST /hook HTTP/1.1\r\nHost: a\r\n{many}\r\n");
    assert_eq!(raw(bots.address, bomb.as_bytes()).status, 431);
    let long = format!("POST /hook HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "y".repeat(17_000));
    assert_eq!(raw(bots.address, long.as_bytes()).status, 431);
    let target = format!("POST /hook?{} HTTP/1.1\r\nHost: a\r\n\r\n", "y".repeat(17_000));
    assert_eq!(raw(bots.address, target.as_bytes()).status, 431);
    // Endless, never a line end.
    let before = bots.resident_kib();
    for start in ["POST /", "POST /hook HTTP/1.1\r\nX: ", "POST /hook HTTP/1.1\r\nHost: a\r\nX"] {
        let mut line = Line::to(bots.address);
        line.send(start);
        while line.send(vec![b'y'; 65_536]) {}
    }
    assert!(bots.resident_kib() < before + 8 * 1_024);
    for (bytes, status) in [
        ("GET / HTTP/2.0\r\n\r\n", 505),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("POST /hook\r\n\r\n", 400),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\x7c\x03\x03\r\n\r\n", 400),
        ("POST  /hook HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("POST /ho ok HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("POST /hook HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
        ("P\0ST /hook HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ] {
        let answer = raw(bots.address, bytes.as_bytes());
        assert!([400, 505].contains(&answer.status), "{bytes:?}: {}", answer.status);
        assert!(status == 400 || answer.status == 505, "{bytes:?}");
    }
    bots.had_effects(0);
}

#[test]
fn rs_71_only_posts_to_two_paths() {
    let bots = Bots::start("methods");
    let bearer = bots.signer.bearer();
    let headers = [("Authorization", bearer.as_str())];
    for method in ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "post"] {
        for target in ["/calling", "/hook", "/hook?validationToken=a"] {
            let bytes = request(method, target, &headers, ringing("odd").as_bytes());
            let answer = raw(bots.address, &bytes);
            assert_eq!(answer.status, 405, "{method} {target}");
            assert_eq!(answer.header("allow"), Some("POST"), "{method} {target}");
            assert!(answer.body.is_empty(), "{method} {target}");
        }
    }
    for target in [
        "/",
        "/calling/",
        "/calling/x",
        "/Calling",
        "//calling",
        "/calling%2f",
        "/%63alling",
        "/hook/../calling",
        "/hook/",
        "/hooks",
        "*",
        "/calling;x",
        "/etc/passwd",
        "calling",
    ] {
        let answer = post(bots.address, target, &headers, ringing("odd"));
        assert!([400, 404].contains(&answer.status), "{target}: {}", answer.status);
        assert!(answer.body.is_empty());
    }
    let whole = post(bots.address, "http://bot.example/calling?a=b", &headers, ringing("whole"));
    assert_eq!(whole.status, 202, "a target with its host is the same target");
    bots.had_effects(1);
}

#[test]
fn rs_71_requests_come_in_any_pieces_and_one_behind_the_other() {
    let bots = Bots::start("pieces");
    let bearer = bots.signer.bearer();
    let headers = [("Authorization", bearer.as_str())];
    let one = request("POST", "/calling", &headers, ringing("octets").as_bytes());
    let mut line = Line::to(bots.address);
    for octet in &one {
        line.send([*octet]);
    }
    assert_eq!(line.answer().unwrap().status, 202);
    let mut many = Vec::new();
    for number in 0..100 {
        let body = ringing(&format!("pipelined-{number}"));
        many.extend(request("POST", "/calling", &headers, body.as_bytes()));
    }
    line.send(&many);
    for number in 0..100 {
        assert_eq!(line.answer().unwrap().status, 202, "{number}");
    }
    let body = ringing("chunks");
    let chunks: String = body
        .as_bytes()
        .chunks(7)
        .map(|c| format!("{:x};a=b\r\n{}\r\n", c.len(), text(c)))
        .collect();
    let head = format!(
        "POST /calling HTTP/1.1\r\nHost: a\r\nAuthorization: {bearer}\r\n\
         Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
    );
    line.send(head);
    assert_eq!(line.answer().unwrap().status, 100);
    line.send(format!("{chunks}0\r\nTrailer: x\r\n\r\n"));
    assert_eq!(line.answer().unwrap().status, 202);
    let old = format!(
        "POST /calling HTTP/1.0\r\nAuthorization: {bearer}\r\nContent-Length: {}\r\n\r\n{}",
        ringing("old").len(),
        ringing("old")
    );
    let mut line = Line::to(bots.address);
    line.send(old);
    let answers = line.rest();
    assert_eq!(answers.len(), 1, "HTTP/1.0 closes");
    assert_eq!(answers[0].status, 202);
    let effects = bots.had_effects(103);
    assert_eq!(effects[0]["call"], "octets");
    assert_eq!(effects[100]["call"], "pipelined-99", "in order");
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
