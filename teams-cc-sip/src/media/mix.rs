//! Legs that hear each other, and which of them hears whom (CC-08, CC-16).
//!
//! Media of Direct Routing may not be sent past us (DR-104), so it meets here. Who hears only one
//! other gets their packets as they came. Who hears several, or a whisper, is mixed for: what
//! arrives is decoded into a jitter buffer per leg, and each 20 ms it is given what all whom it
//! hears said, at 8 kHz. So two who talk do not notice that a third listens.

use std::collections::VecDeque;

use smallvec::SmallVec;
use teams_cc_core::Instant;

use super::jitter::Buffer;
use super::leg::{Frame, FrameKind};
use super::player::{FRAME, Player};
use super::switch::LegId;
use super::voice::{Ear, LONGEST};

/// Most legs of one mix.
pub const MOST: usize = 16;
/// Most whispers that wait for one ear.
const MOST_WHISPERS: usize = 16;

/// Who hears what somebody says: a row of the matrix of a mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeardBy<L> {
    /// All others.
    Everybody,
    /// Nobody: a supervisor who listens.
    Nobody,
    /// This one alone: a supervisor who whispers.
    Only(L),
}

impl<L> HeardBy<L> {
    /// The same under another name of the one; nobody, if it has none.
    pub fn map<M>(self, name: impl FnOnce(L) -> Option<M>) -> HeardBy<M> {
        match self {
            Self::Everybody => HeardBy::Everybody,
            Self::Nobody => HeardBy::Nobody,
            Self::Only(one) => name(one).map_or(HeardBy::Nobody, HeardBy::Only),
        }
    }
}

/// A leg, and who hears it.
pub type Member = (LegId, HeardBy<LegId>);

/// One leg in a mix.
#[derive(Debug)]
pub(super) struct Seat {
    leg: LegId,
    heard_by: HeardBy<LegId>,
    /// Who is given this leg's packets as they came.
    pub(super) straight: Option<LegId>,
    /// What it says, while somebody hears it mixed.
    voice: Option<Box<Voice>>,
    /// It is given the mix.
    hears_mix: bool,
    /// What is played into this ear alone.
    whispers: VecDeque<Player>,
}

/// A stream, decoded.
#[derive(Debug)]
struct Voice {
    /// Another stream gets another ear.
    stream: u32,
    ear: Ear,
    buffer: Buffer,
    said: [i16; FRAME],
}

impl Default for Voice {
    fn default() -> Self {
        Self { stream: 0, ear: Ear::default(), buffer: Buffer::new(), said: [0; FRAME] }
    }
}

impl Seat {
    pub(super) fn new((leg, heard_by): Member) -> Self {
        let (straight, voice, hears_mix) = (None, None, false);
        Self { leg, heard_by, straight, voice, hears_mix, whispers: VecDeque::new() }
    }

    pub(super) fn leg(&self) -> LegId {
        self.leg
    }

    pub(super) fn is_mixed(&self) -> bool {
        self.voice.is_some()
    }

    /// Ends what is whispered, and names it.
    pub(super) fn stop_whispers(&mut self) -> impl Iterator<Item = u64> + '_ {
        self.whispers.drain(..).map(|whisper| whisper.id)
    }

    fn said(&self) -> Option<&[i16; FRAME]> {
        self.voice.as_ref().map(|voice| &voice.said)
    }
}

/// The legs of one mix. Nothing in it grows with time.
#[derive(Debug, Default)]
pub(super) struct Mix {
    seats: Vec<Seat>,
    sum: Sum,
}

/// What all whom everybody hears said together: more than 16 bits hold.
#[derive(Debug)]
struct Sum([i32; FRAME]);

impl Default for Sum {
    fn default() -> Self {
        Self([0; FRAME])
    }
}

impl Mix {
    /// Of these seats; those of another mix bring along what they are in the middle of.
    pub(super) fn of(seats: impl IntoIterator<Item = Seat>) -> Self {
        Self { seats: seats.into_iter().take(MOST).collect(), sum: Sum::default() }
    }

    /// How many legs there are.
    pub(super) fn len(&self) -> usize {
        self.seats.len()
    }

    pub(super) fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// Takes a leg out. [Planned](Self::plan) anew, the others go on.
    pub(super) fn take(&mut self, leg: LegId) -> Option<Seat> {
        let place = self.seats.iter().position(|seat| seat.leg == leg)?;
        Some(self.seats.remove(place))
    }

    /// Takes it out, to sit down elsewhere or in another way.
    pub(super) fn take_as(&mut self, member: Member) -> Option<Seat> {
        let seat = self.take(member.0)?;
        Some(Seat { heard_by: member.1, ..seat })
    }

