//! RTCP: sender and receiver reports, and the statistics that they carry (RFC 3550 §6.4).

use rtcp_types::{
    Bye, Compound, Packet, ReceiverReport, ReportBlock, ReportBlockBuilder, RtcpPacketWriterExt,
    Sdes, SdesChunk, SdesItem, SenderReport,
};
use smallvec::SmallVec;
use teams_cc_core::Instant;

/// Packets in a row that make a stream valid on plain RTP (RFC 3550 A.1).
const MIN_SEQUENTIAL: u16 = 2;
/// A jump forward by more than this is a restart, not a loss.
const MAX_DROPOUT: u16 = 3_000;
/// A packet this far behind is late, not a restart.
const MAX_MISORDER: u16 = 100;
/// Most of the cumulative loss that 24 bits with a sign can say.
const MAX_LOST: i64 = 0x7f_ffff;

/// What is known of one received stream.
#[derive(Clone, Debug)]
pub struct Source {
    /// Who sends.
    pub ssrc: u32,
    base: u32,
    highest: u32,
    bad: Option<u16>,
    received: u64,
    probation: u16,
    expected_before: u64,
    received_before: u64,
    transit: Option<i64>,
    jitter: f64,
    /// Middle of the NTP time of the last sender report, and when it came.
    last_report: Option<(u32, Instant)>,
}

/// What a sequence number says of its packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Of a stream that is known to be one.
    Valid,
    /// Of a stream that has to prove itself first: do not use it.
    Doubtful,
}

impl Source {
    /// A stream whose first packet has this number. One that authenticated need not prove itself.
    pub fn new(ssrc: u32, sequence: u16, authenticated: bool) -> Self {
        Self {
            ssrc,
            base: u32::from(sequence),
            highest: u32::from(sequence),
            bad: None,
            received: u64::from(authenticated),
            probation: if authenticated { 0 } else { MIN_SEQUENTIAL - 1 },
            expected_before: 0,
            received_before: 0,
            transit: None,
            jitter: 0.0,
            last_report: None,
        }
    }

    /// Takes the next packet (RFC 3550 A.1).
    pub fn arrived(&mut self, sequence: u16) -> Arrival {
        let ahead = sequence.wrapping_sub(self.highest as u16);
        if self.probation > 0 {
            if ahead == 1 {
                self.probation -= 1;
                self.highest = self.highest.wrapping_add(1);
                if self.probation == 0 {
                    self.received += 2;
                    return Arrival::Valid;
                }
            } else {
                self.restart(sequence);
                self.probation = MIN_SEQUENTIAL - 1;
                self.received = 0;
            }
            return Arrival::Doubtful;
        }
        if ahead < MAX_DROPOUT {
            self.highest = self.highest.wrapping_add(u32::from(ahead));
        } else if ahead.wrapping_neg() > MAX_MISORDER {
            // A big jump: believed when the next packet follows it.
            if self.bad != Some(sequence) {
                self.bad = Some(sequence.wrapping_add(1));
                return Arrival::Doubtful;
            }
            self.restart(sequence);
        }
        self.bad = None;
        self.received += 1;
        Arrival::Valid
    }

    fn restart(&mut self, sequence: u16) {
        let (jitter, last_report) = (self.jitter, self.last_report);
        *self = Self { jitter, last_report, ..Self::new(self.ssrc, sequence, true) };
        self.received = 0;
    }

    /// Takes arrival time and timestamp of an audio packet at 8 kHz (RFC 3550 A.8).
    pub fn timed(&mut self, now: Instant, timestamp: u32) {
        let arrived = (now.as_nanos() / 125_000) as u32;
        let transit = i64::from(arrived.wrapping_sub(timestamp) as i32);
        if let Some(before) = self.transit.replace(transit) {
            let step = (transit - before).unsigned_abs() as f64;
            // A restarted clock says nothing of the network.
            if step < 8_000.0 {
                self.jitter += (step - self.jitter) / 16.0;
            }
        }
    }

    /// Packets received of this stream.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Packets that should have come and did not; duplicates count against it.
    pub fn lost(&self) -> i64 {
        self.expected() as i64 - self.received as i64
    }

    /// Interarrival jitter in timestamp units (1/8000 s).
    pub fn jitter(&self) -> u32 {
        self.jitter as u32
    }

    fn expected(&self) -> u64 {
        u64::from(self.highest.wrapping_sub(self.base)) + 1
    }

