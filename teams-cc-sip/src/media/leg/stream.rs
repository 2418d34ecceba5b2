//! A leg as a stream: what the peer says as samples at a steady pace, and samples for it to hear.

use std::collections::VecDeque;

use teams_cc_core::Instant;

use super::send::FRAME_TIME;
use super::{Leg, Output};
use crate::media::jitter::Buffer;
use crate::media::player::FRAME;
use crate::media::rtp::Packet;
use crate::media::voice::{Ear, LONGEST};
use crate::sdp::Codec;

/// What the peer says, decoded, in order, at the pace of one clock.
#[derive(Debug)]
pub(super) struct Tap {
    stream: u32,
    ear: Ear,
    buffer: Buffer,
    pub(super) due: Instant,
}

impl Tap {
    pub(super) fn new(now: Instant) -> Self {
        Self { stream: 0, ear: Ear::default(), buffer: Buffer::new(), due: now + FRAME_TIME }
    }

    pub(super) fn push(&mut self, now: Instant, codec: Codec, packet: &Packet<'_>) {
        if self.stream != packet.ssrc {
            (self.stream, self.ear) = (packet.ssrc, Ear::default());
        }
        let mut room = [0; LONGEST];
        let samples = self.ear.hear(codec, packet.payload, &mut room);
        self.buffer.push(now, packet.timestamp, samples);
    }
}

impl Leg {
    /// Gives the stream's frames that are due.
    pub(super) fn tap_due(&mut self, now: Instant) {
        while let Some(tap) = self.tap.as_mut().filter(|tap| tap.due <= now) {
            let mut frame = Box::new([0; FRAME]);
            tap.buffer.pull(tap.due, &mut frame[..]);
            tap.due += FRAME_TIME;
            self.outputs.push_back(Output::Heard(frame));
        }
    }

    pub(super) fn tap_deadline(&self) -> Instant {
        self.tap.as_ref().map_or(Instant::FAR, |tap| tap.due)
    }

    /// Forgets what was given to be spoken.
    pub(super) fn hush(&mut self) {
        let count = self.outgoing.stream.len();
        if count > 0 {
            self.outgoing.stream.clear();
            self.outputs.push_back(Output::Spoke(count));
        }
    }
}

/// The next 20 ms of a stream, filled up with silence; how many samples of it they are.
pub(super) fn next(stream: &mut VecDeque<i16>, frame: &mut [i16; FRAME]) -> usize {
    let count = stream.len().min(FRAME);
    frame.fill(0);
    for (place, sample) in frame.iter_mut().zip(stream.drain(..count)) {
        *place = sample;
    }
    count
}
