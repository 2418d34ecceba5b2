//! A small adaptive jitter buffer: packets in as they come, samples out at a steady pace.
//!
//! For what needs samples in time: recordings, and later mixing. A bridge does not use it, because
//! the far end has a better one.

use std::collections::VecDeque;
use std::time::Duration;

use smallvec::SmallVec;
use teams_cc_core::Instant;

/// Least and most that is held back (RS-59).
pub const LEAST: Duration = Duration::from_millis(20);
/// See [`LEAST`].
pub const MOST: Duration = Duration::from_millis(200);

/// Samples a second of every clock here.
const RATE: u64 = 8_000;
/// A timestamp this far from what is expected is another clock: start again (RS-53).
const JUMP: u64 = RATE;
/// Most frames held: at 10 ms a packet the longest delay and as much again.
const MAX_FRAMES: usize = 64;
/// How long a gap is filled with what was heard last, fading; then silence.
const CONCEALED: u32 = 480;
/// How much is left out at once when too much is held, and only if it is quiet or overdue.
const SKIP: u64 = 80;

#[derive(Debug)]
struct Frame {
    /// Timestamp in a number that does not wrap.
    at: u64,
    samples: SmallVec<[i16; 160]>,
}

/// What a pull gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pulled {
    /// At least one sample that arrived.
    Voice,
    /// A gap was filled with what was heard last.
    Concealed,
    /// Nothing to hear.
    Silence,
}

/// The buffer of one stream.
#[derive(Debug)]
pub struct Buffer {
    frames: VecDeque<Frame>,
    /// The next sample to play; `None` before the first packet.
    play: Option<u64>,
    /// Nothing is played until then, so that the first late packets find their place.
    start: Instant,
    /// Wrapped timestamp and its unwrapped twin.
    last: Option<(u32, u64)>,
    /// Smallest transit lately and the spread above it, in samples.
    transit_floor: i64,
    spread: f64,
    held: f64,
    fade: u32,
    tail: [i16; 160],
    late: u64,
}

impl Default for Buffer {
    fn default() -> Self {
        Self {
            frames: VecDeque::new(),
            play: None,
            start: Instant::START,
            last: None,
            transit_floor: 0,
            spread: 0.0,
            held: 0.0,
            // Nothing was heard yet, so there is nothing to repeat.
            fade: u32::MAX,
            tail: [0; 160],
            late: 0,
        }
    }
}

impl Buffer {
    /// An empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many packets came too late to be played.
    pub fn late(&self) -> u64 {
        self.late
    }

    /// How much is to be held back now: between 20 and 200 ms.
    pub fn target(&self) -> Duration {
        // Three times the mean spread catches nearly all of an exponential tail.
        let samples = (self.spread * 3.0).max(0.0) as u64;
        Duration::from_micros(samples * 125).clamp(LEAST, MOST)
    }

    fn target_samples(&self) -> u64 {
        self.target().as_micros() as u64 / 125
    }

    /// Takes the samples of a packet.
    pub fn push(&mut self, now: Instant, timestamp: u32, samples: &[i16]) {
        let at = match self.last {
            Some((wrapped, whole)) => {
                let step = timestamp.wrapping_sub(wrapped) as i32;
                whole.saturating_add_signed(i64::from(step))
            }
            // Far from zero, so that earlier packets have a place.
            None => 1 << 32,
        };
        let arrived = (now.as_nanos() / 125_000) as i64;
        let transit = arrived - at as i64;
        let restart = self.play.is_none_or(|play| at.abs_diff(play) > JUMP);
        if restart {
            let late = self.late;
            *self = Self { late, ..Self::default() };
            self.transit_floor = transit;
            self.play = Some(at);
            self.start = now + LEAST;
        }
        self.last = Some((timestamp, at));
        // The floor follows a shorter way at once and a longer one, or a slow clock, by and by.
        self.transit_floor =
            self.transit_floor.min(transit) + i64::from(transit > self.transit_floor);
        let over = (transit - self.transit_floor) as f64;
        self.spread += (over - self.spread) / if over > self.spread { 8.0 } else { 64.0 };

        if self.play.is_some_and(|play| at + samples.len() as u64 <= play) {
            self.late += 1;
            return;
        }
        let place = self.frames.iter().rposition(|frame| frame.at <= at);
        if place.is_some_and(|place| self.frames[place].at == at) {
            return; // a duplicate
        }
        if self.frames.len() == MAX_FRAMES {
            self.frames.pop_front();
            self.play = self.frames.front().map(|frame| frame.at);
            return;
        }
        let frame = Frame { at, samples: SmallVec::from_slice(samples) };
        self.frames.insert(place.map_or(0, |place| place + 1), frame);
    }

