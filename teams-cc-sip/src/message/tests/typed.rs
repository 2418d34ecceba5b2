use super::*;

fn text(value: &str) -> Request {
    request(&with("REFER", value))
}

#[test]
fn dr_141_every_reason_is_read_with_its_guid_and_phrase() {
    let bye = text(
        "Reason: Q.850;cause=31;text=\"4b444206-207c-42f8-92a6-e332b41c88a2;No callee endpoints were found.\", SIP;cause=480\r\nReason: Q.850 ;cause=16\r\n",
    );
    let reasons: Vec<_> = bye.reason().collect::<Result<_, _>>().unwrap();
    assert_eq!(reasons.len(), 3);
    assert!(reasons[0].is_q850() && reasons[1].is_sip());
    assert_eq!(
        reasons.iter().map(|reason| reason.cause).collect::<Vec<_>>(),
        [Some(31), Some(480), Some(16)]
    );
    assert_eq!(reasons[0].guid().unwrap().to_string(), "4b444206-207c-42f8-92a6-e332b41c88a2");
    assert_eq!(reasons[0].phrase(), Some("No callee endpoints were found."));
    assert_eq!(
        Reason::sip(200).text("Call completed elsewhere").to_string(),
        "SIP;cause=200;text=\"Call completed elsewhere\""
    );
}

#[test]
fn dr_71_history_is_read_escaped_and_unescaped() {
    for uri in [
        "<sip:+1@h;user=phone?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%2C%20gone%22>;index=1",
        "<sip:+1@h;user=phone?Reason=SIP;cause=302;text=\"Moved, gone\">;index=1",
    ] {
        let invite = text(&format!(
            "HISTORY-INFO: {uri},<sip:+2@h>;index=1.1\r\nHistory-Info: <sip:+3@h?Privacy=history>;index=1.2\r\n"
        ));
        let history: Vec<_> = invite.history_info().collect::<Result<_, _>>().unwrap();
        assert_eq!(history.len(), 3, "{uri}");
        assert_eq!(history[0].reason().unwrap().cause, Some(302));
        assert_eq!(history[0].reason().unwrap().text.as_deref(), Some("Moved, gone"));
        assert_eq!(history[1].index().as_deref(), Some("1.1"));
        assert!(history[2].is_private() && !history[1].is_private());
        assert_eq!(history[0].to_string(), uri);
    }
}

#[test]
fn dr_70_identity_is_a_list_of_tel_and_sip() {
    let invite = request(INVITE);
    let who: Vec<_> = invite.p_asserted_identity().collect::<Result<_, _>>().unwrap();
    assert_eq!(who[0].uri().scheme(), Scheme::Tel);
    assert_eq!(who[0].uri().number().as_deref(), Some("+14255550123"));
    assert_eq!(who[1].uri().user(), Some("megan"));
    assert!(invite.privacy().contains("id"));
    assert!(text("Privacy: id;critical\r\n").privacy().contains("CRITICAL"));
}

#[test]
fn rfc_3891_replaces_is_read_from_the_header_and_from_a_uri() {
    let invite = text(
        "Replaces: 425928@bobster.example.org;to-tag=7743;from-tag=6472;early-only\r\nRefer-To: <sip:c@h?Replaces=425928%40bobster.example.org%3Bto-tag%3D7743%3Bfrom-tag%3D6472%3Bearly-only>\r\n",
    );
    let replaces = invite.replaces().unwrap().unwrap();
    assert!(replaces.early_only);
    let target = invite.refer_to().unwrap().unwrap();
    assert_eq!(target.uri().header("Replaces").unwrap().parse::<Replaces>().unwrap(), replaces);
    let uri = Uri::build("h").user("c").header("Replaces", &replaces.to_string()).finish().unwrap();
    assert_eq!(&uri, target.uri());
    for bad in ["a;to-tag=1", "a;from-tag=1", ";to-tag=1;from-tag=2", "a b;to-tag=1;from-tag=2"] {
        let malformed = text(&format!("Replaces: {bad}\r\n")).replaces().unwrap_err();
        assert_eq!(malformed.header(), Some(Name::Replaces), "{bad}");
    }
}

#[test]
fn rfc_4028_the_session_interval_and_who_refreshes() {
    let invite = request(INVITE);
    let session = invite.session_expires().unwrap().unwrap();
    assert_eq!((session.interval.as_secs(), session.refresher), (3600, Some(Refresher::Uac)));
    assert_eq!(invite.min_se().unwrap().unwrap().as_secs(), 300);
    assert_eq!(session.to_string(), "3600;refresher=uac");
    assert!(text("Session-Expires: x\r\n").session_expires().is_err());
    assert!(text("Session-Expires: 90;refresher=me\r\n").session_expires().is_err());
    assert_eq!(
        text("Retry-After: 120 (in a meeting);duration=60\r\n")
            .retry_after()
            .unwrap()
            .unwrap()
            .as_secs(),
        120
    );
}

#[test]
fn rfc_6665_event_and_state() {
    let notify = text(
        "o: refer;id=93809823\r\nSubscription-State: terminated;reason=noresource;retry-after=5\r\n",
    );
    assert_eq!(notify.event().unwrap().unwrap(), Event::new("refer").id("93809823"));
    let state = notify.subscription_state().unwrap().unwrap();
    assert!(state.is_terminated());
    assert_eq!(state.to_string(), "terminated;reason=noresource;retry-after=5");
}

