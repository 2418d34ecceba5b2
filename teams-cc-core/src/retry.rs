//! What an error permits, and back-off as arithmetic.

use std::fmt;
use std::time::Duration;

use crate::Rng;

/// The first question about every failure: may it have happened?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The request is wrong or the answer is final: do not repeat it.
    Never,
    /// Nothing happened: ask again after this long.
    After(Duration),
    /// It may have happened (a phone may be ringing): look before you repeat.
    Check,
}

impl fmt::Display for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("no"),
            Self::After(wait) => write!(f, "after {wait:?}"),
            Self::Check => f.write_str("unknown outcome, look first"),
        }
    }
}

/// Exponential back-off with full jitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Ceiling of the first wait.
    pub first: Duration,
    /// Ceiling of every wait.
    pub most: Duration,
}

impl Backoff {
    /// How long to wait before attempt `attempt` (0 = the first repetition): uniform between half
    /// of the ceiling and the ceiling.
    pub fn wait(&self, attempt: u32, rng: &mut Rng) -> Duration {
        let ceiling = self.first.saturating_mul(1 << attempt.min(20)).min(self.most);
        let nanos = u64::try_from(ceiling.as_nanos()).unwrap_or(u64::MAX);
        Duration::from_nanos(nanos / 2 + rng.below(nanos / 2 + 1))
    }
}
