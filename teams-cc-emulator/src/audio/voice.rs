//! What somebody says, what somebody heard, and whether the one is in the other.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::Rng;

use super::{FRAME, RATE, read_wav, wav};

/// Samples compared at a time: 150 ms, enough to tell any two voices apart.
const WINDOW: usize = 1200;
/// Correlation at which a voice counts as recognised. G.711 alone leaves more than 0.99; a voice
/// that is not there stays below 0.5.
const RECOGNISED: f64 = 0.9;
/// Notes of a melody, and the length of each: 60 ms, three packets.
const NOTES: u64 = 16;
const NOTE: usize = 3 * FRAME;

/// What somebody says, over and over.
#[derive(Clone, PartialEq, Eq)]
pub struct Voice(Said);

#[derive(Clone, PartialEq, Eq)]
enum Said {
    Nothing,
    Echo,
    Samples(Arc<[i16]>),
}

impl Voice {
    /// A melody of its own for every name: a second of notes that no other name has.
    pub fn of(name: &str) -> Self {
        // FNV-1a: only has to differ, not to resist anybody.
        let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let mut rng = Rng::from_seed(seed);
        let mut phase = 0.0_f64;
        let samples: Vec<i16> = (0..NOTES)
            .flat_map(|_| {
                let step =
                    std::f64::consts::TAU * (300.0 + rng.below(2400) as f64) / f64::from(RATE);
                (0..NOTE)
                    .map(|_| {
                        phase += step;
                        (phase.sin() * 8000.0) as i16
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        Self::samples(samples)
    }

    /// These samples: 8 kHz, mono.
    pub fn samples(samples: impl Into<Arc<[i16]>>) -> Self {
        let samples = samples.into();
        Self(if samples.is_empty() { Said::Nothing } else { Said::Samples(samples) })
    }

    /// A WAV file's content: 8 kHz, mono, 16 bit.
    pub fn wav(bytes: &[u8]) -> Result<Self, wav::NotWav> {
        read_wav(bytes).map(Self::samples)
    }

    /// Says nothing: comfort noise, where the other side takes it (DR-123).
    pub fn silence() -> Self {
        Self(Said::Nothing)
    }

    /// Says back what it hears.
    pub fn echo() -> Self {
        Self(Said::Echo)
    }

    /// Whether this is [`echo`](Self::echo).
    pub(crate) fn is_echo(&self) -> bool {
        self.0 == Said::Echo
    }

    /// The samples; empty for silence and echo.
    pub fn as_samples(&self) -> &[i16] {
        match &self.0 {
            Said::Samples(samples) => samples,
            Said::Nothing | Said::Echo => &[],
        }
    }

    /// The frame that begins `at` samples into the endless repetition; `None` for silence.
    pub(crate) fn frame(&self, at: usize) -> Option<[i16; FRAME]> {
        let samples = self.as_samples();
        (!samples.is_empty()).then(|| std::array::from_fn(|i| samples[(at + i) % samples.len()]))
    }
}

impl fmt::Debug for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Said::Nothing => f.write_str("Voice(silence)"),
            Said::Echo => f.write_str("Voice(echo)"),
            Said::Samples(samples) => write!(f, "Voice({} samples)", samples.len()),
        }
    }
}

/// What somebody heard: 8 kHz, mono.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Recording(Vec<i16>);

impl Recording {
    /// These samples: 8 kHz, mono.
    pub fn new(samples: Vec<i16>) -> Self {
        Self(samples)
    }

    /// The samples.
    pub fn samples(&self) -> &[i16] {
        &self.0
    }

    /// How long it is.
    pub fn length(&self) -> Duration {
        Duration::from_millis(self.0.len() as u64 * 1000 / u64::from(RATE))
    }

    /// As a WAV file.
    pub fn to_wav(&self) -> Vec<u8> {
        super::write_wav(&self.0)
    }

    /// How much the loudest moment is like some moment of `voice`: 1 is the same, 0 is unrelated.
    ///
    /// Volume does not matter; the voice may have begun anywhere.
    pub fn likeness(&self, voice: &Voice) -> f64 {
        let Some(moment) = self.loudest() else { return 0.0 };
        let said = voice.as_samples();
        if said.is_empty() {
            return 0.0;
        }
        // Repeat the voice so that every start has a whole window behind it.
        let said: Vec<f32> =
            said.iter().cycle().take(said.len() + WINDOW).map(|s| f32::from(*s)).collect();
        let moment: Vec<f32> = moment.iter().map(|s| f32::from(*s)).collect();
        let energy: f64 = moment.iter().map(|s| f64::from(s * s)).sum();
        let mut window: f64 = said[..WINDOW].iter().map(|s| f64::from(s * s)).sum();
        let mut best = 0.0_f64;
        for start in 0..said.len() - WINDOW {
            let product: f32 =
                moment.iter().zip(&said[start..start + WINDOW]).map(|(a, b)| a * b).sum();
            let scale = (energy * window).sqrt();
            if scale > 0.0 {
                best = best.max(f64::from(product) / scale);
            }
            window += f64::from(said[start + WINDOW]).powi(2) - f64::from(said[start]).powi(2);
        }
        best
    }

    /// Whether `voice` is in it.
    pub fn hears(&self, voice: &Voice) -> bool {
        self.likeness(voice) >= RECOGNISED
    }

    /// Whether it is quiet throughout, but for the hiss of comfort noise.
    pub fn is_silent(&self) -> bool {
        self.0.iter().all(|s| s.unsigned_abs() < 200)
    }

    /// The window with the most energy; `None` if there is no sound at all.
    fn loudest(&self) -> Option<&[i16]> {
        let energy = |window: &[i16]| window.iter().map(|s| i64::from(*s).pow(2)).sum::<i64>();
        let starts = (0..=self.0.len().checked_sub(WINDOW)?).step_by(FRAME);
        let windows = starts.map(|start| &self.0[start..start + WINDOW]);
        windows.max_by_key(|w| energy(w)).filter(|w| energy(w) > WINDOW as i64 * 100)
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recording({:?})", self.length())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::g711::Law;

    #[test]
    fn a_voice_is_recognised_behind_g711_and_no_other_is() {
        let (adele, diego) = (Voice::of("adele"), Voice::of("diego"));
        for law in [Law::Mu, Law::A] {
            let through: Vec<i16> = (0..6000)
                .map(|i| adele.as_samples()[(i + 3333) % adele.as_samples().len()])
                .map(|s| law.decode(law.encode(s / 3)))
                .collect();
            let heard = Recording::new(through);
            assert!(heard.likeness(&adele) > 0.99, "{}", heard.likeness(&adele));
            assert!(heard.likeness(&diego) < 0.6, "{}", heard.likeness(&diego));
            assert!(heard.hears(&adele) && !heard.hears(&diego));
        }
    }

    #[test]
    fn silence_is_like_nobody() {
        let quiet = Recording::new(vec![3; 8000]);
        assert!(quiet.is_silent());
        assert!(!quiet.hears(&Voice::of("adele")));
        assert!(!Recording::default().hears(&Voice::silence()));
    }
}
