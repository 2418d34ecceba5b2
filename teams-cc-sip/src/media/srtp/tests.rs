use super::{Receiver, Sender, SrtpError, steps};
use crate::sdp::{MasterKey, Mki, Suite};

fn key(suite: Suite, fill: u8) -> MasterKey {
    MasterKey::from_bytes(suite, &vec![fill; suite.key_length() + suite.salt_length()]).unwrap()
}

fn packet(ssrc: u32, sequence: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, 8];
    packet.extend_from_slice(&sequence.to_be_bytes());
    packet.extend_from_slice(&(u32::from(sequence) * 160).to_be_bytes());
    packet.extend_from_slice(&ssrc.to_be_bytes());
    packet.extend_from_slice(payload);
    packet
}

fn protect(sender: &mut Sender, plain: &[u8]) -> Result<Vec<u8>, SrtpError> {
    let mut buffer = plain.to_vec();
    buffer.resize(plain.len() + super::MAX_TRAILER, 0);
    let end = sender.protect(&mut buffer, plain.len())?;
    buffer.truncate(end);
    Ok(buffer)
}

fn unprotect(receiver: &mut Receiver, packet: &[u8]) -> Result<Vec<u8>, SrtpError> {
    let mut buffer = packet.to_vec();
    let end = receiver.unprotect(&mut buffer)?;
    buffer.truncate(end);
    Ok(buffer)
}

#[test]
fn every_suite_opens_what_it_sealed_with_and_without_key_identifier() {
    for suite in Suite::ALL {
        for mki in [None, Mki::new(1, 1), Mki::new(0x0102_0304, 4)] {
            let mut sender = Sender::with_master(&key(suite, 7), mki);
            let mut receiver = Receiver::with_master(&key(suite, 7), mki, 0);
            for sequence in 65_000..65_535 {
                let plain = packet(9, sequence, &[0xd5; 160]);
                let sealed = protect(&mut sender, &plain).unwrap();
                assert_ne!(sealed[12..172], plain[12..]);
                assert_eq!(unprotect(&mut receiver, &sealed).unwrap(), plain, "{suite:?}");
            }
            let report = [&[0x80, 200, 0, 6][..], &[5; 24]].concat();
            let mut buffer = report.clone();
            buffer.resize(28 + super::MAX_TRAILER, 0);
            let end = sender.protect_rtcp(&mut buffer, 28).unwrap();
            let mut sealed = buffer[..end].to_vec();
            let mut again = sealed.clone();
            assert_eq!(receiver.unprotect_rtcp(&mut sealed), Ok(28), "{suite:?}");
            assert_eq!(sealed[..28], report);
            assert_eq!(receiver.unprotect_rtcp(&mut again), Err(SrtpError::Replayed));
        }
    }
}

#[test]
fn rs_51_the_rollover_counter_survives_wraps_losses_and_late_packets() {
    let master = key(Suite::AesCm128HmacSha1_80, 3);
    let mut sender = Sender::with_master(&master, None);
    let mut receiver = Receiver::with_master(&master, None, 0);
    let mut late = None;
    for extended in (65_000_u32..140_000).filter(|n| n % 997 != 3) {
        let plain = packet(1, extended as u16, &[1; 20]);
        let sealed = protect(&mut sender, &plain).unwrap();
        if extended == 65_530 {
            late = Some((sealed, plain)); // arrives behind the wrap
            continue;
        }
        assert_eq!(unprotect(&mut receiver, &sealed).unwrap(), plain, "{extended}");
        if extended == 65_580 {
            let (sealed, plain) = late.take().unwrap();
            assert_eq!(unprotect(&mut receiver, &sealed).unwrap(), plain);
            assert_eq!(unprotect(&mut receiver, &sealed), Err(SrtpError::Replayed));
        }
    }
}

