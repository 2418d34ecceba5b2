use super::*;

#[test]
fn dr_66_upper_case_names_and_missing_spaces_are_read() {
    let invite = request(INVITE);
    assert_eq!(invite.method(), Method::Invite);
    assert_eq!(invite.uri().user(), Some("+14255550100"));
    assert_eq!(invite.uri().host(), "sbc1.contoso.example");
    assert_eq!(invite.branch(), Some("z9hG4bK4fbe73c1"));
    assert_eq!(invite.from_tag(), Some("8f3cda2e"));
    assert_eq!(invite.to_tag(), None);
    assert_eq!(invite.call_id(), "6d3f0c0c2bb95c1f8c6a8c3f5e1d7a90");
    assert_eq!(*invite.cseq(), CSeq::new(1, Method::Invite));
    assert_eq!(invite.max_forwards(), Some(68));
    assert_eq!(invite.from().display_name().as_deref(), Some("Megan Bowen"));
    let contact = invite.contact().unwrap().unwrap();
    assert_eq!(contact.uri().param("x-c"), Some("6d3f0c0c/s/1/9f3c6f8d"));
    assert_eq!(invite.record_route().count(), 1);
    assert!(invite.supported().contains("Replaces"));
    assert!(invite.allow().has_method(&Method::Refer));
    assert!(!invite.allow().has_method(&Method::Update));
    assert_eq!(&invite.body()[..], b"v=0\r\n");
    assert_eq!(invite.to_bytes(), INVITE.as_bytes());
}

#[test]
fn s7_3_3_compact_names_are_the_long_ones() {
    let text = "INVITE sip:b@example.com SIP/2.0\r\nv: SIP/2.0/UDP h;branch=z9hG4bK1\r\nf: <sip:a@example.com>;tag=1\r\n\
        t: <sip:b@example.com>\r\ni: x@y\r\nCSeq: 1 INVITE\r\nm: <sip:a@192.0.2.1>\r\nk: timer\r\nx: 1800\r\n\
        c: application/sdp\r\nl: 0\r\n\r\n";
    let invite = request(text);
    assert_eq!(invite.call_id(), "x@y");
    assert!(invite.supported().contains("timer"));
    assert_eq!(invite.session_expires().unwrap().unwrap().interval.as_secs(), 1800);
    assert_eq!(invite.contact().unwrap().unwrap().uri(), &"sip:a@192.0.2.1");
    assert_eq!(invite.header("Contact"), invite.header("m"));
    assert_eq!(invite.to_bytes(), text.as_bytes());
}

#[test]
fn s7_3_1_folding_is_read_as_a_space_and_kept_as_it_came() {
    let text = with("OPTIONS", "Subject: one\r\n two\r\n\tthree\r\nQ:\r\n y\r\n");
    let options = request(&text);
    assert_eq!(options.header("subject").unwrap(), "one two three");
    assert_eq!(options.header("subject").unwrap().as_bytes(), b"one\r\n two\r\n\tthree");
    assert_eq!(options.header("q").unwrap(), "y");
    assert_eq!(options.to_bytes(), text.as_bytes());
}

#[test]
fn a_value_that_is_not_utf_8_is_kept() {
    let mut text = with("OPTIONS", "Subject: @@\r\n").into_bytes();
    let at = text.windows(2).position(|pair| pair == b"@@").unwrap();
    text[at] = 0xfc;
    text[at + 1] = 0xe9;
    let message = Message::parse(text.clone()).unwrap();
    assert_eq!(message.header(Name::Subject).unwrap().as_bytes(), [0xfc, 0xe9]);
    assert_eq!(message.header(Name::Subject).unwrap().as_str(), None);
    assert_eq!(message.to_bytes(), text);
}

