//! Several legs that all hear each other: each hears the sum of the others (CC-08).
//!
//! Media of Direct Routing may not be sent past us (DR-104), so a group call of a customer, an
//! agent and an expert is mixed here: what arrives is decoded into a jitter buffer per leg, and
//! each 20 ms every leg is given what all others said, at 8 kHz.

use teams_cc_core::Instant;

use super::jitter::Buffer;
use super::leg::{Frame, FrameKind};
use super::player::FRAME;
use super::switch::LegId;
use super::voice::{Ear, LONGEST};

/// Most legs of one mix.
pub const MOST: usize = 16;

/// One leg in a mix.
#[derive(Debug)]
struct Seat {
    leg: LegId,
    /// Decodes this stream; another stream gets another ear.
    stream: u32,
    ear: Ear,
    buffer: Buffer,
    said: [i16; FRAME],
}

/// The legs of one mix. Nothing in it grows with time.
#[derive(Debug, Default)]
pub(super) struct Mix {
    seats: Vec<Seat>,
    sum: Sum,
}

/// What all said together: more than 16 bits hold.
#[derive(Debug)]
struct Sum([i32; FRAME]);

impl Default for Sum {
    fn default() -> Self {
        Self([0; FRAME])
    }
}

impl Mix {
    /// Of these legs, [`MOST`] at most.
    pub(super) fn of(legs: &[LegId]) -> Self {
        let seat = |leg: &LegId| Seat {
            leg: *leg,
            stream: 0,
            ear: Ear::default(),
            buffer: Buffer::new(),
            said: [0; FRAME],
        };
        Self { seats: legs.iter().take(MOST).map(seat).collect(), sum: Sum::default() }
    }

    /// How many legs there are.
    pub(super) fn len(&self) -> usize {
        self.seats.len()
    }

    pub(super) fn legs(&self) -> impl Iterator<Item = LegId> + '_ {
        self.seats.iter().map(|seat| seat.leg)
    }

    pub(super) fn remove(&mut self, leg: LegId) {
        self.seats.retain(|seat| seat.leg != leg);
    }

    /// What a leg said. Keys and comfort noise are not mixed: keys are events, noise is silence.
    pub(super) fn hear(&mut self, now: Instant, leg: LegId, frame: &Frame) {
        let FrameKind::Audio(codec) = frame.kind else { return };
        let Some(seat) = self.seats.iter_mut().find(|seat| seat.leg == leg) else { return };
        if seat.stream != frame.stream {
            seat.stream = frame.stream;
            seat.ear = Ear::default();
        }
        let mut room = [0; LONGEST];
        let samples = seat.ear.hear(codec, &frame.payload, &mut room);
        seat.buffer.push(now, frame.timestamp, samples);
    }

    /// Adds up the next 20 ms.
    pub(super) fn add_up(&mut self, now: Instant) {
        self.sum.0.fill(0);
        for seat in &mut self.seats {
            seat.buffer.pull(now, &mut seat.said);
            for (sum, said) in self.sum.0.iter_mut().zip(&seat.said) {
                *sum += i32::from(*said);
            }
        }
    }

    /// The leg at a place, and what it hears: all but itself, cut off where it is too loud.
    pub(super) fn heard_at(&self, place: usize) -> Option<(LegId, [i16; FRAME])> {
        let seat = self.seats.get(place)?;
        let mut heard = [0; FRAME];
        for ((heard, sum), own) in heard.iter_mut().zip(&self.sum.0).zip(&seat.said) {
            *heard = (sum - i32::from(*own)).clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        }
        Some((seat.leg, heard))
    }
}

#[cfg(test)]
mod tests {
    use smallvec::SmallVec;

    use super::*;
    use crate::media::g711::{self, G711};
    use crate::sdp::Codec;

    fn frame(n: u32, level: i16) -> Frame {
        let mut payload = SmallVec::from_elem(0, FRAME);
        g711::encode(G711::of(Codec::Pcma).unwrap(), &[level; FRAME], &mut payload);
        Frame {
            kind: FrameKind::Audio(Codec::Pcma),
            marker: n == 0,
            sequence: n as u16,
            timestamp: n * FRAME as u32,
            stream: 7,
            payload,
        }
    }

