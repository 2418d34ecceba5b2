//! The voice of espeak-ng, called as a program.

use std::io::Write as _;
use std::process::{Command, Stdio};

use teams_cc_core::speech::{Pcm, Synthesise};
use teams_cc_core::{Error, ErrorKind};

/// Speaks with the program `espeak-ng`. The same words in the same voice are the same sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Espeak {
    voice: String,
    words_a_minute: u32,
}

impl Default for Espeak {
    /// American English, 160 words a minute.
    fn default() -> Self {
        Self { voice: "en-us".into(), words_a_minute: 160 }
    }
}

impl Espeak {
    /// A voice as `espeak-ng --voices` lists them, variants included (`en-us+f2`).
    pub fn voice(voice: impl Into<String>) -> Self {
        Self { voice: voice.into(), ..Self::default() }
    }

    /// Faster or slower: 80 to 450.
    #[must_use]
    pub fn words_a_minute(mut self, count: u32) -> Self {
        self.words_a_minute = count;
        self
    }

    /// Whether the program is there.
    pub fn is_here() -> bool {
        let version = Command::new("espeak-ng").arg("--version").stdout(Stdio::null()).status();
        version.is_ok_and(|status| status.success())
    }

    /// Speaks, and waits for it: the program needs some 20 ms for a sentence.
    ///
    /// # Errors
    /// `Config` if the program is missing, `Unavailable` if it fails.
    pub fn speak(&self, words: &str) -> Result<Pcm, Error> {
        let missing = |error: std::io::Error| {
            Error::new("TCC-EMU-0601", ErrorKind::Config, "espeak-ng does not run")
                .fix("apt-get install espeak-ng")
                .with_source(error)
        };
        let mut speaking = Command::new("espeak-ng")
            .args(["--stdout", "--stdin", "-v", &self.voice])
            .args(["-s", &self.words_a_minute.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(missing)?;
        if let Some(mut input) = speaking.stdin.take() {
            // If it reads no more, its exit says why.
            input.write_all(words.as_bytes()).ok();
        }
        let output = speaking.wait_with_output().map_err(missing)?;
        let failed =
            || Error::new("TCC-EMU-0602", ErrorKind::Unavailable, "espeak-ng made no sound");
        read(&output.stdout).filter(|_| output.status.success()).ok_or_else(failed)
    }
}

impl Synthesise for Espeak {
    async fn synthesise(&self, words: &str, rate_hz: u32) -> Result<Pcm, Error> {
        let (voice, words) = (self.clone(), words.to_owned());
        let speaking = tokio::task::spawn_blocking(move || voice.speak(&words));
        let ended = |error| Error::ended("the runtime shuts down").with_source(error);
        Ok(speaking.await.map_err(ended)??.at(rate_hz))
    }
}

/// A WAV stream of 16 bit and one channel: the program does not know its length beforehand.
fn read(wav: &[u8]) -> Option<Pcm> {
    let rate = u32::from_le_bytes(wav.get(24..28)?.try_into().ok()?);
    let data = wav.windows(4).take(200).position(|name| name == b"data")?;
    let samples = wav.get(data + 8..)?.chunks_exact(2);
    let samples: Vec<i16> = samples.map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    (rate > 0).then(|| Pcm::new(rate, samples))
}
