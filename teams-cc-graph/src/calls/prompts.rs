//! Prompts that the service fetches from us.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use aws_lc_rs::digest;
use bytes::Bytes;
use parking_lot::Mutex;
use teams_cc_core::{Error, Prompt};

use super::capability;
use crate::error;

/// So many different prompts are kept for the service to fetch.
const MOST: usize = 1_000;
/// And so many bytes of them.
const MOST_BYTES: usize = 256 * 1024 * 1024;
/// What the service plays: 16 kHz, mono, 16 bit (`graph.md` section 2.2).
const RATE: u32 = 16_000;
/// What trunks play.
const NARROW: u32 = 8_000;

/// Every prompt that was played, by the hash of its content.
#[derive(Default)]
pub(super) struct Prompts {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_hash: HashMap<String, Bytes>,
    by_file: HashMap<PathBuf, String>,
    bytes: usize,
}

impl Prompts {
    /// The address and the resource id of a prompt, below `base`.
    pub(super) async fn host(
        &self,
        base: &str,
        prompt: &Prompt,
    ) -> Result<(String, String), Error> {
        let hash = match prompt {
            Prompt::File(path) => {
                let known = self.kept.lock().by_file.get(path).cloned();
                match known {
                    Some(hash) => hash,
                    None => self.read(path.clone()).await?,
                }
            }
            Prompt::Samples(samples) => self.keep(wav(samples).into())?,
            _ => {
                return Err(capability::no_voice().into());
            }
        };
        Ok((format!("{}/prompts/{hash}.wav", base.trim_end_matches('/')), hash))
    }

    async fn read(&self, path: PathBuf) -> Result<String, Error> {
        let file = path.clone();
        let read = tokio::task::spawn_blocking(move || std::fs::read(file)).await;
        let unreadable = || error::bad_prompt(&path.display().to_string(), "it cannot be read");
        let bytes = read.map_err(|_| unreadable())?;
        let bytes = bytes.map_err(|source| unreadable().with_source(source))?;
        let narrow = check(&bytes)
            .map_err(|because| error::bad_prompt(&path.display().to_string(), &because))?;
        let hash = self.keep(narrow.map_or(bytes, |samples| wav(&samples)).into())?;
        self.kept.lock().by_file.insert(path, hash.clone());
        Ok(hash)
    }

    fn keep(&self, bytes: Bytes) -> Result<String, Error> {
        let mut hash = String::with_capacity(64);
        for byte in digest::digest(&digest::SHA256, &bytes).as_ref() {
            let _ = write!(hash, "{byte:02x}"); // writing to a String cannot fail
        }
        let mut kept = self.kept.lock();
        if kept.by_hash.contains_key(&hash) {
            return Ok(hash);
        }
        if kept.by_hash.len() == MOST || kept.bytes + bytes.len() > MOST_BYTES {
            return Err(error::bad_prompt("a prompt", "1,000 prompts or 256 MiB are kept already"));
        }
        kept.bytes += bytes.len();
        kept.by_hash.insert(hash.clone(), bytes);
        Ok(hash)
    }

    /// The prompt whose name a path ends in.
    pub(super) fn at(&self, path: &str) -> Option<Bytes> {
        let hash = path.rsplit('/').next()?.strip_suffix(".wav")?;
        self.kept.lock().by_hash.get(hash).cloned()
    }
}

