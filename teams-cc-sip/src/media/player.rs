//! Sounds and their playing.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Error, ErrorKind, Prompt};

use super::voice::Halver;
use super::wav;

/// Samples of a 20 ms frame at 8 kHz.
pub const FRAME: usize = 160;

/// Something to play: 8 kHz, mono, shared by all who play it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sound(Arc<[i16]>);

impl Sound {
    /// From samples at 8 kHz.
    pub fn samples(samples: impl Into<Arc<[i16]>>) -> Self {
        Self(samples.into())
    }

    /// From a WAV file of 8 or 16 kHz; the error names the file.
    pub fn file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let wav = wav::read(path.as_ref())?;
        Ok(match wav.rate {
            16_000 => {
                let mut samples = vec![0; wav.samples.len() / 2];
                Halver::default().halve(&wav.samples, &mut samples);
                Self(samples.into())
            }
            _ => Self(wav.samples.into()),
        })
    }

    /// From a prompt. Words need a voice, which this back end does not have.
    pub fn prompt(prompt: &Prompt) -> Result<Self, Error> {
        match prompt {
            Prompt::File(path) => Self::file(path),
            Prompt::Samples(samples) => Ok(Self(samples.clone())),
            _ => Err(Error::new(
                "TCC-SIP-0622",
                ErrorKind::Unsupported,
                "a trunk has no voice for this prompt",
            )
            .fix("play a WAV file or samples")),
        }
    }

    /// A sine tone at a tenth of full scale: -20 dBFS.
    pub fn tone(hertz: f64, time: Duration) -> Self {
        let count = (time.as_secs_f64() * 8000.0) as usize;
        let turn = std::f64::consts::TAU * hertz / 8000.0;
        Self((0..count).map(|n| ((turn * n as f64).sin() * 3276.0) as i16).collect())
    }

    /// Nothing to hear.
    pub fn silence(time: Duration) -> Self {
        Self(vec![0; (time.as_secs_f64() * 8000.0) as usize].into())
    }

    /// How long it plays.
    pub fn duration(&self) -> Duration {
        Duration::from_micros(self.0.len() as u64 * 125)
    }

    /// The samples.
    pub fn as_slice(&self) -> &[i16] {
        &self.0
    }
}

impl fmt::Debug for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sound({:?})", self.duration())
    }
}

/// A sound being played.
#[derive(Debug)]
pub(super) struct Player {
    pub(super) id: u64,
    sound: Sound,
    at: usize,
    repeat: bool,
}

impl Player {
    pub(super) fn new(id: u64, sound: Sound, repeat: bool) -> Self {
        Self { id, sound, at: 0, repeat }
    }

    /// The next 20 ms, filled up with silence; false when all has been played.
    pub(super) fn next(&mut self, frame: &mut [i16; FRAME]) -> bool {
        let samples = self.sound.as_slice();
        if samples.is_empty() || (self.at >= samples.len() && !self.repeat) {
            return false;
        }
        let mut filled = 0;
        while filled < FRAME {
            if self.at >= samples.len() {
                if !self.repeat {
                    frame[filled..].fill(0);
                    break;
                }
                self.at = 0;
            }
            let count = (FRAME - filled).min(samples.len() - self.at);
            frame[filled..filled + count].copy_from_slice(&samples[self.at..self.at + count]);
            self.at += count;
            filled += count;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_is_played_to_its_last_sample_and_no_further() {
        let mut player = Player::new(1, Sound::samples(vec![7; 400]), false);
        let mut frame = [1; FRAME];
        assert!(player.next(&mut frame) && player.next(&mut frame) && player.next(&mut frame));
        assert_eq!((frame[79], frame[80]), (7, 0));
        assert!(!player.next(&mut frame));
    }

    #[test]
    fn music_goes_round_without_a_gap() {
        let mut player = Player::new(1, Sound::samples((1..=100).collect::<Vec<i16>>()), true);
        let mut frame = [0; FRAME];
        assert!(player.next(&mut frame));
        assert_eq!((frame[99], frame[100], frame[159]), (100, 1, 60));
        assert!(!Player::new(1, Sound::samples(vec![]), true).next(&mut frame));
    }

    #[test]
    fn words_are_refused_with_the_fix() {
        let error = Sound::prompt(&Prompt::text("hello")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
}