    fn block(&mut self, now: Instant) -> ReportBlockBuilder {
        let (expected, received) = (self.expected(), self.received);
        let fresh = expected.saturating_sub(self.expected_before);
        let lost = fresh.saturating_sub(received.saturating_sub(self.received_before));
        (self.expected_before, self.received_before) = (expected, received);
        let fraction = (lost * 256).checked_div(fresh).unwrap_or(0).min(255) as u8;
        let (report, delay) = self.last_report.map_or((0, 0), |(report, came)| {
            (report, ((now - came).as_nanos() * 65_536 / 1_000_000_000) as u32)
        });
        ReportBlock::builder(self.ssrc)
            .fraction_lost(fraction)
            .cumulative_lost(self.lost().clamp(0, MAX_LOST) as u32)
            .extended_sequence_number(self.highest)
            .interarrival_jitter(self.jitter())
            .last_sender_report_timestamp(report)
            .delay_since_last_sender_report_timestamp(delay)
    }
}

/// What we say of ourselves.
#[derive(Clone, Copy, Debug)]
pub struct Ourselves<'a> {
    /// Our stream.
    pub ssrc: u32,
    /// Our name, the same for all streams of a leg.
    pub cname: &'a str,
    /// Time of day as 32.32 bits since 1900.
    pub ntp: u64,
    /// The same moment on our RTP clock; `None` if nothing was sent since the last report.
    pub timestamp: Option<u32>,
    /// Packets sent.
    pub packets: u32,
    /// Payload octets sent.
    pub octets: u32,
}

/// A compound packet: SR or RR, SDES with CNAME, and BYE at the end of the leg.
pub fn report(
    now: Instant,
    ours: Ourselves<'_>,
    source: Option<&mut Source>,
    bye: bool,
) -> SmallVec<[u8; 256]> {
    let block = source.map(|source| source.block(now));
    let chunk =
        SdesChunk::builder(ours.ssrc).add_item(SdesItem::builder(SdesItem::CNAME, ours.cname));
    let mut compound = Compound::builder();
    if let Some(timestamp) = ours.timestamp {
        let mut sender = SenderReport::builder(ours.ssrc)
            .ntp_timestamp(ours.ntp)
            .rtp_timestamp(timestamp)
            .packet_count(ours.packets)
            .octet_count(ours.octets);
        if let Some(block) = block {
            sender = sender.add_report_block(block);
        }
        compound = compound.add_packet(sender);
    } else {
        let mut receiver = ReceiverReport::builder(ours.ssrc);
        if let Some(block) = block {
            receiver = receiver.add_report_block(block);
        }
        compound = compound.add_packet(receiver);
    }
    compound = compound.add_packet(Sdes::builder().add_chunk(chunk));
    if bye {
        compound = compound.add_packet(Bye::builder().add_source(ours.ssrc));
    }
    let mut packet = SmallVec::from_elem(0, 256);
    let length = compound.write_into(&mut packet);
    debug_assert!(length.is_ok(), "a report with one block always fits");
    packet.truncate(length.unwrap_or(0));
    packet
}

/// What a peer's compound packet told us.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Heard {
    /// The peer's view of what we sent.
    pub view: Option<View>,
    /// The peer's stream ends.
    pub bye: bool,
}

/// The peer's view of what we sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Lost since the peer's last report, 0 to 1.
    pub fraction_lost: f32,
    /// Jitter in timestamp units.
    pub jitter: u32,
    /// Round trip in 1/65536 s, if the peer has had a report of ours.
    pub round_trip: Option<u32>,
}

