//! The emulator's clock: real time plus whatever a test has skipped.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;
use teams_cc_core::Instant;
use tokio::sync::watch;

/// Time as all parts of one emulator see it. Cheap to clone.
///
/// It runs with tokio's clock, so that it stands still when a test pauses tokio's; [`Clock::skip`]
/// moves it ahead at once and wakes everybody who waits for a moment that has now passed.
#[derive(Clone, Debug)]
pub struct Clock {
    started: tokio::time::Instant,
    unix_at_start: Duration,
    skipped: Arc<Mutex<Duration>>,
    moved: watch::Sender<u64>,
}

impl Clock {
    /// A clock that starts now.
    pub(crate) fn start() -> Self {
        // A machine whose clock stands before 1970 gets tokens dated 1970.
        let unix_at_start = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            started: tokio::time::Instant::now(),
            unix_at_start,
            skipped: Arc::new(Mutex::new(Duration::ZERO)),
            moved: watch::Sender::new(0),
        }
    }

    /// Now, since the emulator started.
    pub fn now(&self) -> Instant {
        Instant::START + self.elapsed()
    }

    /// Now, as seconds since 1970: for tokens and dates on the wire.
    pub fn unix(&self) -> u64 {
        (self.unix_at_start + self.elapsed()).as_secs()
    }

    /// Now without what was skipped, as seconds since 1970: what a program next door reads from the
    /// clock on its own wall.
    pub(crate) fn unskipped_unix(&self) -> u64 {
        (self.unix_at_start + self.started.elapsed()).as_secs()
    }

    /// Now, as RFC 3339 in UTC with milliseconds.
    pub fn rfc3339(&self) -> String {
        format!("{:.3}", self.wall())
    }

    /// Now, as a date.
    pub(crate) fn wall(&self) -> jiff::Timestamp {
        let since_1970 = self.unix_at_start + self.elapsed();
        let seconds = i64::try_from(since_1970.as_secs()).unwrap_or_default();
        let nanos = i32::try_from(since_1970.subsec_nanos()).unwrap_or_default();
        jiff::Timestamp::new(seconds, nanos).unwrap_or_default()
    }

    /// Moves the clock ahead.
    pub fn skip(&self, ahead: Duration) {
        *self.skipped.lock() += ahead;
        self.moved.send_modify(|times| *times += 1);
    }

    /// Waits until `moment`, however it is reached.
    pub async fn sleep_until(&self, moment: Instant) {
        let mut moved = self.moved.subscribe();
        loop {
            let left = moment.since(self.now());
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                // The sender lives in `self`; an error cannot come.
                _ = moved.changed() => {}
            }
        }
    }

    /// Waits for `wait` of this clock's time.
    pub async fn sleep(&self, wait: Duration) {
        self.sleep_until(self.now() + wait).await;
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed() + *self.skipped.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_skip_wakes_who_waits_for_a_moment_that_has_passed() {
        let clock = Clock::start();
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep(Duration::from_secs(3600)).await }
        });
        tokio::task::yield_now().await;
        let before = clock.now();
        clock.skip(Duration::from_secs(3600));
        waiting.await.expect("the waiting task ends");
        assert_eq!(clock.now().since(before), Duration::from_secs(3600));
    }
}
