//! G.722 at 64 kbit/s, bit-exact: 16 kHz in two bands, six and two bits of ADPCM.
//!
//! Names follow the blocks of ITU-T G.722 (1988), section 6: `det` is the scale factor, `nb` its
//! logarithm, `s` the predictor's estimate, `a` its poles, `b` its zeros.

/// Coefficients of the quadrature mirror filter, every second one (Table 11/G.722).
const QMF: [i32; 12] = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];
/// Decision levels of the lower band (Table 14).
const Q6: [i32; 30] = [
    0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940,
    1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
];
/// Codes of the lower band's intervals, negative and positive (Table 14).
const ILN: [u8; 31] = [
    0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11,
    10, 9, 8, 7, 6, 5, 4,
];
const ILP: [u8; 31] = [
    0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39,
    38, 37, 36, 35, 34, 33, 32,
];
/// Quantiser outputs with 6, 4 and 2 bits (Tables 15, 17, 20).
const QM6: [i32; 64] = [
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
    -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776,
    -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280,
    11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776,
    2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
];
const QM4: [i32; 16] = [
    0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584,
    1200, 0,
];
const QM2: [i32; 4] = [-7408, -1616, 7408, 1616];
/// Steps of the scale factors, by code (Tables 18, 21).
const WL: [i32; 8] = [-60, -30, 58, 172, 334, 538, 1198, 3042];
const RL42: [u8; 16] = [0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0];
const WH: [i32; 3] = [0, -214, 798];
const RH2: [u8; 4] = [2, 1, 2, 1];
/// A power of two from its fraction (Table 19).
const ILB: [i32; 32] = [
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];

fn saturate(value: i32) -> i32 {
    value.clamp(-32_768, 32_767)
}

/// One band's predictor and scale factor.
#[derive(Clone, Debug)]
struct Band {
    s: i32,
    sz: i32,
    r: [i32; 2],
    a: [i32; 2],
    p: [i32; 2],
    d: [i32; 6],
    b: [i32; 6],
    nb: i32,
    det: i32,
}

impl Band {
    fn new(det: i32) -> Self {
        Self { s: 0, sz: 0, r: [0; 2], a: [0; 2], p: [0; 2], d: [0; 6], b: [0; 6], nb: 0, det }
    }

    /// LOGSCL and SCALEL, or LOGSCH and SCALEH: the step by the code, the limit and the shift by
    /// the band.
    fn scale(&mut self, step: i32, most: i32, shift: i32) {
        self.nb = ((self.nb * 127) >> 7) + step;
        self.nb = self.nb.clamp(0, most);
        let fraction = ILB[(self.nb >> 6) as usize & 31];
        let shift = shift - (self.nb >> 11);
        let det = if shift < 0 { fraction << -shift } else { fraction >> shift };
        self.det = det << 2;
    }

    /// Blocks 4L and 4H: the predictor learns from the quantised difference.
    fn adapt(&mut self, d: i32) {
        let r = saturate(self.s + d);
        let p = saturate(self.sz + d);
        let sign = |value: i32| value >> 15;

        // UPPOL2
        let first = saturate(self.a[0] << 2);
        let mut second = if sign(p) == sign(self.p[0]) { -first } else { first };
        second = second.min(32_767);
        let mut pole = if sign(p) == sign(self.p[1]) { 128 } else { -128 };
        pole += second >> 7;
        pole += (self.a[1] * 32_512) >> 15;
        let a2 = pole.clamp(-12_288, 12_288);

        // UPPOL1
        let step = if sign(p) == sign(self.p[0]) { 192 } else { -192 };
        let most = saturate(15_360 - a2);
        let a1 = saturate(step + ((self.a[0] * 32_640) >> 15)).clamp(-most, most);

        // UPZERO
        let step = if d == 0 { 0 } else { 128 };
        for (b, old) in self.b.iter_mut().zip(&self.d) {
            let step = if sign(*old) == sign(d) { step } else { -step };
            *b = saturate(step + ((*b * 32_640) >> 15));
        }

        // DELAYA
        self.d.copy_within(..5, 1);
        self.d[0] = d;
        self.r = [r, self.r[0]];
        self.p = [p, self.p[0]];
        self.a = [a1, a2];

        // FILTEP
        let poles: i32 = (0..2).map(|n| (self.a[n] * saturate(self.r[n] + self.r[n])) >> 15).sum();
        let poles = saturate(poles);
        // FILTEZ
        let zeros: i32 = (0..6).map(|n| (self.b[n] * saturate(self.d[n] + self.d[n])) >> 15).sum();
        self.sz = saturate(zeros);
        self.s = saturate(poles + self.sz);
    }
}

fn lower(band: &mut Band, code4: usize) {
    let d = (band.det * QM4[code4]) >> 15;
    band.scale(WL[usize::from(RL42[code4])], 18_432, 8);
    band.adapt(d);
}

