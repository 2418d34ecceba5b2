//! One end of one audio stream as a machine: packets and time in, packets and samples out.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use teams_cc_core::{Instant, Key, Rng};

use super::dtmf::{Ear, Pressing};
use super::g711::Law;
use super::rtp::{self, Header, Sent};
use super::srtp::{Dropped, MasterKey, Opener, Sealer, Suite};
use super::{FRAME, Recording, Voice};

/// One packet every 20 ms (DR-107).
const PACE: Duration = Duration::from_millis(20);
/// Reports in every state, on hold too (DR-101).
const REPORTS: Duration = Duration::from_secs(5);
/// Comfort noise while there is nothing to say (DR-123).
const NOISE: Duration = Duration::from_millis(200);
/// RTP payload type of comfort noise (RFC 3389).
const CN: u8 = 13;
/// The longest recording kept: ten minutes.
const LONGEST: usize = 600 * super::RATE as usize;
/// A gap in the stream up to this long is recorded as silence.
const LONGEST_GAP: usize = super::RATE as usize;

/// What offer and answer agreed about one stream, as this end sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agreed {
    pub(crate) remote: SocketAddr,
    pub(crate) remote_rtcp: SocketAddr,
    pub(crate) law: Law,
    /// Payload type of telephone events that the other end takes.
    pub(crate) events_out: Option<u8>,
    /// Payload type of telephone events that we announced.
    pub(crate) events_in: Option<u8>,
    /// Whether the other end announced comfort noise.
    pub(crate) noise: bool,
    /// Key of what we send; without it the stream is in the clear.
    pub(crate) seal: Option<(MasterKey, Suite)>,
    /// Key of what we receive.
    pub(crate) open: Option<(MasterKey, Suite)>,
    pub(crate) send: bool,
    pub(crate) receive: bool,
}

/// What passed through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// RTP packets sent.
    pub sent: u64,
    /// RTP packets received and, with SRTP, authenticated.
    pub received: u64,
    /// Packets whose tag did not fit.
    pub forged: u64,
    /// Packets seen before.
    pub replayed: u64,
    /// Neither RTP nor RTCP.
    pub malformed: u64,
    /// Came while the stream was agreed not to flow towards us.
    pub unwanted: u64,
    /// Reports sent.
    pub reports_sent: u64,
    /// Reports received.
    pub reports_received: u64,
}

/// A datagram to send; `rtcp` if it belongs on the second port where there is no multiplexing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Datagram {
    pub(crate) to: SocketAddr,
    pub(crate) rtcp: bool,
    pub(crate) bytes: Vec<u8>,
}

/// One end of one stream.
pub(crate) struct Session {
    agreed: Option<Agreed>,
    /// Teams keeps sending to the address it was first given, whatever SDP says later (DR-104).
    keeps_first_address: bool,
    sealer: Option<Sealer>,
    opener: Option<Opener>,
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
    voice: Voice,
    at: usize,
    /// What to say back, or what another session heard.
    echo: VecDeque<[i16; FRAME]>,
    /// Frames for another session, once this one is joined to it.
    relayed: Option<Vec<[i16; FRAME]>>,
    to_press: VecDeque<Key>,
    pressing: Option<Pressing>,
    ear: Ear,
    keys: Vec<Key>,
    heard: Vec<i16>,
    newest: Option<(u32, u32)>,
    counts: Counts,
    octets: u32,
    next_frame: Option<Instant>,
    next_noise: Instant,
    next_report: Option<Instant>,
}

impl Session {
    pub(crate) fn new(voice: Voice, keeps_first_address: bool, rng: &mut Rng) -> Self {
        Self {
            agreed: None,
            keeps_first_address,
            sealer: None,
            opener: None,
            ssrc: rng.next_u64() as u32,
            sequence: rng.next_u64() as u16,
            timestamp: rng.next_u64() as u32,
            voice,
            at: 0,
            echo: VecDeque::new(),
            relayed: None,
            to_press: VecDeque::new(),
            pressing: None,
            ear: Ear::default(),
            keys: Vec::new(),
            heard: Vec::new(),
            newest: None,
            counts: Counts::default(),
            octets: 0,
            next_frame: None,
            next_noise: Instant::START,
            next_report: None,
        }
    }

