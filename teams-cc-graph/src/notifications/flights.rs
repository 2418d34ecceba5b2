//! What is on its way into a sink.

use std::collections::BTreeSet;

use parking_lot::Mutex;
use tokio::sync::Notify;

/// Everything that is on its way, by number.
#[derive(Default)]
pub(super) struct Flights {
    open: Mutex<Open>,
    landing: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    numbers: BTreeSet<u64>,
}

/// On its way until it is dropped.
pub(super) struct Flight<'a> {
    flights: &'a Flights,
    number: u64,
}

impl Flights {
    pub(super) fn begin(&self) -> Flight<'_> {
        let mut open = self.open.lock();
        let number = open.next;
        open.next += 1;
        open.numbers.insert(number);
        Flight { flights: self, number }
    }

    /// Waits until all that is on its way now has landed; false if nothing was.
    pub(super) async fn landed(&self) -> bool {
        let next = self.open.lock().next;
        let mut waited = false;
        loop {
            let landing = self.landing.notified();
            if self.open.lock().numbers.first().is_none_or(|first| *first >= next) {
                return waited;
            }
            waited = true;
            landing.await;
        }
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.flights.open.lock().numbers.remove(&self.number);
        self.flights.landing.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn who_waits_waits_for_what_was_on_its_way_and_for_nothing_else() {
        let flights = Flights::default();
        assert_eq!(flights.landed().now_or_never(), Some(false));
        let (first, second) = (flights.begin(), flights.begin());
        let mut landed = Box::pin(flights.landed());
        assert_eq!((&mut landed).now_or_never(), None);
        let third = flights.begin();
        drop(first);
        assert_eq!((&mut landed).now_or_never(), None);
        drop(second);
        assert_eq!((&mut landed).now_or_never(), Some(true));
        drop(third);
    }
}
