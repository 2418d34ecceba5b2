//! What an ear sees of a sound: the energy of 20 bands, 63 times a second, and cepstra of it.

use std::f32::consts::PI;
use std::sync::LazyLock;

/// Samples a second of all that is heard here.
pub(super) const RATE: u32 = 8_000;
/// Samples of one look, and from one look to the next.
const WINDOW: usize = 256;
const HOP: usize = 128;
/// Bands, equally wide to the ear, from 150 to 3,600 Hz: what a telephone carries.
const BANDS: usize = 20;
const LOWEST_HZ: f32 = 150.0;
const HIGHEST_HZ: f32 = 3_600.0;
/// Coefficients of a look; the level is not one of them.
const CEPSTRA: usize = 12;

/// The power in each band.
pub(super) type Bands = [f32; BANDS];
/// Cepstra and their slopes.
pub(super) type Feature = [f32; 2 * CEPSTRA];

/// The cosine transform that makes cepstra of bands.
static COSINES: LazyLock<[Bands; CEPSTRA]> = LazyLock::new(|| {
    let cosine = |k: usize, n: usize| {
        (PI * (k + 1) as f32 * (n as f32 + 0.5) / BANDS as f32).cos() / BANDS as f32
    };
    std::array::from_fn(|k| std::array::from_fn(|n| cosine(k, n)))
});

/// Looks at a sound of [`RATE`].
pub(super) fn bands(samples: &[i16]) -> Vec<Bands> {
    let filters = filters();
    let hann = |n: usize| 0.5 - 0.5 * (2.0 * PI * n as f32 / WINDOW as f32).cos();
    let mut looks = Vec::new();
    for start in (0..samples.len().saturating_sub(WINDOW - 1)).step_by(HOP) {
        let Some(window) = samples.get(start..start + WINDOW) else { break };
        let mut re = [0.0f32; WINDOW];
        let mut im = [0.0f32; WINDOW];
        let mut before = f32::from(window[0]);
        for (n, sample) in window.iter().enumerate() {
            // High tones of speech are weak: they are lifted.
            let sample = f32::from(*sample);
            re[n] = (sample - 0.95 * before) * hann(n);
            before = sample;
        }
        transform(&mut re, &mut im);
        let mut look = [0.0; BANDS];
        for (band, filter) in look.iter_mut().zip(&filters) {
            *band = filter
                .iter()
                .map(|(bin, weight)| weight * (re[*bin] * re[*bin] + im[*bin] * im[*bin]))
                .sum();
        }
        looks.push(look);
    }
    looks
}

/// Cepstra of looks on which a noise lies: what both sound like together. Their mean is taken out,
/// and with it what the line does to every sound.
pub(super) fn features(looks: &[Bands], gain: f32, noise: &Bands) -> Vec<Feature> {
    let mut cepstra: Vec<[f32; CEPSTRA]> = looks
        .iter()
        .map(|look| {
            let mut logs = [0.0f32; BANDS];
            for ((log, power), noise) in logs.iter_mut().zip(look).zip(noise) {
                *log = (power * gain + noise + 1.0).ln();
            }
            std::array::from_fn(|k| {
                logs.iter().zip(&COSINES[k]).map(|(log, cosine)| log * cosine).sum()
            })
        })
        .collect();
    let count = cepstra.len().max(1) as f32;
    for k in 0..CEPSTRA {
        let mean = cepstra.iter().map(|look| look[k]).sum::<f32>() / count;
        cepstra.iter_mut().for_each(|look| look[k] -= mean);
    }
    let at = |n: usize| cepstra[n.min(cepstra.len() - 1)];
    (0..cepstra.len())
        .map(|n| {
            let (here, before, after) = (at(n), at(n.saturating_sub(2)), at(n + 2));
            std::array::from_fn(|k| match k.checked_sub(CEPSTRA) {
                None => here[k],
                Some(k) => 0.7 * (after[k] - before[k]),
            })
        })
        .collect()
}

/// Triangles over the bins of the transform.
fn filters() -> Vec<Vec<(usize, f32)>> {
    let mel = |hz: f32| 2595.0 * (1.0 + hz / 700.0).log10();
    let hz = |mel: f32| 700.0 * (10f32.powf(mel / 2595.0) - 1.0);
    let (low, high) = (mel(LOWEST_HZ), mel(HIGHEST_HZ));
    let edge = |n: usize| hz(low + (high - low) * n as f32 / (BANDS + 1) as f32);
    (0..BANDS)
        .map(|band| {
            let (from, middle, to) = (edge(band), edge(band + 1), edge(band + 2));
            (0..WINDOW / 2)
                .filter_map(|bin| {
                    let at = bin as f32 * RATE as f32 / WINDOW as f32;
                    let up = (at - from) / (middle - from);
                    let weight = up.min((to - at) / (to - middle));
                    (weight > 0.0).then_some((bin, weight))
                })
                .collect()
        })
        .collect()
}

/// The Fourier transform in place, by halves (Cooley and Tukey, 1965).
fn transform(re: &mut [f32; WINDOW], im: &mut [f32; WINDOW]) {
    let bits = WINDOW.trailing_zeros();
    for n in 0..WINDOW {
        let other = n.reverse_bits() >> (usize::BITS - bits);
        if n < other {
            re.swap(n, other);
            im.swap(n, other);
        }
    }
    let mut size = 2;
    while size <= WINDOW {
        for k in 0..size / 2 {
            let (sin, cos) = (-2.0 * PI * k as f32 / size as f32).sin_cos();
            for start in (0..WINDOW).step_by(size) {
                let (one, two) = (start + k, start + k + size / 2);
                let (turned_re, turned_im) =
                    (re[two] * cos - im[two] * sin, re[two] * sin + im[two] * cos);
                (re[two], im[two]) = (re[one] - turned_re, im[one] - turned_im);
                (re[one], im[one]) = (re[one] + turned_re, im[one] + turned_im);
            }
        }
        size *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_lies_in_its_band() {
        for (hertz, band) in [(300.0, 1), (1_000.0, 8), (3_000.0, 17)] {
            let turn = 2.0 * PI * hertz / RATE as f32;
            let tone: Vec<i16> =
                (0..800).map(|n| ((n as f32 * turn).sin() * 8_000.0) as i16).collect();
            for look in bands(&tone) {
                let loudest = (0..BANDS).max_by(|a, b| look[*a].total_cmp(&look[*b])).unwrap();
                assert!(loudest.abs_diff(band) <= 1, "{hertz} Hz is in band {loudest}");
            }
        }
    }
}
