//! An ear for known phrases.

use teams_cc_core::Error;
use teams_cc_core::speech::{Hints, Pcm, Recognise};

use super::features::{Bands, Feature, RATE, bands, features};

/// Whoever is farther is no phrase. From the measurements of `tests/interop/espeak.rs`.
const FARTHEST: f32 = 0.72;
/// The best must be so much nearer than the next phrase.
const NEARER: f32 = 0.86;
/// A look so far below the loudest is silence, in powers of ten.
const SILENT: f32 = 2.6;
/// An utterance with fewer looks of sound is none (130 ms), one with more is no phrase (8 s).
const FEWEST: usize = 8;
const MOST: usize = 500;

/// Recognises whole phrases that it was given as sound: band energies, cepstra, and dynamic time
/// warping. What is like none of them is not understood.
///
/// Phrases are compared as they would sound in the noise of the utterance, so that a noisy line
/// hurts less.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    templates: Vec<Template>,
}

#[derive(Clone, Debug)]
struct Template {
    words: String,
    looks: Vec<Bands>,
}

impl Phrases {
    /// An ear that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// These words can sound like this. A phrase may be given in several voices.
    #[must_use]
    pub fn with(mut self, words: impl Into<String>, sound: Pcm) -> Self {
        let looks = bands(sound.at(RATE).samples());
        let (from, to) = sounding(&looks);
        let looks = looks.get(from..to).unwrap_or_default().to_vec();
        if looks.len() >= FEWEST {
            self.templates.push(Template { words: words.into(), looks });
        }
        self
    }

    /// What another one knows is known here too.
    pub(crate) fn add(&mut self, other: &Self) {
        self.templates.extend_from_slice(&other.templates);
    }

    /// An ear for each template, and its words.
    pub(crate) fn apart(self) -> impl Iterator<Item = (String, Self)> {
        let alone = |one: Template| (one.words.clone(), Self { templates: vec![one] });
        self.templates.into_iter().map(alone)
    }

    /// How many templates it compares with.
    pub fn len(&self) -> usize {
        self.templates.len()
    }

    /// Whether it knows nothing.
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }

    /// The phrase that this utterance is, if it is one; how far it was, for whoever tunes it: 0 is
    /// the same sound.
    pub fn hear(&self, utterance: Pcm) -> Option<(&str, f32)> {
        let (best, next) = self.nearest(utterance)?;
        (best.1 < FARTHEST && best.1 < next * NEARER).then_some(best)
    }

    /// The nearest phrase, and how far the next other one is.
    fn nearest(&self, utterance: Pcm) -> Option<((&str, f32), f32)> {
        let all = bands(utterance.at(RATE).samples());
        let noise = quietest(&all);
        let (from, to) = sounding(&all);
        let looks = all.get(from..to)?;
        if looks.len() < FEWEST || looks.len() > MOST {
            return None;
        }
        let none = [0.0; 20];
        let heard = features(looks, 1.0, &none);
        let lively = liveliness(&heard);
        let level = (mean(looks) - noise.iter().sum::<f32>()).max(1.0);
        let mut found: Vec<(&str, f32)> = Vec::new();
        for template in &self.templates {
            let gain = level / mean(&template.looks).max(1.0);
            let like = features(&template.looks, gain, &noise);
            let far = warped(&heard, &like) / lively;
            match found.iter_mut().find(|(words, _)| *words == template.words) {
                Some(known) => known.1 = known.1.min(far),
                None => found.push((&template.words, far)),
            }
        }
        found.sort_by(|one, other| one.1.total_cmp(&other.1));
        Some((*found.first()?, found.get(1).map_or(f32::MAX, |next| next.1)))
    }
}

impl Recognise for Phrases {
    async fn recognise(&self, utterance: Pcm, _: &Hints) -> Result<Option<String>, Error> {
        let ear = self.clone();
        let hearing = tokio::task::spawn_blocking(move || {
            ear.hear(utterance).map(|(words, _)| words.to_owned())
        });
        hearing.await.map_err(|error| Error::ended("the runtime shuts down").with_source(error))
    }
}

/// How much goes on in a sound: what distances are measured against.
fn liveliness(looks: &[Feature]) -> f32 {
    let length = |look: &Feature| look.iter().map(|x| x * x).sum::<f32>().sqrt();
    (looks.iter().map(length).sum::<f32>() / looks.len().max(1) as f32).max(1e-3)
}

fn total(look: &Bands) -> f32 {
    look.iter().sum()
}

fn mean(looks: &[Bands]) -> f32 {
    looks.iter().map(total).sum::<f32>() / looks.len().max(1) as f32
}

/// The noise of a sound: the mean of its quietest tenth.
fn quietest(looks: &[Bands]) -> Bands {
    let mut order: Vec<&Bands> = looks.iter().collect();
    order.sort_by(|one, other| total(one).total_cmp(&total(other)));
    let count = looks.len().div_ceil(10);
    let mut noise = [0.0; 20];
    for look in order.into_iter().take(count) {
        for (sum, power) in noise.iter_mut().zip(look) {
            *sum += power / count as f32;
        }
    }
    noise
}

