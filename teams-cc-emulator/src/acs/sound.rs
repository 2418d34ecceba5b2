//! What is heard in a call: pieces of sound on the emulator's time axis, 16 kHz, mono, 16 bit.

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::{Guid, Instant};

use crate::audio::Voice;

/// Samples per second.
pub(crate) const RATE: usize = 16_000;
/// Samples kept of one call: twenty minutes of somebody talking.
const MOST_SAMPLES: usize = 20 * 60 * RATE;
/// What speech takes: about fifteen letters a second.
const LETTER: Duration = Duration::from_millis(60);
/// The shortest word.
const SHORTEST: Duration = Duration::from_millis(400);

/// Where a sound comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// A prompt or the application's stream.
    App,
    Member(Guid),
}

/// One sound.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) at: Instant,
    pub(crate) from: From,
    /// Only these hear it; empty = all.
    pub(crate) to: Vec<Guid>,
    pub(crate) samples: Vec<i16>,
}

impl Piece {
    pub(crate) fn until(&self) -> Instant {
        self.at + length(self.samples.len())
    }
}

/// Everything that sounded in one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sound {
    pieces: VecDeque<Piece>,
    kept: usize,
}

impl Sound {
    pub(crate) fn add(&mut self, piece: Piece) {
        if piece.samples.is_empty() {
            return;
        }
        self.kept += piece.samples.len();
        self.pieces.push_back(piece);
        while self.kept > MOST_SAMPLES {
            let Some(old) = self.pieces.pop_front() else { return };
            self.kept -= old.samples.len();
        }
    }

    /// Adds what somebody streams: after what that one streamed before or, where nothing is left
    /// of that, in so long from now, so that what comes late after it leaves no gap. The end.
    pub(crate) fn stream(
        &mut self,
        now: Instant,
        slack: Duration,
        from: From,
        samples: &[i16],
    ) -> Instant {
        // One piece as long as it goes on without a gap.
        let own = self.pieces.iter_mut().rev().find(|piece| piece.from == from);
        if let Some(last) = own
            && last.to.is_empty()
            && last.until() >= now
            && last.samples.len() < MOST_SAMPLES / 4
        {
            last.samples.extend_from_slice(samples);
            self.kept += samples.len();
            return last.until();
        }
        let busy = self.pieces.iter().filter(|piece| piece.from == from);
        let at = busy.map(Piece::until).filter(|until| *until >= now).max();
        let at = at.unwrap_or(now + slack);
        let end = at + length(samples.len());
        let samples = samples.to_vec();
        self.add(Piece { at, from, to: Vec::new(), samples });
        end
    }

    /// What that source has not said yet is not said.
    pub(crate) fn stop(&mut self, now: Instant, from: From) {
        for piece in self.pieces.iter_mut().filter(|piece| piece.from == from) {
            let said = samples_in(now.since(piece.at));
            let keep = if piece.at >= now { 0 } else { said.min(piece.samples.len()) };
            self.kept -= piece.samples.len() - keep;
            piece.samples.truncate(keep);
        }
        self.pieces.retain(|piece| !piece.samples.is_empty());
    }

    /// What was meant for that one alone is over.
    pub(crate) fn stop_for(&mut self, now: Instant, who: Guid) {
        for piece in self.pieces.iter_mut().filter(|piece| piece.to.as_slice() == [who]) {
            let said = samples_in(now.since(piece.at)).min(piece.samples.len());
            self.kept -= piece.samples.len() - said;
            piece.samples.truncate(said);
        }
        self.pieces.retain(|piece| !piece.samples.is_empty());
    }

    /// The mix of everything that is wanted, from a moment on for so many samples.
    pub(crate) fn mix(
        &self,
        begin: Instant,
        samples: usize,
        wanted: impl Fn(&Piece) -> bool,
    ) -> Vec<i16> {
        let mut out = vec![0_i16; samples];
        let end = begin + length(samples);
        for piece in self.pieces.iter().filter(|piece| wanted(piece)) {
            if piece.at >= end || piece.until() <= begin {
                continue;
            }
            // One of the two is nought.
            let skip = samples_in(begin.since(piece.at));
            let lead = samples_in(piece.at.since(begin));
            let there = piece.samples.iter().skip(skip);
            for (into, sample) in out.iter_mut().skip(lead).zip(there) {
                *into = into.saturating_add(*sample);
            }
        }
        out
    }
}

