//! rsip as the differential oracle: where both read a message, they read the same.

use std::path::Path;

use ::rsip::headers::ToTypedHeader;
use teams_cc_core::Rng;

use super::*;
use crate::message::tests::{INVITE, request, with};
use crate::message::{CSeq, Method};

/// Where rsip can read the five, they are what we read; the number of messages that were compared.
fn compare(octets: &[u8]) -> bool {
    let (Ok(ours), Ok(theirs)) = (Message::parse(octets.to_vec()), SipMessage::try_from(octets))
    else {
        return false;
    };
    // rsip reads methods in any case, and knows no others.
    if let (Some(ours), SipMessage::Request(theirs)) = (ours.request(), &theirs) {
        assert_eq!(ours.method().as_str().to_uppercase(), theirs.method.to_string());
    }
    if let (Some(ours), SipMessage::Response(theirs)) = (ours.response(), &theirs) {
        assert_eq!(ours.status(), theirs.status_code.code());
    }
    let mut compared = false;
    if let Ok(cseq) = theirs.cseq_header().and_then(ToTypedHeader::typed) {
        let method = cseq.method.to_string();
        assert_eq!(
            (ours.cseq().number, ours.cseq().method.as_str().to_uppercase()),
            (cseq.seq, method)
        );
        compared = true;
    }
    if let Ok(call_id) = theirs.call_id_header() {
        assert_eq!(ours.call_id(), call_id.value());
    }
    if let Ok(from) = theirs.from_header().and_then(ToTypedHeader::typed)
        && let Some(tag) = from.tag()
    {
        assert_eq!(ours.from_tag(), Some(tag.value()));
    }
    if let Ok(via) = theirs.via_header().and_then(ToTypedHeader::typed)
        && let Some(branch) = via.branch()
    {
        assert_eq!(ours.branch(), Some(branch.value()));
    }
    compared
}

#[test]
fn both_read_the_same_from_an_invite_of_teams() {
    assert!(compare(INVITE.as_bytes()));
    let ours = Message::from(request(INVITE));
    let theirs = SipMessage::try_from(&ours).unwrap();
    let back = Message::try_from(&theirs).unwrap();
    assert_eq!(our_lines(&ours).unwrap(), our_lines(&back).unwrap());
    assert_eq!(back.body(), ours.body());
    let SipMessage::Request(theirs) = theirs else { panic!("a request") };
    assert_eq!(theirs.method, ::rsip::Method::Invite);
    assert_eq!(theirs.uri.user(), Some("+14255550100"));
    assert_eq!(back.request().unwrap().uri().port(), Some(5061));
}

#[test]
fn what_rsip_cannot_hold_is_an_error_and_never_a_loss() {
    let lost = [
        with("REFER", "").replacen("sip:b@example.com", "tel:+4930555123", 1),
        with("REFER", "").replacen("sip:b@example.com", "urn:service:sos", 1),
        with("REFER", "").replacen(
            "sip:b@example.com",
            "sip:b@h?Replaces=1%40h%3Bto-tag%3D2%3Bfrom-tag%3D3",
            1,
        ),
        with("REFER", "").replacen("sip:b@example.com", "sip:b@[2001:db8::1]", 1),
        with("NEWMETHOD", ""),
        with("invite", ""),
    ];
    for text in lost {
        let ours = request(&text);
        assert!(::rsip::Request::try_from(&ours).is_err(), "{text}");
    }
    let mut latin = with("REFER", "Subject: @\r\n").into_bytes();
    let at = latin.iter().position(|&b| b == b'@' && latin.starts_with(b"REFER")).unwrap();
    let at = latin[at + 1..].windows(10).position(|nine| nine == b"Subject: @").unwrap() + at + 10;
    latin[at] = 0xfc;
    let ours = Message::parse(latin).unwrap();
    assert_eq!(
        SipMessage::try_from(&ours).unwrap_err(),
        NotCarried::new("a value of Subject that is not UTF-8")
    );
}

#[test]
fn bodies_and_phrases_survive_both_ways() {
    let mut info = request(&with("INFO", ""));
    info.set_body("application/octet-stream", &[0xff, 0, b'\r', b'\n', 0x80][..]).unwrap();
    let theirs = ::rsip::Request::try_from(&info).unwrap();
    assert_eq!(theirs.body, [0xff, 0, b'\r', b'\n', 0x80]);
    assert_eq!(Request::try_from(&theirs).unwrap().body(), info.body());

    for phrase in ["Decline", "Nicht jetzt", ""] {
        let ours = Response::to(&info, StatusCode::DECLINE).phrase(phrase).finish().unwrap();
        let theirs = ::rsip::Response::try_from(&ours).unwrap();
        assert_eq!(theirs.status_code.code(), 603);
        let back = Response::try_from(&theirs).unwrap();
        assert_eq!((back.status(), &*back.phrase()), (StatusCode::DECLINE, phrase));
    }
}

