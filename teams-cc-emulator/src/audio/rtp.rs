//! RTP packets (RFC 3550), read and written by hand.

/// What stands in front of the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
}

impl Header {
    /// Header and payload as one packet, without padding, extension or contributing sources.
    pub(crate) fn packet(&self, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(12 + payload.len() + 16);
        out.push(0x80);
        out.push(u8::from(self.marker) << 7 | self.payload_type & 0x7f);
        out.extend(self.sequence.to_be_bytes());
        out.extend(self.timestamp.to_be_bytes());
        out.extend(self.ssrc.to_be_bytes());
        out.extend(payload);
        out
    }
}

/// Where the header ends (fixed part, contributing sources, extension); `None` if this is no RTP.
pub(crate) fn header_length(packet: &[u8]) -> Option<usize> {
    if packet.len() < 12 || packet[0] >> 6 != 2 {
        return None;
    }
    let mut end = 12 + usize::from(packet[0] & 0x0f) * 4;
    if packet[0] & 0x10 != 0 {
        let words = packet.get(end + 2..end + 4)?;
        end += 4 + usize::from(u16::from_be_bytes([words[0], words[1]])) * 4;
    }
    (end <= packet.len()).then_some(end)
}

/// Header and payload of a packet in the clear; padding is taken off.
pub(crate) fn read(packet: &[u8]) -> Option<(Header, &[u8])> {
    let start = header_length(packet)?;
    let padding = match packet[0] & 0x20 {
        0 => 0,
        _ => usize::from(*packet.last()?),
    };
    let end = packet.len().checked_sub(padding).filter(|end| *end >= start)?;
    let header = Header {
        marker: packet[1] & 0x80 != 0,
        payload_type: packet[1] & 0x7f,
        sequence: u16::from_be_bytes([packet[2], packet[3]]),
        timestamp: be32(packet, 4),
        ssrc: be32(packet, 8),
    };
    Some((header, &packet[start..end]))
}

/// Four octets at `at`; the caller has checked the length.
pub(crate) fn be32(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// RTP and RTCP on one port: RTCP's packet types 192 to 223 are no RTP payload types
/// (RFC 5761 §4).
pub(crate) fn is_rtcp(packet: &[u8]) -> bool {
    packet.len() >= 8 && packet[0] >> 6 == 2 && (192..=223).contains(&packet[1])
}

/// What a sender report counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sent {
    pub(crate) packets: u32,
    pub(crate) octets: u32,
}

/// A compound of sender report (with one reception block when somebody was heard) and a CNAME.
pub(crate) fn sender_report(
    ssrc: u32,
    ntp_nanos: u64,
    timestamp: u32,
    sent: Sent,
    heard: Option<(u32, u32)>,
) -> Vec<u8> {
    let blocks = u8::from(heard.is_some());
    let words = 6 + u16::from(blocks) * 6;
    let mut out = vec![0x80 | blocks, 200];
    out.extend(words.to_be_bytes());
    out.extend(ssrc.to_be_bytes());
    out.extend(((ntp_nanos / 1_000_000_000) as u32).to_be_bytes());
    let fraction = ((ntp_nanos % 1_000_000_000) << 32) / 1_000_000_000;
    out.extend((fraction as u32).to_be_bytes());
    out.extend(timestamp.to_be_bytes());
    out.extend(sent.packets.to_be_bytes());
    out.extend(sent.octets.to_be_bytes());
    if let Some((source, highest)) = heard {
        out.extend(source.to_be_bytes());
        out.extend([0; 4]); // nothing lost that we count
        out.extend(highest.to_be_bytes());
        out.extend([0; 12]); // jitter, last SR, delay
    }
    // SDES with one CNAME of four characters: one chunk of four words.
    out.extend([0x81, 202, 0, 3]);
    out.extend(ssrc.to_be_bytes());
    out.extend([1, 4, b't', b'e', b'a', b'm', 0, 0]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3550_5_1_a_packet_reads_as_written() {
        let header =
            Header { marker: true, payload_type: 101, sequence: 9, timestamp: 77, ssrc: 0xdead };
        let packet = header.packet(b"abc");
        assert_eq!(read(&packet), Some((header, &b"abc"[..])));
    }

    #[test]
    fn rfc3550_5_1_padding_and_extension_are_taken_off() {
        let mut packet = vec![0xb1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 9, 9, 9, 9];
        packet.extend([0xbe, 0xde, 0, 1, 1, 2, 3, 4]);
        packet.extend(b"hi");
        packet.extend([0, 0, 3]);
        assert_eq!(read(&packet).unwrap().1, b"hi");
        packet.pop();
        packet.push(200);
        assert_eq!(read(&packet), None, "more padding than packet");
        assert_eq!(read(&packet[..11]), None);
    }

    #[test]
    fn rfc5761_4_reports_are_told_from_speech() {
        let report = sender_report(1, 1_500_000_000, 2, Sent::default(), Some((5, 6)));
        assert!(is_rtcp(&report));
        assert_eq!(report.len() % 4, 0);
        assert_eq!(u16::from_be_bytes([report[2], report[3]]), 12);
        assert!(!is_rtcp(
            &Header { marker: true, payload_type: 0, sequence: 0, timestamp: 0, ssrc: 0 }
                .packet(b"")
        ));
    }
}