/// How long so many samples are.
pub(crate) fn length(samples: usize) -> Duration {
    Duration::from_nanos(samples as u64 * 1_000_000_000 / RATE as u64)
}

/// How many samples fit.
pub(crate) fn samples_in(span: Duration) -> usize {
    usize::try_from(span.as_nanos() * RATE as u128 / 1_000_000_000).unwrap_or(usize::MAX)
}

/// Words as a sound: the melody that those words alone have, as long as speaking them takes. This
/// is no speech; recognition goes by the words that were scripted.
pub(crate) fn spoken(words: &str) -> Vec<i16> {
    let letters = u32::try_from(words.chars().count()).unwrap_or(u32::MAX).min(10_000);
    let lasts = (LETTER * letters).max(SHORTEST);
    of_voice(&Voice::of(words), samples_in(lasts))
}

/// A voice of 8 kHz as so many samples of 16 kHz, repeated if it is shorter.
pub(crate) fn of_voice(voice: &Voice, samples: usize) -> Vec<i16> {
    let said = voice.as_samples();
    if said.is_empty() {
        return vec![0; samples];
    }
    let at = |n: usize| i32::from(said.get(n % said.len()).copied().unwrap_or(0));
    let between = |n: usize| match (n / 2, n % 2) {
        (whole, 0) => at(whole),
        (whole, _) => i32::midpoint(at(whole), at(whole + 1)),
    };
    (0..samples).map(|n| between(n) as i16).collect()
}

/// A voice for so long.
pub(crate) fn melody(voice: &Voice, lasts: Duration) -> Vec<i16> {
    of_voice(voice, samples_in(lasts))
}

/// 16 kHz as 8 kHz.
pub(crate) fn halved(samples: &[i16]) -> Vec<i16> {
    samples
        .chunks(2)
        .map(|pair| {
            let sum: i32 = pair.iter().map(|sample| i32::from(*sample)).sum();
            (sum / pair.len().max(1) as i32) as i16
        })
        .collect()
}

/// From one rate to another, on straight lines between samples.
pub(crate) fn resampled(samples: &[i16], from: usize, to: usize) -> Vec<i16> {
    if from == to || samples.is_empty() {
        return samples.to_vec();
    }
    let count = samples.len() * to / from.max(1);
    let at = |n: usize| i64::from(samples.get(n.min(samples.len() - 1)).copied().unwrap_or(0));
    (0..count)
        .map(|n| {
            let place = n * from;
            let (whole, part) = (place / to, (place % to) as i64);
            let to = to as i64;
            ((at(whole) * (to - part) + at(whole + 1) * part) / to) as i16
        })
        .collect()
}

/// The samples of a WAV file at 16 kHz, or why it cannot be played: PCM of 16 bit, mono or stereo.
pub(crate) fn read_wav(file: &[u8]) -> Result<Vec<i16>, String> {
    if file.get(..4) != Some(b"RIFF") || file.get(8..12) != Some(b"WAVE") {
        return Err("it is no WAV file".into());
    }
    let mut rest = file.get(12..).unwrap_or_default();
    let mut shape: Option<(usize, usize)> = None;
    while let Some((head, tail)) = rest.split_at_checked(8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let body = tail.get(..length.min(tail.len())).unwrap_or_default();
        let word = |at: usize| body.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
        match (&head[..4], shape) {
            (b"fmt ", _) => {
                let rate = body.get(4..8).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
                match (word(0), word(2), rate, word(14)) {
                    (
                        Some(1 | 0xfffe),
                        Some(channels @ 1..=2),
                        Some(rate @ 8000..=48_000),
                        Some(16),
                    ) => {
                        shape = Some((channels as usize, rate as usize));
                    }
                    _ => return Err("WAV must be PCM of 16 bit, mono or stereo".into()),
                }
            }
            (b"data", Some((channels, rate))) => {
                let first: Vec<i16> = body
                    .chunks_exact(2 * channels)
                    .map(|b| i16::from_le_bytes([b[0], b[1]]))
                    .collect();
                return Ok(resampled(&first, rate, RATE));
            }
            _ => {}
        }
        rest = tail.get(length.saturating_add(length & 1)..).unwrap_or_default();
    }
    Err("the WAV file has no data".into())
}

