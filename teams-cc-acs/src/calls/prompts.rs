//! Prompts that the service fetches from us.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use bytes::Bytes;
use parking_lot::Mutex;
use teams_cc_core::{Error, Prompt};

use crate::{error, wav};

/// So many different prompts are kept for the service to fetch.
const MOST: usize = 1_000;
/// And so many bytes of them.
const MOST_BYTES: usize = 256 * 1024 * 1024;
/// What the service plays: 16 kHz, mono, 16 bit (CC-65).
const RATE: u32 = wav::RATE_HZ;
/// What prompts of other wires have; they are raised to it.
const NARROW: u32 = 8_000;
/// Two octets a sample.
const OCTETS_IN_A_MS: u64 = 32;

/// Where a prompt is.
pub(super) struct Hosted {
    pub(super) uri: String,
    pub(super) hash: String,
    pub(super) lasts: Duration,
}

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
    /// Address, name and length of a prompt that is a file or samples, below `base`; `None` for
    /// words.
    pub(super) async fn host(&self, base: &str, prompt: &Prompt) -> Result<Option<Hosted>, Error> {
        let hash = match prompt {
            Prompt::File(path) => {
                let known = self.kept.lock().by_file.get(path).cloned();
                match known {
                    Some(hash) => hash,
                    None => self.read(path.clone()).await?,
                }
            }
            Prompt::Samples(samples) => self.keep(raised(samples).into())?,
            _ => return Ok(None),
        };
        let octets = self.kept.lock().by_hash.get(&hash).map_or(0, Bytes::len);
        let lasts = Duration::from_millis(octets as u64 / OCTETS_IN_A_MS + 1);
        let uri = format!("{}/prompts/{hash}.wav", base.trim_end_matches('/'));
        Ok(Some(Hosted { uri, hash, lasts }))
    }

    async fn read(&self, path: PathBuf) -> Result<String, Error> {
        let file = path.clone();
        let read = tokio::task::spawn_blocking(move || std::fs::read(file)).await;
        let unreadable = || error::bad_prompt(&path.display().to_string(), "it cannot be read");
        let bytes = read.map_err(|_| unreadable())?;
        let bytes = bytes.map_err(|source| unreadable().with_source(source))?;
        let narrow = narrow(&bytes)
            .map_err(|because| error::bad_prompt(&path.display().to_string(), &because))?;
        let hash = self.keep(narrow.map_or(bytes, |samples| raised(&samples)).into())?;
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

/// `None` if the service can play it as it is, its samples if it is a prompt of the telephone's 8 kHz;
/// otherwise what it is instead.
fn narrow(wav: &[u8]) -> Result<Option<Vec<i16>>, Arc<str>> {
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
                        let rest = wav.get(at + 8..).unwrap_or_default();
                        let length = usize::try_from(length).unwrap_or(usize::MAX);
                        let data = rest.get(..length).unwrap_or(rest);
                        let pairs = data.chunks_exact(2);
                        let sample = |pair: &[u8]| match pair {
                            [low, high] => i16::from_le_bytes([*low, *high]),
                            _ => 0,
                        };
                        Ok(Some(pairs.map(sample).collect()))
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
fn raised(samples: &[i16]) -> Vec<u8> {
    let neighbours = samples.iter().zip(samples.iter().skip(1).chain(samples.last()));
    let pairs = neighbours.flat_map(|(sample, next)| [*sample, i16::midpoint(*sample, *next)]);
    wav::file(&pairs.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn cc_65_samples_become_a_file_that_the_service_can_play() {
        let prompts = Prompts::default();
        let prompt = Prompt::samples([100i16, 300, -100]);
        let hosted = prompts.host("https://cc.example/cb/", &prompt).await.unwrap().unwrap();
        assert_eq!(hosted.uri, format!("https://cc.example/cb/prompts/{}.wav", hosted.hash));
        let file = prompts.at(&hosted.uri).unwrap();
        assert_eq!(narrow(&file), Ok(None));
        assert_eq!(file[44..50], [100, 0, 200, 0, 44, 1], "100, 200, 300");
        let again = prompts.host("https://cc.example/cb", &prompt).await.unwrap().unwrap();
        assert_eq!(again.hash, hosted.hash, "the same content has the same name");
        assert_eq!(prompts.at("/cb/prompts/unknown.wav"), None);
        assert!(prompts.host("https://x.example", &Prompt::text("hi")).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn another_format_is_raised_or_refused_before_the_service_sees_it() {
        let mut file = raised(&[1, 3]);
        file[24..28].copy_from_slice(&8_000u32.to_le_bytes());
        assert_eq!(narrow(&file), Ok(Some(vec![1, 2, 3, 3])), "a prompt of the other wires");
        assert_eq!(narrow(&file[..47]), Ok(Some(vec![1])), "cut short");
        for cut in 0..44 {
            assert!(narrow(&file[..cut]).is_err(), "{cut}");
        }
        file[24..28].copy_from_slice(&44_100u32.to_le_bytes());
        assert_eq!(narrow(&file), Err("it has 1 channels, 44100 Hz, 16 bit".into()));
        assert_eq!(narrow(b"ID3"), Err("it is not a WAV file".into()));
        let missing = Prompts::default().host("https://cc.example", &Prompt::file("no.wav")).await;
        assert_eq!(missing.err().unwrap().code(), "TCC-ACS-0408");
    }
}
