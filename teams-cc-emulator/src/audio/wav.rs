//! WAV files: 8 kHz, mono, 16 bit, read and written.

use super::RATE;

/// The bytes are no WAV file of 8 kHz, mono, 16 bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a WAV file of 8 kHz, one channel, 16 bit")]
pub struct NotWav;

/// The samples of a WAV file.
pub fn read_wav(bytes: &[u8]) -> Result<Vec<i16>, NotWav> {
    let tagged = bytes.get(..4) == Some(b"RIFF") && bytes.get(8..12) == Some(b"WAVE");
    let mut rest = bytes.get(12..).filter(|_| tagged).ok_or(NotWav)?;
    let mut fits = false;
    while let Some((head, tail)) = rest.split_at_checked(8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let body = &tail[..length.min(tail.len())];
        match &head[..4] {
            b"fmt " => {
                let word =
                    |at: usize| body.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
                let rate = body.get(4..8).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
                fits =
                    (word(0), word(2), rate, word(14)) == (Some(1), Some(1), Some(RATE), Some(16));
            }
            b"data" if fits => {
                let pairs = body.chunks_exact(2);
                return Ok(pairs.map(|b| i16::from_le_bytes([b[0], b[1]])).collect());
            }
            _ => {}
        }
        // Chunks are padded to an even length.
        rest = tail.get(length.saturating_add(length & 1)..).unwrap_or_default();
    }
    Err(NotWav)
}

/// Samples as a WAV file.
pub fn write_wav(samples: &[i16]) -> Vec<u8> {
    let length = samples.len() as u32 * 2;
    let mut out = Vec::with_capacity(44 + samples.len() * 2);
    out.extend(b"RIFF");
    out.extend((36 + length).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16u32.to_le_bytes());
    out.extend(1u16.to_le_bytes()); // linear PCM
    out.extend(1u16.to_le_bytes()); // one channel
    out.extend(RATE.to_le_bytes());
    out.extend((RATE * 2).to_le_bytes());
    out.extend(2u16.to_le_bytes());
    out.extend(16u16.to_le_bytes());
    out.extend(b"data");
    out.extend(length.to_le_bytes());
    for sample in samples {
        out.extend(sample.to_le_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wav_reads_what_it_wrote_and_refuses_the_rest() {
        let samples = [0, 1, -1, i16::MAX, i16::MIN];
        let file = write_wav(&samples);
        assert_eq!(read_wav(&file), Ok(samples.to_vec()));
        let mut stereo = file.clone();
        stereo[22] = 2;
        assert_eq!(read_wav(&stereo), Err(NotWav));
        for cut in 0..44 {
            assert_eq!(read_wav(&file[..cut]), Err(NotWav), "cut at {cut}");
        }
    }
}
