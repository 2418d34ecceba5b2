use super::*;

fn uri(text: &str) -> Uri {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn s19_1_4_these_are_equivalent() {
    for (a, b) in [
        ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"),
        (
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
        ),
        (
            "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
        ),
        ("sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0::1]"),
        ("tel:+1-425-555-0100", "tel:+14255550100"),
        ("tel:0100;phone-context=+1425;ext=7", "tel:0100;EXT=7;phone-context=+1425"),
        ("urn:service:sos", "urn:service:sos"),
    ] {
        assert!(uri(a).equivalent(&uri(b)) && uri(b).equivalent(&uri(a)), "{a} {b}");
    }
}

#[test]
fn s19_1_4_these_are_not() {
    for (a, b) in [
        ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
        ("sip:carol@chicago.com;security=off", "sip:carol@chicago.com;security=on"),
        ("sip:bob@biloxi.com", "sips:bob@biloxi.com"),
        ("sip:bob@biloxi.com", "sip:biloxi.com"),
        ("tel:+14255550100", "tel:14255550100"),
        ("tel:0100;phone-context=a.example", "tel:0100"),
        ("urn:service:sos", "urn:service:SOS"),
    ] {
        assert!(!uri(a).equivalent(&uri(b)) && !uri(b).equivalent(&uri(a)), "{a} {b}");
    }
}

#[test]
fn the_parts_of_a_sip_uri() {
    let all = uri(
        "sips:user;par=u%40example.net:secret@[2001:db8::10]:5070;lr;maddr=239.1.1.1?Subject=a%20b&Priority=urgent",
    );
    assert_eq!(all.scheme(), Scheme::Sips);
    assert_eq!(all.user(), Some("user;par=u%40example.net"));
    assert_eq!(all.user_text().as_deref(), Some("user;par=u@example.net"));
    assert_eq!(all.password(), Some("secret"));
    assert_eq!((all.host(), all.port()), ("2001:db8::10", Some(5070)));
    assert_eq!(all.host_ip(), Some("2001:db8::10".parse().unwrap()));
    assert_eq!(all.host_text(), "[2001:db8::10]");
    assert!(all.is_loose_router());
    assert_eq!(all.params().collect::<Vec<_>>(), [("lr", ""), ("maddr", "239.1.1.1")]);
    assert_eq!(all.header("subject").as_deref(), Some("a b"));
    assert_eq!(
        all.without_headers(),
        "sips:user;par=u%40example.net:secret@[2001:db8::10]:5070;lr;maddr=239.1.1.1"
    );

    let torture = uri(
        "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com",
    );
    assert_eq!(torture.user(), Some("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"));
    assert_eq!((torture.host(), torture.has_headers()), ("example.com", false));
}

#[test]
fn dr_89_parameters_of_teams_are_opaque_and_whole() {
    let target = uri(
        "sip:sip.pstnhub.microsoft.com:5061;transport=tls;x-m=8:orgid:9f9d51bc;x-tt=aHR0cHM6Ly9hcGk%3D",
    );
    assert_eq!(target.user(), None);
    assert_eq!(target.param("X-M"), Some("8:orgid:9f9d51bc"));
    assert_eq!(target.param("x-tt"), Some("aHR0cHM6Ly9hcGk%3D"));
    assert_eq!(target.transport(), Some("tls"));
}

#[test]
fn dr_136_numbers_in_any_form() {
    for (text, number) in [
        ("sip:+14255550100@h;user=phone", Some("+14255550100")),
        ("sip:+1425;ext=7@h", Some("+1425")),
        ("tel:+1-425-555-0100;ext=7", Some("+14255550100")),
        ("sip:0100@h", Some("0100")),
        ("sip:*21%23@h", None),
        ("sip:megan@h", None),
        ("sip:h", None),
        ("sip:+@h", None),
        ("tel:*100#", Some("*100#")),
    ] {
        assert_eq!(uri(text).number().as_deref(), number, "{text}");
    }
}

#[test]
fn malformed_uris_are_refused() {
    for bad in [
        "",
        "sip",
        "sip:",
        ":a",
        "1sip:a",
        "sip:@h",
        "sip:a@",
        "sip:a@h:",
        "sip:a@h:x",
        "sip:a@h:0",
        "sip:a@h:65536",
        "sip:a@h;",
        "sip:a@h;;b",
        "sip:a@h;=b",
        "sip:a%4@h",
        "sip:a%zz@h",
        "sip:a@h;x=%",
        "sip:a@2001:db8::1",
        "sip:a@[::1",
        "sip:a@[fe80::1%25eth0]",
        "sip:a@[1.2.3.4]",
        "sip:a b@h",
        "sip:a@h h",
        "sip:<a>@h",
        "sip:a@h;x=\"y\"",
        "sip:a@h\r\n",
        "sip:a@h\0",
        "tel:",
        "tel:+",
        "tel:megan",
        "tel:+1;",
        "sip:a@h/x",
        "<sip:a@h>",
    ] {
        assert!(bad.parse::<Uri>().is_err(), "{bad:?}");
    }
    assert!(Uri::parse(&b"sip:\xff@h"[..]).is_err());
    assert!("sip:m\u{fc}ller@h".parse::<Uri>().is_ok(), "UTF-8 is seen in the field");
    let many = |n: usize| format!("sip:h{}", ";p".repeat(n));
    assert!(many(MAX_URI_PARAMS).parse::<Uri>().is_ok());
    assert!(many(MAX_URI_PARAMS + 1).parse::<Uri>().is_err());
}

#[test]
fn rs_111_debug_shows_no_number_and_no_name() {
    let address: NameAddr =
        "\"Megan Bowen\" <sip:+14255550123@h;user=phone>;tag=1".parse().unwrap();
    let shown = format!("{address:?} {:?}", request(INVITE));
    assert!(!shown.contains("5550123") && !shown.contains("Megan"), "{shown}");
}
