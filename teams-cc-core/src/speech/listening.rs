//! How a caller is listened to.

use std::time::Duration;

use super::Hints;
use crate::Key;

/// How a caller is listened to, where we listen ourselves.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listening {
    /// What helps the recogniser.
    pub hints: Hints,
    /// Speech or a key of the caller stops what we say (true). If not, what comes before we have
    /// ended does not count.
    pub barge_in: bool,
    /// Sound is speech when it has lasted so long (100 ms); a click is none.
    pub begins_after: Duration,
    /// While we speak it must last so long (160 ms), for there may be an echo of us.
    pub interrupts_after: Duration,
    /// An utterance is over after so much silence (700 ms).
    pub ends_after: Duration,
    /// And is cut, and answered, when it has lasted so long (20 s).
    pub longest: Duration,
    /// Nothing comes for so long after we have ended: silence (6 s).
    pub starts_within: Duration,
    /// Keys are complete when none has come for so long (3 s).
    pub between_keys: Duration,
    /// Or when this one comes (`#`), which is not part of them unless it is alone.
    pub ends_with: Option<Key>,
    /// Or when there are so many (20).
    pub most_keys: usize,
    /// The recogniser has so much time (6 s).
    pub recognises_for: Duration,
    /// The synthesiser has so much time for a sentence (6 s).
    pub synthesises_for: Duration,
    /// The line may take nothing of what we say for so long (5 s).
    pub stands_still_for: Duration,
}

impl Default for Listening {
    fn default() -> Self {
        Self {
            hints: Hints::default(),
            barge_in: true,
            begins_after: Duration::from_millis(100),
            interrupts_after: Duration::from_millis(160),
            ends_after: Duration::from_millis(700),
            longest: Duration::from_secs(20),
            starts_within: Duration::from_secs(6),
            between_keys: Duration::from_secs(3),
            ends_with: Some(Key::Pound),
            most_keys: 20,
            recognises_for: Duration::from_secs(6),
            synthesises_for: Duration::from_secs(6),
            stands_still_for: Duration::from_secs(5),
        }
    }
}