#[test]
fn unknown_methods_schemes_and_headers_are_kept() {
    for start in [
        "NEWMETHOD sip:b@h",
        "OPTIONS urn:service:sos",
        "OPTIONS nobody:totallyopaque",
        "INVITE tel:+1;ext=2",
    ] {
        let method = start.split(' ').next().unwrap();
        let text = with(method, "X-Odd: ;;,,;\r\n")
            .replace(&format!("{method} sip:b@example.com SIP"), &format!("{start} SIP"));
        let request = request(&text);
        assert_eq!(request.method(), method);
        assert_eq!(request.uri(), start.split(' ').nth(1).unwrap());
        assert_eq!(request.header("x-odd").unwrap(), ";;,,;");
        assert_eq!(request.to_bytes(), text.as_bytes());
    }
}

#[test]
fn rs_05_the_answer_to_a_malformed_request_names_the_header() {
    let text = with("OPTIONS", "").replace("CSeq: 7", "CSeq: 36893488147419103232");
    let malformed = refused(&text);
    assert_eq!(malformed.status(), StatusCode::BAD_REQUEST);
    assert_eq!(malformed.header(), Some(Name::CSeq));
    let answer = malformed.answer("t1").unwrap();
    let text = std::str::from_utf8(&answer).unwrap();
    assert!(text.starts_with("SIP/2.0 400 Malformed CSeq\r\n"), "{text}");
    for line in [
        "\r\nVia: SIP/2.0/TLS sbc.example.com:5061;branch=z9hG4bKaa1\r\n",
        "\r\nFrom: <sip:a@example.com>;tag=f1\r\n",
        "\r\nTo: <sip:b@example.com>;tag=t1\r\n",
        "\r\nCall-ID: c1@example.com\r\n",
        "\r\nCSeq: 36893488147419103232 OPTIONS\r\n",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn rs_05_without_the_five_headers_there_is_no_answer() {
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
        let text: String = with("OPTIONS", "")
            .split_inclusive("\r\n")
            .filter(|line| !line.starts_with(&format!("{name}:")))
            .collect();
        let malformed = refused(&text);
        assert_eq!(malformed.header(), Some(Name::from(name)));
        assert_eq!(malformed.answer("t"), None, "{name}");
    }
    let ack = with("ACK", "").replace("CSeq: 7", "CSeq: x");
    assert_eq!(refused(&ack).answer("t"), None, "ACK is never answered");
    let response = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\nFrom: x\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 BYE\r\n\r\n";
    assert_eq!(refused(response).answer("t"), None, "nor is a response");
}

#[test]
fn rs_05_a_wrong_version_is_505() {
    let malformed = refused(&with("OPTIONS", "").replacen(" SIP/2.0", " SIP/7.0", 1));
    assert_eq!(malformed.status(), StatusCode::VERSION_NOT_SUPPORTED);
    assert!(malformed.answer("t").unwrap().starts_with(b"SIP/2.0 505 Version Not Supported\r\n"));
}

#[test]
fn rs_06_a_datagram_holds_one_message() {
    let text = with("OPTIONS", "");
    let twice = request(&text.repeat(2));
    assert_eq!(twice.to_bytes(), text.as_bytes());

    let body = with("OPTIONS", "")
        .replace("Content-Length: 0\r\n\r\n", "Content-Length: 5\r\n\r\nv=0\r\nEXTRA");
    assert_eq!(&request(&body).body()[..], b"v=0\r\n");

    let missing = with("OPTIONS", "").replace("Content-Length: 0\r\n\r\n", "\r\nv=0\r\n");
    assert_eq!(&request(&missing).body()[..], b"v=0\r\n");

    for length in ["-999", "9999", "x", "", "5 5", "99999999999999999999999", "4294967300"] {
        let text =
            with("OPTIONS", "").replace("Content-Length: 0", &format!("Content-Length: {length}"));
        let malformed = refused(&text);
        assert_eq!(
            (malformed.status(), malformed.header()),
            (StatusCode::BAD_REQUEST, Some(Name::ContentLength)),
            "{length}"
        );
    }
}

#[test]
fn rs_08_each_limit_has_its_answer() {
    let line = |n: usize| with("OPTIONS", &format!("Q: {}\r\n", "a".repeat(n)));
    request(&line(MAX_HEADER_LINE - 3));
    assert_eq!(refused(&line(MAX_HEADER_LINE - 2)).status(), StatusCode::MESSAGE_TOO_LARGE);

    let fields = |n: usize| with("OPTIONS", &"Q: y\r\n".repeat(n));
    request(&fields(MAX_HEADERS - 7));
    assert_eq!(refused(&fields(MAX_HEADERS - 6)).status(), StatusCode::MESSAGE_TOO_LARGE);

    for name in ["Via", "Route", "Record-Route"] {
        let value = if name == "Via" { "SIP/2.0/UDP h;branch=z9hG4bK1" } else { "<sip:h;lr>" };
        let hops =
            |n: usize| with("OPTIONS", &format!("{name}: {}\r\n", vec![value; n].join(", ")));
        let most = if name == "Via" { MAX_HOPS - 1 } else { MAX_HOPS };
        request(&hops(most));
        let malformed = refused(&hops(most + 1));
        assert_eq!(malformed.status(), StatusCode::TOO_MANY_HOPS, "{name}");
        assert!(malformed.answer("t").is_some());
    }

    let uri = with("OPTIONS", "").replacen(
        "sip:b@example.com",
        &format!("sip:b@{}", "a".repeat(MAX_START_LINE)),
        1,
    );
    let malformed = refused(&uri);
    assert_eq!(malformed.status(), StatusCode::MESSAGE_TOO_LARGE);
    assert!(malformed.answer("t").is_some());

    let mut body = with("OPTIONS", "").replace("Content-Length: 0", "Content-Length: 70000");
    body.push_str(&"b".repeat(70_000));
    let malformed = refused(&body);
    assert_eq!(malformed.status(), StatusCode::MESSAGE_TOO_LARGE);
    assert!(malformed.answer("t").is_some());
}

#[test]
fn rs_09_duplicates_of_single_headers_are_refused_whatever_their_spelling() {
    for (name, value) in [
        ("from", "<sip:x@y>;tag=1"),
        ("t", "<sip:x@y>"),
        ("CALL-ID", "2"),
        ("cseq ", "8 OPTIONS"),
        ("l", "0"),
        ("max-forwards", "3"),
        ("Refer-To", "<sip:a@b>\r\nr: <sip:c@d>"),
    ] {
        let malformed = refused(&with("OPTIONS", &format!("{name}: {value}\r\n")));
        assert_eq!(malformed.status(), StatusCode::BAD_REQUEST, "{name}");
        assert_eq!(malformed.what(), "it appears twice");
    }
}

#[test]
fn rs_09_white_space_before_the_colon_does_not_hide_a_header() {
    let mut options =
        request(&with("OPTIONS", "P-Asserted-Identity : <sip:boss@contoso.example>\r\n"));
    assert_eq!(options.p_asserted_identity().count(), 1);
    assert_eq!(options.remove("P-Asserted-Identity"), 1);
    assert!(!options.to_bytes().windows(4).any(|four| four == b"boss"));
}

#[test]
fn rs_11_numbers_do_not_wrap() {
    for (from, to) in [
        ("CSeq: 7", "CSeq: 2147483648"),
        ("CSeq: 7", "CSeq: -1"),
        ("CSeq: 7", "CSeq: 4294967303"),
        ("Max-Forwards: 70", "Max-Forwards: 256"),
        ("Max-Forwards: 70", "Max-Forwards: 65606"),
        ("sip:b@example.com SIP", "sip:b@example.com:65536 SIP"),
        ("sip:b@example.com SIP", "sip:b@example.com:0 SIP"),
        ("example.com:5061", "example.com:70597"),
    ] {
        refused(&with("OPTIONS", "").replace(from, to));
    }
    let options =
        request(&with("OPTIONS", "Expires: 1000000000000000000000000\r\nRSeq: 4294967296\r\n"));
    assert_eq!(options.expires().unwrap().unwrap().as_secs(), u64::from(u32::MAX));
    assert_eq!(options.rseq().unwrap_err().header(), Some(Name::RSeq));
    for status in ["99", "700", "1000", "4294967301", "2x0", "-200"] {
        let text = format!(
            "SIP/2.0 {status} OK\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@b>\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 BYE\r\n\r\n"
        );
        refused(&text);
    }
}

#[test]
fn the_request_line_is_one_method_one_uri_one_version() {
    for line in [
        "OPTIONS  sip:b@example.com SIP/2.0",
        "OPTIONS sip:b@example.com  SIP/2.0",
        "OPTIONS sip:b@example.com SIP/2.0 ",
        "OPTIONS <sip:b@example.com> SIP/2.0",
        "OPTIONS sip:b@example.com; lr SIP/2.0",
        "OPTIONS SIP/2.0",
        "OPTIONS sip:b@ SIP/2.0",
        "OPTIONS sip:b%4@h SIP/2.0",
        "OPTIONS sip:2001:db8::1 SIP/2.0",
        "OPT(IONS sip:b@h SIP/2.0",
        "OPTIONS sip:[fe80::1%25eth0] SIP/2.0",
        "OPTIONS sip:b@example.com HTTP/1.1",
        "OPTIONS",
    ] {
        let text = with("OPTIONS", "").replacen("OPTIONS sip:b@example.com SIP/2.0", line, 1);
        assert_eq!(refused(&text).status(), StatusCode::BAD_REQUEST, "{line}");
    }
}

#[test]
fn line_ends_are_cr_lf_and_nothing_else() {
    let text = with("OPTIONS", "Subject: a\r\n");
    refused(&text.replace("\r\n", "\n"));
    refused(&text.replace("Subject: a", "Subject: a\rb"));
    refused(&text.replace("Subject: a", "Subject: a\nX: b"));
    refused(&text[..90]);
    refused("");
    refused("\r\n\r\n");
    assert_eq!(request(&format!("\r\n\r\n{text}")).to_bytes(), text.as_bytes());
}

#[test]
fn responses_keep_their_phrase() {
    let text = "SIP/2.0 200 = 2**3 * 5**2 но сто\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@e.com>;tag=1\r\nTo: <sip:b@e.com>;tag=2\r\n\
        Call-ID: x\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
    let message = Message::parse(text).unwrap();
    let response = message.response().unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.phrase(), "= 2**3 * 5**2 но сто");
    for start in ["SIP/2.0 100 ", "SIP/2.0 100", "sip/2.0 100 x"] {
        let text = text.replacen("SIP/2.0 200 = 2**3 * 5**2 но сто", start, 1);
        assert_eq!(Message::parse(text.clone()).unwrap().to_bytes(), text.as_bytes());
    }
}

#[test]
fn messages_are_shared_between_threads_and_small_to_move() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Message>();
    shared::<Malformed>();
    assert!(size_of::<Message>() <= 16);
}

#[test]
fn a_malformed_message_becomes_an_error_with_a_stable_code() {
    use teams_cc_core::{Error, ErrorKind, Retry};
    for (text, code) in [
        (with("OPTIONS", "").replace("CSeq: 7", "CSeq: x"), "TCC-SIP-0101"),
        (with("OPTIONS", &"Q: y\r\n".repeat(MAX_HEADERS)), "TCC-SIP-0102"),
        (with("OPTIONS", "").replacen(" SIP/2.0", " SIP/3.0", 1), "TCC-SIP-0103"),
    ] {
        let error = Error::from(refused(&text));
        assert_eq!(
            (error.code(), error.kind(), error.retry()),
            (code, ErrorKind::Protocol, Retry::Never)
        );
        assert!(!error.report().contains("example.com"), "no text of the peer: {}", error.report());
    }
}
