//! ITU-T G.711, both laws, from the formulas.

/// The two laws, by their static payload types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Law {
    /// PCMU, payload type 0.
    Mu,
    /// PCMA, payload type 8.
    A,
}

impl Law {
    /// The law of a static payload type.
    pub(crate) fn of(payload_type: u8) -> Option<Self> {
        match payload_type {
            0 => Some(Self::Mu),
            8 => Some(Self::A),
            _ => None,
        }
    }

    /// The static payload type.
    pub(crate) fn payload_type(self) -> u8 {
        match self {
            Self::Mu => 0,
            Self::A => 8,
        }
    }

    /// The name in `a=rtpmap`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mu => "PCMU",
            Self::A => "PCMA",
        }
    }

    /// One linear sample to one octet.
    pub(crate) fn encode(self, sample: i16) -> u8 {
        match self {
            Self::Mu => mu_encode(sample),
            Self::A => a_encode(sample),
        }
    }

    /// One octet to one linear sample.
    pub(crate) fn decode(self, code: u8) -> i16 {
        match self {
            Self::Mu => mu_decode(code),
            Self::A => a_decode(code),
        }
    }
}

/// Offset that makes every µ-law segment start at a power of two (on the 16-bit scale).
const BIAS: i32 = 132;

fn mu_encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = i32::from(sample).abs().min(32_635) + BIAS;
    let segment = 24 - (magnitude as u32).leading_zeros(); // 0..=7: where the top bit stands
    let step = (magnitude >> (segment + 3)) & 0x0f;
    !(sign | (segment as u8) << 4 | step as u8)
}

fn mu_decode(code: u8) -> i16 {
    let code = !code;
    let magnitude = ((i32::from(code & 0x0f) << 3) + BIAS) << (code >> 4 & 7);
    let magnitude = magnitude - BIAS;
    (if code & 0x80 != 0 { -magnitude } else { magnitude }) as i16
}

fn a_encode(sample: i16) -> u8 {
    // Thirteen bits; negative values are one's complement so that -1 and 0 mirror each other.
    let value = i32::from(sample) >> 3;
    let (mask, value) = if value >= 0 { (0xd5, value) } else { (0x55, -value - 1) };
    let value = value.min(0xfff);
    let segment = 32u32.saturating_sub((value as u32 >> 5).leading_zeros());
    let step = if segment < 2 { value >> 1 } else { value >> segment } & 0x0f;
    (((segment as u8) << 4) | step as u8) ^ mask
}

fn a_decode(code: u8) -> i16 {
    let code = code ^ 0x55;
    let segment = code >> 4 & 7;
    let step = i32::from(code & 0x0f) << 4;
    let magnitude = match segment {
        0 => step + 8,
        _ => (step + 0x108) << (segment - 1),
    };
    (if code & 0x80 != 0 { magnitude } else { -magnitude }) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g711_every_code_survives_a_round_trip() {
        for law in [Law::Mu, Law::A] {
            for code in 0..=255 {
                let sample = law.decode(code);
                // µ-law has two zeros; they decode alike.
                assert_eq!(law.decode(law.encode(sample)), sample, "{law:?} {code:#x}");
            }
        }
    }

    #[test]
    fn g711_no_sample_is_off_by_more_than_half_a_step() {
        for (law, bias, clip) in [(Law::Mu, 132, 32_635), (Law::A, 0, 32_767)] {
            for sample in (-clip..=clip).step_by(13) {
                let off = (i32::from(law.decode(law.encode(sample as i16))) - sample).abs();
                // Sixteen steps to a segment that begins at its own width: half a step is 1/32.
                let half_step = ((sample.abs() + bias) / 32 + 1).max(8);
                assert!(off <= half_step, "{law:?} {sample}: off by {off}, allowed {half_step}");
            }
        }
    }

    #[test]
    fn vectors_g711_decode_tables() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/g711/decode-tables.json");
        let Ok(text) = std::fs::read_to_string(file) else { return };
        let tables: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (law, name) in [(Law::Mu, "ulaw"), (Law::A, "alaw")] {
            let table = tables[name].as_array().unwrap();
            assert_eq!(table.len(), 256);
            for (code, level) in table.iter().enumerate() {
                assert_eq!(
                    Some(i64::from(law.decode(code as u8))),
                    level.as_i64(),
                    "{name} {code}"
                );
            }
        }
    }
}
