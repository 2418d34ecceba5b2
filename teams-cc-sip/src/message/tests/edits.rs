use super::*;

#[test]
fn an_edit_leaves_every_other_octet_alone() {
    let text = with(
        "REFER",
        "subject:  odd\r\n  folded \r\nReferred-By: <sip:b@example.com>;x-m=8:orgid:1;x-tt=aHR0%3D\r\n",
    );
    let mut refer = request(&text);
    let before = refer.clone();
    refer.set("Max-Forwards", 69u32).unwrap();
    assert_eq!(refer.to_bytes(), text.replace("Max-Forwards: 70", "Max-Forwards: 69").as_bytes());
    assert_eq!(refer.max_forwards(), Some(69));
    assert_eq!(before.to_bytes(), text.as_bytes(), "a clone does not change");

    refer.push("X-New", "1").unwrap();
    refer.insert_top(Name::Via, "SIP/2.0/TLS us.example;branch=z9hG4bK0").unwrap();
    assert_eq!(refer.branch(), Some("z9hG4bK0"));
    assert_eq!(refer.vias().count(), 2);
    assert!(refer.remove_top(Name::Via));
    assert_eq!(refer.branch(), Some("z9hG4bKaa1"));
    assert_eq!(refer.remove("x-new"), 1);
    refer.set("Max-Forwards", 70u32).unwrap();
    assert_eq!(refer.to_bytes(), text.as_bytes());
}

#[test]
fn rs_10_no_value_can_start_a_line() {
    let mut options = request(&with("OPTIONS", ""));
    let before = options.to_bytes();
    for bad in ["a\r\nX: b", "a\nb", "a\rb", "a\0b", "a\r\n b", "\x7f"] {
        assert!(options.set("Subject", bad).is_err());
        assert!(options.push("Call-Info", bad).is_err());
        assert!(NameAddr::build(&options.uri()).display_name(bad).finish().is_err());
        assert!(NameAddr::build(&options.uri()).param("x", bad).finish().is_err());
        assert!(
            Request::build(Method::Options, &options.uri())
                .header("Subject", bad)
                .finish()
                .is_err()
        );
        assert!(Response::to(&options, StatusCode::OK).phrase(bad).finish().is_err());
    }
    for bad in ["", "a b", "a:b", "X\r\nY"] {
        assert!(options.push(bad, "1").is_err());
    }
    assert_eq!(options.to_bytes(), before);
}

#[test]
fn the_five_can_be_changed_but_not_broken_nor_taken_away() {
    let mut options = request(&with("OPTIONS", ""));
    for name in ["Via", "From", "To", "Call-ID", "CSeq", "Content-Length"] {
        assert_eq!(options.remove(name), 0);
        assert!(options.set(name, "").is_err(), "{name}");
    }
    assert!(options.set("CSeq", "8 BYE").is_err());
    assert!(options.push("From", "<sip:x@y>").is_err());
    assert!(!options.remove_top("Via"));
    options.set("CSeq", CSeq::new(8, Method::Options)).unwrap();
    let to = options.to().with_tag("t9").unwrap();
    options.set("To", to).unwrap();
    assert_eq!((options.cseq().number, options.to_tag()), (8, Some("t9")));
    assert_eq!(options.to().uri(), &"sip:b@example.com");
}

#[test]
fn a_new_body_brings_its_length() {
    let mut options = request(&with("OPTIONS", ""));
    options.set_body("application/sdp", "v=0\r\n").unwrap();
    let again = Message::parse(options.to_bytes()).unwrap();
    assert_eq!(again.header("Content-Length").unwrap(), "5");
    assert_eq!(&again.body()[..], b"v=0\r\n");
    assert!(again.content_type().unwrap().unwrap().is("Application/SDP"));
    options.clear_body().unwrap();
    assert_eq!(options.to_bytes(), with("OPTIONS", "").as_bytes());
}

#[test]
fn s19_1_5_headers_of_a_uri_do_not_enter_the_request_uri() {
    let target: Uri =
        "sip:c@h;x-m=8:orgid:1?Replaces=1%40h%3Bto-tag%3D2%3Bfrom-tag%3D3".parse().unwrap();
    let mut invite = request(INVITE);
    invite.set_uri(&target).unwrap();
    assert_eq!(invite.uri(), "sip:c@h;x-m=8:orgid:1");
    let again = Message::parse(invite.to_bytes()).unwrap();
    assert_eq!(again.request().unwrap().uri(), "sip:c@h;x-m=8:orgid:1");
}

#[test]
fn s18_2_1_the_source_is_written_into_the_topmost_via_only() {
    let text = with("OPTIONS", "").replace(
        "Via: SIP/2.0/TLS sbc.example.com:5061;branch=z9hG4bKaa1",
        "Via: SIP/2.0/UDP 10.0.0.1:5062;rport;received=1.2.3.4;branch=z9hG4bKaa1 , SIP/2.0/UDP p2;branch=z9hG4bKb",
    );
    let mut options = request(&text);
    let seen = options.via().seen_from("192.0.2.7".parse().unwrap(), 40000);
    options.set_top_via(&seen).unwrap();
    let via = options.via();
    assert_eq!(via.received(), Some("192.0.2.7".parse().unwrap()));
    assert_eq!((via.rport(), via.branch()), (Some(40000), Some("z9hG4bKaa1")));
    assert_eq!(options.vias().count(), 2);
    assert!(options.remove_top("v"));
    assert_eq!(options.branch(), Some("z9hG4bKb"));
}

#[test]
fn s8_2_6_a_response_copies_what_ties_it_to_its_request() {
    let invite = request(INVITE);
    let ringing = Response::to(&invite, StatusCode::RINGING)
        .to_tag("us1")
        .copy(Name::RecordRoute, &invite)
        .header(Name::Contact, "<sip:sbc1.contoso.example:5061;transport=tls>")
        .header(Name::Allow, [Method::Invite, Method::Ack])
        .finish()
        .unwrap();
    assert_eq!(ringing.status(), StatusCode::RINGING);
    for name in ["Via", "From", "Call-ID", "CSeq", "Record-Route"] {
        assert_eq!(ringing.header(name), invite.header(name), "{name}");
    }
    assert_eq!(ringing.to_tag(), Some("us1"));
    assert_eq!(
        ringing.header("To").unwrap().to_string(),
        format!("{};tag=us1", invite.header("To").unwrap())
    );
    assert_eq!(ringing.header("Content-Length").unwrap(), "0");
    assert_eq!(ringing.header("Allow").unwrap(), "INVITE, ACK");
}

#[test]
fn dr_87_referred_by_is_passed_on_byte_for_byte() {
    let value = "<sip:sip.pstnhub.microsoft.com:5061;transport=tls>;x-m=\"8:orgid:1\";x-ti=2;x-tt=aHR0cHM6Ly9%3D";
    let refer =
        request(&with("REFER", &format!("REFERRED-BY: {value}\r\nRefer-To: <sip:c@h>\r\n")));
    let invite = request(INVITE);
    let built = Request::build(Method::Invite, refer.refer_to().unwrap().unwrap().uri())
        .copy("Via", &invite)
        .copy("From", &invite)
        .copy("To", &invite)
        .copy("Call-ID", &invite)
        .copy("CSeq", &invite)
        .copy(Name::ReferredBy, &refer)
        .finish()
        .unwrap();
    assert_eq!(built.header("Referred-By").unwrap().as_bytes(), value.as_bytes());
}