    /// Fills `out` with the next samples; call it once for each stretch of time it stands for.
    pub fn pull(&mut self, now: Instant, out: &mut [i16]) -> Pulled {
        out.fill(0);
        let Some(mut play) = self.play else { return Pulled::Silence };
        if now < self.start {
            return Pulled::Silence;
        }
        let ahead =
            self.frames.back().map_or(0, |f| (f.at + f.samples.len() as u64).saturating_sub(play));
        self.held += (ahead as f64 - self.held) / 32.0;
        let target = self.target_samples() as f64;
        if ahead > 0 && self.held > target + 320.0 {
            // Too much is held: leave out a little, more boldly the longer it lasts.
            let loud = self.tail.iter().any(|sample| sample.abs() > 800);
            if !loud || self.held > target + 800.0 {
                play += SKIP;
                self.held -= SKIP as f64;
            }
        }
        let mut heard = false;
        let mut filled = 0;
        while filled < out.len() {
            while self.frames.front().is_some_and(|f| f.at + f.samples.len() as u64 <= play) {
                self.frames.pop_front();
            }
            let Some(front) = self.frames.front() else { break };
            if front.at > play {
                // A hole inside what is there: filled below, and time goes on.
                let hole = ((front.at - play) as usize).min(out.len() - filled);
                self.conceal(&mut out[filled..filled + hole]);
                filled += hole;
                play += hole as u64;
                continue;
            }
            let from = (play - front.at) as usize;
            let count = (front.samples.len() - from).min(out.len() - filled);
            out[filled..filled + count].copy_from_slice(&front.samples[from..from + count]);
            filled += count;
            play += count as u64;
            self.fade = 0;
            heard = true;
        }
        if filled < out.len() {
            // Ran dry. While it is only late, play waits for it; after a long gap the stream has
            // paused and time goes on.
            let dry = out.len() - filled;
            self.conceal(&mut out[filled..]);
            if self.fade > CONCEALED + 800 {
                play += dry as u64;
            }
        }
        self.play = Some(play);
        if heard {
            let count = out.len().min(self.tail.len());
            self.tail[..count].copy_from_slice(&out[out.len() - count..]);
            return Pulled::Voice;
        }
        if self.fade <= CONCEALED { Pulled::Concealed } else { Pulled::Silence }
    }

    /// Repeats what was heard last, fading to nothing: never louder than it was (RS-53).
    fn conceal(&mut self, out: &mut [i16]) {
        for sample in out {
            let left = CONCEALED.saturating_sub(self.fade) as i32;
            let source = i32::from(self.tail[self.fade as usize % self.tail.len()]);
            *sample = (source * left / CONCEALED as i32) as i16;
            self.fade = self.fade.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use teams_cc_core::Rng;

    use super::*;

    fn at_ms(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    /// Feeds `packets` (arrival in ms, timestamp, value) and pulls each 20 ms.
    fn run(mut packets: Vec<(u64, u32, i16)>, frames: u64) -> (Buffer, Vec<i16>) {
        packets.sort_by_key(|packet| packet.0);
        let mut packets = packets.into_iter().peekable();
        let (mut buffer, mut heard) = (Buffer::new(), Vec::new());
        for frame in 0..frames {
            let now = frame * 20;
            while let Some((_, timestamp, value)) = packets.next_if(|packet| packet.0 <= now) {
                buffer.push(at_ms(now), timestamp, &[value; 160]);
            }
            let mut out = [0; 160];
            buffer.pull(at_ms(now), &mut out);
            heard.extend_from_slice(&out);
        }
        (buffer, heard)
    }

    #[test]
    fn an_even_stream_comes_out_whole_after_the_least_delay() {
        let packets = (0..100).map(|n| (u64::from(n) * 20, n * 160, 1000 + n as i16)).collect();
        let (buffer, heard) = run(packets, 100);
        assert_eq!(buffer.late(), 0);
        let voice: Vec<_> = heard.chunks(160).map(|chunk| chunk[0]).collect();
        assert_eq!(voice[1..90], (1000..1089).collect::<Vec<_>>());
    }

    #[test]
    fn rs_53_a_timestamp_jump_and_a_wrap_are_followed_without_a_long_gap_or_a_loud_noise() {
        for jump in [0xffff_0000_u32, 5, 12_345_678] {
            let mut packets: Vec<_> = (0..50).map(|n| (n * 20, n as u32 * 160, 900)).collect();
            packets.extend((50..100).map(|n| (n * 20, jump.wrapping_add(n as u32 * 160), 900)));
            let (_, heard) = run(packets, 100);
            assert!(heard.iter().all(|sample| (0..=900).contains(sample)), "louder than the input");
            let quiet = heard.chunks(160).skip(5).filter(|chunk| chunk[80] < 450).count();
            assert!(quiet <= 5, "a gap of {} ms", quiet * 20);
        }
    }

    #[test]
    fn rs_59_thirty_ms_of_jitter_and_three_percent_loss_leave_little_concealed() {
        let mut rng = Rng::from_seed(59);
        let packets: Vec<_> = (0..5000_u64)
            .filter_map(|n| {
                let arrives = n * 20 + rng.below(60);
                (!rng.one_in(33)).then_some((arrives, n as u32 * 160, 1000))
            })
            .collect();
        let sent = packets.len() as u64;
        let (buffer, heard) = run(packets, 5000);
        let target = buffer.target();
        assert!((LEAST..=MOST).contains(&target), "{target:?}");
        assert!(buffer.late() * 100 <= sent, "{} of {sent} too late", buffer.late());
        let whole = heard.chunks(160).filter(|chunk| chunk.iter().all(|s| *s == 1000)).count();
        assert!(whole >= 4700, "{whole} of 5000 whole");
    }

    #[test]
    fn rs_59_an_hour_of_clock_skew_neither_runs_dry_nor_fills_up() {
        for ppm in [-200_i64, 200] {
            let packets = (0..180_000_i64)
                .map(|n| ((n * 20 + n * 20 * ppm / 1_000_000) as u64, n as u32 * 160, 100))
                .collect();
            let (buffer, heard) = run(packets, 180_000);
            assert!(buffer.frames.len() < 8, "{} held", buffer.frames.len());
            let silent = heard.chunks(160).filter(|chunk| chunk.iter().all(|s| *s == 0)).count();
            assert!(silent < 50, "{silent} silent frames at {ppm} ppm");
        }
    }

    #[test]
    fn duplicates_and_late_packets_are_heard_once_or_never() {
        let mut packets: Vec<_> = (0..50).map(|n| (n * 20, n as u32 * 160, n as i16 + 1)).collect();
        packets.push((10, 0, 1));
        packets.push((500, 160, 77));
        let (buffer, heard) = run(packets, 50);
        assert_eq!(buffer.late(), 1);
        assert!(!heard.contains(&77));
    }
}