#[test]
fn rfc_3420_the_status_of_a_fragment() {
    assert_eq!(status_of_fragment(b"SIP/2.0 100 Trying\r\n"), Some(StatusCode::TRYING));
    assert_eq!(
        status_of_fragment(status_fragment(StatusCode::OK).as_bytes()),
        Some(StatusCode::OK)
    );
    assert_eq!(status_of_fragment(b"SIP/2.0 486"), Some(StatusCode::BUSY_HERE));
    for bad in [
        &b""[..],
        b"SIP/2.0",
        b"SIP/2.0 20",
        b"SIP/2.0 2000 OK",
        b"INVITE sip:a SIP/2.0",
        b"SIP/2.0 20\xff",
    ] {
        assert_eq!(status_of_fragment(bad), None);
    }
}

#[test]
fn dr_137_the_sdp_is_found_in_any_multipart() {
    let inner = "--in\r\nContent-Type: application/pidf+xml\r\nContent-ID: <loc@h>\r\n\r\n<presence/>\r\n--in\r\nContent-Type:\r\n application/sdp\r\n\r\nv=0\r\n\r\n--in--\r\n";
    let body = format!(
        "preamble --out\r\n--out \r\n\r\nplain --out\r\n--out\r\nContent-Type: multipart/alternative; boundary=\"in\"\r\n\r\n{inner}\r\n--out--\r\nepilogue"
    );
    let mut invite = request(INVITE);
    invite.set_body("multipart/mixed;boundary=out", body).unwrap();
    let parts = invite.parts().unwrap();
    assert_eq!(parts.len(), 3);
    assert_eq!(parts[0].body()[..], b"plain --out"[..]);
    assert_eq!(parts[1].header("content-id").unwrap(), "<loc@h>");
    assert_eq!(invite.body_of("application/sdp").unwrap().unwrap(), &b"v=0\r\n"[..]);
    assert_eq!(invite.body_of("text/html").unwrap(), None);
    assert_eq!(request(INVITE).body_of("application/sdp").unwrap().unwrap(), &b"v=0\r\n"[..]);

    for (content_type, body) in [
        ("multipart/mixed", "--x\r\n\r\n--x--"),
        ("multipart/mixed;boundary=x", ""),
        ("multipart/mixed;boundary=x", "--x\r\n\r\na"),
    ] {
        invite.set_body(content_type, body).unwrap();
        assert_eq!(invite.parts().unwrap_err().header(), Some(Name::ContentType));
    }
}

#[test]
fn rs_08_parts_in_parts_end_at_the_limit() {
    let nested = |depth: usize| {
        let mut body = "v=0\r\n".to_owned();
        let mut kind = "application/sdp".to_owned();
        for level in 0..depth {
            body = format!("--b{level}\r\nContent-Type: {kind}\r\n\r\n{body}\r\n--b{level}--\r\n");
            kind = format!("multipart/mixed;boundary=b{level}");
        }
        let mut invite = request(INVITE);
        invite.set_body(&kind, body).unwrap();
        invite.parts().map(|parts| parts.len())
    };
    assert_eq!(nested(MAX_MULTIPART_DEPTH).unwrap(), 1);
    assert!(nested(MAX_MULTIPART_DEPTH + 1).is_err());
}

#[test]
fn s20_10_addresses_with_and_without_names_and_brackets() {
    for (value, name, uri, tag) in [
        (
            "\"Bowen, Megan; <x>\" <sip:m@h;lr>;tag=1",
            Some("Bowen, Megan; <x>"),
            "sip:m@h;lr",
            Some("1"),
        ),
        ("\"a \\\"b\\\" \\\\\"<sip:m@h>", Some("a \"b\" \\"), "sip:m@h", None),
        ("Megan Bowen <sip:m@h> ; tag = 2", Some("Megan Bowen"), "sip:m@h", Some("2")),
        ("caller<sip:m@h>;tag=3", Some("caller"), "sip:m@h", Some("3")),
        ("sip:m@h;tag=4", None, "sip:m@h", Some("4")),
        ("<tel:+1-425-555-0100;ext=7>;tag=5;q=0.5", None, "tel:+1-425-555-0100;ext=7", Some("5")),
    ] {
        let address: NameAddr = value.parse().unwrap();
        assert_eq!(address.display_name().as_deref(), name, "{value}");
        assert_eq!((address.uri().as_str(), address.tag()), (uri, tag), "{value}");
        assert_eq!(address.to_string(), value);
    }
    for bad in [
        "",
        "*",
        "\"a <sip:m@h>",
        "<sip:m@h",
        "<sip:m@h>;;",
        "<sip:m@h> x",
        "<>",
        "<sip:>",
        "\"a\" sip:m@h",
        "< sip:m@h >",
        "<sip:m@h>;=1",
    ] {
        assert!(bad.parse::<NameAddr>().is_err(), "{bad}");
    }
}

#[test]
fn s12_1_1_a_tag_is_set_and_nothing_else_changes() {
    for (before, after) in [
        ("\"M\" <sip:a@b>", "\"M\" <sip:a@b>;tag=t1"),
        ("<sip:a@b>;x=\"a;b\" ; tag = old;y", "<sip:a@b>;x=\"a;b\";y;tag=t1"),
        ("sip:a@b;x=1", "sip:a@b;x=1;tag=t1"),
        // Found by fuzzing: a control character that came may stay, it is not ours.
        ("<sip:a@b>;x=\u{1}", "<sip:a@b>;x=\u{1};tag=t1"),
    ] {
        let address: NameAddr = before.parse().unwrap();
        assert_eq!(address.with_tag("t1").unwrap().to_string(), after);
        assert!(address.with_tag("t 1").is_err());
    }
}
