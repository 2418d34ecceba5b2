//! SRTP and SRTCP with `AES_CM_128_HMAC_SHA1_80` and `_32` (RFC 3711, RFC 4568), second writing.

use std::collections::HashMap;
use std::fmt;

use aes::Aes128;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::rtp;

/// A master key and salt: what a crypto line carries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct MasterKey(pub(crate) [u8; 30]);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(***)") // DR-118
    }
}

/// Which packets a key protects, beyond key and salt themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Suite {
    /// Octets of the authentication tag behind RTP; RTCP always has ten.
    pub(crate) tag: usize,
    /// Master key identifier in front of the tag: value and octets.
    pub(crate) mki: Option<(u32, usize)>,
}

impl Suite {
    /// The suite Teams insists on (DR-110).
    pub(crate) const SHA1_80: Self = Self { tag: 10, mki: None };
}

/// Why a packet was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dropped {
    /// No RTP at all, or too short for its tag.
    Malformed,
    /// The tag does not fit: another key, another rollover counter, or damage.
    Forged,
    /// Seen already, or too old to tell.
    Replayed,
}

type Keystream = Ctr128BE<Aes128>;

/// Session keys of one direction, made from the master key (RFC 3711 §4.3).
#[derive(Clone)]
struct SessionKeys {
    cipher: [u8; 16],
    auth: [u8; 20],
    salt: [u8; 14],
}

impl SessionKeys {
    /// `label` is 0 for RTP, 3 for RTCP: each kind takes three labels in a row.
    fn derive(master: &MasterKey, label: u8) -> Self {
        let mut keys = Self { cipher: [0; 16], auth: [0; 20], salt: [0; 14] };
        stretch(master, label, &mut keys.cipher);
        stretch(master, label + 1, &mut keys.auth);
        stretch(master, label + 2, &mut keys.salt);
        keys
    }

    /// The counter's start for one packet (RFC 3711 §4.1.1); `index` has 48 bits.
    fn apply(&self, ssrc: u32, index: u64, payload: &mut [u8]) {
        let mut iv = [0; 16];
        iv[..14].copy_from_slice(&self.salt);
        for (at, byte) in ssrc.to_be_bytes().into_iter().enumerate() {
            iv[4 + at] ^= byte;
        }
        for (at, byte) in index.to_be_bytes()[2..].iter().enumerate() {
            iv[8 + at] ^= byte;
        }
        Keystream::new(&self.cipher.into(), &iv.into()).apply_keystream(payload);
    }

    fn tag(&self, parts: [&[u8]; 2]) -> [u8; 20] {
        // HMAC takes a key of any length: this cannot fail.
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.auth).expect("HMAC takes every length");
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

fn stretch(master: &MasterKey, label: u8, out: &mut [u8]) {
    let mut iv = [0; 16];
    iv[..14].copy_from_slice(&master.0[16..]);
    iv[7] ^= label; // key derivation rate 0: the index part is zero
    let mut key = [0; 16];
    key.copy_from_slice(&master.0[..16]);
    Keystream::new(&key.into(), &iv.into()).apply_keystream(out);
}

/// Protects what one side sends with one key.
pub(crate) struct Sealer {
    rtp: SessionKeys,
    rtcp: SessionKeys,
    suite: Suite,
    /// Rollover counter and the last sequence number, per source.
    rolled: HashMap<u32, (u32, u16)>,
    rtcp_index: u32,
}

impl Sealer {
    /// A fresh key starts with rollover counter 0 (DR-117).
    pub(crate) fn new(master: &MasterKey, suite: Suite) -> Self {
        Self {
            rtp: SessionKeys::derive(master, 0),
            rtcp: SessionKeys::derive(master, 3),
            suite,
            rolled: HashMap::new(),
            rtcp_index: 0,
        }
    }

    /// Starts a source at a rollover counter of its own: a sender that has run for long.
    #[cfg(test)]
    pub(crate) fn start_at(&mut self, ssrc: u32, roc: u32, sequence: u16) {
        self.rolled.insert(ssrc, (roc, sequence));
    }

    /// One RTP packet, in sequence.
    pub(crate) fn seal(&mut self, mut packet: Vec<u8>) -> Option<Vec<u8>> {
        let start = rtp::header_length(&packet)?;
        let (ssrc, sequence) = (rtp::be32(&packet, 8), u16::from_be_bytes([packet[2], packet[3]]));
        let (roc, last) = self.rolled.entry(ssrc).or_insert((0, sequence));
        if sequence < *last && *last - sequence > 0x8000 {
            *roc = roc.wrapping_add(1);
        }
        *last = sequence;
        let roc = *roc;
        self.rtp.apply(ssrc, u64::from(roc) << 16 | u64::from(sequence), &mut packet[start..]);
        let tag = self.rtp.tag([&packet, &roc.to_be_bytes()]);
        self.mki(&mut packet);
        packet.extend(&tag[..self.suite.tag]);
        Some(packet)
    }

