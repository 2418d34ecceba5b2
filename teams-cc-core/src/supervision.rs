//! How a supervisor takes part in a talk.

use serde::{Deserialize, Serialize};

/// How a supervisor is in a talk. They hear everybody in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Supervision {
    /// Heard by nobody.
    Monitor,
    /// Speaks to the agent alone.
    Whisper,
    /// Speaks to all.
    Barge,
}
