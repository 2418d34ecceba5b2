//! RTP headers: RFC 3550 §5.1, read and written in place.

/// Octets of a header without CSRCs and extension.
pub const HEADER: usize = 12;

/// A received packet, seen through its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// First packet of a talk spurt or of an event.
    pub marker: bool,
    /// 0 to 127.
    pub payload_type: u8,
    /// Counts packets.
    pub sequence: u16,
    /// Counts samples.
    pub timestamp: u32,
    /// Who sends.
    pub ssrc: u32,
    /// Behind CSRCs and extension, without padding.
    pub payload: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Reads a packet; `None` if it is no RTP or shorter than it says.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let head = bytes.first_chunk::<HEADER>()?;
        if head[0] >> 6 != 2 {
            return None;
        }
        let mut start = HEADER + 4 * usize::from(head[0] & 0x0f);
        if head[0] & 0x10 != 0 {
            let length = bytes.get(start + 2..start + 4)?;
            start += 4 + 4 * usize::from(u16::from_be_bytes([length[0], length[1]]));
        }
        let mut payload = bytes.get(start..)?;
        if head[0] & 0x20 != 0 {
            let padding = usize::from(*payload.last()?);
            payload = payload.get(..payload.len().checked_sub(padding)?)?;
            if padding == 0 {
                return None;
            }
        }
        Some(Self {
            marker: head[1] & 0x80 != 0,
            payload_type: head[1] & 0x7f,
            sequence: u16::from_be_bytes([head[2], head[3]]),
            timestamp: u32::from_be_bytes([head[4], head[5], head[6], head[7]]),
            ssrc: u32::from_be_bytes([head[8], head[9], head[10], head[11]]),
            payload,
        })
    }

    /// The header in front of this packet's payload when it is sent on.
    pub fn header(&self) -> [u8; HEADER] {
        let mut head = [0; HEADER];
        head[0] = 0x80;
        head[1] = u8::from(self.marker) << 7 | self.payload_type & 0x7f;
        head[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        head[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        head[8..].copy_from_slice(&self.ssrc.to_be_bytes());
        head
    }
}

/// True if a datagram on a port with both is RTCP (RFC 5761 §4: types 192 to 223).
pub fn is_rtcp(bytes: &[u8]) -> bool {
    bytes.len() >= 2 && bytes[0] >> 6 == 2 && (192..=223).contains(&bytes[1])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_header_is_read_as_it_was_written() {
        let packet = Packet {
            marker: true,
            payload_type: 101,
            sequence: 0xfffe,
            timestamp: 0x8000_0001,
            ssrc: 0xdead_beef,
            payload: &[1, 2, 3],
        };
        let bytes = [&packet.header()[..], packet.payload].concat();
        assert_eq!(Packet::parse(&bytes), Some(packet));
        assert!(!is_rtcp(&bytes));
    }

    #[test]
    fn padding_longer_than_the_payload_is_refused() {
        let mut bytes = vec![0xa0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 7, 7, 2];
        assert_eq!(Packet::parse(&bytes).unwrap().payload, [7]);
        *bytes.last_mut().unwrap() = 4;
        assert_eq!(Packet::parse(&bytes), None);
        *bytes.last_mut().unwrap() = 0;
        assert_eq!(Packet::parse(&bytes), None);
    }

    proptest! {
        #[test]
        fn rs_01_any_octets_read_as_the_reference_reads_them(
            mut bytes in proptest::collection::vec(any::<u8>(), 0..64), force in any::<bool>()
        ) {
            if let (true, Some(first)) = (force, bytes.first_mut()) {
                *first = 0x80 | *first & 0x3f;
            }
            let reference = rtp_types::RtpPacket::parse(&bytes).ok();
            let ours = Packet::parse(&bytes);
            // The reference takes padding of zero octets, RFC 3550 does not.
            if let Some(ours) = ours {
                let reference = reference.expect("the reference takes what we take");
                prop_assert_eq!(ours.payload, reference.payload());
                prop_assert_eq!(ours.sequence, reference.sequence_number());
                prop_assert_eq!(ours.ssrc, reference.ssrc());
                prop_assert_eq!(ours.marker, reference.marker_bit());
            }
        }
    }
}
