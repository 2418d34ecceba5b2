//! Traces as packets that tshark and sngrep read: synthetic IP headers around real messages.

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::time::UNIX_EPOCH;

use super::{Direction, Entry};
use crate::Transport;

/// Packets without a link layer (LINKTYPE_RAW).
const RAW: u32 = 101;
/// The largest piece of a stream in one packet.
const SEGMENT: usize = 32 * 1024;
/// The port under which readers look for SIP.
const SIP: u16 = 5060;

/// Writes entries as a capture file.
///
/// What travelled in TLS is written in the clear: whoever may read the file may read the calls.
/// Streams keep their byte order, so that readers put messages together across pieces; one port is
/// written as 5060 where neither is, so that readers know SIP when they see it.
#[derive(Debug)]
pub struct PcapWriter<W> {
    out: W,
    left: u64,
    sequence: HashMap<(SocketAddr, SocketAddr), u32>,
    /// Entries left out since the limit was reached.
    skipped: u64,
}

impl<W: Write> PcapWriter<W> {
    /// Writes at most about `limit` bytes.
    pub fn new(mut out: W, limit: u64) -> io::Result<Self> {
        let mut head = Vec::with_capacity(24);
        head.extend(0xa1b2_3c4d_u32.to_le_bytes()); // nanoseconds
        head.extend(2_u16.to_le_bytes());
        head.extend(4_u16.to_le_bytes());
        head.extend([0; 8]);
        head.extend(262_144_u32.to_le_bytes());
        head.extend(RAW.to_le_bytes());
        out.write_all(&head)?;
        Ok(Self { out, left: limit, sequence: HashMap::new(), skipped: 0 })
    }

    /// Writes one entry; false if the limit is reached.
    pub fn write(&mut self, entry: &Entry) -> io::Result<bool> {
        let size = entry.bytes.len() as u64 + 120;
        if size > self.left {
            self.skipped += 1;
            return Ok(false);
        }
        self.left -= size;
        let mut local = entry.local;
        if local.port() != SIP && entry.peer.port() != SIP {
            local.set_port(SIP);
        }
        let (from, to) = match entry.direction {
            Direction::In => (entry.peer, local),
            Direction::Out => (local, entry.peer),
        };
        if entry.transport == Transport::Udp {
            self.packet(entry, &ip(from, to, 17, &udp(from, to, &entry.bytes)))?;
            return Ok(true);
        }
        let acknowledged = self.sequence.get(&(to, from)).copied().unwrap_or(1);
        for piece in entry.bytes.chunks(SEGMENT) {
            let sequence = self.sequence.entry((from, to)).or_insert(1);
            let segment = tcp(from, to, *sequence, acknowledged, piece);
            *sequence = sequence.wrapping_add(piece.len() as u32);
            self.packet(entry, &ip(from, to, 6, &segment))?;
        }
        Ok(true)
    }

    /// Entries that were left out because of the limit.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// The writer, flushed.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn packet(&mut self, entry: &Entry, packet: &[u8]) -> io::Result<()> {
        let at = entry.at.duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut head = Vec::with_capacity(16);
        head.extend((at.as_secs() as u32).to_le_bytes());
        head.extend(at.subsec_nanos().to_le_bytes());
        head.extend((packet.len() as u32).to_le_bytes());
        head.extend((packet.len() as u32).to_le_bytes());
        self.out.write_all(&head)?;
        self.out.write_all(packet)
    }
}

fn udp(from: SocketAddr, to: SocketAddr, payload: &[u8]) -> Vec<u8> {
    let mut segment = Vec::with_capacity(8 + payload.len());
    segment.extend(from.port().to_be_bytes());
    segment.extend(to.port().to_be_bytes());
    segment.extend((8 + payload.len() as u16).to_be_bytes());
    segment.extend([0, 0]);
    segment.extend(payload);
    let sum = checksum(from, to, 17, &segment);
    // Zero would mean that there is none.
    let sum = if sum == 0 { 0xffff } else { sum };
    segment[6..8].copy_from_slice(&sum.to_be_bytes());
    segment
}

fn tcp(from: SocketAddr, to: SocketAddr, sequence: u32, ack: u32, payload: &[u8]) -> Vec<u8> {
    let mut segment = Vec::with_capacity(20 + payload.len());
    segment.extend(from.port().to_be_bytes());
    segment.extend(to.port().to_be_bytes());
    segment.extend(sequence.to_be_bytes());
    segment.extend(ack.to_be_bytes());
    segment.extend([5 << 4, 0x18]); // no options; push and acknowledge
    segment.extend(0xffff_u16.to_be_bytes());
    segment.extend([0; 4]);
    segment.extend(payload);
    let sum = checksum(from, to, 6, &segment);
    segment[16..18].copy_from_slice(&sum.to_be_bytes());
    segment
}

fn ip(from: SocketAddr, to: SocketAddr, protocol: u8, segment: &[u8]) -> Vec<u8> {
    let mut packet = Vec::with_capacity(40 + segment.len());
    if let (IpAddr::V4(from), IpAddr::V4(to)) = (from.ip(), to.ip()) {
        packet.extend([0x45, 0]);
        packet.extend((20 + segment.len() as u16).to_be_bytes());
        packet.extend([0, 0, 0x40, 0, 64, protocol, 0, 0]);
        packet.extend(from.octets());
        packet.extend(to.octets());
        let sum = fold(sum(&packet));
        packet[10..12].copy_from_slice(&sum.to_be_bytes());
    } else {
        packet.extend([0x60, 0, 0, 0]);
        packet.extend((segment.len() as u16).to_be_bytes());
        packet.extend([protocol, 64]);
        packet.extend(six(from.ip()));
        packet.extend(six(to.ip()));
    }
    packet.extend(segment);
    packet
}

fn six(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(four) => four.to_ipv6_mapped().octets(),
        IpAddr::V6(six) => six.octets(),
    }
}

/// The checksum of a segment with its pseudo header (RFC 768, RFC 9293, RFC 8200 §8.1).
fn checksum(from: SocketAddr, to: SocketAddr, protocol: u8, segment: &[u8]) -> u16 {
    let addresses = match (from.ip(), to.ip()) {
        (IpAddr::V4(from), IpAddr::V4(to)) => sum(&from.octets()) + sum(&to.octets()),
        (from, to) => sum(&six(from)) + sum(&six(to)),
    };
    fold(addresses + u64::from(protocol) + segment.len() as u64 + sum(segment))
}

fn sum(bytes: &[u8]) -> u64 {
    let pairs = bytes.chunks(2);
    pairs.map(|pair| u64::from(pair[0]) << 8 | u64::from(pair.get(1).copied().unwrap_or(0))).sum()
}

fn fold(mut sum: u64) -> u16 {
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}
