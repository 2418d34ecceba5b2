//! What a leg sends.

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::Instant;

use super::{Agreed, Datagram, Event, Frame, FrameKind, Leg, LegConfig, Output, stream};
use crate::media::player::{FRAME, Player, Sound};
use crate::media::rtp::Packet;
use crate::media::voice::{self, Ear, Mouth};
use crate::media::{dtmf, g711, rtcp, srtp};
use crate::sdp::Codec;

/// What one packet of ours carries.
pub(super) const FRAME_TIME: Duration = Duration::from_millis(20);
/// Behind by more than this, the pace starts again instead of catching up.
const BEHIND: Duration = Duration::from_millis(200);
/// Most sounds that wait.
const MAX_SOUNDS: usize = 256;

/// How the numbers of a relayed stream become ours.
#[derive(Clone, Copy, Debug)]
struct Mapping {
    stream: u32,
    sequence: u16,
    timestamp: u32,
}

/// The sending half.
#[derive(Debug)]
pub(super) struct Outgoing {
    srtp: Option<srtp::Sender>,
    /// The last numbers used, and when.
    sequence: u16,
    timestamp: u32,
    sent_at: Option<Instant>,
    mapping: Option<Mapping>,
    /// Decodes what is relayed in another codec, of the stream it was made for.
    ear: (u32, Ear),
    mouth: Mouth,
    /// The next packet starts a talk spurt.
    spurt: bool,
    sounds: VecDeque<Player>,
    music: Option<Player>,
    /// Samples of a stream that wait.
    pub(super) stream: VecDeque<i16>,
    pub(super) keys: dtmf::Sender,
    key_timestamp: u32,
    /// When the next packet of our own is due.
    pub(super) due: Instant,
    packets: u32,
    octets: u32,
    packets_reported: u32,
}

impl Outgoing {
    pub(super) fn new(config: &LegConfig) -> Self {
        Self {
            srtp: None,
            sequence: config.sequence,
            timestamp: config.timestamp,
            sent_at: None,
            mapping: None,
            ear: (0, Ear::default()),
            mouth: Mouth::default(),
            spurt: true,
            sounds: VecDeque::new(),
            music: None,
            stream: VecDeque::new(),
            keys: dtmf::Sender::default(),
            key_timestamp: 0,
            due: Instant::FAR,
            packets: 0,
            octets: 0,
            packets_reported: 0,
        }
    }

    pub(super) fn agree(&mut self, before: Option<&Agreed>, agreed: &Agreed) {
        let key = |agreed: &Agreed| agreed.keys.as_ref().map(|keys| keys.send.clone());
        let send = key(agreed);
        // The tag of a line may change, the key alone decides (DR-113, DR-117).
        let master = |crypto: Option<crate::sdp::Crypto>| crypto.map(|c| (c.key, c.mki));
        if master(before.and_then(key)) != master(send.clone()) || self.srtp.is_none() {
            self.srtp = send.as_ref().map(srtp::Sender::new);
        }
    }

    /// The next relayed packet finds its place anew.
    pub(super) fn resync(&mut self) {
        self.mapping = None;
        self.spurt = true;
    }

    pub(super) fn play(&mut self, id: u64, sound: Sound) {
        // A queue without end would be a leak; the oldest that has not begun gives way.
        if self.sounds.len() >= MAX_SOUNDS {
            self.sounds.remove(1);
        }
        self.sounds.push_back(Player::new(id, sound, false));
    }

    pub(super) fn music(&mut self, sound: Option<Sound>) {
        self.music = sound.map(|sound| Player::new(0, sound, true));
    }

    pub(super) fn has_something(&self) -> bool {
        !self.sounds.is_empty()
            || !self.stream.is_empty()
            || self.music.is_some()
            || self.keys.is_active()
    }

    /// Starts or stops the clock of our own packets.
    pub(super) fn pace(&mut self, now: Instant, wanted: bool) {
        if !wanted {
            self.due = Instant::FAR;
        } else if self.due == Instant::FAR {
            // Not before the last packet's time is over.
            let free = self.sent_at.map_or(now, |at| at + FRAME_TIME);
            self.due = now.max(free.min(now + FRAME_TIME));
        }
    }

    /// Makes a relayed payload speak another codec; between the laws of G.711 by table.
    fn convert(&mut self, from: Codec, to: Codec, stream: u32, payload: &mut [u8]) {
        if let (Some(law), true) = (g711::G711::of(from), to.is_g711()) {
            return g711::convert(law, payload);
        }
        if self.ear.0 != stream {
            self.ear = (stream, Ear::default());
        }
        let mut room = [0; voice::LONGEST];
        let samples = self.ear.1.hear(from, payload, &mut room);
        let count = samples.len();
        self.mouth.speak(to, samples, &mut payload[..count]);
    }

    /// Timestamp for a packet at `now` that follows what was sent before.
    fn timestamp_at(&self, now: Instant) -> u32 {
        let Some(at) = self.sent_at else { return self.timestamp };
        let frames = ((now - at).as_micros() as u64 + 10_000) / 20_000;
        self.timestamp.wrapping_add(160 * frames.max(1) as u32)
    }
}

