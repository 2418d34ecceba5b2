//! How the AI resource is set up.

use serde::{Deserialize, Serialize};

/// `[ai]` in the settings.
///
/// ```toml
/// [ai]
/// key = "a-key"
/// deployments = ["concierge"]
/// between_words_ms = 20
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct AiSettings {
    /// Port over http; 0 = any free one.
    pub port: u16,
    /// The resource's key; from the seed if absent.
    pub key: Option<String>,
    /// Chat models that are deployed, by name.
    pub deployments: Vec<String>,
    /// Milliseconds from one word to the next of what is streamed; so many pass before the first.
    pub between_words_ms: u64,
}

impl Default for AiSettings {
    fn default() -> Self {
        Self { port: 0, key: None, deployments: vec!["concierge".into()], between_words_ms: 20 }
    }
}