    /// One compound RTCP packet: encrypted behind its first eight octets, with the E flag.
    pub(crate) fn seal_rtcp(&mut self, mut packet: Vec<u8>) -> Option<Vec<u8>> {
        if packet.len() < 8 {
            return None;
        }
        let ssrc = rtp::be32(&packet, 4);
        self.rtcp_index = (self.rtcp_index + 1) & 0x7fff_ffff;
        self.rtcp.apply(ssrc, u64::from(self.rtcp_index), &mut packet[8..]);
        packet.extend((self.rtcp_index | 0x8000_0000).to_be_bytes());
        let tag = self.rtcp.tag([&packet, &[]]);
        self.mki(&mut packet);
        packet.extend(&tag[..10]);
        Some(packet)
    }

    fn mki(&self, packet: &mut Vec<u8>) {
        if let Some((value, length)) = self.suite.mki {
            packet.extend(&u64::from(value).to_be_bytes()[8 - length.min(8)..]);
        }
    }
}

/// What is remembered of one source.
#[derive(Clone, Copy)]
struct Source {
    /// Highest index that was good: rollover counter and sequence number.
    highest: u64,
    /// Bit `n`: index `highest - n` was seen.
    seen: u128,
}

/// Opens what the other side sends with one key.
pub(crate) struct Opener {
    rtp: SessionKeys,
    rtcp: SessionKeys,
    suite: Suite,
    sources: HashMap<u32, Source>,
    rtcp_sources: HashMap<u32, Source>,
}

/// Sources remembered per key: beyond this a new one is dropped as forged.
const MOST_SOURCES: usize = 16;

impl Opener {
    pub(crate) fn new(master: &MasterKey, suite: Suite) -> Self {
        Self {
            rtp: SessionKeys::derive(master, 0),
            rtcp: SessionKeys::derive(master, 3),
            suite,
            sources: HashMap::new(),
            rtcp_sources: HashMap::new(),
        }
    }

    /// One RTP packet; what is dropped moves nothing (RFC 3711 §3.3).
    pub(crate) fn open(&mut self, packet: &[u8]) -> Result<Vec<u8>, Dropped> {
        let mki = self.suite.mki.map_or(0, |(_, length)| length);
        let body = packet.len().checked_sub(self.suite.tag + mki).ok_or(Dropped::Malformed)?;
        let start = rtp::header_length(&packet[..body]).ok_or(Dropped::Malformed)?;
        let (ssrc, sequence) = (rtp::be32(packet, 8), u16::from_be_bytes([packet[2], packet[3]]));
        let source = self.sources.get(&ssrc).copied();
        let index = source.map_or(u64::from(sequence), |s| guess(s.highest, sequence));
        if source.is_some_and(|s| s.replayed(index)) {
            return Err(Dropped::Replayed);
        }
        let roc = ((index >> 16) as u32).to_be_bytes();
        let tag = self.rtp.tag([&packet[..body], &roc]);
        if tag[..self.suite.tag] != packet[body + mki..] {
            return Err(Dropped::Forged);
        }
        remember(&mut self.sources, ssrc, index)?;
        let mut open = packet[..body].to_vec();
        self.rtp.apply(ssrc, index, &mut open[start..]);
        Ok(open)
    }

