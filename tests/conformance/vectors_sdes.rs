//! SDES lines and offers: what is taken, what is refused, and what an answer holds.

use std::fmt::Write as _;

use teams_cc_core::Rng;
use teams_cc_sip::sdp::{
    Crypto, CryptoRefused, Keying, Local, Negotiation, Profile, SdpError, Suite,
};
use teams_cc_tests::vectors::{files, json};

#[test]
fn vectors_sdes_each_line_has_its_verdict() {
    let Some(files) = files("sdes", ".tsv") else { return };
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        let mut rows = text.lines().filter(|line| !line.is_empty());
        assert_eq!(rows.next().map(|head| head.starts_with("line\texpect")), Some(true));
        for row in rows {
            let mut cells = row.split('\t');
            let (Some(line), Some(expect)) = (cells.next(), cells.next()) else {
                panic!("{}: {row}", file.display());
            };
            // The file keeps each line in quotation marks.
            let value = line.trim_matches('"').strip_prefix("a=crypto:").expect("a crypto line");
            let read = Crypto::parse(value);
            match expect {
                "accept" | "accept-if-supported" => assert!(read.is_ok(), "{row}: {read:?}"),
                "reject" => assert!(read.is_err(), "{row}: {read:?}"),
                "skip" => assert_eq!(read, Err(CryptoRefused::UnknownSuite), "{row}"),
                "either" => {}
                other => panic!("{}: verdict {other}", file.display()),
            }
        }
    }
}

fn negotiation(seed: u64) -> Negotiation {
    let local = Local::new("127.0.0.1".parse().unwrap(), 20_000);
    let profile = Profile::carrier().keying(Keying::Srtp).suites(Suite::ALL);
    Negotiation::new(profile, local, Rng::from_seed(seed))
}

fn offer(lines: &[&str]) -> String {
    let mut text = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
                    m=audio 4000 RTP/SAVP 8\r\n"
        .to_owned();
    for line in lines {
        let _ = write!(text, "a=crypto:{line}\r\n");
    }
    text
}

#[test]
fn vectors_sdes_offers_are_answered_with_the_right_line() {
    let Some(files) = files("sdes", ".json") else { return };
    for file in files {
        for case in json(&file)["cases"].as_array().expect("cases") {
            let lines: Vec<_> = case["lines"]
                .as_array()
                .expect("lines")
                .iter()
                .filter_map(|l| l.as_str())
                .collect();
            let answered = negotiation(1).answer(offer(&lines).as_bytes());
            let name = case["name"].to_string();
            if case["answer_tag"].as_str().is_some_and(|tag| tag.starts_with("none")) {
                let error = answered.expect_err(&name);
                assert_eq!((error.status(), error), (488, SdpError::NoUsableKey), "{name}");
                continue;
            }
            let (answer, agreed) = answered.expect(&name);
            let keys = agreed.keys.expect(&name);
            if let Some(tag) = case["answer_tag"].as_str() {
                assert_eq!(keys.send.tag.to_string(), tag, "{name}");
                let suite = case["answer_suite"].as_str().expect("a suite");
                let line = format!("a=crypto:{tag} {suite} inline:");
                assert!(String::from_utf8_lossy(&answer).contains(&line), "{name}");
            }
            assert_ne!(keys.send.key, keys.receive.key, "{name}: the key is echoed");
            let other = negotiation(2).answer(offer(&lines).as_bytes()).expect(&name).1;
            assert_ne!(other.keys.expect(&name).send.key, keys.send.key, "{name}: not fresh");
        }
    }
}
