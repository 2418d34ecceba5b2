//! Direct Routing sections 13 to 16: hold, descriptions and keys, against messages that neither
//! side of this project generated (`M05` and others in the corpus).

use std::net::SocketAddr;
use std::path::Path;

use teams_cc_core::Rng;
use teams_cc_sip::sdp::{
    Agreed, Codec, Crypto, Description, Direction, Keying, Local, MasterKey, Mki, Negotiation,
    Profile, SdpError, Suite,
};

/// The body of a golden message.
fn golden(name: &str) -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("corpus/direct-routing/{name}.sip"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    // The files may be kept with LF or CRLF; the wire has CRLF.
    let text = text.replace("\r\n", "\n");
    let (_, body) = text.split_once("\n\n").expect("a message with a body");
    body.trim_end().replace('\n', "\r\n") + "\r\n"
}

/// The key of the first `a=crypto` line with a tag.
fn key_of(body: &str, tag: &str) -> MasterKey {
    let line = body.lines().find_map(|line| line.strip_prefix(&format!("a=crypto:{tag} ")));
    Crypto::parse(&format!("{tag} {}", line.expect("the line"))).expect("a usable line").key
}

fn local(port: u16, session_id: u64) -> Local {
    let mut local = Local::new("203.0.113.10".parse().unwrap(), port);
    local.session_id = Some(session_id);
    local
}

fn leg() -> Negotiation {
    Negotiation::new(Profile::direct_routing(), local(20_002, 3913), Rng::from_seed(1))
}

fn text(body: &[u8]) -> String {
    String::from_utf8(body.to_vec()).expect("text")
}

