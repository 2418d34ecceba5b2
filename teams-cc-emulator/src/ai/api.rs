//! What a test does with the AI resource.

use serde_json::Value;
use teams_cc_core::Secret;

use super::{Recognition, Reply};
use crate::audio::Voice;
use crate::{Emulator, Stage};

/// The emulated Azure AI resource. Cheap to clone; from [`Emulator::ai`].
#[derive(Clone, Debug)]
pub struct AiResource {
    stage: Stage,
}

impl Emulator {
    /// The Azure AI resource: speech to text, text to speech, chat completions; all scripted.
    pub fn ai(&self) -> AiResource {
        AiResource { stage: self.stage.clone() }
    }
}

impl AiResource {
    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.stage.addresses().ai)
    }

    /// `https://127.0.0.1:PORT`, with a certificate of the emulator's authority.
    pub fn endpoint_tls(&self) -> String {
        format!("https://{}", self.stage.addresses().ai_tls)
    }

    /// The key.
    pub fn key(&self) -> Secret {
        self.stage.ai.with(|lines| lines.key.clone())
    }

    /// The next recognitions, in order; after them words are recognised by their melody.
    pub fn hears(&self, all: impl IntoIterator<Item = Recognition>) -> &Self {
        self.stage.ai.with(|lines| all.into_iter().for_each(|one| lines.expect_recognition(one)));
        self
    }

    /// The next chat completions, in order; after them each says that it is scripted.
    pub fn replies(&self, all: impl IntoIterator<Item = Reply>) -> &Self {
        self.stage.ai.with(|lines| all.into_iter().for_each(|one| lines.expect_reply(one)));
        self
    }

    /// A voice sounds like this, repeated for as long as the words take.
    pub fn voice(&self, name: &str, voice: &Voice) -> &Self {
        self.stage.ai.with(|lines| lines.give_voice(name, voice.as_samples().to_vec()));
        self
    }

    /// What was asked, oldest first: `{"kind": "recognise" | "synthesise" | "complete", …}`.
    pub fn asked(&self) -> Vec<Value> {
        self.stage.ai.with(|lines| lines.asked.iter().cloned().collect())
    }
}