    /// Whom the leg at a place hears.
    fn heard(&self, listener: usize) -> impl Iterator<Item = usize> + '_ {
        let ear = self.seats.get(listener).map(|seat| seat.leg);
        self.seats.iter().enumerate().filter_map(move |(place, seat)| {
            let heard = match seat.heard_by {
                HeardBy::Everybody => true,
                HeardBy::Nobody => false,
                HeardBy::Only(one) => Some(one) == ear,
            };
            (heard && place != listener).then_some(place)
        })
    }

    /// Decides who is given packets as they came, and who the mix.
    pub(super) fn plan(&mut self) {
        let mut mixed = [false; MOST];
        self.seats.iter_mut().for_each(|seat| seat.straight = None);
        for listener in 0..self.seats.len() {
            let heard: SmallVec<[usize; MOST]> = self.heard(listener).collect();
            let Some(seat) = self.seats.get_mut(listener) else { continue };
            let (leg, is_whispered_to) = (seat.leg, !seat.whispers.is_empty());
            seat.hears_mix = is_whispered_to || !heard.is_empty();
            // A leg has one way past the mixer.
            if let ([one], false) = (&heard[..], is_whispered_to)
                && let Some(speaker) = self.seats.get_mut(*one)
                && speaker.straight.is_none()
            {
                speaker.straight = Some(leg);
                self.seats[listener].hears_mix = false;
                continue;
            }
            heard.iter().for_each(|place| mixed[*place] = true);
        }
        for (seat, mixed) in self.seats.iter_mut().zip(mixed) {
            match (mixed, &seat.voice) {
                (true, None) => seat.voice = Some(Box::default()),
                (false, Some(_)) => seat.voice = None,
                _ => {}
            }
        }
    }

    /// True if the mix is to be added up each 20 ms.
    pub(super) fn is_needed(&self) -> bool {
        self.seats.iter().any(|seat| seat.hears_mix)
    }

    /// Plays something into one ear alone, behind what waits; false if too much does.
    pub(super) fn whisper(&mut self, leg: LegId, whisper: Player) -> bool {
        let seat = self.seats.iter_mut().find(|seat| seat.leg == leg);
        let seat = seat.filter(|seat| seat.whispers.len() < MOST_WHISPERS);
        seat.map(|seat| seat.whispers.push_back(whisper)).is_some()
    }

    /// What a leg said. Keys and comfort noise are not mixed: keys are events, noise is silence.
    pub(super) fn hear(&mut self, now: Instant, leg: LegId, frame: &Frame) {
        let FrameKind::Audio(codec) = frame.kind else { return };
        let seat = self.seats.iter_mut().find(|seat| seat.leg == leg);
        let Some(voice) = seat.and_then(|seat| seat.voice.as_mut()) else { return };
        if voice.stream != frame.stream {
            voice.stream = frame.stream;
            voice.ear = Ear::default();
        }
        let mut room = [0; LONGEST];
        let samples = voice.ear.hear(codec, &frame.payload, &mut room);
        voice.buffer.push(now, frame.timestamp, samples);
    }

    /// Adds up the next 20 ms.
    pub(super) fn add_up(&mut self, now: Instant) {
        self.sum.0.fill(0);
        for seat in &mut self.seats {
            let Some(voice) = &mut seat.voice else { continue };
            voice.buffer.pull(now, &mut voice.said);
            if seat.heard_by == HeardBy::Everybody {
                add(&mut self.sum.0, &voice.said);
            }
        }
    }

    /// The leg at a place, and what it hears: all whom it hears but itself, cut off where they are
    /// too loud. `None` if it is not given the mix.
    pub(super) fn heard_at(&self, place: usize) -> Option<(LegId, [i16; FRAME])> {
        let seat = self.seats.get(place).filter(|seat| seat.hears_mix)?;
        let mut heard = self.sum.0;
        if let (HeardBy::Everybody, Some(own)) = (seat.heard_by, seat.said()) {
            heard.iter_mut().zip(own).for_each(|(sum, own)| *sum -= i32::from(*own));
        }
        for other in &self.seats {
            if let (HeardBy::Only(one), Some(said)) = (other.heard_by, other.said())
                && one == seat.leg
                && other.leg != one
            {
                add(&mut heard, said);
            }
        }
        Some((seat.leg, heard.map(cut_off)))
    }

    /// Adds the next 20 ms of what is whispered into the ear at a place; what is over is told.
    pub(super) fn whisper_at(
        &mut self,
        place: usize,
        heard: &mut [i16; FRAME],
        mut over: impl FnMut(u64),
    ) {
        let Some(seat) = self.seats.get_mut(place) else { return };
        let mut said = [0; FRAME];
        while let Some(whisper) = seat.whispers.front_mut() {
            if whisper.next(&mut said) {
                for (heard, said) in heard.iter_mut().zip(&said) {
                    *heard = heard.saturating_add(*said);
                }
                return;
            }
            over(whisper.id);
            seat.whispers.pop_front();
        }
    }
}

fn add(sum: &mut [i32; FRAME], said: &[i16; FRAME]) {
    sum.iter_mut().zip(said).for_each(|(sum, said)| *sum += i32::from(*said));
}

fn cut_off(sample: i32) -> i16 {
    sample.clamp(i16::MIN.into(), i16::MAX.into()) as i16
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

    fn mix(legs: &[LegId]) -> Mix {
        let mut mix = Mix::of(legs.iter().map(|leg| Seat::new((*leg, HeardBy::Everybody))));
        mix.plan();
        mix
    }

    /// What each of three hears after a second in which they say these levels.
    fn heard(levels: [i16; 3]) -> [i16; 3] {
        let legs = [LegId(0), LegId(1), LegId(2)];
        let mut mix = mix(&legs);
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
        let (mut mix, mut right) = (mix(&legs), [0_u32; 4]);
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
        let (mut mix, mut mouth) = (mix(&legs), crate::media::voice::Mouth::default());
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
        let mut mix = mix(&[LegId(0), LegId(1), LegId(2)]);
        for n in 0..10 {
            let now = Instant::from_millis(u64::from(n) * 20);
            mix.hear(now, LegId(0), &Frame { kind: FrameKind::Event, ..frame(n, 9000) });
            mix.add_up(now);
        }
        assert_eq!(mix.heard_at(1).unwrap().1, [0; FRAME]);
    }
}