/// Channels of equal length as a WAV file of 16 kHz.
pub(crate) fn write_wav(channels: &[Vec<i16>]) -> Vec<u8> {
    let count = channels.len().max(1);
    let frames = channels.iter().map(Vec::len).max().unwrap_or(0);
    let length = u32::try_from(frames * count * 2).unwrap_or(u32::MAX);
    let wide = u16::try_from(count).unwrap_or(u16::MAX);
    let rate = RATE as u32;
    let mut out = Vec::with_capacity(44 + length as usize);
    out.extend(b"RIFF");
    out.extend(length.saturating_add(36).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(wide.to_le_bytes());
    out.extend(rate.to_le_bytes());
    out.extend((rate * 2 * u32::from(wide)).to_le_bytes());
    out.extend((2 * wide).to_le_bytes());
    out.extend(16_u16.to_le_bytes());
    out.extend(b"data");
    out.extend(length.to_le_bytes());
    for frame in 0..frames {
        for channel in channels {
            out.extend(channel.get(frame).copied().unwrap_or(0).to_le_bytes());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_mix_where_they_overlap_and_stop_where_they_are_cut() {
        let at = |ms| Instant::START + Duration::from_millis(ms);
        let mut sound = Sound::default();
        let one = Piece { at: at(0), from: From::App, to: Vec::new(), samples: vec![100; 32] };
        sound.add(one.clone());
        sound.add(Piece { at: at(1), from: From::Member(Guid::from_u128(1)), ..one });
        let all = sound.mix(at(0), 48, |_| true);
        assert_eq!((all[0], all[16], all[31], all[32], all[47]), (100, 200, 200, 100, 100));
        sound.stop(at(1), From::App);
        assert_eq!(sound.mix(at(0), 48, |_| true)[16], 100);
        let end = sound.stream(at(10), Duration::ZERO, From::App, &[7; 16]);
        let after = sound.stream(at(10), Duration::ZERO, From::App, &[7; 16]);
        assert_eq!(after, end + Duration::from_millis(1));
    }

    #[test]
    fn packets_that_come_late_leave_no_gap_within_the_slack() {
        let at = |ms| Instant::START + Duration::from_millis(ms);
        let (slack, caller) = (Duration::from_millis(80), From::Member(Guid::from_u128(1)));
        let mut sound = Sound::default();
        let packet = [5; RATE / 50];
        let ends: Vec<Instant> =
            [0, 20, 115, 115, 115].map(|ms| sound.stream(at(ms), slack, caller, &packet)).into();
        assert_eq!(ends, [at(100), at(120), at(140), at(160), at(180)]);
        assert_eq!(sound.stream(at(300), slack, caller, &packet), at(400), "a row of its own");
    }

    #[test]
    fn wav_files_are_read_at_any_rate_and_written_with_any_channels() {
        let file = write_wav(&[vec![1, 2, 3], vec![9, 9, 9]]);
        assert_eq!(read_wav(&file), Ok(vec![1, 2, 3]));
        let eight = crate::audio::write_wav(&[0, 100, 200, 300]);
        assert_eq!(read_wav(&eight).map(|samples| samples.len()), Ok(8));
        for cut in 0..44 {
            assert!(read_wav(&file[..cut]).is_err() || cut == 44, "cut at {cut}");
        }
        assert_eq!(spoken("hello").len(), samples_in(SHORTEST));
    }
}
