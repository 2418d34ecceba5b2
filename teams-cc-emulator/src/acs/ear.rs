//! The resource's ear: what softphones really say, understood offline.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use teams_cc_core::Error;
use teams_cc_core::speech::Pcm;

use super::words::{Unheard, normal};
use crate::Stage;
use crate::audio::RATE;
use crate::speech::{Espeak, Phrases};

/// Phrases of one question that are listened for, and how long one may be.
const MOST_PHRASES: usize = 500;
const LONGEST_PHRASE: usize = 200;
/// Phrases that are kept as sound; beyond it they are spoken again.
const MOST_KEPT: usize = 2_000;

/// `[acs.ear]` in the settings: how phrases sound that the ear is to know.
///
/// It needs the program `espeak-ng`, which speaks each phrase in each voice; what a caller says is
/// compared with that. The phrases of the choices of a question are known by themselves.
///
/// ```toml
/// [acs.ear]
/// phrases = ["I lost my card", "speak to an agent"]
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct EarSettings {
    /// Phrases that are known whatever is asked: for `speech`, and for transcripts.
    pub phrases: Vec<String>,
    /// Voices of `espeak-ng`, one or more.
    pub voices: Vec<String>,
    /// How fast they speak.
    pub words_a_minute: u32,
}

impl Default for EarSettings {
    /// American English, a man's and a woman's voice, 160 words a minute; no phrases.
    fn default() -> Self {
        let voices = vec!["en-us".into(), "en-us+f2".into()];
        Self { phrases: Vec::new(), voices, words_a_minute: 160 }
    }
}

impl EarSettings {
    /// These phrases are known whatever is asked.
    #[must_use]
    pub fn phrases<S: Into<String>>(mut self, phrases: impl IntoIterator<Item = S>) -> Self {
        self.phrases.extend(phrases.into_iter().map(Into::into));
        self
    }

    /// These voices of `espeak-ng` instead.
    #[must_use]
    pub fn voices<S: Into<String>>(mut self, voices: impl IntoIterator<Item = S>) -> Self {
        self.voices = voices.into_iter().map(Into::into).collect();
        self
    }

    fn mouths(&self) -> impl Iterator<Item = Espeak> {
        self.voices.iter().map(|voice| Espeak::voice(voice).words_a_minute(self.words_a_minute))
    }
}

/// An ear for the resource: [`Acs::listens_with`](super::Acs::listens_with). Cheap to clone.
///
/// It is a small one ([`speech`](crate::speech)): whole phrases that it knows, in voices like those
/// that it knows them in.
#[derive(Clone, Debug)]
pub struct Ear(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: EarSettings,
    /// What is known whatever is asked, as it is compared.
    always: HashSet<String>,
    kept: Mutex<HashMap<String, Phrases>>,
}

impl Ear {
    /// An ear that knows phrases by how `espeak-ng` speaks them.
    ///
    /// # Errors
    /// `TCC-EMU-0601` if the program is missing, `TCC-EMU-0602` if it has no such voice.
    pub fn new(settings: EarSettings) -> Result<Self, Error> {
        for mouth in settings.mouths() {
            mouth.speak("one")?;
        }
        let always = settings.phrases.iter().map(|phrase| normal(phrase)).collect();
        let ear = Self(Arc::new(Inner { settings, always, kept: Mutex::default() }));
        for phrase in &ear.0.settings.phrases {
            ear.learn(phrase);
        }
        Ok(ear)
    }

    /// How it was set up; one of sounds alone has no voices.
    pub fn settings(&self) -> &EarSettings {
        &self.0.settings
    }

    /// What an utterance of 8 kHz says, and how sure that is: 0 to 1. Takes its time.
    pub(crate) fn hear(&self, samples: Vec<i16>, phrases: &[String]) -> Option<(String, f64)> {
        let mut wanted = self.0.always.clone();
        let fits = |phrase: &&String| phrase.chars().count() <= LONGEST_PHRASE;
        for phrase in phrases.iter().filter(fits).take(MOST_PHRASES) {
            self.learn(phrase);
            wanted.insert(normal(phrase));
        }
        let mut known = Phrases::new();
        {
            let kept = self.0.kept.lock();
            wanted.iter().filter_map(|phrase| kept.get(phrase)).for_each(|one| known.add(one));
        }
        let (words, far) = known.hear(Pcm::new(RATE, samples))?;
        // Nought is the same sound, and what is farther than about 0.7 is no phrase.
        let confidence = f64::from((100.0 * (1.0 - far / 2.0)).round().clamp(0.0, 100.0)) / 100.0;
        Some((words.to_owned(), confidence))
    }

    /// Has a phrase spoken, unless it is known.
    fn learn(&self, phrase: &str) {
        let key = normal(phrase);
        let is_always = self.0.always.contains(&key);
        {
            let mut kept = self.0.kept.lock();
            if kept.contains_key(&key) {
                return;
            }
            if kept.len() >= MOST_KEPT {
                kept.retain(|key, _| self.0.always.contains(key));
            }
        }
        let mut sounds = Phrases::new();
        // A voice that fails is one less.
        for sound in self.0.settings.mouths().filter_map(|mouth| mouth.speak(phrase).ok()) {
            sounds = sounds.with(phrase, sound);
        }
        if is_always || !sounds.is_empty() {
            self.0.kept.lock().insert(key, sounds);
        }
    }
}

/// An ear that knows these phrases and no others, by these sounds: no program is needed.
impl From<Phrases> for Ear {
    fn from(known: Phrases) -> Self {
        let mut kept: HashMap<String, Phrases> = HashMap::new();
        for (words, one) in known.apart() {
            kept.entry(normal(&words)).or_default().add(&one);
        }
        let settings = EarSettings::default().voices::<String>([]);
        let always = kept.keys().cloned().collect();
        Self(Arc::new(Inner { settings, always, kept: Mutex::new(kept) }))
    }
}

/// Understands one utterance, where it may take its time.
pub(super) async fn understand(stage: Stage, mut unheard: Unheard) {
    let (ear, call) = stage.acs.look(|book| {
        let room = book.rooms.get(&unheard.room);
        let call = room.and_then(|room| room.connections.last().copied());
        (book.ear.clone(), call.unwrap_or(unheard.room))
    });
    let samples = std::mem::take(&mut unheard.utterance.samples);
    let phrases = std::mem::take(&mut unheard.phrases);
    let hearing = tokio::task::spawn_blocking(move || ear?.hear(samples, &phrases));
    let found = hearing.await.unwrap_or_default();
    let how = if found.is_some() { "understood" } else { "not understood" };
    let text = format!("speech of {} ms is {how}", unheard.utterance.lasts.as_millis());
    stage.ladder.note("acs", &call.to_string(), &text);
    stage.acs.with(|book, now| book.understood(now, &unheard, found));
}
