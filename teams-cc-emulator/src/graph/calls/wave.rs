//! Prompt files as the service wants them (WAV, mono, 16 bit, 16 kHz) and recordings as it gives
//! them.

use std::time::Duration;

use teams_cc_core::Instant;

/// Samples per second.
const RATE: u32 = 16_000;
/// Longest recording made: the service's two minutes, and its beep.
const MOST: Duration = Duration::from_secs(125);

/// How long a prompt file plays, or why it cannot be played.
pub(crate) fn prompt_length(file: &[u8]) -> Result<Duration, String> {
    if file.get(..4) != Some(b"RIFF") || file.get(8..12) != Some(b"WAVE") {
        return Err("it is no WAV file".into());
    }
    let mut rest = file.get(12..).unwrap_or_default();
    let mut fits = false;
    while let Some((head, tail)) = rest.split_at_checked(8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let body = tail.get(..length.min(tail.len())).unwrap_or_default();
        match &head[..4] {
            b"fmt " => {
                let word =
                    |at: usize| body.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
                let rate = body.get(4..8).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
                let found = (word(0), word(2), rate, word(14));
                if found != (Some(1), Some(1), Some(RATE), Some(16)) {
                    let (format, channels, rate, bits) = found;
                    return Err(format!(
                        "WAV must be PCM, mono, 16 kHz, 16 bit; it has format {}, {} channels, \
                         {} Hz, {} bit",
                        format.unwrap_or(0),
                        channels.unwrap_or(0),
                        rate.unwrap_or(0),
                        bits.unwrap_or(0),
                    ));
                }
                fits = true;
            }
            b"data" if fits => {
                let samples = body.len() as u64 / 2;
                return Ok(Duration::from_micros(samples * 1_000_000 / u64::from(RATE)));
            }
            _ => {}
        }
        rest = tail.get(length.saturating_add(length & 1)..).unwrap_or_default();
    }
    Err("the WAV file has no data".into())
}

/// A recording from `began` to `ended`: a tone while somebody talked, silence otherwise.
pub(crate) fn speech_as_wav(
    began: Instant,
    ended: Instant,
    speech: &[(Instant, Instant)],
) -> Vec<u8> {
    let length = ended.since(began).min(MOST);
    let count = u32::try_from(length.as_millis()).unwrap_or(0) * (RATE / 1000);
    let mut samples = Vec::with_capacity(count as usize);
    for n in 0..count {
        let at = began + Duration::from_micros(u64::from(n) * 1_000_000 / u64::from(RATE));
        let talks = speech.iter().any(|(from, to)| *from <= at && at < *to);
        // A square wave of 400 Hz: nobody needs a sine to see that it is no silence.
        let high = (n / 20) % 2 == 0;
        samples.push(match (talks, high) {
            (false, _) => 0_i16,
            (true, true) => 4000,
            (true, false) => -4000,
        });
    }
    write(&samples)
}

fn write(samples: &[i16]) -> Vec<u8> {
    let length = u32::try_from(samples.len() * 2).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(44 + samples.len() * 2);
    out.extend(b"RIFF");
    out.extend((36 + length).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(RATE.to_le_bytes());
    out.extend((RATE * 2).to_le_bytes());
    out.extend(2_u16.to_le_bytes());
    out.extend(16_u16.to_le_bytes());
    out.extend(b"data");
    out.extend(length.to_le_bytes());
    for sample in samples {
        out.extend(sample.to_le_bytes());
    }
    out
}

/// A prompt of so many milliseconds as a file, for tests of programs that serve prompts.
pub fn prompt(ms: u32) -> Vec<u8> {
    let samples: Vec<i16> =
        (0..ms * (RATE / 1000)).map(|n| if (n / 40) % 2 == 0 { 3000 } else { -3000 }).collect();
    write(&samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_must_be_mono_16_bit_16_khz() {
        let file = prompt(1500);
        assert_eq!(prompt_length(&file), Ok(Duration::from_millis(1500)));
        let mut slow = file.clone();
        slow[24..28].copy_from_slice(&8000_u32.to_le_bytes());
        let said = prompt_length(&slow).expect_err("8 kHz is refused");
        assert!(said.contains("8000 Hz"), "{said}");
        for cut in 0..44 {
            assert!(prompt_length(&file[..cut]).is_err(), "cut at {cut}");
        }
    }
}
