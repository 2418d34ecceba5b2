//! Entry points for fuzzers: any octets in, no panic, and what must hold is checked.
//!
//! Each target in `fuzz/` is three lines around one of these; the seeded mutation tests use the
//! same functions, so a finding of one is a test of the other.

use bytes::Bytes;

pub use super::operations::endpoint;

use crate::message::{
    Framer, Head, Limits, Malformed, Message, Method, Name, NameAddr, Request, Response,
    StatusCode, Uri, Via, status_of_fragment,
};

/// One datagram.
pub fn message(octets: &[u8]) {
    match Message::parse(Bytes::copy_from_slice(octets)) {
        Ok(message) => whole(&message),
        Err(malformed) => broken(&malformed),
    }
}

/// A stream, cut at places that the first octets choose: the cuts change nothing.
pub fn stream(octets: &[u8]) {
    let Some((&step, octets)) = octets.split_first() else { return };
    let limits = Limits::with_message(8 * 1024);
    let uncut = frame(limits, octets, octets.len().max(1));
    let cut = frame(limits, octets, usize::from(step).max(1));
    assert_eq!(uncut.len(), cut.len(), "cuts change how many messages there are");
    for (a, b) in uncut.iter().zip(&cut) {
        match (a, b) {
            (Ok(a), Ok(b)) => assert_eq!(a.to_bytes(), b.to_bytes()),
            // Which limit is met first depends on the cuts; that one is met does not.
            (Err(a), Err(b)) => assert_eq!(a.closes(), b.closes(), "{a:?} {b:?}"),
            (a, b) => panic!("cuts change the verdict: {a:?} {b:?}"),
        }
    }
}

fn frame(limits: Limits, octets: &[u8], step: usize) -> Vec<Result<Message, Malformed>> {
    let mut framer = Framer::with_limits(limits);
    let mut found = Vec::new();
    for piece in octets.chunks(step) {
        framer.push(piece);
        while let Some(message) = framer.next() {
            match &message {
                Ok(message) => whole(message),
                Err(malformed) => broken(malformed),
            }
            found.push(message);
        }
    }
    found
}

/// A URI, an address, a Via.
pub fn uri(octets: &[u8]) {
    if let Ok(uri) = Uri::parse(Bytes::copy_from_slice(octets)) {
        assert_eq!(uri.as_str().as_bytes(), octets);
        look_at(&uri);
        let again = uri.compact();
        assert_eq!(uri, again);
        assert!(uri.equivalent(&again) || uri.as_str().contains('%'));
    }
    if let Ok(address) = NameAddr::parse(Bytes::copy_from_slice(octets)) {
        address_of(&address);
        // An address without brackets takes its tag behind the URI too.
        let tagged = address.with_tag("t1").expect("a sound address takes a tag");
        assert_eq!(tagged.tag(), Some("t1"));
        assert_eq!(tagged.uri(), address.uri());
    }
    if let Ok(via) = Via::parse(Bytes::copy_from_slice(octets)) {
        via_of(&via);
    }
}

/// The value of each header that has a typed view.
pub fn header(octets: &[u8]) {
    const NAMES: [&str; 24] = [
        "Contact",
        "Route",
        "Record-Route",
        "Path",
        "Accept",
        "P-Asserted-Identity",
        "History-Info",
        "Diversion",
        "Reason",
        "Session-Expires",
        "Min-SE",
        "Expires",
        "Retry-After",
        "Refer-To",
        "Referred-By",
        "Replaces",
        "Target-Dialog",
        "Content-Type",
        "Event",
        "Subscription-State",
        "RSeq",
        "RAck",
        "Privacy",
        "Allow",
    ];
    for name in NAMES {
        let mut text = Vec::from(
            &b"REFER sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
               To: <sip:b@h>\r\nCall-ID: 1\r\nCSeq: 1 REFER\r\n"[..],
        );
        text.extend_from_slice(name.as_bytes());
        text.extend_from_slice(b": ");
        text.extend_from_slice(octets);
        text.extend_from_slice(b"\r\n\r\n");
        message(&text);
    }
}

/// A body of many parts, and a fragment.
pub fn body(octets: &[u8]) {
    let _ = status_of_fragment(octets);
    let request = Message::parse(
        &b"INFO sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@h>\r\nTo: <sip:b@h>\r\nCall-ID: 1\r\n\
           CSeq: 1 INFO\r\nContent-Length: 0\r\n\r\n"[..],
    );
    let Ok(mut request) = request else { return };
    for content_type in
        ["multipart/mixed;boundary=x", "multipart/mixed;boundary=\"a b\"", "text/plain"]
    {
        if request.set_body(content_type, Bytes::copy_from_slice(octets)).is_ok() {
            parts_of(&request);
        }
    }
}

