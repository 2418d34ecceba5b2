//! An Azure AI resource: speech to text for short audio, text to speech, chat completions. Written
//! from the documents.
//!
//! **Nothing here understands or thinks.** What is recognised is what was scripted
//! ([`AiResource::hears`]), or the words of somebody on an emulated phone whose sound it is; what is
//! spoken is a melody of those words alone, as long as speaking takes, or a given voice; what is
//! answered is what was scripted ([`AiResource::replies`]), else a line that says that it is
//! scripted. With `stream` it comes word by word, in emulated time.

mod answer;
mod api;
mod chat;
mod serve;
mod settings;
mod speech;
mod ssml;
mod stream;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use teams_cc_core::{Rng, Secret};

pub use api::AiResource;
pub(crate) use serve::Front;
pub use settings::AiSettings;

/// Answers that wait, and questions that are kept.
const MOST: usize = 1_000;
/// Voices that were given.
const MOST_VOICES: usize = 32;

/// What the next recognition finds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Recognition {
    /// `RecognitionStatus`.
    pub status: String,
    /// The words.
    pub words: String,
    /// 0 to 1.
    pub confidence: f64,
}

impl Default for Recognition {
    fn default() -> Self {
        Self { status: "Success".into(), words: String::new(), confidence: 0.95 }
    }
}

impl Recognition {
    /// These words.
    pub fn words(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }

    /// Another status than `Success`.
    pub fn status(status: impl Into<String>) -> Self {
        Self { status: status.into(), ..Self::default() }
    }
}

/// What the next chat completion is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
#[non_exhaustive]
pub enum Reply {
    /// These words.
    Say {
        /// The words.
        words: String,
    },
    /// These words, cut at the limit of tokens.
    Cut {
        /// The words.
        words: String,
    },
    /// These words, then the filter: what was streamed of them stays said.
    FilteredAfter {
        /// The words.
        words: String,
    },
    /// These words if they are streamed, and then nothing comes any more; else nothing at all.
    StallsAfter {
        /// The words.
        words: String,
    },
    /// 400: the question is filtered.
    QuestionFiltered,
    /// The answer is filtered: `finish_reason` is `content_filter`.
    AnswerFiltered,
    /// A choice without words.
    Nothing,
    /// No choice.
    NoChoices,
}

/// What the resource will answer, and what it was asked. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Script(Arc<Mutex<Lines>>);

#[derive(Debug)]
pub(crate) struct Lines {
    pub(crate) key: Secret,
    pub(crate) deployments: Vec<String>,
    /// From one streamed word to the next.
    pub(crate) between_words: Duration,
    pub(crate) recognitions: VecDeque<Recognition>,
    pub(crate) replies: VecDeque<Reply>,
    /// Samples of 8 kHz by the voice's name.
    pub(crate) voices: BTreeMap<String, Vec<i16>>,
    pub(crate) asked: VecDeque<Value>,
}

impl Script {
    pub(crate) fn new(seed: u64, settings: &AiSettings) -> Self {
        let mut octets = [0; 32];
        Rng::from_seed(seed ^ 0xa1).fill(&mut octets);
        let key = settings.key.clone().unwrap_or_else(|| STANDARD.encode(octets));
        Self(Arc::new(Mutex::new(Lines {
            key: Secret::new(key),
            deployments: settings.deployments.clone(),
            between_words: Duration::from_millis(settings.between_words_ms),
            recognitions: VecDeque::new(),
            replies: VecDeque::new(),
            voices: BTreeMap::new(),
            asked: VecDeque::new(),
        })))
    }

    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Lines) -> T) -> T {
        work(&mut self.0.lock())
    }
}

impl Lines {
    pub(crate) fn expect_recognition(&mut self, one: Recognition) {
        if self.recognitions.len() < MOST {
            self.recognitions.push_back(one);
        }
    }

    pub(crate) fn expect_reply(&mut self, one: Reply) {
        if self.replies.len() < MOST {
            self.replies.push_back(one);
        }
    }

    pub(crate) fn give_voice(&mut self, name: &str, samples: Vec<i16>) -> bool {
        let fits = self.voices.len() < MOST_VOICES || self.voices.contains_key(name);
        if fits {
            self.voices.insert(name.to_owned(), samples);
        }
        fits
    }

    pub(crate) fn was_asked(&mut self, what: Value) {
        if self.asked.len() >= MOST {
            self.asked.pop_front();
        }
        self.asked.push_back(what);
    }
}