/// Whether the service can play it; if not, what it is instead. A file at 8 kHz, as trunks play it,
/// gives its samples.
fn check(wav: &[u8]) -> Result<Option<Vec<i16>>, Arc<str>> {
    let number = |at: usize, bytes: usize| {
        let bytes = wav.get(at..at + bytes)?;
        Some(bytes.iter().rev().fold(0u32, |sum, byte| (sum << 8) | u32::from(*byte)))
    };
    if wav.get(..4) != Some(b"RIFF") || wav.get(8..12) != Some(b"WAVE") {
        return Err("it is not a WAV file".into());
    }
    let (mut at, mut format) = (12, None);
    while let (Some(name), Some(length)) = (wav.get(at..at + 4), number(at + 4, 4)) {
        match name {
            b"fmt " => {
                let (kind, channels) = (number(at + 8, 2), number(at + 10, 2));
                let (rate, bits) = (number(at + 12, 4), number(at + 22, 2));
                format = Some((kind, channels, rate, bits));
            }
            b"data" => {
                return match format {
                    Some((Some(1), Some(1), Some(RATE), Some(16))) => Ok(None),
                    Some((Some(1), Some(1), Some(NARROW), Some(16))) => {
                        let data = wav.get(at + 8..).unwrap_or_default();
                        let data = data.get(..length as usize).unwrap_or(data);
                        let pairs = data.as_chunks::<2>().0.iter();
                        Ok(Some(pairs.map(|pair| i16::from_le_bytes(*pair)).collect()))
                    }
                    Some((_, Some(channels), Some(rate), Some(bits))) => {
                        Err(format!("it has {channels} channels, {rate} Hz, {bits} bit").into())
                    }
                    _ => Err("its format is not told before its data".into()),
                };
            }
            _ => {}
        }
        // Pieces are padded to even lengths.
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        at = at.saturating_add(8).saturating_add(length).saturating_add(length & 1);
    }
    Err("it has no data".into())
}

/// Samples of 8 kHz as a file of 16 kHz: the value between two neighbours is their mean.
fn wav(samples: &[i16]) -> Vec<u8> {
    let data = u32::try_from(samples.len()).unwrap_or(u32::MAX / 4).saturating_mul(4);
    let mut file = Vec::with_capacity(44 + samples.len() * 4);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&data.saturating_add(36).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(b"\x02\0\x10\0data");
    file.extend_from_slice(&data.to_le_bytes());
    for (place, sample) in samples.iter().enumerate() {
        let next = samples.get(place + 1).unwrap_or(sample);
        file.extend_from_slice(&sample.to_le_bytes());
        file.extend_from_slice(&i16::midpoint(*sample, *next).to_le_bytes());
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn graph_2_2_samples_become_a_file_that_the_service_can_play() {
        let prompts = Prompts::default();
        let prompt = Prompt::samples([100i16, 300, -100]);
        let (address, resource) = prompts.host("https://cc.example/cb/", &prompt).await.unwrap();
        assert_eq!(address, format!("https://cc.example/cb/prompts/{resource}.wav"));
        let file = prompts.at(&address).unwrap();
        assert_eq!(check(&file), Ok(None));
        assert_eq!(file.len(), 44 + 12);
        assert_eq!(file[44..50], [100, 0, 200, 0, 44, 1], "100, 200, 300");
        let again = prompts.host("https://cc.example/cb", &prompt).await.unwrap();
        assert_eq!(again.1, resource, "the same content has the same name");
        assert_eq!(prompts.at("/cb/prompts/unknown.wav"), None);
    }

    #[test]
    fn graph_2_2_another_format_is_refused_before_the_service_sees_it() {
        let mut file = wav(&[1, 2, 3]);
        file[24..28].copy_from_slice(&8_000u32.to_le_bytes());
        assert_eq!(check(&file), Ok(Some(vec![1, 1, 2, 2, 3, 3])), "a trunk's file");
        file[24..28].copy_from_slice(&11_025u32.to_le_bytes());
        assert_eq!(check(&file), Err("it has 1 channels, 11025 Hz, 16 bit".into()));
        assert_eq!(check(b"ID3"), Err("it is not a WAV file".into()));
        for cut in 0..file.len().min(44) {
            assert!(check(&file[..cut]).is_err(), "{cut}");
        }
    }

    #[tokio::test]
    async fn words_are_not_possible_and_say_so() {
        let refused = Prompts::default().host("https://cc.example", &Prompt::text("hi")).await;
        assert_eq!(refused.unwrap_err().kind(), teams_cc_core::ErrorKind::Unsupported);
        let missing = Prompts::default().host("https://cc.example", &Prompt::file("no.wav")).await;
        assert_eq!(missing.unwrap_err().code(), "TCC-GRAPH-0708");
    }
}
