//! The driver's clock: tokio's, read as a number since the start, so that paused time works.

use std::time::{SystemTime, UNIX_EPOCH};

use teams_cc_core::Instant;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock(tokio::time::Instant);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(tokio::time::Instant::now())
    }

    pub(crate) fn now(self) -> Instant {
        let nanos = self.0.elapsed().as_nanos();
        Instant::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    pub(crate) async fn sleep_until(self, moment: Instant) {
        tokio::time::sleep_until(self.0 + moment.since(Instant::START)).await;
    }
}

/// Seconds since 1970, for the few dates that a wire carries.
pub(crate) fn wall_clock_s() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}