/// Takes a compound packet; `None` if any part of it is malformed: then nothing of it counts.
///
/// Reports about streams that are not ours, and of streams that are not `source`, are passed over
/// (RS-54).
pub fn receive(
    now: Instant,
    ntp: u64,
    bytes: &[u8],
    our_ssrc: u32,
    mut source: Option<&mut Source>,
) -> Option<Heard> {
    for packet in Compound::parse(bytes).ok()? {
        packet.ok()?;
    }
    let mut heard = Heard::default();
    let view = |block: ReportBlock<'_>| {
        let middle = (ntp >> 16) as u32;
        let (report, delay) = (
            block.last_sender_report_timestamp(),
            block.delay_since_last_sender_report_timestamp(),
        );
        let round_trip = middle.wrapping_sub(report).wrapping_sub(delay);
        View {
            fraction_lost: f32::from(block.fraction_lost()) / 256.0,
            jitter: block.interarrival_jitter(),
            // More than a minute is a clock that was set, not a network.
            round_trip: (report != 0 && round_trip < 60 << 16).then_some(round_trip),
        }
    };
    for packet in Compound::parse(bytes).ok()?.flatten() {
        match packet {
            Packet::Sr(report) => {
                let Some(source) = source.as_deref_mut().filter(|s| s.ssrc == report.ssrc()) else {
                    continue;
                };
                source.last_report = Some(((report.ntp_timestamp() >> 16) as u32, now));
                let block = report.report_blocks().find(|block| block.ssrc() == our_ssrc);
                heard.view = block.map(view).or(heard.view);
            }
            Packet::Rr(report) => {
                // A peer that only listens has no stream that we could know.
                let known = source.as_deref().is_none_or(|s| s.ssrc == report.ssrc());
                let block = report.report_blocks().find(|block| block.ssrc() == our_ssrc);
                heard.view = block.filter(|_| known).map(view).or(heard.view);
            }
            Packet::Bye(bye) => {
                let known = source.as_deref().map(|source| source.ssrc);
                heard.bye |= bye.ssrcs().any(|ssrc| Some(ssrc) == known);
            }
            _ => {}
        }
    }
    Some(heard)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ourselves(ssrc: u32, ntp: u64, timestamp: Option<u32>) -> Ourselves<'static> {
        Ourselves { ssrc, cname: "leg@sbc1", ntp, timestamp, packets: 10, octets: 1600 }
    }

    #[test]
    fn loss_and_jitter_are_counted_as_rfc_3550_counts_them() {
        let mut source = Source::new(5, 65_530, true);
        source.timed(Instant::START, 0);
        for n in 1..200_u16 {
            if n % 10 == 0 {
                continue;
            }
            assert_eq!(source.arrived(65_530_u16.wrapping_add(n)), Arrival::Valid);
            // Every other packet 10 ms late: jitter tends to 80 units.
            let late = u64::from(n % 2) * 10;
            source.timed(Instant::from_millis(u64::from(n) * 20 + late), u32::from(n) * 160);
        }
        assert_eq!((source.received(), source.lost()), (181, 19));
        assert!((60..=85).contains(&source.jitter()), "{}", source.jitter());
    }

    #[test]
    fn a_plain_stream_proves_itself_with_two_packets_in_a_row() {
        let mut source = Source::new(5, 10, false);
        assert_eq!(source.arrived(12), Arrival::Doubtful);
        assert_eq!(source.arrived(13), Arrival::Valid);
        assert_eq!(source.arrived(40_000), Arrival::Doubtful);
        assert_eq!(source.arrived(14), Arrival::Valid);
        assert_eq!(source.arrived(50_000), Arrival::Doubtful);
        assert_eq!(source.arrived(50_001), Arrival::Valid);
        assert_eq!(source.lost(), 0);
    }

    #[test]
    fn two_sides_learn_loss_and_round_trip_from_each_other() {
        let second = 1_u64 << 32;
        let at = Instant::from_millis;
        let mut of_a = Source::new(1, 0, true);
        let first = report(at(0), ourselves(1, 100 * second, Some(0)), None, false);
        assert!(receive(at(30), 100 * second + second / 32, &first, 2, Some(&mut of_a)).is_some());
        for sequence in [1, 2, 4] {
            of_a.arrived(sequence);
        }
        let back = report(at(1030), ourselves(2, 101 * second, None), Some(&mut of_a), false);
        let heard = receive(at(1060), 101 * second + second * 6 / 100, &back, 1, None).unwrap();
        let view = heard.view.unwrap();
        assert!((0.19..0.21).contains(&view.fraction_lost), "{view:?}");
        let round_trip = f64::from(view.round_trip.unwrap()) / 65.536;
        assert!((59.0..61.0).contains(&round_trip), "{round_trip} ms");
    }

    #[test]
    fn rs_54_reports_and_goodbyes_of_strangers_have_no_effect() {
        let mut source = Source::new(7, 0, true);
        let bye = report(Instant::START, ourselves(9, 1 << 32, Some(0)), None, true);
        let heard = receive(Instant::START, 0, &bye, 1, Some(&mut source)).unwrap();
        assert_eq!(heard, Heard::default());
        assert!(source.last_report.is_none());
        assert!(
            receive(Instant::START, 0, &bye, 1, Some(&mut Source::new(9, 0, true))).unwrap().bye
        );
        for length in 0..bye.len() {
            assert!(
                receive(Instant::START, 0, &bye[..length], 1, None).is_none() || length % 4 == 0,
                "cut at {length}"
            );
        }
    }

    proptest! {
        #[test]
        fn rs_54_no_octets_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..200),
                                 kind in 198_u8..208) {
            let mut source = Source::new(7, 0, true);
            let _ = receive(Instant::START, 0, &bytes, 1, Some(&mut source));
            if bytes.len() >= 4 {
                let words = (bytes.len() / 4 - 1) as u16;
                bytes.truncate(usize::from(words) * 4 + 4);
                bytes[0] = 0x80 | bytes[0] & 0x1f;
                bytes[1] = kind;
                bytes[2..4].copy_from_slice(&words.to_be_bytes());
                let _ = receive(Instant::START, 0, &bytes, 1, Some(&mut source));
            }
        }
    }
}