fn answer(leg: &mut Negotiation, offer: &str) -> (String, Agreed) {
    let (body, agreed) = leg.answer(offer.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{offer}"));
    (text(&body), agreed)
}

fn peer(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// M05's offer with one thing changed.
fn m05(from: &str, to: &str) -> String {
    let body = golden("M05");
    assert!(body.contains(from), "M05 has {from}");
    body.replace(from, to)
}

#[test]
fn dr_102_the_answer_to_m05_is_m07_octet_for_octet() {
    let right = golden("M07");
    let mut leg = leg().with_key(key_of(&right, "1"));
    let (ours, agreed) = answer(&mut leg, &golden("M05"));
    assert_eq!(ours, right);
    assert_eq!(agreed.codec, Codec::Pcma);
    assert_eq!((agreed.remote, agreed.mux), (Some(peer("198.51.100.50:49184")), true));
    assert_eq!(agreed.remote_rtcp, Some(peer("198.51.100.50:49184")), "multiplexed");
    assert_eq!((agreed.send.event, agreed.receive_event), (Some(101), Some(101)));
}

#[test]
fn dr_96_the_answer_to_the_hold_of_m09_is_m10_octet_for_octet_and_resume_rises_the_version() {
    let right = golden("M10");
    let mut leg = leg().with_key(key_of(&right, "1"));
    let (_, before) = answer(&mut leg, &golden("M05"));
    let (ours, held) = answer(&mut leg, &golden("M09"));
    assert_eq!(ours, right);
    assert_eq!(held.direction, Direction::Inactive);
    assert_eq!(held.keys, before.keys, "hold changes no key (DR-99)");
    let (resumed, agreed) = answer(&mut leg, &golden("M05").replace("189425 0", "189425 2"));
    assert!(resumed.starts_with("v=0\r\no=teams-cc-sip 3913 2 IN IP4 203.0.113.10\r\n"));
    assert_eq!(agreed.keys, before.keys, "resume changes no key (DR-100)");
}

#[test]
fn dr_96_we_hold_by_inactive_with_a_real_address_whatever_is_asked_for() {
    for asked in [Direction::SendOnly, Direction::RecvOnly, Direction::Inactive] {
        let mut leg = leg();
        answer(&mut leg, &golden("M05"));
        leg.set_direction(asked);
        let offer = text(&leg.offer());
        assert!(offer.contains("\r\na=inactive\r\n"), "{offer}");
        assert!(offer.contains("\r\nc=IN IP4 203.0.113.10\r\n") && !offer.contains("0.0.0.0"));
        leg.set_direction(Direction::SendRecv);
        assert!(text(&leg.offer()).contains("\r\na=sendrecv\r\n"));
    }
}

#[test]
fn dr_96_the_four_ways_of_a_carrier_to_hold_are_understood() {
    for hold in ["a=inactive", "a=sendonly", "a=recvonly", "c=IN IP4 0.0.0.0"] {
        let offer = if hold.starts_with("c=") {
            m05("c=IN IP4 198.51.100.50\r\na=rtcp", &format!("{hold}\r\na=rtcp"))
        } else {
            m05("a=sendrecv", hold)
        };
        let line = &Description::parse(offer.as_bytes()).unwrap().media[0];
        assert_eq!(line.is_hold(), hold != "a=recvonly", "{hold}");
        let local = local(20_002, 1);
        let mut carrier = Negotiation::new(Profile::carrier(), local, Rng::from_seed(1));
        let (ours, agreed) = answer(&mut carrier, &offer);
        let right = match hold {
            "a=sendonly" => Direction::RecvOnly,
            "a=recvonly" => Direction::SendOnly,
            _ => Direction::Inactive,
        };
        assert_eq!(agreed.direction, right, "{hold}");
        assert!(ours.contains(&format!("\r\na={}\r\n", right.name())), "{hold}");
        // The same towards Teams is inactive (DR-96), never half a direction.
        let (ours, agreed) = answer(&mut leg(), &offer);
        assert_eq!(agreed.direction, Direction::Inactive, "{hold}");
        assert!(ours.contains("\r\na=inactive\r\n"), "{hold}");
    }
}

#[test]
fn dr_97_an_offer_with_the_unspecified_address_gets_no_media_and_no_zeros_back() {
    let offer = m05("c=IN IP4 198.51.100.50\r\na=rtcp", "c=IN IP4 0.0.0.0\r\na=rtcp");
    let (ours, agreed) = answer(&mut leg(), &offer);
    assert_eq!((agreed.remote, agreed.direction.sends()), (None, false));
    assert!(!ours.contains("0.0.0.0"));
}

#[test]
fn dr_103_payload_types_come_from_rtpmap_and_words_in_the_list_are_skipped() {
    let offer = m05("18 0 8 97 101 13 118", "18 zero 0 118 8 97 96 101 13")
        .replace(
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16",
            "a=rtpmap:96 telephone-event/8000",
        )
        .replace("a=rtpmap:8 PCMA/8000\r\n", "");
    let (ours, agreed) = answer(&mut leg(), &offer);
    assert!(ours.contains("\r\nm=audio 20002 RTP/SAVP 8 0 96 13\r\n"), "{ours}");
    assert_eq!((agreed.send.event, agreed.receive_event), (Some(96), Some(96)));
    // A number that rtpmap gives to something else is that something else.
    let offer = golden("M05").replace("a=rtpmap:8 PCMA/8000", "a=rtpmap:8 opus/48000/2");
    assert_eq!(answer(&mut leg(), &offer).1.codec, Codec::Pcmu);
}

#[test]
fn dr_103_dynamic_numbers_of_our_codecs_are_taken_and_answered_as_offered() {
    let offer = golden("M05")
        .replace("18 0 8 97 101 13 118", "18 120 97 101 13 118")
        .replace("a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000", "a=rtpmap:120 pcma/8000");
    let (ours, agreed) = answer(&mut leg(), &offer);
    assert!(ours.contains("RTP/SAVP 120 101 13\r\n") && ours.contains("a=rtpmap:120 PCMA/8000"));
    assert_eq!((agreed.send.audio, &agreed.receive[..]), (120, &[(120, Codec::Pcma)][..]));
}

#[test]
fn dr_102_our_offer_says_what_m11_says() {
    let right = golden("M11");
    let profile = Profile::direct_routing().codecs([Codec::Pcmu, Codec::Pcma, Codec::G722]);
    let mut leg = Negotiation::new(profile, local(20_010, 7201), Rng::from_seed(1))
        .with_key(key_of(&right, "1"));
    // The order of attributes is free; that of lines before m= and of its list is not.
    let ours = text(&leg.offer());
    let (fixed, attributes) = ours.split_at(ours.find("a=").unwrap());
    assert!(right.starts_with(fixed), "{ours}");
    let sorted = |body: &str| {
        let mut lines: Vec<_> = body.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(attributes), sorted(&right[fixed.len()..]));
}

#[test]
fn dr_102_no_common_codec_is_488() {
    let offer = m05("104 9 103 111 18 0 8 97 101 13 118", "104 103 111 18 97 101 13");
    let error = leg().answer(offer.as_bytes()).unwrap_err();
    assert_eq!(error.status(), 488);
    assert!(matches!(error, SdpError::NoCodec(_)), "{error}");
}

#[test]
fn dr_104_address_and_port_never_change_over_re_offers() {
    let mut leg = leg();
    let first = text(&leg.offer());
    leg.relocate(&local(30_000, 1));
    for direction in [Direction::SendRecv, Direction::Inactive, Direction::SendRecv] {
        leg.set_direction(direction);
        let again = text(&leg.offer());
        for start in ["c=", "m=", "a=rtcp:", "a=crypto"] {
            let line =
                |body: &str| body.lines().find(|line| line.starts_with(start)).map(str::to_owned);
            assert_eq!(line(&first), line(&again));
        }
    }
}

#[test]
fn dr_105_teams_gets_savp_only_and_a_plain_offer_is_488() {
    let offer = text(&leg().offer());
    assert!(offer.contains("RTP/SAVP ") && !offer.contains("RTP/AVP"), "{offer}");
    for protocol in ["RTP/AVP", "RTP/AVPF", "UDP/BFCP"] {
        let error = leg().answer(m05("RTP/SAVP", protocol).as_bytes()).unwrap_err();
        assert_eq!(error.status(), 488, "{protocol}");
    }
    // The forms of a bypass offer are taken, and answered as they came is not needed.
    for protocol in ["UDP/TLS/RTP/SAVP", "RTP/SAVPF"] {
        assert!(leg().answer(m05("RTP/SAVP", protocol).as_bytes()).is_ok(), "{protocol}");
    }
}

#[test]
fn dr_105_further_lines_of_an_offer_get_port_zero_in_their_places() {
    let mut offer = golden("M05").replace(
        "m=audio 49184",
        "m=video 50000 RTP/SAVP 122 107\r\na=rtpmap:122 X-H264UC/90000\r\nm=audio 49184",
    );
    offer.push_str("m=application 9 TCP/DTLS x\r\n");
    let (ours, _) = answer(&mut leg(), &offer);
    let lines: Vec<_> = ours.lines().filter(|line| line.starts_with("m=")).collect();
    assert_eq!(
        lines,
        [
            "m=video 0 RTP/SAVP 122 107",
            "m=audio 20002 RTP/SAVP 8 0 101 13",
            "m=application 0 TCP/DTLS x"
        ]
    );
}

#[test]
fn dr_106_the_version_rises_only_when_the_text_changes() {
    let mut leg = leg();
    let origin = |body: &[u8]| text(body).lines().nth(1).unwrap().to_owned();
    let first = leg.offer();
    assert!(text(&first).contains("\r\ns=-\r\n") && text(&first).contains("\r\nt=0 0\r\n"));
    assert_eq!(origin(&leg.offer()), origin(&first));
    leg.set_direction(Direction::Inactive);
    let held = leg.offer();
    assert_eq!(origin(&held), "o=teams-cc-sip 3913 1 IN IP4 203.0.113.10");
    assert_eq!(origin(&leg.offer()), origin(&held));
    leg.set_direction(Direction::SendRecv);
    assert_eq!(origin(&leg.offer()), "o=teams-cc-sip 3913 2 IN IP4 203.0.113.10");
}

#[test]
fn dr_107_twenty_milliseconds_are_offered_and_other_packet_times_taken() {
    assert!(text(&leg().offer()).contains("\r\na=ptime:20\r\n"));
    for (attribute, ours) in [
        ("a=ptime:10", 20),
        ("a=ptime:60", 20),
        ("a=ptime:20\r\na=maxptime:200", 20),
        ("a=maxptime:10", 10),
        ("a=ptime:0", 20),
        ("a=ptime:4294967296", 20),
    ] {
        let (_, agreed) = answer(&mut leg(), &m05("a=ptime:20", attribute));
        assert_eq!(agreed.ptime_ms, ours, "{attribute}");
    }
}

#[test]
fn dr_108_what_teams_adds_is_ignored() {
    let (right, _) = answer(&mut leg(), &golden("M05"));
    let extras = "a=sendrecv\r\na=x-ssrc-range:1-1\r\na=cryptoscale:1 client AES_CM_128_HMAC_SHA1_80 \
                  inline:x\r\na=rtcp-fb:* x-message app send:src,x-pli recv:src,x-pli\r\n\
                  a=extmap:1 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n\
                  a=fingerprint:sha-256 00:11\r\na=setup:actpass\r\nx=nobody knows\r\nb=TIAS:64000";
    let (ours, _) = answer(&mut leg(), &m05("a=sendrecv", extras));
    assert_eq!(ours, right);
}

#[test]
fn dr_109_the_same_offer_answered_again_gives_the_same_answer() {
    let mut leg = leg();
    let (early, _) = answer(&mut leg, &golden("M05"));
    assert_eq!(answer(&mut leg, &golden("M05")).0, early);
    assert_eq!(golden("M06"), golden("M07"), "as the golden pair shows it");
}

#[test]
fn dr_110_our_line_has_one_suite_thirty_octets_and_no_key_identifier() {
    let offer = text(&leg().offer());
    let lines: Vec<_> = offer.lines().filter(|line| line.starts_with("a=crypto")).collect();
    let [line] = lines[..] else { panic!("{lines:?}") };
    let inline = line.strip_prefix("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:").expect(line);
    let key = inline.strip_suffix("|2^31").expect(line);
    assert_eq!(key.len(), 40);
    let read = Crypto::parse(&line["a=crypto:".len()..]).unwrap();
    assert_eq!((read.key.expose_key().len(), read.key.expose_salt().len()), (16, 14));
}

#[test]
fn dr_111_the_line_with_the_long_tag_and_without_key_identifier_is_taken() {
    let (_, agreed) = answer(&mut leg(), &golden("M05"));
    let receive = agreed.keys.unwrap().receive;
    assert_eq!((receive.tag, receive.mki), (1, None));
    assert_eq!(receive.key, key_of(&golden("M05"), "1"));
    // If there is only the one with an identifier, its packets carry one octet more.
    let body = golden("M05");
    let line = body.lines().find(|line| line.starts_with("a=crypto:1")).unwrap();
    let (ours, agreed) = answer(&mut leg(), &body.replace(&format!("{line}\r\n"), ""));
    let keys = agreed.keys.unwrap();
    assert_eq!((keys.receive.tag, keys.receive.mki.map(Mki::length)), (2, Some(1)));
    assert_eq!(keys.send.mki, None, "ours never has one");
    assert!(ours.contains("a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:") && !ours.contains("|1:1"));
}

#[test]
fn dr_111_the_short_tag_alone_is_not_taken_from_teams() {
    let offer = golden("M05").replace("SHA1_80", "SHA1_32");
    assert_eq!(leg().answer(offer.as_bytes()).unwrap_err(), SdpError::NoUsableKey);
}

#[test]
fn dr_112_sdes_is_taken_although_a_fingerprint_is_there() {
    let offer = m05("RTP/SAVP", "UDP/TLS/RTP/SAVP").replace(
        "a=sendrecv",
        "a=fingerprint:sha-256 4A:AD:B9:B1:3F:82:18:3B\r\na=setup:actpass\r\na=sendrecv",
    );
    let (ours, agreed) = answer(&mut leg(), &offer);
    assert!(agreed.keys.is_some() && !ours.contains("fingerprint"));
}

#[test]
fn dr_113_keys_are_fresh_for_each_leg_and_stable_within_it() {
    let key = |leg: &mut Negotiation| key_of(&text(&leg.offer()), "1");
    let mut one = Negotiation::new(Profile::direct_routing(), local(1, 1), Rng::from_seed(1));
    let mut two = Negotiation::new(Profile::direct_routing(), local(1, 1), Rng::from_seed(2));
    let first = key(&mut one);
    assert_ne!(first, key(&mut two));
    one.set_direction(Direction::Inactive);
    assert_eq!(first, key(&mut one));
    // The roles change, the key does not.
    let (ours, _) = answer(&mut one, &golden("M05"));
    assert_eq!(first, key_of(&ours, "1"));
}

#[test]
fn rs_56_a_hundred_thousand_keys_never_repeat() {
    let mut rng = Rng::from_seed(56);
    let keys: std::collections::HashSet<_> = (0..100_000)
        .map(|_| MasterKey::random(Suite::AesCm128HmacSha1_80, &mut rng).expose_key().to_vec())
        .collect();
    assert_eq!(keys.len(), 100_000);
}

#[test]
fn dr_115_the_answer_of_m15_with_two_lines_never_offered_is_taken() {
    let mut leg = leg();
    let ours = key_of(&text(&leg.offer()), "1");
    let agreed = leg.accept(golden("M15").as_bytes()).unwrap();
    let keys = agreed.keys.unwrap();
    assert_eq!((keys.receive.tag, keys.receive.mki), (3, None), "the one without identifier");
    assert_eq!(keys.receive.key, key_of(&golden("M15"), "3"));
    assert_eq!(keys.send.key, ours);
    assert_eq!(agreed.codec, Codec::Pcmu, "the answer's order counts");
    // The same description comes again in the 200 of M16.
    assert_eq!(leg.accept(golden("M16").as_bytes()).unwrap().keys.unwrap(), keys);
}

#[test]
fn dr_115_another_fork_may_answer_the_same_offer_with_another_key() {
    let mut leg = leg();
    leg.offer();
    let first = leg.accept(golden("M15").as_bytes()).unwrap();
    let other = golden("M15").replace("BnMfRLzPqZ8dvLmq", "CnMfRLzPqZ8dvLmq");
    let second = leg.accept(other.replace(":3 AES", ":1 AES").as_bytes()).unwrap();
    let (first, second) = (first.keys.unwrap(), second.keys.unwrap());
    assert_ne!(first.receive.key, second.receive.key);
    assert_eq!(first.send.key, second.send.key);
}

#[test]
fn dr_118_no_key_is_printed_by_anything_that_holds_one() {
    let mut leg = leg();
    let (ours, agreed) = answer(&mut leg, &golden("M05"));
    let printed = format!("{leg:?} {agreed:?} {:?}", Description::parse(golden("M05").as_bytes()));
    for body in [ours, golden("M05")] {
        for line in body.lines().filter(|line| line.starts_with("a=crypto")) {
            let key = line.split("inline:").nth(1).unwrap().split('|').next().unwrap();
            assert!(!printed.contains(key), "{key}");
        }
    }
}

#[test]
fn dr_122_event_numbers_may_differ_by_direction() {
    let mut leg = leg();
    leg.offer();
    let other = golden("M15").replace("8 9 101 13", "8 9 96 13").replace(":101 ", ":96 ");
    let agreed = leg.accept(other.as_bytes()).unwrap();
    assert_eq!((agreed.receive_event, agreed.send.event), (Some(101), Some(96)));
    // An event at another clock than the codec's is none.
    let wide = golden("M05").replace("telephone-event/8000", "telephone-event/16000");
    assert_eq!(answer(&mut self::leg(), &wide).1.send.event, None);
}

#[test]
fn dr_124_rtcp_is_offered_multiplexed_and_a_peer_without_it_gets_the_next_port() {
    let offer = text(&leg().offer());
    assert!(offer.contains("\r\na=rtcp:20002 IN IP4 203.0.113.10\r\na=rtcp-mux\r\n"), "{offer}");
    let (ours, agreed) = answer(&mut leg(), &m05("a=rtcp-mux\r\n", ""));
    assert!(ours.contains("\r\na=rtcp:20003 IN IP4 203.0.113.10\r\n"), "{ours}");
    assert!(!agreed.mux && !ours.contains("rtcp-mux"));
    assert_eq!(agreed.remote_rtcp, Some(peer("198.51.100.50:49185")), "as its a=rtcp says");
    let silent = m05("a=rtcp-mux\r\n", "").replace("a=rtcp:49185\r\n", "");
    assert_eq!(answer(&mut leg(), &silent).1.remote_rtcp, Some(peer("198.51.100.50:49185")));
    let elsewhere =
        m05("a=rtcp-mux\r\n", "").replace("49185\r\na=ice", "9 IN IP4 192.0.2.7\r\na=ice");
    assert_eq!(answer(&mut leg(), &elsewhere).1.remote_rtcp, Some(peer("192.0.2.7:9")));
}

#[test]
fn dr_125_multiplexing_cannot_change_in_mid_call() {
    let without = m05("a=rtcp-mux\r\n", "");
    for (first, then) in [(golden("M05"), without.clone()), (without.clone(), golden("M05"))] {
        let mut leg = leg();
        answer(&mut leg, &first);
        let error = leg.answer(then.as_bytes()).unwrap_err();
        assert_eq!((error.status(), error), (488, SdpError::MuxChanged));
        assert!(leg.answer(first.as_bytes()).is_ok(), "what was agreed goes on");
    }
    // Our own re-offer keeps what was agreed.
    let mut leg = leg();
    answer(&mut leg, &without);
    assert!(!text(&leg.offer()).contains("rtcp-mux"));
    // A carrier may change it.
    let mut carrier = Negotiation::new(Profile::carrier(), local(9000, 1), Rng::from_seed(1));
    answer(&mut carrier, &golden("M05"));
    assert!(!answer(&mut carrier, &without).1.mux);
}

#[test]
fn rs_56_media_never_falls_back_into_the_clear() {
    // An answer in the clear to a secured offer.
    let mut leg = leg();
    leg.offer();
    let clear = golden("M15").replace("RTP/SAVP", "RTP/AVP");
    assert_eq!(leg.accept(clear.as_bytes()).unwrap_err(), SdpError::SrtpRequired("RTP/AVP".into()));
    // A secured answer without a key, or with a key for another suite.
    let bare = golden("M15").replace("a=crypto", "a=nothing");
    assert_eq!(leg.accept(bare.as_bytes()).unwrap_err(), SdpError::NoUsableKey);
    let other = golden("M15").replace("SHA1_80", "SHA1_32");
    assert_eq!(leg.accept(other.as_bytes()).unwrap_err(), SdpError::NoUsableKey);
    // A re-offer in the clear on a carrier's leg that was secured.
    let mut carrier = Negotiation::new(Profile::carrier(), local(9000, 1), Rng::from_seed(1));
    answer(&mut carrier, &golden("M05"));
    let clear = m05("RTP/SAVP", "RTP/AVP");
    assert_eq!(carrier.answer(clear.as_bytes()).unwrap_err().status(), 488);
    // SRTP offered to a leg that speaks RTP only.
    let profile = Profile::carrier().keying(Keying::Clear);
    let mut plain = Negotiation::new(profile, local(9000, 1), Rng::from_seed(1));
    assert_eq!(plain.answer(golden("M05").as_bytes()).unwrap_err().status(), 488);
}

#[test]
fn rs_08_descriptions_beyond_the_limits_are_refused() {
    let many = |line: &str, count| golden("M05") + &line.repeat(count);
    for (body, what) in [
        (many("m=video 9 RTP/SAVP 1\r\n", 64), "media lines"),
        (many("a=x\r\n", 1000), "lines"),
        (many("a=crypto:7 FOO inline:x\r\n", 14), "crypto lines"),
    ] {
        let error = leg().answer(body.as_bytes()).unwrap_err();
        assert_eq!((error.status(), error), (400, SdpError::TooMany(what)));
    }
}

#[test]
fn dr_106_what_is_no_description_is_400() {
    for body in ["", "hello", "v=1\r\n", "\0\0\0", "v=0\r\nm=audio 4294967296 RTP/SAVP 8\r\n"] {
        assert_eq!(leg().answer(body.as_bytes()).unwrap_err().status(), 400, "{body:?}");
    }
    for (body, error) in [
        (m05("m=audio 49184", "m=audio 0"), SdpError::NoAudio),
        (m05("m=audio", "m=video"), SdpError::NoAudio),
        (
            golden("M05").replace("198.51.100.50", "media.example.com"),
            SdpError::NoAddress("media.example.com".into()),
        ),
    ] {
        assert_eq!(leg().answer(body.as_bytes()).unwrap_err(), error);
        assert_eq!(error.status(), 488);
    }
}

#[test]
fn an_answer_without_an_offer_and_a_refused_line_say_so() {
    assert_eq!(leg().accept(golden("M15").as_bytes()).unwrap_err(), SdpError::NoOffer);
    let mut leg = leg();
    leg.offer();
    let refused = golden("M15").replace("m=audio 50022", "m=audio 0");
    assert_eq!(leg.accept(refused.as_bytes()).unwrap_err(), SdpError::Refused);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    #[test]
    fn rs_01_a_mutated_description_is_answered_or_refused_but_never_panics(
        changes in proptest::collection::vec((0_usize..1100, proptest::prelude::any::<u8>()), 1..12),
        cut in 0_usize..1100,
    ) {
        for name in ["M05", "M15"] {
            let mut body = golden(name).into_bytes();
            for (place, octet) in &changes {
                let length = body.len();
                body[place % length] = *octet;
            }
            if cut < body.len() / 2 {
                body.remove(cut);
            }
            let mut leg = leg();
            if let Ok((ours, agreed)) = leg.answer(&body) {
                proptest::prop_assert!(agreed.keys.is_some());
                proptest::prop_assert!(Description::parse(&ours).is_ok());
            }
            leg.offer();
            let _ = leg.accept(&body);
        }
    }
}
