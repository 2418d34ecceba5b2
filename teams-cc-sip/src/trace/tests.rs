use super::*;
use std::time::Duration;

fn entry(after: u64, direction: Direction, peer: u16, text: &str) -> Arc<Entry> {
    Arc::new(Entry {
        at: SystemTime::UNIX_EPOCH + Duration::from_millis(after),
        trunk: "sbc".into(),
        transport: if peer == 5061 { Transport::Tls } else { Transport::Udp },
        direction,
        local: ([127, 0, 0, 1], 5080).into(),
        peer: ([127, 0, 0, 1], peer).into(),
        bytes: Bytes::copy_from_slice(text.as_bytes()),
    })
}

const INVITE: &str = "INVITE sip:+14255550100@sbc SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\
                      Content-Type: application/sdp\r\nContent-Length: 0\r\n\r\n";

#[test]
fn a_ladder_names_parties_folds_repetitions_and_shows_no_number() {
    let mut ladder = Ladder::new().name(([127, 0, 0, 1], 5060).into(), "carrier");
    let ok = "SIP/2.0 200 OK\r\ni: a\r\nCSeq: 2 BYE\r\n\r\n";
    let other = INVITE.replace("ID: a", "ID: b");
    for item in [
        entry(0, Direction::In, 5060, INVITE),
        entry(500, Direction::In, 5060, INVITE),
        entry(501, Direction::Out, 5060, "SIP/2.0 100 Trying\r\nCall-ID: a\r\n\r\n"),
        entry(510, Direction::Out, 5061, &other),
        entry(900, Direction::Out, 5060, ok),
    ] {
        ladder.add(&item);
    }
    let expected = "\
                    carrier                   sbc               127.0.0.1:5061
+0.000                |-- INVITE (sdp) x2 --->|                       |
+0.501                |<--------- 100 Trying -|                       |
+0.510                |                       |-- INVITE (sdp) ----->|
+0.900                |<------ 200 OK to BYE -|                       |
";
    let text = ladder.to_string();
    assert_eq!(text.lines().count(), expected.lines().count(), "\n{text}");
    for part in ["INVITE (sdp) x2", "100 Trying", "200 OK to BYE", "carrier", "127.0.0.1:5061"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert!(!text.contains("4255550100"), "\n{text}");
    let mut one = Ladder::new().only(["b"]);
    one.add(&entry(0, Direction::In, 5060, INVITE));
    one.add(&entry(0, Direction::In, 5060, &other));
    assert_eq!(one.to_string().lines().count(), 2);
}

#[test]
fn dr_145_a_capture_has_one_packet_per_datagram_and_right_checksums() {
    let mut pcap = PcapWriter::new(Vec::new(), 10_000).expect("memory");
    assert!(pcap.write(&entry(1, Direction::In, 40_000, INVITE)).expect("memory"));
    assert!(pcap.write(&entry(2, Direction::Out, 5061, INVITE)).expect("memory"));
    let huge = entry(3, Direction::Out, 5061, &"x".repeat(20_000));
    assert!(!pcap.write(&huge).expect("memory"), "beyond the limit");
    assert_eq!(pcap.skipped(), 1);
    let file = pcap.finish().expect("memory");
    let first = &file[24 + 16..];
    assert_eq!((first[0], first[9]), (0x45, 17));
    assert_eq!(u16::from_be_bytes([first[22], first[23]]), 5060, "readers know SIP by its port");
    // A header with its own checksum in it sums up to nothing.
    let header = first[..20].chunks(2).map(|p| u32::from(p[0]) << 8 | u32::from(p[1])).sum::<u32>();
    assert_eq!((header & 0xffff) + (header >> 16), 0xffff);
    let second = &file[24 + 16 + 28 + INVITE.len() + 16..];
    assert_eq!((second[0], second[9]), (0x45, 6));
    assert!(second.ends_with(INVITE.as_bytes()));
}
