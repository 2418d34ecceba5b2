//! The driver's clock: moments as numbers, and the wall clock, which comes from outside where a
//! test needs it to.

use std::fmt;
use std::sync::Arc;

use teams_cc_core::Instant;

#[derive(Clone)]
pub(crate) struct Clock {
    moments: teams_cc_http::Clock,
    wall: Arc<dyn Fn() -> i64 + Send + Sync>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self::with_wall(Arc::new(teams_cc_http::wall_clock_s))
    }

    /// `wall` gives seconds since 1970.
    pub(crate) fn with_wall(wall: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        Self { moments: teams_cc_http::Clock::start(), wall }
    }

    /// Seconds since 1970, for the dates that a wire carries.
    pub(crate) fn wall_s(&self) -> i64 {
        (self.wall)()
    }
}

impl teams_cc_core::Clock for Clock {
    fn now(&self) -> Instant {
        self.moments.now()
    }

    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()> + Send + 'static {
        self.moments.sleep_until(moment)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
