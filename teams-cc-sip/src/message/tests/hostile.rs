//! Seeded mutations: nothing that arrives may panic, and what holds for every message holds.

use std::path::Path;

use teams_cc_core::Rng;

use super::*;
use crate::testing::fuzz;

/// What is mutated: the torture messages, the skeletons, and messages of this module.
fn seeds() -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus");
    let mut seeds = vec![
        INVITE.as_bytes().to_vec(),
        with("REFER", "Refer-To: <sip:c@h?Replaces=1%40h%3Bto-tag%3D2%3Bfrom-tag%3D3>\r\n")
            .into_bytes(),
    ];
    // A packaged crate has no corpus: then its own two messages must do.
    let mut folders = vec![corpus.join("sip-torture"), corpus.join("direct-routing")];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<_> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "sip" || end == "dat") {
                seeds.push(std::fs::read(path).unwrap());
            }
        }
    }
    seeds
}

fn mutate(rng: &mut Rng, octets: &mut Vec<u8>) {
    const SHARP: &[u8] = b"\r\n <>;,\"\\:@=%\0\xff[]?0/.-";
    const PHRASES: [&[u8]; 10] = [
        b"\r\n\r\n",
        b"\r\n ",
        b"Content-Length: 0\r\n",
        b"\r\nVia: ",
        b"z9hG4bK",
        b"4294967296",
        b";tag=",
        b"<sip:a@b>, ",
        b"\"",
        b"%00",
    ];
    for _ in 0..=rng.below(6) {
        if octets.is_empty() {
            return;
        }
        let at = rng.below(octets.len() as u64) as usize;
        match rng.below(7) {
            0 => octets[at] = rng.next_u64() as u8,
            1 => drop(octets.remove(at)),
            2 => octets.insert(at, SHARP[rng.below(SHARP.len() as u64) as usize]),
            3 => octets.truncate(at),
            4 => {
                let phrase = PHRASES[rng.below(PHRASES.len() as u64) as usize];
                octets.splice(at..at, phrase.iter().copied());
            }
            _ => {
                let end = (at + rng.below(60) as usize).min(octets.len());
                let piece = octets[at..end].to_vec();
                let to = rng.below(octets.len() as u64) as usize;
                octets.splice(to..to, piece);
            }
        }
    }
}

/// Runs `check` on mutations; a failure prints the seed and the octets that reproduce it.
fn mutations(seed: u64, count: u32, check: fn(&[u8])) {
    let seeds = seeds();
    let mut rng = Rng::from_seed(seed);
    for n in 0..count {
        let mut octets = seeds[rng.below(seeds.len() as u64) as usize].clone();
        mutate(&mut rng, &mut octets);
        let harm = std::panic::catch_unwind(|| check(&octets));
        assert!(harm.is_ok(), "seed {seed}, mutation {n}: {:?}", String::from_utf8_lossy(&octets));
    }
}

#[test]
fn rs_01_sixty_thousand_mutated_messages_do_no_harm() {
    mutations(1, 60_000, fuzz::message);
}

#[test]
fn rs_01_mutated_streams_do_no_harm_and_cuts_do_not_matter() {
    mutations(2, 20_000, fuzz::stream);
}

#[test]
fn rs_01_mutated_header_values_do_no_harm() {
    let values = [
        "\"A\" <sip:a@b:5060;lr?x=y>;tag=1, <tel:+1>",
        "Q.850;cause=16;text=\"a;b\"",
        "1800;refresher=uac",
        "1@h;to-tag=2;from-tag=3",
        "multipart/mixed;boundary=\"x\"",
        "terminated;reason=noresource",
        "1 2 INVITE",
        "SIP/2.0/UDP h:5060;rport;branch=z9hG4bK1",
    ];
    let mut rng = Rng::from_seed(3);
    for n in 0..4_000 {
        let mut octets = values[rng.below(values.len() as u64) as usize].as_bytes().to_vec();
        mutate(&mut rng, &mut octets);
        let harm = std::panic::catch_unwind(|| {
            fuzz::uri(&octets);
            if n % 4 == 0 {
                fuzz::header(&octets);
            }
        });
        assert!(harm.is_ok(), "value {n}: {:?}", String::from_utf8_lossy(&octets));
    }
}

#[test]
fn rs_01_mutated_bodies_do_no_harm() {
    let body = "--x\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--x\r\nContent-Type: multipart/mixed;boundary=\"a b\"\r\n\r\n--a b\r\n\r\n1\r\n--a b--\r\n--x--\r\n";
    let mut rng = Rng::from_seed(4);
    for n in 0..20_000 {
        let mut octets = body.as_bytes().to_vec();
        mutate(&mut rng, &mut octets);
        let harm = std::panic::catch_unwind(|| fuzz::body(&octets));
        assert!(harm.is_ok(), "body {n}: {:?}", String::from_utf8_lossy(&octets));
    }
}

#[test]
fn rs_10_any_text_in_any_setter_leaves_one_message_of_the_same_shape() {
    let mut rng = Rng::from_seed(5);
    let template = request(&with("OPTIONS", ""));
    let fields = template.fields().count();
    for _ in 0..100_000 {
        let text: String = (0..rng.below(12))
            .map(|_| match rng.below(6) {
                0 => char::from(b"\r\n\0\t \x7f\x1b"[rng.below(7) as usize]),
                1 => char::from(b"\"\\<>;,@?%=:&"[rng.below(12) as usize]),
                2 => char::from_u32(rng.below(0x11_0000) as u32).unwrap_or('\u{fffd}'),
                _ => char::from(b'a' + rng.below(26) as u8),
            })
            .collect();
        let mut message = template.clone();
        if message.push("X-Text", &text).is_ok() {
            let again = Message::parse(message.to_bytes()).unwrap();
            assert_eq!(again.fields().count(), fields + 1, "{text:?}");
            assert_eq!(
                again.header("x-text").unwrap().text(),
                text.trim_matches([' ', '\t']),
                "{text:?}"
            );
        } else {
            assert!(
                text.chars().any(|c| c.is_ascii_control() && c != '\t'),
                "{text:?} may be written"
            );
        }
        let uri = template.uri();
        if let Ok(address) = NameAddr::build(&uri).display_name(&text).param("x", &text).finish() {
            assert_eq!(address.display_name().unwrap_or_default(), text);
            assert_eq!(address.param("x").unwrap(), text);
            assert_eq!(address.uri(), &uri);
            message.set("From", &address).unwrap();
            assert_eq!(Message::parse(message.to_bytes()).unwrap().from(), address);
        }
        let built = Uri::build("h").user(&text).param("p", &text).header("Subject", &text).finish();
        match built {
            Ok(built) => {
                assert_eq!(built.user_text().unwrap(), text);
                assert_eq!(decode(built.param("p").unwrap()), text);
                assert_eq!(built.header("subject").unwrap(), text);
            }
            Err(malformed) => assert!(text.is_empty(), "{text:?}: {malformed}"),
        }
    }
}
