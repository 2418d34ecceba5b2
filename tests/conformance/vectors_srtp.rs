//! SRTP against published vectors, and flows on which libsrtp agrees packet for packet.

use serde_json::Value;
use teams_cc_sip::media::srtp::{MAX_TRAILER, Receiver, Sender, SrtpError, steps};
use teams_cc_sip::sdp::{Crypto, MasterKey, Suite};
use teams_cc_tests::vectors::{files, hex, json};

fn protect(sender: &mut Sender, plain: &[u8]) -> Vec<u8> {
    let mut buffer = plain.to_vec();
    buffer.resize(plain.len() + MAX_TRAILER, 0);
    let end = sender.protect(&mut buffer, plain.len()).expect("protects");
    buffer.truncate(end);
    buffer
}

fn protect_rtcp(sender: &mut Sender, plain: &[u8]) -> Vec<u8> {
    let mut buffer = plain.to_vec();
    buffer.resize(plain.len() + MAX_TRAILER, 0);
    let end = sender.protect_rtcp(&mut buffer, plain.len()).expect("protects");
    buffer.truncate(end);
    buffer
}

fn unprotect(receiver: &mut Receiver, packet: &[u8]) -> Result<Vec<u8>, SrtpError> {
    let mut buffer = packet.to_vec();
    let end = receiver.unprotect(&mut buffer)?;
    buffer.truncate(end);
    Ok(buffer)
}

fn unprotect_rtcp(receiver: &mut Receiver, packet: &[u8]) -> Result<Vec<u8>, SrtpError> {
    let mut buffer = packet.to_vec();
    let end = receiver.unprotect_rtcp(&mut buffer)?;
    buffer.truncate(end);
    Ok(buffer)
}

fn number(value: &Value) -> u32 {
    u32::try_from(value.as_u64().expect("a number")).expect("32 bits")
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    hex(value).try_into().expect("the right length")
}

#[test]
fn vectors_srtp_all_files_agree() {
    let Some(files) = files("srtp", ".json") else { return };
    for file in files {
        let vector = json(&file);
        let name = file.display().to_string();
        if vector.get("sent").is_some() {
            flow(&name, &vector);
        } else if vector.get("b2_keystream").is_some() {
            key_stream(&name, &vector["b2_keystream"]);
            derivation(&name, Suite::AesCm128HmacSha1_80, &vector["b3_key_derivation"]);
        } else if vector.get("keystream").is_some() {
            key_stream(&name, &vector["keystream"]);
            derivation(&name, Suite::AesCm256HmacSha1_80, &vector["key_derivation"]);
        } else if vector.get("srtp").is_some() {
            gcm(&name, &vector);
        } else if vector.get("srtcp").is_some() {
            gcm(&name, &vector["srtp_aes256"]);
            for case in vector["srtcp"].as_array().expect("a list") {
                gcm_rtcp(&name, case);
            }
        } else {
            panic!("{name}: nobody knows this shape");
        }
    }
}