/// What holds for every message that was read.
fn whole(message: &Message) {
    let bytes = message.to_bytes();
    // Some fields of a datagram may be behind empty lines; what is left is the same message.
    let again = Message::parse(bytes.clone()).expect("what was read is read again");
    assert_eq!(again.to_bytes(), bytes);
    assert_eq!(again.fields().count(), message.fields().count());

    every_view(message);
    let mut edited = message.clone();
    let before = edited.fields().count();
    edited.push("X-Fuzz", "1").expect("a plain header");
    let again = Message::parse(edited.to_bytes()).map(|again| again.fields().count());
    // One field more may be one too many.
    assert!(again.is_err() || again.is_ok_and(|fields| fields == before + 1));
    edited.remove("X-Fuzz");
    edited.remove_top(Name::Via);
    edited.remove_top(Name::Route);
    edited.remove_top(Name::RecordRoute);
    let seen = edited.via().seen_from([192, 0, 2, 1].into(), 5060);
    let _ = edited.set_top_via(&seen);
    let _ = edited.set("Max-Forwards", 1u32);
    let _ = edited.clear_body();
    every_view(&edited);

    if let Message::Request(request) = message {
        let response = Response::to(request, StatusCode::OK).to_tag("t1").finish();
        if let Ok(response) = response {
            assert_eq!(response.call_id(), request.call_id());
            assert_eq!(response.cseq(), request.cseq());
            assert_eq!(response.branch(), request.branch());
        }
        let mut moved = request.clone();
        if moved.set_uri(&request.uri()).is_ok() {
            assert_eq!(moved.uri(), request.uri().without_headers());
        }
        let _ = Request::build(Method::Ack, &request.uri()).copy(Name::Via, request).finish();
    }
}

fn broken(malformed: &Malformed) {
    let _ = format!("{malformed} {malformed:?} {:?}", malformed.header());
    if let Some(answer) = malformed.answer("t1") {
        assert!(answer.starts_with(b"SIP/2.0 "));
        assert_eq!(memchr::memmem::find(&answer, b"\r\n\r\n"), Some(answer.len() - 4));
    }
}

fn every_view(head: &Head) {
    let _ = (head.branch(), head.from_tag(), head.to_tag(), head.call_id(), head.cseq());
    let _ = (head.check(), head.max_forwards(), head.contact_is_star());
    via_of(&head.via());
    address_of(&head.from());
    address_of(&head.to());
    head.vias().for_each(|via| via_of(&via));
    let addresses = head
        .contacts()
        .chain(head.route())
        .chain(head.record_route())
        .chain(head.p_asserted_identity())
        .chain(head.diversion());
    addresses.flatten().for_each(|address| address_of(&address));
    for stop in head.history_info().flatten() {
        let _ = (stop.index(), stop.reason(), stop.is_private());
        address_of(&stop);
    }
    for reason in head.reason().flatten() {
        let _ = (reason.guid(), reason.phrase(), reason.to_string());
    }
    if let Ok(Some(target)) = head.refer_to() {
        address_of(&target);
    }
    if let Ok(Some(replaces)) = head.replaces() {
        assert_eq!(replaces.to_string().parse().ok(), Some(replaces));
    }
    for tokens in [head.allow(), head.supported(), head.require(), head.privacy()] {
        let _ =
            (tokens.iter().count(), tokens.contains("timer"), tokens.has_method(&Method::Refer));
    }
    for (name, value) in head.fields() {
        assert!(head.has(&name), "{name}");
        let _ = (value.text(), value.as_str(), value.number(), value.items().count());
    }
    parts_of(head);
}

fn parts_of(head: &Head) {
    let _ = head.body_of("application/sdp");
    if let Ok(parts) = head.parts() {
        let size: usize = parts.iter().map(|part| part.body().len()).sum();
        assert!(size <= head.body().len(), "parts are not larger than their body");
        for part in parts {
            let _ = (part.header("Content-ID"), part.content_type().to_string());
        }
    }
}

fn via_of(via: &Via) {
    let _ = (via.transport(), via.host(), via.port(), via.branch(), via.received(), via.rport());
    let seen = via.seen_from([192, 0, 2, 1].into(), 5060);
    assert_eq!(seen.branch(), via.branch());
    for (name, _) in via.params().iter() {
        assert!(via.params().has(&name));
    }
}

fn address_of(address: &NameAddr) {
    let _ = (address.display_name(), address.tag(), address.to_string(), format!("{address:?}"));
    assert_eq!(&address.compact(), address);
    look_at(address.uri());
}

fn look_at(uri: &Uri) {
    let _ = (uri.scheme(), uri.user_text(), uri.password(), uri.number(), uri.host_ip());
    let _ =
        (uri.host_text(), uri.port(), uri.transport(), uri.params().count(), format!("{uri:?}"));
    let _ = uri.headers().count();
    assert!(!uri.without_headers().has_headers());
}