impl Leg {
    /// Sends our own packets that are due.
    pub(super) fn send_due(&mut self, now: Instant) {
        if now.since(self.outgoing.due) > BEHIND {
            self.outgoing.due = now;
        }
        while self.outgoing.due <= now && self.wants_to_send() {
            let at = self.outgoing.due;
            self.outgoing.due += FRAME_TIME;
            self.send_frame(at);
        }
        self.outgoing.pace(now, self.wants_to_send());
    }

    fn send_frame(&mut self, at: Instant) {
        let Some(agreed) = &self.agreed else { return };
        let numbers = agreed.send;
        if self.outgoing.keys.is_active() {
            self.outgoing.mapping = None;
            let Some(number) = numbers.event else {
                // The peer does not take events: a key cannot be pressed.
                self.outgoing.keys = dtmf::Sender::default();
                self.outputs.push_back(Output::Event(Event::NotPressed));
                return;
            };
            if let Some(step) = self.outgoing.keys.step() {
                let now = self.outgoing.timestamp_at(at);
                if step.first {
                    self.outgoing.key_timestamp = now;
                }
                let timestamp = self.outgoing.key_timestamp;
                self.send(at, number, step.first, None, timestamp, &step.payload);
                // Time goes on although the timestamp of the event stays.
                self.outgoing.timestamp = now;
                self.outgoing.spurt = true;
                if step.last {
                    self.outputs.push_back(Output::Event(Event::KeySent));
                }
            }
            return;
        }
        let mut samples = [0; FRAME];
        let outgoing = &mut self.outgoing;
        let mut playing = false;
        while let Some(player) = outgoing.sounds.front_mut() {
            playing = player.next(&mut samples);
            if playing {
                break;
            }
            self.outputs.push_back(Output::Event(Event::Played(player.id)));
            outgoing.sounds.pop_front();
        }
        if !playing && !outgoing.stream.is_empty() {
            let count = stream::next(&mut outgoing.stream, &mut samples);
            self.outputs.push_back(Output::Spoke(count));
            playing = true;
        }
        if !playing {
            playing = outgoing.music.as_mut().is_some_and(|music| music.next(&mut samples));
        }
        let fills = self.config.idle == super::Idle::Silence && !self.bridged;
        if !playing && !fills {
            // The last sound is over and nothing follows it.
            return;
        }
        self.speak(at, &samples);
    }

    /// Whether the peer hears what others say: it is not on hold, and our own sounds and keys come
    /// first.
    pub(in crate::media) fn hears_others(&self) -> bool {
        let sends = self.agreed.as_ref().is_some_and(|agreed| agreed.direction.sends());
        sends && !self.outgoing.has_something()
    }

    /// Sends what all others in a mix said.
    pub(super) fn mixed(&mut self, now: Instant, samples: &[i16; FRAME]) {
        if self.hears_others() {
            self.speak(now, samples);
        }
    }

    /// Sends 20 ms of samples as the next packet of our own.
    fn speak(&mut self, at: Instant, samples: &[i16; FRAME]) {
        let Some(agreed) = &self.agreed else { return };
        let (numbers, codec) = (agreed.send, agreed.codec);
        self.outgoing.mapping = None;
        let mut payload = [0; FRAME];
        self.outgoing.mouth.speak(codec, samples, &mut payload);
        let timestamp = self.outgoing.timestamp_at(at);
        // After a pause (hold, say) a new talk spurt begins.
        let paused = self.outgoing.sent_at.is_none_or(|sent| at.since(sent) > 2 * FRAME_TIME);
        let marker = std::mem::take(&mut self.outgoing.spurt) || paused;
        if let Some(recorder) = &mut self.recorder {
            recorder.ours.push(at, timestamp, samples);
        }
        self.send(at, numbers.audio, marker, None, timestamp, &payload);
    }

