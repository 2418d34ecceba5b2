use super::*;

fn collect(framer: &mut Framer) -> Vec<Result<Message, Malformed>> {
    std::iter::from_fn(|| framer.next()).collect()
}

#[test]
fn s18_3_messages_are_cut_out_wherever_the_stream_was_cut() {
    let stream = [INVITE.to_owned(), with("OPTIONS", ""), INVITE.to_owned()].concat();
    for size in [1, 2, 3, 7, 100, 1000, stream.len()] {
        let mut framer = Framer::new(65536);
        let mut messages = Vec::new();
        for piece in stream.as_bytes().chunks(size) {
            framer.push(piece);
            messages.extend(collect(&mut framer));
        }
        let bytes: Vec<u8> =
            messages.iter().flat_map(|message| message.as_ref().unwrap().to_bytes()).collect();
        assert_eq!((messages.len(), bytes == stream.as_bytes()), (3, true), "{size}");
        assert!(!framer.is_mid_message());
    }
}

#[test]
fn rs_07_a_stream_without_a_sound_length_is_answered_and_closed() {
    for length in [
        "",
        "Content-Length: -1\r\n",
        "Content-Length: x\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n",
        "Content-Length: 0\r\nl: 0\r\n",
        "Content-Length: 0, 0\r\n",
        "Content-Length:\r\n",
    ] {
        let text = with("OPTIONS", "").replace("Content-Length: 0\r\n", length);
        let mut framer = Framer::new(65536);
        framer.push(text.as_bytes());
        framer.push(with("BYE", "").as_bytes());
        let found = collect(&mut framer);
        assert_eq!(found.len(), 1, "the smuggled BYE is not served");
        let malformed = found[0].as_ref().unwrap_err();
        assert!(malformed.closes(), "{length}");
        assert_eq!(malformed.header(), Some(Name::ContentLength));
        assert!(
            malformed.answer("t").unwrap().starts_with(b"SIP/2.0 400 Malformed Content-Length\r\n")
        );
        assert!(framer.is_broken());
    }
}

#[test]
fn a_malformed_message_with_a_sound_length_does_not_end_the_stream() {
    let mut framer = Framer::new(65536);
    framer.push(with("OPTIONS", "").replace("CSeq: 7", "CSeq: x").as_bytes());
    framer.push(with("BYE", "").as_bytes());
    let found = collect(&mut framer);
    assert_eq!(found.len(), 2);
    assert!(!found[0].as_ref().unwrap_err().closes());
    assert_eq!(found[1].as_ref().unwrap().request().unwrap().method(), Method::Bye);
}

#[test]
fn rs_08_nothing_waits_for_an_end_that_never_comes() {
    let endless: [(&str, Vec<u8>); 5] = [
        ("start line", vec![b'A'; 9 * 1024]),
        (
            "header line",
            [b"OPTIONS sip:a@b SIP/2.0\r\nQ: ".to_vec(), vec![b'a'; 17 * 1024]].concat(),
        ),
        (
            "folded header",
            [b"OPTIONS sip:a@b SIP/2.0\r\nQ: ".to_vec(), b"a\r\n ".repeat(5000)].concat(),
        ),
        (
            "header bomb",
            [b"OPTIONS sip:a@b SIP/2.0\r\n".to_vec(), b"Q: a\r\n".repeat(2000)].concat(),
        ),
        ("4 GiB body", with("OPTIONS", "").replace("Length: 0", "Length: 4294967296").into_bytes()),
    ];
    for (what, octets) in endless {
        let mut framer = Framer::new(65536);
        let mut verdict = None;
        for piece in octets.chunks(1000) {
            framer.push(piece);
            verdict = verdict.or_else(|| framer.next());
        }
        let malformed = verdict.expect(what).unwrap_err();
        assert_eq!(malformed.status(), StatusCode::MESSAGE_TOO_LARGE, "{what}");
        assert!(malformed.closes(), "{what}");
        assert!(framer.next().is_none());
    }
    // An answer is given where the five headers had come before the limit.
    let mut framer = Framer::new(65536);
    framer.push(with("OPTIONS", "").replace("Length: 0", "Length: 4294967296").as_bytes());
    assert!(framer.next().unwrap().unwrap_err().answer("t").unwrap().starts_with(b"SIP/2.0 513 "));
}

#[test]
fn rfc_5626_two_line_ends_between_messages_are_a_ping() {
    let mut framer = Framer::new(65536);
    framer.push(b"\r\n\r\n");
    assert!(framer.next().is_none());
    assert_eq!((framer.take_pings(), framer.take_pongs()), (1, 2));
    framer.push(b"\r");
    assert!(framer.next().is_none());
    framer.push(b"\n");
    assert!(framer.next().is_none());
    assert_eq!((framer.take_pings(), framer.take_pongs()), (0, 1));
    framer.push(with("OPTIONS", "").as_bytes());
    framer.push(b"\r\n\r\n");
    assert!(framer.next().unwrap().is_ok());
    assert!(framer.next().is_none());
    assert_eq!(framer.take_pings(), 1);
}

#[test]
fn a_stream_that_is_not_sip_is_closed() {
    for octets in [
        &b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"[..],
        b"\x16\x03\x01\x02\0\x01\n\n",
        b"hello\nworld\n\n",
    ] {
        let mut framer = Framer::new(65536);
        framer.push(octets);
        let malformed = framer.next().expect("a verdict").unwrap_err();
        assert!(malformed.closes());
        assert!(malformed.answer("t").is_none());
    }
}