#[test]
fn rs_50_a_forged_packet_moves_neither_window_nor_rollover_counter() {
    let master = key(Suite::AesCm128HmacSha1_80, 3);
    let mut sender = Sender::with_master(&master, None);
    let mut receiver = Receiver::with_master(&master, None, 0);
    let first = protect(&mut sender, &packet(1, 100, &[1; 160])).unwrap();
    let second = protect(&mut sender, &packet(1, 101, &[1; 160])).unwrap();
    unprotect(&mut receiver, &first).unwrap();
    for sequence in [101, 30_000, 40_000, 65_535, 99] {
        let mut forged = second.clone();
        forged[2..4].copy_from_slice(&u16::to_be_bytes(sequence));
        forged[50] ^= 1;
        assert_eq!(unprotect(&mut receiver, &forged), Err(SrtpError::Forged));
    }
    // Streams that never authenticated are not remembered either.
    for ssrc in 10..200 {
        let mut forged = second.clone();
        forged[8..12].copy_from_slice(&u32::to_be_bytes(ssrc));
        assert_eq!(unprotect(&mut receiver, &forged), Err(SrtpError::Forged));
    }
    assert_eq!(unprotect(&mut receiver, &first), Err(SrtpError::Replayed));
    assert!(unprotect(&mut receiver, &second).is_ok());
}

#[test]
fn dr_117_a_new_key_starts_at_rollover_counter_zero() {
    let (old, new) = (key(Suite::AesCm128HmacSha1_80, 3), key(Suite::AesCm128HmacSha1_80, 4));
    let mut sender = Sender::with_master(&old, None);
    let mut receiver = Receiver::with_master(&old, None, 0);
    for extended in 65_500_u32..65_600 {
        let sealed = protect(&mut sender, &packet(1, extended as u16, &[1; 20])).unwrap();
        unprotect(&mut receiver, &sealed).unwrap();
    }
    // Both sides start afresh: it works.
    let mut sender = Sender::with_master(&new, None);
    let mut receiver = Receiver::with_master(&new, None, 0);
    let sealed = protect(&mut sender, &packet(1, 64, &[1; 20])).unwrap();
    assert!(unprotect(&mut receiver, &sealed).is_ok());
    // A receiver that carried its counter on would hear nothing.
    let mut carried = Receiver::with_master(&new, None, 1);
    assert_eq!(unprotect(&mut carried, &sealed), Err(SrtpError::Forged));
}

#[test]
fn dr_116_a_new_stream_under_the_same_key_learns_its_sequence_from_its_first_packet() {
    let master = key(Suite::AesCm128HmacSha1_80, 3);
    let mut sender = Sender::with_master(&master, None);
    let mut receiver = Receiver::with_master(&master, None, 0);
    for (ssrc, sequence) in [(1, 60_000), (2, 5), (1, 60_001), (3, 65_535), (3, 0), (2, 6)] {
        let sealed = protect(&mut sender, &packet(ssrc, sequence, &[1; 20])).unwrap();
        assert!(unprotect(&mut receiver, &sealed).is_ok(), "{ssrc} {sequence}");
    }
}

#[test]
fn a_sequence_number_is_never_sealed_twice() {
    let mut sender = Sender::with_master(&key(Suite::AesCm128HmacSha1_80, 3), None);
    protect(&mut sender, &packet(1, 7, &[1; 20])).unwrap();
    assert_eq!(protect(&mut sender, &packet(1, 7, &[2; 20])), Err(SrtpError::Replayed));
    assert!(protect(&mut sender, &packet(1, 6, &[2; 20])).is_ok());
}

#[test]
fn dr_118_keys_do_not_print_themselves() {
    let master = key(Suite::AesCm128HmacSha1_80, 0xab);
    let sender = Sender::with_master(&master, None);
    let text = format!("{master:?} {sender:?}").to_lowercase();
    assert!(!text.contains("abab") && !text.contains("171"), "{text}");
}

#[test]
fn malformed_packets_are_refused_without_a_panic() {
    let mut receiver = Receiver::with_master(&key(Suite::AeadAes256Gcm, 1), Mki::new(1, 16), 0);
    for length in 0..80 {
        for first in [0x80, 0x9f, 0x8f, 0xb0, 0x00, 0xff] {
            let mut packet = vec![0xff; length];
            if let Some(octet) = packet.first_mut() {
                *octet = first;
            }
            assert!(receiver.unprotect(&mut packet.clone()).is_err());
            assert!(receiver.unprotect_rtcp(&mut packet).is_err());
        }
    }
    let _ = steps::gcm_receiver(&[0; 16], &[0; 12]);
}