    /// Takes what was agreed, the first time and after every re-INVITE.
    ///
    /// A key that changed starts its rollover counter at 0, in both directions; an unchanged one
    /// runs on (DR-117, DR-100).
    pub(crate) fn agree(&mut self, now: Instant, mut agreed: Agreed) {
        let before = self.agreed.take();
        if self.keeps_first_address
            && let Some(first) = &before
        {
            (agreed.remote, agreed.remote_rtcp) = (first.remote, first.remote_rtcp);
        }
        if before.as_ref().is_none_or(|b| b.seal != agreed.seal) {
            self.sealer = agreed.seal.map(|(key, suite)| Sealer::new(&key, suite));
        }
        if before.as_ref().is_none_or(|b| b.open != agreed.open) {
            self.opener = agreed.open.map(|(key, suite)| Opener::new(&key, suite));
        }
        match (agreed.send, self.next_frame) {
            (true, None) => {
                self.next_frame = Some(now);
                // A silence on the line is a jump in time, not in sequence (DR-100).
                self.timestamp = self.timestamp.wrapping_add(FRAME as u32);
            }
            (false, Some(_)) => self.next_frame = None,
            _ => {}
        }
        if self.next_report.is_none() {
            self.next_report = Some(now + REPORTS);
        }
        self.agreed = Some(agreed);
    }

    /// Sends and takes nothing more; what was heard stays.
    pub(crate) fn stop(&mut self) {
        self.agreed = None;
        (self.next_frame, self.next_report) = (None, None);
    }

    /// Says something else from now on.
    pub(crate) fn say(&mut self, voice: Voice) {
        self.voice = voice;
        self.at = 0;
        self.echo.clear();
    }

    /// From now on what is heard is for another session, and that one's frames are said here.
    pub(crate) fn join(&mut self) {
        self.say(Voice::echo());
        self.relayed = Some(Vec::new());
    }

    /// What was heard for the other session.
    pub(crate) fn take_relayed(&mut self) -> Vec<[i16; FRAME]> {
        self.relayed.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Frames of the other session; what cannot be said within a second is dropped.
    pub(crate) fn relay(&mut self, frames: Vec<[i16; FRAME]>) {
        self.echo.extend(frames);
        let most = super::RATE as usize / FRAME;
        self.echo.drain(..self.echo.len().saturating_sub(most));
    }

    /// Presses a key after those that wait.
    pub(crate) fn press(&mut self, key: Key) {
        self.to_press.push_back(key);
    }

    /// Whether every key has been sent to its end.
    pub(crate) fn has_pressed(&self) -> bool {
        self.pressing.is_none() && self.to_press.is_empty()
    }

    pub(crate) fn voice(&self) -> &Voice {
        &self.voice
    }

    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    pub(crate) fn agreed(&self) -> Option<&Agreed> {
        self.agreed.as_ref()
    }

    /// Everything heard so far.
    pub(crate) fn heard(&self) -> Recording {
        Recording::new(self.heard.clone())
    }

    /// What was heard after the first `skip` samples, at most the last `most`.
    pub(crate) fn heard_after(&self, skip: usize, most: usize) -> Recording {
        let from = skip.max(self.heard.len().saturating_sub(most)).min(self.heard.len());
        Recording::new(self.heard[from..].to_vec())
    }

    pub(crate) fn heard_samples(&self) -> usize {
        self.heard.len()
    }

    /// A datagram that came in on either port.
    pub(crate) fn receive(&mut self, packet: &[u8]) {
        let Some(agreed) = &self.agreed else { return };
        let dropped = if rtp::is_rtcp(packet) {
            match self.opener.as_mut().map(|o| o.open_rtcp(packet)) {
                None | Some(Ok(_)) => {
                    self.counts.reports_received += 1;
                    return;
                }
                Some(Err(dropped)) => dropped,
            }
        } else {
            let opened = match &mut self.opener {
                Some(opener) => opener.open(packet),
                None => Ok(packet.to_vec()),
            };
            match opened
                .and_then(|p| rtp::read(&p).map(|(h, b)| (h, b.to_vec())).ok_or(Dropped::Malformed))
            {
                Ok((header, body)) => {
                    if !agreed.receive {
                        self.counts.unwanted += 1;
                    }
                    self.counts.received += 1;
                    return self.hear(header, &body);
                }
                Err(dropped) => dropped,
            }
        };
        match dropped {
            Dropped::Malformed => self.counts.malformed += 1,
            Dropped::Forged => self.counts.forged += 1,
            Dropped::Replayed => self.counts.replayed += 1,
        }
    }

    fn hear(&mut self, header: Header, body: &[u8]) {
        let Some(agreed) = &self.agreed else { return };
        if agreed.events_in == Some(header.payload_type) {
            self.keys.extend(self.ear.hear(header.timestamp, body));
            return;
        }
        let Some(law) = Law::of(header.payload_type) else { return };
        let samples: Vec<i16> = body.iter().map(|code| law.decode(*code)).collect();
        let gap = match self.newest {
            Some((ssrc, next)) if ssrc == header.ssrc => {
                let ahead = header.timestamp.wrapping_sub(next);
                if ahead > u32::MAX / 2 {
                    return; // late: its place has been recorded as silence
                }
                (ahead as usize).min(LONGEST_GAP)
            }
            _ => 0,
        };
        self.newest = Some((header.ssrc, header.timestamp.wrapping_add(samples.len() as u32)));
        if let Ok(frame) = <[i16; FRAME]>::try_from(&samples[..]) {
            match &mut self.relayed {
                Some(relayed) => relayed.push(frame),
                None if self.voice.is_echo() => self.echo.push_back(frame),
                None => {}
            }
        }
        if self.heard.len() + gap + samples.len() <= LONGEST {
            self.heard.resize(self.heard.len() + gap, 0);
            self.heard.extend(samples);
        }
    }

    /// What is due to be sent.
    pub(crate) fn due(&mut self, now: Instant) -> Vec<Datagram> {
        let mut out = Vec::new();
        while let Some(at) = self.next_frame.filter(|at| *at <= now) {
            // After a stall the stream goes on from now; it does not make up for it in a burst.
            let late = now.since(at) > PACE * 10;
            self.next_frame = Some(if late { now } else { at } + PACE);
            self.frame(now, &mut out);
        }
        if self.next_report.is_some_and(|at| at <= now) {
            self.next_report = Some(now + REPORTS);
            self.report(now, &mut out);
        }
        out
    }

    /// When something is due next.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.next_frame.into_iter().chain(self.next_report).min()
    }

