//! Keys by RFC 4733: each sequence of packets gives its digits.

use teams_cc_sip::media::dtmf::Receiver;
use teams_cc_sip::media::rtp::Packet;
use teams_cc_tests::vectors::{files, hex, json};

#[test]
fn vectors_dtmf_each_sequence_gives_its_digits() {
    let Some(files) = files("dtmf", ".json") else { return };
    for file in files {
        for case in json(&file)["cases"].as_array().expect("cases") {
            let number = case["payload_type"].as_u64().expect("a payload type");
            let mut receiver = Receiver::default();
            let mut digits = String::new();
            for packet in case["packets"].as_array().expect("packets") {
                let bytes = hex(packet);
                let Some(packet) = Packet::parse(&bytes) else { continue };
                if u64::from(packet.payload_type) == number {
                    digits.extend(receiver.receive(&packet).map(|key| key.to_string()));
                }
            }
            assert_eq!(Some(digits.as_str()), case["expect_digits"].as_str(), "{}", case["name"]);
        }
    }
}
