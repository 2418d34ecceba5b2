//! What a leg does with what arrives.

use std::net::SocketAddr;
use std::time::Duration;

use smallvec::SmallVec;
use teams_cc_core::Instant;

use super::{Agreed, Event, Frame, FrameKind, Leg, Output, Stats};
use crate::media::rtcp::{self, Arrival, Source};
use crate::media::rtp::{self, Packet};
use crate::media::srtp::{self, SrtpError};
use crate::media::{dtmf, voice};

/// Packets after each agreement in which another address may prove itself (RS-52).
const LATCH_PACKETS: u8 = 5;
/// Silence of the known stream before another one may follow it on plain RTP (RS-53).
const SUCCESSION: Duration = Duration::from_millis(60);

/// The receiving half.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    srtp: Option<srtp::Receiver>,
    pub(super) source: Option<Source>,
    /// Who would follow a stream that fell silent.
    candidate: Option<Source>,
    /// Where media comes from and goes to; differs from the description after latching.
    pub(super) remote: Option<SocketAddr>,
    signalled: Option<SocketAddr>,
    /// Packets taken since the last agreement, up to [`LATCH_PACKETS`].
    taken: u8,
    keys: dtmf::Receiver,
    /// When RTP or RTCP last came.
    pub(super) heard_at: Instant,
    /// When RTP last came.
    rtp_at: Instant,
}

impl Incoming {
    pub(super) fn agree(&mut self, before: Option<&Agreed>, agreed: &Agreed) {
        let key = |agreed: &Agreed| agreed.keys.as_ref().map(|keys| keys.receive.clone());
        let receive = key(agreed);
        if before.and_then(key) != receive || (receive.is_some() && self.srtp.is_none()) {
            self.srtp = receive.as_ref().map(srtp::Receiver::new);
        }
        // What was latched stays as long as the peer signals the same address.
        if self.signalled != agreed.remote {
            self.signalled = agreed.remote;
            self.remote = agreed.remote;
        }
        self.taken = 0;
    }
}

impl Leg {
    pub(super) fn datagram(&mut self, now: Instant, from: SocketAddr, bytes: &mut [u8]) {
        if self.agreed.as_ref().is_some_and(|agreed| agreed.mux) && rtp::is_rtcp(bytes) {
            return self.rtcp(now, from, bytes);
        }
        let Some(agreed) = &self.agreed else {
            self.stats.unknown += 1;
            return;
        };
        let known = self.incoming.remote == Some(from);
        let may_latch = self.config.latch
            && self.incoming.srtp.is_some()
            && self.incoming.taken < LATCH_PACKETS
            && self.incoming.remote.is_some();
        if !known && !may_latch {
            self.stats.foreign += 1;
            return;
        }
        let authenticated = self.incoming.srtp.is_some();
        let length = match &mut self.incoming.srtp {
            None => bytes.len(),
            Some(srtp) => match srtp.unprotect(bytes) {
                Ok(length) => length,
                Err(error) => return count(&mut self.stats, error),
            },
        };
        debug_assert_eq!(authenticated, agreed.keys.is_some());
        let Some(packet) = Packet::parse(&bytes[..length]) else {
            self.stats.unknown += 1;
            return;
        };
        let audio = agreed.receive.iter().find(|(number, _)| *number == packet.payload_type);
        let kind = if let Some((_, codec)) = audio {
            FrameKind::Audio(*codec)
        } else if agreed.receive_event == Some(packet.payload_type) {
            FrameKind::Event
        } else if agreed.receive_noise.contains(&packet.payload_type) {
            FrameKind::Noise
        } else {
            self.stats.unknown += 1;
            return;
        };
        let hears = agreed.direction.receives();
        if !self.is_of_stream(now, &packet, authenticated) {
            return;
        }
        if !known {
            self.incoming.remote = Some(from);
            self.emit(Event::Latched(from));
            // Once an agreement (RS-52).
            self.incoming.taken = LATCH_PACKETS;
        }
        self.incoming.taken = self.incoming.taken.saturating_add(1).min(LATCH_PACKETS);
        self.stats.received += 1;
        self.alive(now);
        self.incoming.rtp_at = now;
        if self.stats.first_packet.is_none() {
            let after = now - self.agreed_at;
            self.stats.first_packet = Some(after);
            self.emit(Event::FirstPacket(after));
        }
        if kind != FrameKind::Event
            && let Some(source) = &mut self.incoming.source
        {
            source.timed(now, packet.timestamp);
        }
        if hears {
            self.hear(now, kind, &packet);
        }
    }

