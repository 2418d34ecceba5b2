//! WAV files as the services take them: 16 kHz, mono, 16 bit.

/// Samples a second.
pub(crate) const RATE_HZ: u32 = 16_000;

/// Samples of [`RATE_HZ`] as a file.
pub(crate) fn file(samples: &[i16]) -> Vec<u8> {
    let data = u32::try_from(samples.len()).unwrap_or(u32::MAX / 2).saturating_mul(2);
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&data.saturating_add(36).to_le_bytes());
    // 16 octets of format: linear PCM, one channel.
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend_from_slice(&RATE_HZ.to_le_bytes());
    // Octets a second, octets a frame, bits a sample.
    file.extend_from_slice(&(RATE_HZ * 2).to_le_bytes());
    file.extend_from_slice(b"\x02\0\x10\0data");
    file.extend_from_slice(&data.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}