/// From the first look that sounds to the last.
fn sounding(looks: &[Bands]) -> (usize, usize) {
    let loudest = looks.iter().map(total).fold(0.0, f32::max);
    let noise = quietest(looks).iter().sum::<f32>();
    // Above silence, and above the noise.
    let bar = (loudest * 10f32.powf(-SILENT)).max(noise * 2.0).min(loudest / 4.0);
    let sounds = |look: &Bands| total(look) > bar;
    let from = looks.iter().position(sounds).unwrap_or(0);
    let to = looks.iter().rposition(sounds).map_or(0, |last| last + 1);
    (from, to.max(from))
}

/// How far two sounds are when one is stretched to the other, each look at most by two: the mean
/// distance of looks that meet.
fn warped(one: &[Feature], other: &[Feature]) -> f32 {
    let (rows, columns) = (one.len(), other.len());
    if rows == 0 || columns == 0 || rows > 2 * columns || columns > 2 * rows {
        return f32::MAX;
    }
    let distance = |row: usize, column: usize| -> f32 {
        let pairs = one[row].iter().zip(&other[column]);
        pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
    };
    // Sums along the best way to each place; a diagonal step counts as two.
    let mut before = vec![f32::INFINITY; columns];
    for row in 0..rows {
        let mut sums = vec![f32::INFINITY; columns];
        // The middle of the way goes no further from the diagonal than a third.
        let middle = row * columns / rows;
        let (from, to) =
            (middle.saturating_sub(columns / 3), (middle + columns / 3 + 1).min(columns));
        for column in from..to {
            let far = distance(row, column);
            let left = if column > 0 { sums[column - 1] + far } else { f32::INFINITY };
            let above = before[column] + far;
            let across = if column > 0 { before[column - 1] + 2.0 * far } else { f32::INFINITY };
            let start = if row == 0 && column == 0 { 2.0 * far } else { f32::INFINITY };
            sums[column] = left.min(above).min(across).min(start);
        }
        before = sums;
    }
    before[columns - 1] / (rows + columns) as f32
}

#[cfg(test)]
mod tests {
    use teams_cc_core::Rng;

    use super::*;

    /// A word of gliding tones: three formants that move as its number says.
    fn word(number: usize, speed: f32, rng: &mut Rng, noise: f32) -> Pcm {
        let glides: [[(f32, f32); 3]; 4] = [
            [(300.0, 900.0), (800.0, 400.0), (400.0, 500.0)],
            [(700.0, 300.0), (300.0, 300.0), (300.0, 900.0)],
            [(500.0, 500.0), (500.0, 900.0), (900.0, 300.0)],
            [(900.0, 600.0), (600.0, 600.0), (600.0, 350.0)],
        ];
        let mut samples = vec![0.0f32; 2_400];
        let mut phase = [0.0f32; 3];
        for (from, to) in glides[number] {
            let count = (1_600.0 / speed) as usize;
            for n in 0..count {
                let hertz = from + (to - from) * n as f32 / count as f32;
                let mut sum = 0.0;
                for (partial, phase) in phase.iter_mut().enumerate() {
                    *phase += std::f32::consts::TAU * hertz * (partial + 1) as f32 / 8_000.0;
                    sum += phase.sin() / (partial + 1) as f32;
                }
                samples.push(sum * 4_000.0);
            }
        }
        samples.extend([0.0; 2_400]);
        let noisy = |sample: f32| {
            let random = rng.below(20_001) as f32 / 10_000.0 - 1.0;
            (sample + random * noise) as i16
        };
        Pcm::new(8_000, samples.into_iter().map(noisy).collect::<Vec<i16>>())
    }

    fn ear(rng: &mut Rng) -> Phrases {
        let names = ["one", "two", "three", "four"];
        names
            .iter()
            .enumerate()
            .fold(Phrases::new(), |ear, (n, name)| ear.with(*name, word(n, 1.0, rng, 0.0)))
    }

    #[test]
    fn words_are_told_apart_faster_slower_and_in_noise() {
        let mut rng = Rng::from_seed(1);
        let ear = ear(&mut rng);
        for (speed, noise) in [(1.0, 0.0), (1.2, 50.0), (0.85, 200.0), (1.1, 600.0)] {
            for (number, name) in ["one", "two", "three", "four"].iter().enumerate() {
                let (heard, far) = ear.nearest(word(number, speed, &mut rng, noise)).unwrap().0;
                assert_eq!(heard, *name, "at {speed} in {noise}: {far}");
            }
        }
    }

    #[test]
    fn what_is_no_word_is_not_understood() {
        let mut rng = Rng::from_seed(2);
        let ear = ear(&mut rng);
        for seed in 0..20 {
            let mut rng = Rng::from_seed(seed);
            let noise: Vec<i16> = (0..9_600).map(|_| rng.below(4_000) as i16 - 2_000).collect();
            assert_eq!(ear.hear(Pcm::new(8_000, noise)), None, "seed {seed}");
        }
        for sound in [vec![], vec![0i16; 100], vec![0; 16_000], vec![i16::MAX; 800_000]] {
            assert_eq!(ear.hear(Pcm::new(8_000, sound)), None);
        }
        assert_eq!(Phrases::new().hear(word(0, 1.0, &mut rng, 0.0)), None);
    }
}
