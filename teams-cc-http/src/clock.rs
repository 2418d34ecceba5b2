//! The driver's clock: tokio's, read as a number since the start, so that paused time works.

use std::time::{SystemTime, UNIX_EPOCH};

use teams_cc_core::Instant;

/// Moments of tokio's clock as numbers since this clock was started.
#[derive(Clone, Copy, Debug)]
pub struct Clock(tokio::time::Instant);

impl Clock {
    /// Its zero is now.
    pub fn start() -> Self {
        Self(tokio::time::Instant::now())
    }

    /// The moment it is.
    pub fn now(self) -> Instant {
        let nanos = self.0.elapsed().as_nanos();
        Instant::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// Waits until then; for ever if that is [`Instant::FAR`].
    ///
    /// # Cancel safety
    /// Dropping the future only ends the waiting.
    pub fn sleep_until(self, moment: Instant) -> impl Future<Output = ()> + Send + 'static {
        // A moment that never comes is more than the runtime can count.
        let at = self.0.checked_add(moment.since(Instant::START));
        async move {
            match at.filter(|_| moment < Instant::FAR) {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        }
    }
}

/// Seconds since 1970, for the few dates that a wire carries.
pub fn wall_clock_s() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}
