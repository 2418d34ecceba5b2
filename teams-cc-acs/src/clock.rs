//! The driver's clock: tokio's, read as a number since the start, so that paused time works; and
//! the wall clock, which comes from outside where a test needs it to.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use teams_cc_core::Instant;

#[derive(Clone)]
pub(crate) struct Clock {
    start: tokio::time::Instant,
    wall: Arc<dyn Fn() -> i64 + Send + Sync>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self::with_wall(Arc::new(system_s))
    }

    /// `wall` gives seconds since 1970.
    pub(crate) fn with_wall(wall: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        Self { start: tokio::time::Instant::now(), wall }
    }

    /// Seconds since 1970, for the dates that a wire carries.
    pub(crate) fn wall_s(&self) -> i64 {
        (self.wall)()
    }
}

impl teams_cc_core::Clock for Clock {
    fn now(&self) -> Instant {
        let nanos = self.start.elapsed().as_nanos();
        Instant::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()> + Send + 'static {
        // A moment that never comes is more than the runtime can count.
        let at = self.start.checked_add(moment.since(Instant::START));
        async move {
            match at.filter(|_| moment < Instant::FAR) {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

fn system_s() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}
