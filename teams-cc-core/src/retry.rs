//! What an error permits, and back-off as arithmetic.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Rng;

/// The first question about every failure: may it have happened?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Exponential back-off with jitter: the ceiling doubles, half of it is certain, half random.
///
/// ```
/// use std::time::Duration;
/// use teams_cc_core::{Backoff, Rng};
///
/// let backoff = Backoff { first: Duration::from_secs(1), most: Duration::from_secs(60) };
/// let third = backoff.wait(2, &mut Rng::from_seed(7));
/// assert!((2.0..=4.0).contains(&third.as_secs_f64()));
/// ```
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_lie_between_half_the_ceiling_and_the_ceiling() {
        let backoff = Backoff { first: Duration::from_millis(500), most: Duration::from_secs(30) };
        for seed in 0..500 {
            let mut rng = Rng::from_seed(seed);
            for attempt in [0, 1, 2, 5, 6, 7, 40, u32::MAX] {
                let doubled = Duration::from_millis(500) * 2u32.saturating_pow(attempt.min(20));
                let ceiling = doubled.min(backoff.most);
                let wait = backoff.wait(attempt, &mut rng);
                assert!(wait >= ceiling / 2 && wait <= ceiling, "seed {seed}, {attempt}: {wait:?}");
            }
        }
    }

    #[test]
    fn extremes_do_not_overflow() {
        let mut rng = Rng::from_seed(1);
        let endless = Backoff { first: Duration::MAX, most: Duration::MAX };
        assert!(endless.wait(u32::MAX, &mut rng) > Duration::from_secs(1));
        let none = Backoff { first: Duration::ZERO, most: Duration::ZERO };
        assert_eq!(none.wait(3, &mut rng), Duration::ZERO);
    }

    #[test]
    fn advice_reads_as_a_person_would_say_it() {
        assert_eq!(Retry::Never.to_string(), "no");
        assert_eq!(Retry::After(Duration::from_millis(2_500)).to_string(), "after 2.5s");
        assert_eq!(Retry::Check.to_string(), "unknown outcome, look first");
    }
}