    fn frame(&mut self, now: Instant, out: &mut Vec<Datagram>) {
        let timestamp = self.timestamp;
        self.timestamp = timestamp.wrapping_add(FRAME as u32);
        let Some(agreed) = self.agreed.clone() else { return };
        if self.pressing.is_none() && agreed.events_out.is_some() {
            self.pressing = self.to_press.pop_front().map(Pressing::new);
        }
        if let (Some(pressing), Some(kind)) = (&mut self.pressing, agreed.events_out) {
            if let Some(frame) = pressing.next() {
                let started = timestamp.wrapping_sub(frame.back * FRAME as u32);
                for _ in 0..frame.times {
                    if let Some(payload) = frame.payload {
                        self.send(&agreed, kind, frame.first, started, &payload, out);
                    }
                }
                return;
            }
            self.pressing = None;
        }
        let samples =
            if self.voice.is_echo() { self.echo.pop_front() } else { self.voice.frame(self.at) };
        self.at = self.at.wrapping_add(FRAME);
        if let Some(samples) = samples {
            let body: Vec<u8> = samples.iter().map(|s| agreed.law.encode(*s)).collect();
            self.send(&agreed, agreed.law.payload_type(), false, timestamp, &body, out);
        } else if !agreed.noise {
            let body = [agreed.law.encode(0); FRAME];
            self.send(&agreed, agreed.law.payload_type(), false, timestamp, &body, out);
        } else if now >= self.next_noise {
            self.next_noise = now + NOISE;
            self.send(&agreed, CN, false, timestamp, &[70], out); // -70 dBov (RFC 3389 §3.1)
        }
    }

    fn send(
        &mut self,
        agreed: &Agreed,
        payload_type: u8,
        marker: bool,
        timestamp: u32,
        body: &[u8],
        out: &mut Vec<Datagram>,
    ) {
        let header =
            Header { marker, payload_type, sequence: self.sequence, timestamp, ssrc: self.ssrc };
        self.sequence = self.sequence.wrapping_add(1);
        let packet = header.packet(body);
        let bytes = match &mut self.sealer {
            Some(sealer) => sealer.seal(packet),
            None => Some(packet),
        };
        if let Some(bytes) = bytes {
            self.counts.sent += 1;
            self.octets = self.octets.wrapping_add(body.len() as u32);
            out.push(Datagram { to: agreed.remote, rtcp: false, bytes });
        }
    }

    fn report(&mut self, now: Instant, out: &mut Vec<Datagram>) {
        let Some(agreed) = &self.agreed else { return };
        let sent = Sent { packets: self.counts.sent as u32, octets: self.octets };
        let heard = self.newest.map(|(ssrc, _)| (ssrc, self.counts.received as u32));
        let report = rtp::sender_report(self.ssrc, now.as_nanos(), self.timestamp, sent, heard);
        let bytes = match &mut self.sealer {
            Some(sealer) => sealer.seal_rtcp(report),
            None => Some(report),
        };
        if let Some(bytes) = bytes {
            self.counts.reports_sent += 1;
            out.push(Datagram { to: agreed.remote_rtcp, rtcp: true, bytes });
        }
    }
}

#[cfg(test)]
mod tests;
