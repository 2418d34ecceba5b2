//! G.711, both laws, by table.

use std::sync::LazyLock;

use crate::sdp::Codec;

/// A 20 ms frame of A-law silence is this octet repeated.
pub const PCMA_SILENCE: u8 = 0xd5;
/// A 20 ms frame of µ-law silence is this octet repeated.
pub const PCMU_SILENCE: u8 = 0xff;

/// Both ways of one law.
struct Law {
    decode: [i16; 256],
    /// Codes of positive samples by half the sample: decision values are even. A negative sample
    /// has the same code with the uppermost bit turned over. One place more than half of 32768
    /// is used; the rest spares a bounds check.
    encode: Box<[u8; 1 << 15]>,
}

static PCMU: LazyLock<Law> = LazyLock::new(|| Law::new(decode_pcmu));
static PCMA: LazyLock<Law> = LazyLock::new(|| Law::new(decode_pcma));
static PCMU_TO_PCMA: LazyLock<[u8; 256]> = LazyLock::new(|| between(&PCMU, &PCMA));
static PCMA_TO_PCMU: LazyLock<[u8; 256]> = LazyLock::new(|| between(&PCMA, &PCMU));

impl Law {
    /// The encoder's table is made from the decoder's: each sample gets the code with the nearest
    /// value, which is what the decision values of ITU-T G.711 say.
    fn new(decode: fn(u8) -> i16) -> Self {
        let decoded = std::array::from_fn(|code| decode(code as u8));
        let mut positive: Vec<u8> = (0x80..=0xff).collect();
        positive.sort_by_key(|code| decode(*code));
        #[expect(clippy::large_stack_arrays, reason = "once, and on the heap when optimised")]
        let mut encode = Box::new([0; 1 << 15]);
        let mut near = 0;
        for (place, code) in encode.iter_mut().enumerate() {
            // The odd one of the two samples of a place: never a decision value itself.
            let sample = place as i32 * 2 + 1;
            let distance = |near: usize| (i32::from(decode(positive[near])) - sample).abs();
            while near + 1 < positive.len() && distance(near + 1) < distance(near) {
                near += 1;
            }
            *code = positive[near];
        }
        Self { decode: decoded, encode }
    }

    fn encode(&self, sample: i16) -> u8 {
        let half = usize::from(sample.unsigned_abs() >> 1) & 0x7fff;
        self.encode[half] ^ (u8::from(sample < 0) << 7)
    }
}

fn decode_pcmu(code: u8) -> i16 {
    let code = !code;
    let magnitude = ((i16::from(code & 0x0f) << 3) + 0x84) << ((code >> 4) & 7);
    if code & 0x80 == 0 { magnitude - 0x84 } else { 0x84 - magnitude }
}

fn decode_pcma(code: u8) -> i16 {
    let code = code ^ 0x55;
    let segment = (code >> 4) & 7;
    let step = (i16::from(code & 0x0f) << 4) + 8;
    let magnitude = if segment == 0 { step } else { (step + 0x100) << (segment - 1) };
    if code & 0x80 == 0 { -magnitude } else { magnitude }
}

fn between(from: &Law, to: &Law) -> [u8; 256] {
    std::array::from_fn(|code| to.encode(from.decode[code]))
}

/// Decodes; as many samples as codes.
pub fn decode(law: G711, codes: &[u8], samples: &mut [i16]) {
    let table = &law.law().decode;
    for (sample, code) in samples.iter_mut().zip(codes) {
        *sample = table[usize::from(*code)];
    }
}

/// Encodes; as many codes as samples.
pub fn encode(law: G711, samples: &[i16], codes: &mut [u8]) {
    let law = law.law();
    for (code, sample) in codes.iter_mut().zip(samples) {
        *code = law.encode(*sample);
    }
}

/// Changes one law into the other in place, without a detour over samples.
pub fn convert(from: G711, codes: &mut [u8]) {
    let table = match from {
        G711::Pcmu => &*PCMU_TO_PCMA,
        G711::Pcma => &*PCMA_TO_PCMU,
    };
    for code in codes {
        *code = table[usize::from(*code)];
    }
}

/// One of the two laws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum G711 {
    /// µ-law.
    Pcmu,
    /// A-law.
    Pcma,
}

impl G711 {
    /// The law of a codec, if it is one.
    pub fn of(codec: Codec) -> Option<Self> {
        match codec {
            Codec::Pcmu => Some(Self::Pcmu),
            Codec::Pcma => Some(Self::Pcma),
            Codec::G722 => None,
        }
    }

    /// The code of silence.
    pub fn silence(self) -> u8 {
        match self {
            Self::Pcmu => PCMU_SILENCE,
            Self::Pcma => PCMA_SILENCE,
        }
    }

    fn law(self) -> &'static Law {
        match self {
            Self::Pcmu => &PCMU,
            Self::Pcma => &PCMA,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_survives_decoding_and_encoding() {
        for law in [G711::Pcmu, G711::Pcma] {
            for code in 0..=255 {
                let (mut sample, mut back) = ([0], [0]);
                decode(law, &[code], &mut sample);
                encode(law, &sample, &mut back);
                // µ-law has two zeros.
                let same =
                    back[0] == code || (law == G711::Pcmu && code == 0x7f && back[0] == 0xff);
                assert!(same, "{law:?} {code:#x} -> {} -> {:#x}", sample[0], back[0]);
            }
        }
    }

    #[test]
    fn silence_is_the_quietest_code() {
        for law in [G711::Pcmu, G711::Pcma] {
            let mut sample = [77];
            decode(law, &[law.silence()], &mut sample);
            assert!(sample[0].abs() <= 8);
        }
    }

    #[test]
    fn the_loudest_samples_clip_to_the_loudest_codes() {
        let mut codes = [0; 2];
        encode(G711::Pcmu, &[i16::MAX, i16::MIN], &mut codes);
        assert_eq!(codes, [0x80, 0x00]);
        encode(G711::Pcma, &[i16::MAX, i16::MIN], &mut codes);
        assert_eq!(codes, [0xaa, 0x2a]);
    }
}
