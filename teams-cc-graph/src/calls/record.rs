//! How to record what somebody says.

use std::time::Duration;

use teams_cc_core::{Key, Prompt};

/// How to record what somebody says; see [`Call::record`](super::Call::record).
#[derive(Clone, Debug)]
pub struct Recording {
    pub(super) prompt: Option<Prompt>,
    pub(super) most: Duration,
    pub(super) silence: Duration,
    pub(super) stop: Vec<Key>,
    pub(super) barge_in: bool,
    pub(super) beep: bool,
}

impl Default for Recording {
    fn default() -> Self {
        Self::new()
    }
}

impl Recording {
    /// 60 s at most, ended by 5 s of silence, after a tone.
    pub fn new() -> Self {
        let (most, silence) = (Duration::from_secs(60), Duration::from_secs(5));
        Self { prompt: None, most, silence, stop: Vec::new(), barge_in: false, beep: true }
    }

    /// Says this before.
    #[must_use]
    pub fn prompt(mut self, prompt: Prompt) -> Self {
        self.prompt = Some(prompt);
        self
    }

    /// The longest recording, 1 to 120 s.
    #[must_use]
    pub fn at_most(mut self, most: Duration) -> Self {
        self.most = most;
        self
    }

    /// Silence that ends it, 1 to 120 s.
    #[must_use]
    pub fn silence(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }

    /// A key that ends it; several times for several keys.
    #[must_use]
    pub fn until(mut self, key: Key) -> Self {
        self.stop.push(key);
        self
    }

    /// Speaking or a key stops the prompt.
    #[must_use]
    pub fn barge_in(mut self) -> Self {
        self.barge_in = true;
        self
    }

    /// Records without a tone before.
    #[must_use]
    pub fn no_beep(mut self) -> Self {
        self.beep = false;
        self
    }
}
