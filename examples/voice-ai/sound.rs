//! A voice and an ear without a vendor, and the two people of the demonstration.

use std::sync::Arc;
use std::time::Duration;

use teams_cc::speech::{Hints, Pcm, Recognise, Synthesise};
use teams_cc::{Error, Key};
use teams_cc_emulator::User;
use teams_cc_emulator::audio::Voice;
use teams_cc_emulator::carrier::Phone;
use teams_cc_emulator::speech::{Espeak, Phrases};

use crate::story::{CANCEL, HELLO, HOURS, LOST, THANKS};

/// What the people of the house say, each in its own voice.
const AGENT: &str = "en-gb";
const CALLER: &str = "en-us+f2";
/// Voices and speeds in which a phrase is known.
const KNOWN: [(&str, u32); 3] = [("en-us", 160), ("en-gb", 175), ("en-us+f2", 150)];

/// Both voice and ear: of espeak-ng and known phrases, or, without espeak-ng, of tones and keys.
#[derive(Clone, Debug)]
pub(crate) struct Sound {
    ear: Option<Arc<Phrases>>,
}

impl Sound {
    /// Learns the phrases, if there is a voice that speaks them.
    pub(crate) async fn open() -> Result<Self, Error> {
        if !Espeak::is_here() {
            eprintln!("espeak-ng is not here: tones and keys instead of words");
            eprintln!("  fix: apt-get install espeak-ng");
            return Ok(Self { ear: None });
        }
        let mut ear = Phrases::new();
        for words in [LOST, HOURS, CANCEL, THANKS, HELLO] {
            for (voice, speed) in KNOWN {
                let voice = Espeak::voice(voice).words_a_minute(speed);
                ear = ear.with(words, voice.synthesise(words, 8_000).await?);
            }
        }
        Ok(Self { ear: Some(Arc::new(ear)) })
    }

    /// Says words in somebody's voice.
    async fn of(&self, voice: &str, words: &str, rate_hz: u32) -> Result<Pcm, Error> {
        match &self.ear {
            Some(_) => Espeak::voice(voice).synthesise(words, rate_hz).await,
            None => Ok(tones(words, rate_hz)),
        }
    }
}

impl Synthesise for Sound {
    async fn synthesise(&self, words: &str, rate_hz: u32) -> Result<Pcm, Error> {
        self.of("en-us", words, rate_hz).await
    }
}

impl Recognise for Sound {
    async fn recognise(&self, utterance: Pcm, hints: &Hints) -> Result<Option<String>, Error> {
        match &self.ear {
            Some(ear) => ear.recognise(utterance, hints).await,
            None => Ok(None),
        }
    }

    fn hears_words(&self) -> bool {
        self.ear.is_some()
    }
}

/// One note a word.
fn tones(words: &str, rate_hz: u32) -> Pcm {
    let mut samples = Vec::new();
    for word in words.split_whitespace() {
        let hertz = 330.0 + 22.0 * (word.len() % 12) as f32;
        let turn = std::f32::consts::TAU * hertz / rate_hz as f32;
        samples.extend((0..rate_hz / 8).map(|n| ((n as f32 * turn).sin() * 5_000.0) as i16));
        samples.extend((0..rate_hz / 16).map(|_| 0));
    }
    Pcm::new(rate_hz, samples)
}

/// Said once; then silence for a long while, for a voice of the emulator begins again at its end.
fn once(before: Duration, said: &Pcm) -> Voice {
    let silence = |time: Duration| vec![0; time.as_millis() as usize * 8];
    let parts = [silence(before), said.samples().to_vec(), silence(Duration::from_secs(600))];
    Voice::samples(parts.concat())
}

/// Adele greets whom she gets, in every call.
pub(crate) async fn agent(adele: User, sound: Sound) {
    let words = format!("{HELLO}.");
    let Ok(said) = sound.of(AGENT, &words, 8_000).await else { return };
    loop {
        if adele.is_in_a_call().await {
            // After the whisper.
            adele.says(once(Duration::from_secs(4), &said)).await;
            while !adele.is_free().await {}
        }
    }
}

/// The synthetic caller: interrupts the greeting, waits for the agent, asks to cancel, leaves.
pub(crate) async fn caller(phone: &Phone, sound: &Sound) {
    phone.says(Voice::silence());
    phone.is_answered().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    if sound.hears_words() {
        say(phone, sound, LOST).await;
    } else {
        phone.press(Key::D1).await;
        phone.press(Key::Pound).await;
    }
    tokio::time::sleep(Duration::from_secs(12)).await;
    say(phone, sound, CANCEL).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    phone.hang_up().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
}

async fn say(phone: &Phone, sound: &Sound, words: &str) {
    if let Ok(said) = sound.of(CALLER, words, 8_000).await {
        let lasts = said.duration();
        phone.says(once(Duration::ZERO, &said));
        tokio::time::sleep(lasts).await;
    }
}
