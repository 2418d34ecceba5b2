//! Samples of one rate as samples of another.

/// Zero crossings of the filter on each side: steep enough for speech.
const CROSSINGS: usize = 12;
/// The filter ends this far below the lower of the two limits.
const ROLL_OFF: f64 = 0.92;

/// Turns samples of one rate into another, piece by piece: 8, 16, 24 or 48 kHz, any two whole
/// rates. It delays by [`delay`](Self::delay) samples of the input.
///
/// ```
/// use teams_cc_core::speech::Resampler;
///
/// let mut up = Resampler::new(16_000, 24_000);
/// assert_eq!(up.resample(&[0; 320]).len(), 480);
/// ```
#[derive(Clone, Debug)]
pub struct Resampler {
    up: usize,
    down: usize,
    half: usize,
    /// One row of the filter for each phase.
    rows: Vec<Vec<f32>>,
    kept: Vec<f32>,
    /// The next output, in steps of 1/`up` of an input sample.
    place: usize,
}

impl Resampler {
    /// From one rate to another, in samples a second; 0 counts as 1.
    pub fn new(from: u32, to: u32) -> Self {
        let (from, to) = (from.max(1), to.max(1));
        let shared = greatest_divisor(from, to);
        let (up, down) = ((to / shared) as usize, (from / shared) as usize);
        let limit =
            if from == to { 1.0 } else { ROLL_OFF * (f64::from(to) / f64::from(from)).min(1.0) };
        let half = (CROSSINGS as f64 / limit).ceil() as usize;
        let rows = (0..up).map(|phase| row(phase as f64 / up as f64, half, limit));
        Self { up, down, half, rows: rows.collect(), kept: vec![0.0; half * 2 - 1], place: 0 }
    }

    /// By how many samples of the input it is late.
    pub fn delay(&self) -> usize {
        self.half
    }

    /// The next piece.
    pub fn resample(&mut self, samples: &[i16]) -> Vec<i16> {
        self.kept.extend(samples.iter().map(|sample| f32::from(*sample)));
        let taps = self.half * 2;
        let mut out = Vec::with_capacity(samples.len() * self.up / self.down + 1);
        loop {
            let (first, phase) = (self.place / self.up, self.place % self.up);
            let Some(window) = self.kept.get(first..first + taps) else { break };
            let Some(row) = self.rows.get(phase) else { break };
            let sum: f32 = window.iter().zip(row).map(|(sample, weight)| sample * weight).sum();
            out.push(sum.round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16);
            self.place += self.down;
        }
        let used = (self.place / self.up).min(self.kept.len());
        self.kept.drain(..used);
        self.place -= used * self.up;
        out
    }
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

/// The weights of one phase: a sinc under a Blackman window, their sum 1.
fn row(phase: f64, half: usize, limit: f64) -> Vec<f32> {
    let weights: Vec<f64> = (0..half * 2)
        .map(|tap| {
            let x = tap as f64 - (half as f64 - 1.0) - phase;
            let sinc = if x.abs() < 1e-9 {
                limit
            } else {
                (std::f64::consts::PI * limit * x).sin() / (std::f64::consts::PI * x)
            };
            let w = std::f64::consts::PI * x / half as f64;
            sinc * (0.42 + 0.5 * w.cos() + 0.08 * (2.0 * w).cos()).max(0.0)
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| (weight / sum) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(rate: f64, hertz: f64, count: usize) -> Vec<i16> {
        let at = |n: usize| (n as f64 * hertz / rate * std::f64::consts::TAU).sin() * 10_000.0;
        (0..count).map(|n| at(n).round() as i16).collect()
    }

    /// Power of one frequency in decibels below a full tone.
    fn level(samples: &[i16], rate: f64, hertz: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for (n, sample) in samples.iter().enumerate() {
            let angle = n as f64 * hertz / rate * std::f64::consts::TAU;
            re += f64::from(*sample) * angle.cos();
            im += f64::from(*sample) * angle.sin();
        }
        let amplitude = 2.0 * (re * re + im * im).sqrt() / samples.len() as f64;
        20.0 * (amplitude / 10_000.0).log10()
    }

    #[test]
    fn a_tone_keeps_its_pitch_and_its_level() {
        for (from, to) in [(8_000, 16_000), (16_000, 24_000), (24_000, 16_000), (48_000, 16_000)] {
            let mut resampler = Resampler::new(from, to);
            let input = sine(f64::from(from), 1_000.0, from as usize);
            // In pieces of 20 ms, as they come.
            let pieces = input.chunks(from as usize / 50);
            let out: Vec<i16> = pieces.flat_map(|piece| resampler.resample(piece)).collect();
            assert_eq!(out.len(), to as usize, "{from} {to}");
            let steady = &out[to as usize / 10..to as usize * 9 / 10];
            let level = level(steady, f64::from(to), 1_000.0);
            assert!(level.abs() < 0.1, "{from} to {to}: {level} dB");
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_taken_out_before_it_folds() {
        let mut down = Resampler::new(24_000, 16_000);
        // 10 kHz would come back as 6 kHz.
        let out = down.resample(&sine(24_000.0, 10_000.0, 24_000));
        let folded = level(&out[1_000..], 16_000.0, 6_000.0);
        assert!(folded < -50.0, "{folded} dB");
    }

    #[test]
    fn the_same_rate_is_the_same_sound() {
        let mut same = Resampler::new(16_000, 16_000);
        let input = sine(16_000.0, 440.0, 3_200);
        let out = same.resample(&input);
        let delay = same.delay();
        assert_eq!(out[delay..delay + 100], input[..100]);
    }
}
