//! Is somebody speaking? Energy over a noise floor that follows the line.

use std::time::Duration;

/// One look at the line takes so long.
pub(super) const LOOK: Duration = Duration::from_millis(20);
/// The floor is the quietest look of the last eight spans of 12 looks, about two seconds: speech
/// has gaps, noise has none.
const SPANS: usize = 8;
const LOOKS: u32 = 12;
/// Before anything was heard the line is taken to be no louder than this, in decibels of full scale.
const FIRST_FLOOR: f32 = -42.0;
/// Nothing below is speech, however quiet the line is.
const QUIETEST: f32 = -50.0;
/// Speech begins so far above the floor,
const ABOVE: f32 = 9.0;
/// and ends so much lower.
const HOLD: f32 = 3.0;

/// Samples as they come, cut into looks.
#[derive(Debug, Default)]
pub(super) struct Looks {
    size: usize,
    begun: Vec<i16>,
}

impl Looks {
    /// On a line of so many samples a second.
    pub(super) fn new(rate_hz: u32) -> Self {
        Self { size: (rate_hz / 50) as usize, begun: Vec::new() }
    }

    /// What is not whole is forgotten.
    pub(super) fn clear(&mut self) {
        self.begun.clear();
    }

    /// Shows each look that is whole; the rest waits for more samples.
    pub(super) fn each(&mut self, mut samples: &[i16], mut look_at: impl FnMut(&[i16])) {
        let size = self.size.max(1);
        while !samples.is_empty() {
            let (head, rest) = samples.split_at(samples.len().min(size - self.begun.len()));
            self.begun.extend_from_slice(head);
            samples = rest;
            if self.begun.len() == size {
                look_at(&self.begun);
                self.begun.clear();
            }
        }
    }
}

/// Tells speech from a line's noise, 20 ms at a time: by energy, against a floor that adapts within
/// two seconds. It knows nothing of words: music and barking are speech to it.
#[derive(Clone, Debug)]
pub struct Detector {
    spans: [f32; SPANS],
    looks: u32,
    voiced: bool,
}

impl Default for Detector {
    fn default() -> Self {
        Self { spans: [FIRST_FLOOR; SPANS], looks: 0, voiced: false }
    }
}

impl Detector {
    /// Looks at the next 20 ms: is it speech?
    pub fn hear(&mut self, samples: &[i16]) -> bool {
        let level = level(samples);
        if self.looks.is_multiple_of(LOOKS) {
            self.spans.rotate_right(1);
            self.spans[0] = level;
        }
        self.looks = self.looks.wrapping_add(1);
        self.spans[0] = self.spans[0].min(level);
        let bar = (self.floor() + ABOVE).max(QUIETEST) - if self.voiced { HOLD } else { 0.0 };
        self.voiced = level > bar;
        self.voiced
    }

    /// The line's noise, in decibels of full scale.
    pub fn floor(&self) -> f32 {
        self.spans.iter().copied().fold(0.0, f32::min)
    }
}

/// Decibels of full scale, without what is constant.
fn level(samples: &[i16]) -> f32 {
    let count = samples.len().max(1) as f32;
    let mean = samples.iter().map(|sample| f32::from(*sample)).sum::<f32>() / count;
    let power = samples.iter().map(|sample| (f32::from(*sample) - mean).powi(2)).sum::<f32>();
    10.0 * (power / count / (32_768.0 * 32_768.0)).max(1e-10).log10()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rng;

    /// White noise of a level.
    fn noise(rng: &mut Rng, db: f32) -> Vec<i16> {
        let most = 32_768.0 * 10f32.powf(db / 20.0) * 3f32.sqrt();
        (0..160).map(|_| ((rng.below(20_001) as f32 / 10_000.0 - 1.0) * most) as i16).collect()
    }

    #[test]
    fn a_voice_is_told_from_the_noise_of_its_line() {
        for floor in [-90.0, -70.0, -55.0, -45.0, -38.0] {
            for seed in 0..20 {
                let (mut rng, mut detector) = (Rng::from_seed(seed), Detector::default());
                let noisy = (0..250).filter(|_| detector.hear(&noise(&mut rng, floor))).count();
                assert!(noisy == 0, "{floor} dB, seed {seed}: {noisy} looks of noise are speech");
                assert!((detector.floor() - floor).abs() < 3.0 || floor < -80.0);
                // Syllables of 160 ms, gaps of 60 ms.
                let voice = (floor + 15.0).max(-40.0);
                let syllables = (0..220).filter(|look| look % 11 < 8);
                let heard = syllables.filter(|look| {
                    if look % 11 == 0 {
                        (0..3).for_each(|_| _ = detector.hear(&noise(&mut rng, floor)));
                    }
                    detector.hear(&noise(&mut rng, voice))
                });
                let heard = heard.count();
                assert!(heard >= 155, "{floor} dB, seed {seed}: {heard} of 160 looks of speech");
            }
        }
    }

    #[test]
    fn a_noise_that_begins_and_stays_becomes_the_floor() {
        let (mut rng, mut detector) = (Rng::from_seed(1), Detector::default());
        (0..100).for_each(|_| _ = detector.hear(&noise(&mut rng, -70.0)));
        assert!(detector.hear(&noise(&mut rng, -30.0)), "it could be somebody");
        (0..110).for_each(|_| _ = detector.hear(&noise(&mut rng, -30.0)));
        assert!(!detector.hear(&noise(&mut rng, -30.0)), "nobody speaks for two seconds on end");
    }

    #[test]
    fn what_is_constant_is_no_sound() {
        let mut detector = Detector::default();
        assert!((0..50).all(|_| !detector.hear(&[12_000; 160])));
        assert!(!detector.hear(&[]));
    }
}