    /// Whether the packet belongs to the stream we listen to, or may take its place.
    fn is_of_stream(&mut self, now: Instant, packet: &Packet<'_>, authenticated: bool) -> bool {
        let incoming = &mut self.incoming;
        if let Some(source) = incoming.source.as_mut().filter(|s| s.ssrc == packet.ssrc) {
            // Authenticated jumps are the peer's own doing.
            let arrival = source.arrived(packet.sequence);
            if arrival == Arrival::Doubtful && authenticated {
                source.arrived(packet.sequence);
                return true;
            }
            return arrival == Arrival::Valid;
        }
        if authenticated {
            incoming.source = Some(Source::new(packet.ssrc, packet.sequence, true));
            incoming.keys.reset();
            return true;
        }
        // A foreign SSRC alone never replaces a stream that is alive (RS-53).
        if incoming.source.is_some() && now - incoming.rtp_at < SUCCESSION {
            self.stats.foreign += 1;
            return false;
        }
        if incoming.source.is_none() {
            // Nothing is replaced, so the first packet is taken at its word: a lone digit or a
            // short answer must not be lost.
            incoming.source = Some(Source::new(packet.ssrc, packet.sequence, true));
            return true;
        }
        let Some(candidate) = incoming.candidate.as_mut().filter(|s| s.ssrc == packet.ssrc) else {
            incoming.candidate = Some(Source::new(packet.ssrc, packet.sequence, false));
            return false;
        };
        if candidate.arrived(packet.sequence) == Arrival::Doubtful {
            return false;
        }
        incoming.source = incoming.candidate.take();
        incoming.keys.reset();
        true
    }

    fn hear(&mut self, now: Instant, kind: FrameKind, packet: &Packet<'_>) {
        if kind == FrameKind::Event
            && let Some(key) = self.incoming.keys.receive(packet)
        {
            self.emit(Event::Pressed(key));
        }
        if let (Some(recorder), FrameKind::Audio(codec)) = (&mut self.recorder, kind) {
            let mut room = [0; voice::LONGEST];
            let samples = recorder.ear_of_theirs.hear(codec, packet.payload, &mut room);
            recorder.theirs.push(now, packet.timestamp, samples);
        }
        if let (Some(tap), FrameKind::Audio(codec)) = (&mut self.tap, kind) {
            tap.push(now, codec, packet);
        }
        if self.bridged && !(self.muted && kind != FrameKind::Event) {
            self.outputs.push_back(Output::Frame(Frame {
                kind,
                marker: packet.marker,
                sequence: packet.sequence,
                timestamp: packet.timestamp,
                stream: packet.ssrc,
                payload: SmallVec::from_slice(packet.payload),
            }));
        }
    }

    pub(super) fn rtcp(&mut self, now: Instant, from: SocketAddr, bytes: &mut [u8]) {
        let Some(agreed) = &self.agreed else { return };
        let length = match &mut self.incoming.srtp {
            // In the clear only the address tells friend from foe.
            None => {
                let peer = [agreed.remote_rtcp, self.incoming.remote];
                if !peer.iter().flatten().any(|peer| peer.ip() == from.ip()) {
                    self.stats.foreign += 1;
                    return;
                }
                bytes.len()
            }
            Some(srtp) => match srtp.unprotect_rtcp(bytes) {
                Ok(length) => length,
                Err(error) => return count(&mut self.stats, error),
            },
        };
        let ntp = self.ntp(now);
        let source = self.incoming.source.as_mut();
        let heard = rtcp::receive(now, ntp, &bytes[..length], self.config.ssrc, source);
        let Some(heard) = heard else {
            self.stats.unknown += 1;
            return;
        };
        self.stats.rtcp_received += 1;
        if let Some(view) = heard.view {
            self.stats.peer_lost = Some(view.fraction_lost);
            let units =
                |units: u32| Duration::from_nanos(u64::from(units) * 1_000_000_000 / 65_536);
            self.stats.round_trip = view.round_trip.map(units).or(self.stats.round_trip);
        }
        self.alive(now);
    }

    fn alive(&mut self, now: Instant) {
        self.incoming.heard_at = now;
        if self.lost {
            self.lost = false;
            self.emit(Event::Back);
        }
    }
}

fn count(stats: &mut Stats, error: SrtpError) {
    match error {
        SrtpError::Replayed => stats.replayed += 1,
        SrtpError::Forged => stats.forged += 1,
        SrtpError::Malformed | SrtpError::NoRoom | SrtpError::Exhausted => stats.unknown += 1,
    }
}