    /// What each of three hears after a second in which they say these levels.
    fn heard(levels: [i16; 3]) -> [i16; 3] {
        let legs = [LegId(0), LegId(1), LegId(2)];
        let mut mix = Mix::of(&legs);
        for n in 0..50 {
            let now = Instant::from_millis(u64::from(n) * 20);
            for (leg, level) in legs.iter().zip(levels) {
                mix.hear(now, *leg, &frame(n, level));
            }
            mix.add_up(now);
        }
        [0, 1, 2].map(|place| mix.heard_at(place).unwrap().1[80])
    }

    #[test]
    fn cc_08_each_of_three_hears_the_two_others_and_not_itself() {
        let near = |got: i16, want: i16| (i32::from(got) - i32::from(want)).abs() < 200;
        let [a, b, c] = heard([1000, 2000, -4000]);
        assert!(near(a, -2000) && near(b, -3000) && near(c, 3000), "{a} {b} {c}");
    }

    #[test]
    fn cc_08_what_is_too_loud_is_cut_off_and_never_wraps() {
        let [a, b, c] = heard([30_000, 30_000, 30_000]);
        assert_eq!([a, b, c], [i16::MAX; 3]);
        assert_eq!(heard([-30_000; 3]), [i16::MIN; 3]);
    }

    #[test]
    fn cc_08_four_with_jitter_and_loss_are_heard_at_the_right_level_nearly_always() {
        let mut rng = teams_cc_core::Rng::from_seed(8);
        let legs = [LegId(0), LegId(1), LegId(2), LegId(3)];
        let levels = [1000_i16, 2000, 3000, 4000];
        // Each packet comes up to 30 ms late, and one in fifty never.
        let mut wire: Vec<(u64, usize, u32)> = Vec::new();
        for n in 0..2_000_u32 {
            for leg in 0..legs.len() {
                if !rng.one_in(50) {
                    wire.push((u64::from(n) * 20 + rng.below(30), leg, n));
                }
            }
        }
        wire.sort_unstable();
        let mut wire = wire.into_iter().peekable();
        let (mut mix, mut right) = (Mix::of(&legs), [0_u32; 4]);
        for tick in 0..2_000_u64 {
            let now = Instant::from_millis(tick * 20);
            while let Some((at, leg, n)) = wire.next_if(|(at, ..)| *at <= tick * 20) {
                let frame = Frame { stream: leg as u32, ..frame(n, levels[leg]) };
                mix.hear(Instant::from_millis(at), legs[leg], &frame);
            }
            mix.add_up(now);
            for (place, right) in right.iter_mut().enumerate() {
                let want = 10_000 - i32::from(levels[place]);
                let got = i32::from(mix.heard_at(place).unwrap().1[80]);
                // Within a decibel.
                *right += u32::from((got - want).abs() < want / 9);
            }
        }
        assert!(right.iter().all(|right| *right > 1_900), "of 2,000 frames: {right:?}");
    }

    #[test]
    fn wideband_and_narrowband_meet() {
        let legs = [LegId(0), LegId(1), LegId(2)];
        let (mut mix, mut mouth) = (Mix::of(&legs), crate::media::voice::Mouth::default());
        let tone = |n: u32| {
            let turn = |i: usize| f64::from(n * FRAME as u32 + i as u32) * 0.4;
            std::array::from_fn::<i16, FRAME, _>(|i| (turn(i).sin() * 8_000.0) as i16)
        };
        let mut loudest = 0;
        for n in 0..50 {
            let now = Instant::from_millis(u64::from(n) * 20);
            let mut payload = SmallVec::from_elem(0, FRAME);
            mouth.speak(Codec::G722, &tone(n), &mut payload);
            let wide = Frame { kind: FrameKind::Audio(Codec::G722), payload, ..frame(n, 0) };
            mix.hear(now, LegId(0), &wide);
            mix.hear(now, LegId(1), &Frame { stream: 9, ..frame(n, 0) });
            mix.add_up(now);
            let heard = mix.heard_at(2).unwrap().1;
            loudest = heard.iter().map(|sample| sample.unsigned_abs()).max().unwrap().max(loudest);
        }
        assert!((7_000..9_000).contains(&loudest), "{loudest}");
    }

    #[test]
    fn keys_and_noise_are_not_heard() {
        let mut mix = Mix::of(&[LegId(0), LegId(1)]);
        for n in 0..10 {
            let now = Instant::from_millis(u64::from(n) * 20);
            mix.hear(now, LegId(0), &Frame { kind: FrameKind::Event, ..frame(n, 9000) });
            mix.add_up(now);
        }
        assert_eq!(mix.heard_at(1).unwrap().1, [0; FRAME]);
    }
}
