//! Between payloads of any codec and samples at 8 kHz, a stream at a time.

use std::sync::LazyLock;

use super::{g711, g722};
use crate::sdp::Codec;

/// Taps of the low-pass between 8 and 16 kHz; it delays by 15 samples at 16 kHz.
const TAPS: usize = 31;

/// A windowed sinc at 3.6 kHz whose taps add up to 1.
static LOW_PASS: LazyLock<[f32; TAPS]> = LazyLock::new(|| {
    let middle = (TAPS / 2) as f32;
    let raw: [f32; TAPS] = std::array::from_fn(|n| {
        let x = n as f32 - middle;
        let cut = 3600.0 / 16_000.0;
        let sinc = if n == TAPS / 2 {
            2.0 * cut
        } else {
            (std::f32::consts::TAU * cut * x).sin() / (std::f32::consts::PI * x)
        };
        sinc * (0.54 + 0.46 * (std::f32::consts::PI * x / (middle + 1.0)).cos())
    });
    let sum: f32 = raw.iter().sum();
    raw.map(|tap| tap / sum)
});

fn round(value: f32) -> i16 {
    value.round().clamp(-32_768.0, 32_767.0) as i16
}

/// 16 kHz to 8 kHz.
#[derive(Clone, Debug, Default)]
pub(super) struct Halver {
    past: [f32; TAPS],
}

impl Halver {
    /// Half as many samples.
    pub(super) fn halve(&mut self, samples: &[i16], out: &mut [i16]) {
        let low_pass = &*LOW_PASS;
        for ([first, second], out) in samples.as_chunks::<2>().0.iter().zip(out) {
            self.past.copy_within(2.., 0);
            self.past[TAPS - 2] = f32::from(*first);
            self.past[TAPS - 1] = f32::from(*second);
            *out = round(self.past.iter().zip(low_pass).map(|(x, tap)| x * tap).sum());
        }
    }
}

/// 8 kHz to 16 kHz.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubler {
    past: [f32; TAPS / 2 + 1],
}

impl Doubler {
    /// Twice as many samples.
    pub(super) fn double(&mut self, samples: &[i16], out: &mut [i16]) {
        let low_pass = &*LOW_PASS;
        for (sample, [first, second]) in samples.iter().zip(out.as_chunks_mut::<2>().0) {
            self.past.copy_within(1.., 0);
            self.past[TAPS / 2] = f32::from(*sample);
            // Every second sample of the stretched signal is zero: each output meets half the taps.
            let newest_first = || self.past.iter().rev();
            let even = low_pass.iter().step_by(2);
            let odd = low_pass.iter().skip(1).step_by(2);
            *first = round(2.0 * newest_first().zip(even).map(|(x, tap)| x * tap).sum::<f32>());
            *second = round(2.0 * newest_first().zip(odd).map(|(x, tap)| x * tap).sum::<f32>());
        }
    }
}

/// Longest payload that is decoded: 200 ms.
pub(super) const LONGEST: usize = 1600;

/// Hears payloads of one stream as samples at 8 kHz.
#[derive(Clone, Debug, Default)]
pub(super) struct Ear {
    wide: Option<Box<(g722::Decoder, Halver)>>,
}

impl Ear {
    /// Gives the samples of a payload, which has one octet for each of them in every codec.
    pub(super) fn hear<'a>(
        &mut self,
        codec: Codec,
        payload: &[u8],
        samples: &'a mut [i16; LONGEST],
    ) -> &'a [i16] {
        let payload = &payload[..payload.len().min(LONGEST)];
        let samples = &mut samples[..payload.len()];
        if let Some(law) = g711::G711::of(codec) {
            g711::decode(law, payload, samples);
        } else {
            let (decoder, halver) = &mut **self.wide.get_or_insert_default();
            let mut wide = [0; 2 * LONGEST];
            let wide = &mut wide[..2 * payload.len()];
            decoder.decode(payload, wide);
            halver.halve(wide, samples);
        }
        samples
    }
}

/// Speaks samples at 8 kHz as payloads of one stream.
#[derive(Clone, Debug, Default)]
pub(super) struct Mouth {
    wide: Option<Box<(g722::Encoder, Doubler)>>,
}

impl Mouth {
    /// Fills `payload`, which has one octet for each sample.
    pub(super) fn speak(&mut self, codec: Codec, samples: &[i16], payload: &mut [u8]) {
        if let Some(law) = g711::G711::of(codec) {
            g711::encode(law, samples, payload);
        } else {
            let (encoder, doubler) = &mut **self.wide.get_or_insert_default();
            for (samples, payload) in samples.chunks(LONGEST).zip(payload.chunks_mut(LONGEST)) {
                let mut wide = [0; 2 * LONGEST];
                let wide = &mut wide[..2 * samples.len()];
                doubler.double(samples, wide);
                encoder.encode(wide, payload);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hertz: f64, rate: f64, count: usize) -> Vec<i16> {
        let turn = std::f64::consts::TAU * hertz / rate;
        (0..count).map(|n| ((turn * n as f64).sin() * 8000.0) as i16).collect()
    }

    fn peak(samples: &[i16]) -> i16 {
        samples[200..].iter().map(|sample| sample.abs()).max().unwrap()
    }

    #[test]
    fn halving_keeps_speech_and_removes_what_would_fold_back() {
        let mut out = [0; 4000];
        Halver::default().halve(&tone(1000.0, 16_000.0, 8000), &mut out);
        assert!((7_700..8_300).contains(&peak(&out)), "{}", peak(&out));
        Halver::default().halve(&tone(6000.0, 16_000.0, 8000), &mut out);
        assert!(peak(&out) < 250, "{}", peak(&out));
    }

    #[test]
    fn doubling_keeps_speech_and_adds_no_mirror_image() {
        let mut out = [0; 8000];
        Doubler::default().double(&tone(1000.0, 8000.0, 4000), &mut out);
        assert!((7_700..8_300).contains(&peak(&out)), "{}", peak(&out));
        let right = tone(1000.0, 16_000.0, 8000);
        let worst = (200..7000).map(|n| (out[n + 15] - right[n]).abs()).max().unwrap();
        assert!(worst < 120, "{worst}");
    }

    #[test]
    fn a_tone_survives_every_codec() {
        for codec in [Codec::Pcmu, Codec::Pcma, Codec::G722] {
            let source = tone(800.0, 8000.0, 8000);
            let (mut mouth, mut ear) = (Mouth::default(), Ear::default());
            let mut heard = Vec::new();
            for frame in source.chunks(160) {
                let (mut payload, mut samples) = ([0; 160], [0; LONGEST]);
                mouth.speak(codec, frame, &mut payload);
                heard.extend_from_slice(ear.hear(codec, &payload, &mut samples));
            }
            assert_eq!(heard.len(), 8000);
            assert!((7_300..8_700).contains(&peak(&heard)), "{codec}: {}", peak(&heard));
        }
    }
}