    /// Sends on what the other leg of a bridge heard, under our own numbers. Samples are touched
    /// only where the laws differ.
    pub(super) fn relay(&mut self, now: Instant, mut frame: Frame) {
        let Some(agreed) = self.agreed.as_ref().filter(|_| self.hears_others()) else { return };
        let (numbers, codec) = (agreed.send, agreed.codec);
        let number = match frame.kind {
            FrameKind::Audio(from) => {
                if from != codec {
                    self.outgoing.convert(from, codec, frame.stream, &mut frame.payload);
                }
                Some(numbers.audio)
            }
            FrameKind::Event => numbers.event,
            FrameKind::Noise => numbers.comfort_noise,
        };
        let outgoing = &mut self.outgoing;
        let known = outgoing.mapping.filter(|mapping| mapping.stream == frame.stream);
        // A peer that jumped would drag our numbers along: give it a new place instead.
        let known = known.filter(|mapping| {
            let timestamp = frame.timestamp.wrapping_add(mapping.timestamp);
            let sequence = frame.sequence.wrapping_add(mapping.sequence);
            (timestamp.wrapping_sub(outgoing.timestamp) as i32).unsigned_abs() < 80_000 * 60
                && (sequence.wrapping_sub(outgoing.sequence) as i16).unsigned_abs() < 3_000
        });
        let fresh = known.is_none();
        let mapping = known.unwrap_or_else(|| Mapping {
            stream: frame.stream,
            sequence: outgoing.sequence.wrapping_add(1).wrapping_sub(frame.sequence),
            timestamp: outgoing.timestamp_at(now).wrapping_sub(frame.timestamp),
        });
        outgoing.mapping = Some(mapping);
        let sequence = frame.sequence.wrapping_add(mapping.sequence);
        let timestamp = frame.timestamp.wrapping_add(mapping.timestamp);
        // What the peer cannot take leaves a hole in the numbers, as a lost packet would.
        let Some(number) = number else { return };
        if let (Some(recorder), FrameKind::Audio(_)) = (&mut self.recorder, frame.kind) {
            let mut room = [0; voice::LONGEST];
            let samples = recorder.ear_of_ours.hear(codec, &frame.payload, &mut room);
            recorder.ours.push(now, timestamp, samples);
        }
        let marker = frame.marker || (fresh && frame.kind != FrameKind::Event);
        self.outgoing.spurt = false;
        self.send(now, number, marker, Some(sequence), timestamp, &frame.payload);
    }

    /// Sends one packet; without a number it follows the last one.
    fn send(
        &mut self,
        now: Instant,
        payload_type: u8,
        marker: bool,
        sequence: Option<u16>,
        timestamp: u32,
        payload: &[u8],
    ) {
        let Some(agreed) = &self.agreed else { return };
        let Some(to) = self.incoming.remote.or(agreed.remote) else { return };
        let outgoing = &mut self.outgoing;
        let sequence = sequence.unwrap_or(outgoing.sequence.wrapping_add(1));
        let header =
            Packet { marker, payload_type, sequence, timestamp, ssrc: self.config.ssrc, payload }
                .header();
        let mut packet = Datagram::from_slice(&header);
        packet.extend_from_slice(payload);
        if let Some(srtp) = &mut outgoing.srtp {
            let length = packet.len();
            packet.resize(length + srtp::MAX_TRAILER, 0);
            // A repeated number is a duplicate of the far end: once is enough.
            let Ok(end) = srtp.protect(&mut packet, length) else { return };
            packet.truncate(end);
        } else if agreed.keys.is_some() {
            debug_assert!(false, "keys were agreed but there is no context");
            return;
        }
        if (sequence.wrapping_sub(outgoing.sequence) as i16) > 0 || outgoing.sent_at.is_none() {
            outgoing.sequence = sequence;
            outgoing.timestamp = timestamp;
        }
        outgoing.sent_at = Some(now);
        outgoing.packets = outgoing.packets.wrapping_add(1);
        outgoing.octets = outgoing.octets.wrapping_add(payload.len() as u32);
        self.stats.sent += 1;
        self.outputs.push_back(Output::Send { to, rtcp: false, packet });
    }

    pub(super) fn stop(&mut self) {
        self.outgoing.music = None;
        for player in std::mem::take(&mut self.outgoing.sounds) {
            self.emit(Event::Stopped(player.id));
        }
    }

    pub(super) fn ntp(&self, now: Instant) -> u64 {
        let fraction = (u128::from(now.as_nanos()) << 32) / 1_000_000_000;
        self.config.ntp_at_start.wrapping_add(fraction as u64)
    }

    /// Sends a report, and a goodbye at the end.
    pub(super) fn report(&mut self, now: Instant, bye: bool) {
        let Some(agreed) = &self.agreed else { return };
        let to = if agreed.mux { self.incoming.remote } else { agreed.remote_rtcp };
        let (Some(to), mux) = (to, agreed.mux) else { return };
        let ntp = self.ntp(now);
        let outgoing = &mut self.outgoing;
        let spoke = outgoing.packets != outgoing.packets_reported;
        outgoing.packets_reported = outgoing.packets;
        let ours = rtcp::Ourselves {
            ssrc: self.config.ssrc,
            cname: &self.config.cname,
            ntp,
            timestamp: spoke.then(|| {
                let since = outgoing.sent_at.map_or(0, |at| (now - at).as_micros() as u64 / 125);
                outgoing.timestamp.wrapping_add(since as u32)
            }),
            packets: outgoing.packets,
            octets: outgoing.octets,
        };
        let mut packet: Datagram = rtcp::report(now, ours, self.incoming.source.as_mut(), bye);
        if let Some(srtp) = &mut outgoing.srtp {
            let length = packet.len();
            packet.resize(length + srtp::MAX_TRAILER, 0);
            let Ok(end) = srtp.protect_rtcp(&mut packet, length) else { return };
            packet.truncate(end);
        }
        self.stats.rtcp_sent += 1;
        self.outputs.push_back(Output::Send { to, rtcp: !mux, packet });
    }
}