fn flow(name: &str, flow: &Value) {
    let suite = Suite::named(flow["suite"].as_str().expect("a suite")).expect("a suite of ours");
    let bytes = [hex(&flow["master_key"]), hex(&flow["master_salt"])].concat();
    let key = MasterKey::from_bytes(suite, &bytes).expect("the suite's length");
    let inline = flow["sdes_inline"].as_str().expect("base64");
    let line = Crypto::parse(&format!("1 {} inline:{inline}", suite.name())).expect("a line");
    assert_eq!(line.key, key, "{name}: SDES gives the same key");

    let sent = flow["sent"].as_array().expect("packets");
    let mut sender = steps::sender_at(&key, number(&sent[0]["roc"]));
    for packet in sent {
        let sealed = protect(&mut sender, &hex(&packet["rtp"]));
        assert_eq!(sealed, hex(&packet["srtp"]), "{name}: sequence {}", packet["seq"]);
    }
    let roc = number(&flow["receiver_initial_roc"]);
    let mut receiver = Receiver::with_master(&key, None, roc);
    for (place, packet) in flow["receive"].as_array().expect("packets").iter().enumerate() {
        let opened = unprotect(&mut receiver, &hex(&packet["srtp"]));
        let why = format!("{name}: packet {place}, {}: {opened:?}", packet["why"]);
        match packet["expect"].as_str() {
            Some("accept") => assert_eq!(opened.expect(&why), hex(&packet["rtp"]), "{why}"),
            Some("reject") => assert!(opened.is_err(), "{why}"),
            Some("either") => {}
            other => panic!("{name}: verdict {other:?}"),
        }
    }
    let mut sender = Sender::with_master(&key, None);
    let mut receiver = Receiver::with_master(&key, None, 0);
    for packet in flow["srtcp"].as_array().into_iter().flatten() {
        let (plain, sealed) = (hex(&packet["rtcp"]), hex(&packet["srtcp"]));
        assert_eq!(protect_rtcp(&mut sender, &plain), sealed, "{name}: {}", packet["index"]);
        assert_eq!(unprotect_rtcp(&mut receiver, &sealed), Ok(plain), "{name}");
        assert_eq!(unprotect_rtcp(&mut receiver, &sealed), Err(SrtpError::Replayed), "{name}");
    }
}

fn key_stream(name: &str, vector: &Value) {
    let (key, salt) = (hex(&vector["session_key"]), array(&vector["session_salt"]));
    for (block, stream) in vector["block_counter_to_keystream"].as_object().expect("blocks") {
        let number = u16::from_str_radix(block, 16).expect("a block number");
        assert_eq!(steps::key_stream(&key, &salt, number)[..], hex(stream), "{name}: {block}");
    }
}

fn derivation(name: &str, suite: Suite, vector: &Value) {
    let bytes = [hex(&vector["master_key"]), hex(&vector["master_salt"])].concat();
    let master = MasterKey::from_bytes(suite, &bytes).expect("the suite's length");
    for (key, value) in vector.as_object().expect("keys") {
        let label = match key.as_str() {
            "master_key" | "master_salt" => continue,
            "cipher_key" => 0,
            "cipher_salt" => 2,
            key if key.starts_with("auth_key") => 1,
            other => panic!("{name}: what is {other}?"),
        };
        let right = hex(value);
        assert_eq!(steps::derived(&master, label, right.len()), right, "{name}: {key}");
    }
}

fn gcm(name: &str, vector: &Value) {
    let (key, salt) = (hex(&vector["session_key"]), array(&vector["salt"]));
    let (plain, sealed) = (hex(&vector["rtp"]), hex(&vector["srtp"]));
    assert_eq!(protect(&mut steps::gcm_sender(&key, &salt, 1), &plain), sealed, "{name}");
    let mut receiver = steps::gcm_receiver(&key, &salt);
    assert_eq!(unprotect(&mut receiver, &sealed), Ok(plain), "{name}");
}

fn gcm_rtcp(name: &str, case: &Value) {
    let (key, salt) = (hex(&case["session_key"]), array(&case["salt"]));
    let (plain, sealed) = (hex(&case["rtcp"]), hex(&case["srtcp"]));
    if case["encrypted"] == true {
        let mut sender = steps::gcm_sender(&key, &salt, number(&case["index"]));
        assert_eq!(protect_rtcp(&mut sender, &plain), sealed, "{name}");
    }
    let mut receiver = steps::gcm_receiver(&key, &salt);
    assert_eq!(unprotect_rtcp(&mut receiver, &sealed), Ok(plain), "{name}");
    let mut forged = sealed.clone();
    forged[20] ^= 1;
    let mut receiver = steps::gcm_receiver(&key, &salt);
    assert_eq!(unprotect_rtcp(&mut receiver, &forged), Err(SrtpError::Forged), "{name}");
}