fn higher(band: &mut Band, code: usize) -> i32 {
    let d = (band.det * QM2[code]) >> 15;
    band.scale(WH[usize::from(RH2[code])], 22_528, 10);
    band.adapt(d);
    d
}

/// Makes an octet of each two samples at 16 kHz.
#[derive(Clone, Debug)]
pub struct Encoder {
    lower: Band,
    higher: Band,
    history: [i32; 24],
}

impl Default for Encoder {
    fn default() -> Self {
        Self { lower: Band::new(32), higher: Band::new(8), history: [0; 24] }
    }
}

impl Encoder {
    /// Encodes; half as many octets as samples.
    pub fn encode(&mut self, samples: &[i16], codes: &mut [u8]) {
        let (pairs, _) = samples.as_chunks::<2>();
        for ([first, second], code) in pairs.iter().zip(codes) {
            self.history.copy_within(2.., 0);
            self.history[22] = i32::from(*first);
            self.history[23] = i32::from(*second);
            let (mut even, mut odd) = (0, 0);
            for (n, weight) in QMF.iter().enumerate() {
                odd += self.history[2 * n] * weight;
                even += self.history[2 * n + 1] * QMF[11 - n];
            }
            let low = (even + odd) >> 14;
            let high = (even - odd) >> 14;
            *code = self.low(low) | self.high(high) << 6;
        }
    }

    fn low(&mut self, sample: i32) -> u8 {
        let band = &mut self.lower;
        let difference = saturate(sample - band.s);
        let magnitude = if difference >= 0 { difference } else { -(difference + 1) };
        let interval = (1..30).find(|n| magnitude < (Q6[*n] * band.det) >> 12).unwrap_or(30);
        let code = if difference < 0 { ILN[interval] } else { ILP[interval] };
        lower(band, usize::from(code >> 2));
        code
    }

    fn high(&mut self, sample: i32) -> u8 {
        let band = &mut self.higher;
        let difference = saturate(sample - band.s);
        let magnitude = if difference >= 0 { difference } else { -(difference + 1) };
        let outer = magnitude >= (564 * band.det) >> 12;
        let code = match (difference < 0, outer) {
            (true, false) => 1,
            (true, true) => 0,
            (false, false) => 3,
            (false, true) => 2,
        };
        higher(band, usize::from(code));
        code
    }
}

/// Makes two samples at 16 kHz of each octet.
#[derive(Clone, Debug)]
pub struct Decoder {
    lower: Band,
    higher: Band,
    history: [i32; 24],
}

impl Default for Decoder {
    fn default() -> Self {
        Self { lower: Band::new(32), higher: Band::new(8), history: [0; 24] }
    }
}

impl Decoder {
    /// Decodes; twice as many samples as octets.
    pub fn decode(&mut self, codes: &[u8], samples: &mut [i16]) {
        let (pairs, _) = samples.as_chunks_mut::<2>();
        for ([first, second], code) in pairs.iter_mut().zip(codes) {
            let (low, high) = (usize::from(code & 0x3f), usize::from(code >> 6));
            let band = &mut self.lower;
            let sample = band.s + ((band.det * QM6[low]) >> 15);
            let low_sample = sample.clamp(-16_384, 16_383);
            lower(band, low >> 2);

            let before = self.higher.s;
            let d = higher(&mut self.higher, high);
            let high_sample = (before + d).clamp(-16_384, 16_383);

            self.history.copy_within(2.., 0);
            self.history[22] = low_sample + high_sample;
            self.history[23] = low_sample - high_sample;
            let (mut one, mut other) = (0, 0);
            for (n, weight) in QMF.iter().enumerate() {
                other += self.history[2 * n] * weight;
                one += self.history[2 * n + 1] * QMF[11 - n];
            }
            *first = saturate(one >> 11) as i16;
            *second = saturate(other >> 11) as i16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_comes_back_and_silence_stays_silent() {
        let turn = std::f64::consts::TAU * 1000.0 / 16_000.0;
        let tone: Vec<i16> =
            (0..3200).map(|n| ((turn * f64::from(n)).sin() * 8000.0) as i16).collect();
        let (mut codes, mut heard) = (vec![0; 1600], vec![0; 3200]);
        Encoder::default().encode(&tone, &mut codes);
        Decoder::default().decode(&codes, &mut heard);
        let peak = heard[1000..].iter().map(|sample| sample.abs()).max().unwrap();
        assert!((7_500..8_500).contains(&peak), "{peak}");

        Encoder::default().encode(&[0; 3200], &mut codes);
        Decoder::default().decode(&codes, &mut heard);
        assert!(heard.iter().all(|sample| sample.abs() < 8));
    }
}