#[test]
fn a_message_of_rsip_that_lies_about_itself_is_an_error() {
    let theirs = ::rsip::Request::try_from(&request(INVITE)).unwrap();
    let mut long = theirs.clone();
    long.body.extend_from_slice(b"more than announced");
    assert!(Request::try_from(&long).is_err());
    let mut short = theirs.clone();
    short.body.clear();
    assert!(Request::try_from(&short).is_err());
    let mut split = theirs.clone();
    split.headers.push(::rsip::Header::Other("Subject".into(), "a\r\nX-Smuggled: b".into()));
    assert!(Request::try_from(&split).is_err());
    let mut bare = theirs;
    bare.headers = ::rsip::Headers::default();
    assert!(Request::try_from(&bare).is_err());
}

#[test]
fn uris_survive_both_ways_or_say_so() {
    for text in
        ["sip:a@b.example:5061;transport=tls;user=phone", "sips:b.example;lr", "sip:192.0.2.1:5060"]
    {
        let ours: Uri = text.parse().unwrap();
        let theirs = TheirUri::try_from(&ours).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert!(same(&Uri::try_from(&theirs).unwrap(), &ours), "{text}");
    }
    // The last one is how Teams writes its Contact (DR-76).
    for text in ["tel:+1", "sip:a@b?x=y", "sip:[::1]", "mailto:a@b", "sip:b;x-i=1;x-c=a/b/c"] {
        assert!(TheirUri::try_from(&text.parse::<Uri>().unwrap()).is_err(), "{text}");
    }
}

#[test]
fn vectors_rsip_agrees_on_the_corpus_or_the_conversion_is_an_error() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus");
    let mut folders = vec![corpus.join("sip-torture"), corpus.join("direct-routing")];
    let (mut compared, mut carried) = (0, 0);
    while let Some(folder) = folders.pop() {
        for path in
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
        {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let octets = std::fs::read(&path).unwrap();
            compared += usize::from(compare(&octets));
            let Ok(ours) = Message::parse(octets) else { continue };
            let Ok(theirs) = SipMessage::try_from(&ours) else { continue };
            let back = Message::try_from(&theirs).unwrap();
            let mut lines = our_lines(&back).unwrap();
            if !ours.has("Content-Length") {
                // A datagram may do without; what comes back never does.
                lines.retain(|(name, _)| name != "Content-Length");
            }
            assert_eq!(lines, our_lines(&ours).unwrap(), "{}", path.display());
            assert_eq!(back.body(), ours.body());
            carried += 1;
        }
    }
    println!("{compared} compared, {carried} carried both ways");
    assert!(!corpus.is_dir() || (compared > 40 && carried > 40), "{compared}, {carried}");
}

#[test]
fn rsip_agrees_on_generated_messages() {
    let mut rng = Rng::from_seed(6);
    let word = |rng: &mut Rng| {
        let length = 1 + rng.below(10) as usize;
        rng.token(length)
    };
    for _ in 0..5_000 {
        let (a, b, host, tag, id) =
            (word(&mut rng), word(&mut rng), word(&mut rng), word(&mut rng), word(&mut rng));
        let method = &Method::KNOWN[rng.below(14) as usize];
        let number = rng.below(1 << 31) as u32;
        let port = 1 + rng.below(65_535);
        let text = format!(
            "{method} sip:{a}@h{host}.example:{port};transport=tcp SIP/2.0\r\nVia: SIP/2.0/TCP h{host}.example:{port};branch=z9hG4bK{tag}\r\n\
             From: \"{a} {b}\" <sip:{a}@h{host}.example>;tag={tag}\r\nTo: <sip:{b}@h{host}.example>\r\nCall-ID: {id}@{host}\r\n\
             CSeq: {number} {method}\r\nMax-Forwards: {}\r\nX-{b}: {a};{b}\r\nContent-Length: 0\r\n\r\n",
            rng.below(256)
        );
        assert!(compare(text.as_bytes()), "{text}");
        let ours = Message::parse(text.clone()).unwrap();
        assert_eq!(*ours.cseq(), CSeq::new(number, method.clone()));
        let back = Message::try_from(&SipMessage::try_from(&ours).unwrap()).unwrap();
        assert_eq!(our_lines(&back).unwrap(), our_lines(&ours).unwrap());
    }
}