    /// One compound RTCP packet.
    pub(crate) fn open_rtcp(&mut self, packet: &[u8]) -> Result<Vec<u8>, Dropped> {
        let mki = self.suite.mki.map_or(0, |(_, length)| length);
        let body = packet.len().checked_sub(10 + mki).ok_or(Dropped::Malformed)?;
        let end = body.checked_sub(4).filter(|end| *end >= 8).ok_or(Dropped::Malformed)?;
        let trailer = rtp::be32(packet, end);
        let (ssrc, index) = (rtp::be32(packet, 4), u64::from(trailer & 0x7fff_ffff));
        if self.rtcp_sources.get(&ssrc).is_some_and(|s| s.replayed(index)) {
            return Err(Dropped::Replayed);
        }
        if self.rtcp.tag([&packet[..body], &[]])[..10] != packet[body + mki..] {
            return Err(Dropped::Forged);
        }
        remember(&mut self.rtcp_sources, ssrc, index)?;
        let mut open = packet[..end].to_vec();
        if trailer & 0x8000_0000 != 0 {
            self.rtcp.apply(ssrc, index, &mut open[8..]);
        }
        Ok(open)
    }
}

impl Source {
    fn replayed(&self, index: u64) -> bool {
        let age = self.highest.saturating_sub(index);
        index <= self.highest && (age >= 128 || self.seen >> age & 1 == 1)
    }
}

fn remember(sources: &mut HashMap<u32, Source>, ssrc: u32, index: u64) -> Result<(), Dropped> {
    if sources.len() >= MOST_SOURCES && !sources.contains_key(&ssrc) {
        return Err(Dropped::Forged);
    }
    let source = sources.entry(ssrc).or_insert(Source { highest: index, seen: 0 });
    if index > source.highest {
        let step = index - source.highest;
        source.seen = if step < 128 { source.seen << step } else { 0 };
        source.highest = index;
    }
    source.seen |= 1 << (source.highest - index);
    Ok(())
}

/// The index nearest to the highest known that ends in `sequence` (RFC 3711 §3.3.1).
fn guess(highest: u64, sequence: u16) -> u64 {
    let base = highest & !0xffff | u64::from(sequence);
    let near = |candidate: u64| candidate.abs_diff(highest);
    let mut best = base;
    for other in [base.checked_sub(0x1_0000), Some(base + 0x1_0000)].into_iter().flatten() {
        if near(other) < near(best) {
            best = other;
        }
    }
    best
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn unhex(text: &str) -> Vec<u8> {
        (0..text.len() / 2)
            .map(|i| u8::from_str_radix(&text[i * 2..i * 2 + 2], 16).unwrap())
            .collect()
    }

    fn packet(sequence: u16) -> Vec<u8> {
        rtp::Header { marker: false, payload_type: 0, sequence, timestamp: 1, ssrc: 7 }
            .packet(b"twenty milliseconds")
    }

    #[test]
    fn rfc3711_b3_session_keys_equal_the_appendix() {
        let master = unhex("e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6");
        let keys = SessionKeys::derive(&MasterKey(master.try_into().unwrap()), 0);
        assert_eq!(keys.cipher.to_vec(), unhex("c61e7a93744f39ee10734afe3ff7a087"));
        assert_eq!(keys.salt.to_vec(), unhex("30cbbc08863d8c85d49db34a9ae1"));
        assert_eq!(keys.auth.to_vec(), unhex("cebe321f6ff7716b6fd4ab49af256a156d38baa4"));
    }

    #[test]
    fn dr_117_a_new_key_starts_its_rollover_counter_at_zero() {
        let key = MasterKey([9; 30]);
        let mut kept = Sealer::new(&key, Suite::SHA1_80);
        kept.start_at(7, 1, 10);
        let mut receiver = Opener::new(&key, Suite::SHA1_80);
        assert_eq!(receiver.open(&kept.seal(packet(11)).unwrap()), Err(Dropped::Forged));
        let mut fresh = Sealer::new(&key, Suite::SHA1_80);
        assert_eq!(receiver.open(&fresh.seal(packet(12)).unwrap()), Ok(packet(12)));
    }

    #[test]
    fn rfc3711_3_3_sequence_numbers_roll_over_and_replays_are_dropped() {
        let key = MasterKey([3; 30]);
        for suite in
            [Suite::SHA1_80, Suite { tag: 4, mki: None }, Suite { tag: 10, mki: Some((1, 1)) }]
        {
            let mut sealer = Sealer::new(&key, suite);
            let mut opener = Opener::new(&key, suite);
            for sequence in [65_534, 65_535, 0, 1, 2] {
                let sealed = sealer.seal(packet(sequence)).unwrap();
                assert_eq!(opener.open(&sealed).unwrap(), packet(sequence));
                assert_eq!(opener.open(&sealed), Err(Dropped::Replayed));
            }
        }
    }

    #[test]
    fn dr_111_an_mki_is_one_octet_in_front_of_the_tag() {
        let key = MasterKey([3; 30]);
        let mut plain = Sealer::new(&key, Suite::SHA1_80);
        let mut with = Sealer::new(&key, Suite { tag: 10, mki: Some((1, 1)) });
        let (a, b) = (plain.seal(packet(5)).unwrap(), with.seal(packet(5)).unwrap());
        assert_eq!(b.len(), a.len() + 1);
        assert_eq!(b[b.len() - 11], 1);
        assert_eq!(a[a.len() - 10..], b[b.len() - 10..]);
    }

    #[test]
    fn vectors_srtp_flows_are_opened_and_sealed_as_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/srtp");
        let Ok(files) = std::fs::read_dir(folder) else { return };
        for file in files {
            let path = file.unwrap().path();
            if !path.file_name().unwrap().to_string_lossy().starts_with("flow-") {
                continue;
            }
            let flow: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            if flow["suite"] != "AES_CM_128_HMAC_SHA1_80" {
                continue; // the emulated side speaks only what Teams speaks (DR-110)
            }
            let hex = |v: &serde_json::Value| unhex(v.as_str().unwrap());
            let mut master = hex(&flow["master_key"]);
            master.extend(hex(&flow["master_salt"]));
            let master = MasterKey(master.try_into().unwrap());
            let mut sealer = Sealer::new(&master, Suite::SHA1_80);
            for sent in flow["sent"].as_array().unwrap() {
                assert_eq!(sealer.seal(hex(&sent["rtp"])), Some(hex(&sent["srtp"])));
            }
            let mut opener = Opener::new(&master, Suite::SHA1_80);
            for (at, got) in flow["receive"].as_array().unwrap().iter().enumerate() {
                let opened = opener.open(&hex(&got["srtp"]));
                match got["expect"].as_str().unwrap() {
                    "accept" => {
                        assert_eq!(opened, Ok(hex(&got["rtp"])), "{path:?} {at} {}", got["why"]);
                    }
                    "reject" => assert!(opened.is_err(), "{path:?} {at} {}", got["why"]),
                    _ => {}
                }
            }
            for report in flow["srtcp"].as_array().unwrap() {
                assert_eq!(opener.open_rtcp(&hex(&report["srtcp"])), Ok(hex(&report["rtcp"])));
            }
        }
    }
}
