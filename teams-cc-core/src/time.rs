//! Time as a number since the driver's start, so that a journal replays byte for byte.

use std::fmt;
use std::future::Future;
use std::ops::{Add, AddAssign, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment: nanoseconds since the driver started. Never a wall-clock date.
///
/// ```
/// use std::time::Duration;
/// use teams_cc_core::Instant;
///
/// let rang = Instant::START + Duration::from_secs(2);
/// let answered = rang + Duration::from_secs(5);
/// assert_eq!(answered - rang, Duration::from_secs(5));
/// assert_eq!(rang - answered, Duration::ZERO, "differences saturate, so that no timer panics");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(u64);

impl Instant {
    /// When the driver started.
    pub const START: Self = Self(0);
    /// Later than every moment that can come (584 years).
    pub const FAR: Self = Self(u64::MAX);

    /// The moment `nanos` nanoseconds after the start.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// The moment `millis` milliseconds after the start.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// Nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Whole milliseconds since the start.
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000_000
    }

    /// How long after `earlier` this is; zero if it is not after.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;
    /// Saturates at [`Instant::FAR`].
    fn add(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX)))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, wait: Duration) {
        *self = *self + wait;
    }
}

impl Sub for Instant {
    type Output = Duration;
    /// Saturates at zero.
    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{:.6}s", Duration::from_nanos(self.0).as_secs_f64())
    }
}

/// A driver's time: what a loop asks so that it needs no runtime of its own.
pub trait Clock: Clone + Send + Sync + 'static {
    /// What time it is.
    fn now(&self) -> Instant;

    /// Resolves then, or at once if that is past; may never resolve for [`Instant::FAR`].
    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()> + Send + 'static;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_saturate_at_far_and_differences_at_zero() {
        assert_eq!(Instant::FAR + Duration::from_secs(1), Instant::FAR);
        assert_eq!(Instant::START + Duration::MAX, Instant::FAR);
        assert_eq!(Instant::from_millis(u64::MAX), Instant::FAR);
        let (early, late) = (Instant::from_millis(5), Instant::from_millis(8));
        assert_eq!(late - early, Duration::from_millis(3));
        assert_eq!(early - late, Duration::ZERO);
        assert_eq!(early.since(late), Duration::ZERO);
        let mut moment = early;
        moment += Duration::from_millis(3);
        assert_eq!(moment, late);
    }

    #[test]
    fn a_journal_holds_plain_nanoseconds() {
        let moment = Instant::from_millis(1_500);
        assert_eq!(serde_json::to_string(&moment).unwrap(), "1500000000");
        assert_eq!(serde_json::from_str::<Instant>("1500000000").unwrap(), moment);
        assert_eq!((moment.as_millis(), moment.as_nanos()), (1_500, 1_500_000_000));
    }

    #[test]
    fn debug_prints_seconds_since_the_start() {
        assert_eq!(format!("{:?}", Instant::from_millis(1_500)), "+1.500000s");
    }
}
