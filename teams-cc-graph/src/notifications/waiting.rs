//! Connections that keep us waiting, the longest first.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

/// Who waits, in the order of beginning.
#[derive(Default)]
pub(super) struct Waiting(Mutex<Line>);

#[derive(Default)]
struct Line {
    next: u64,
    places: BTreeMap<u64, Arc<Notify>>,
}

/// A place among those who wait; given up when it is dropped.
pub(super) struct Place<'a> {
    waiting: &'a Waiting,
    number: u64,
    end: Arc<Notify>,
}

impl Waiting {
    /// Takes the last place.
    pub(super) fn place(&self) -> Place<'_> {
        let end = Arc::new(Notify::new());
        let mut line = self.0.lock();
        let number = line.next;
        line.next += 1;
        line.places.insert(number, Arc::clone(&end));
        Place { waiting: self, number, end }
    }

    /// Tells the first to end; false if nobody waits.
    pub(super) fn end_oldest(&self) -> bool {
        let first = self.0.lock().places.pop_first();
        first.is_some_and(|(_, end)| {
            end.notify_one();
            true
        })
    }
}

impl Place<'_> {
    /// Returns when this place has to be given up.
    pub(super) async fn ended(&self) {
        self.end.notified().await;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiting.0.lock().places.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn rs_71_who_waits_longest_ends_first_and_who_left_never() {
        let waiting = Waiting::default();
        let [first, second, third] = [waiting.place(), waiting.place(), waiting.place()];
        drop(second);
        assert!(waiting.end_oldest());
        assert!(first.ended().now_or_never().is_some());
        assert!(third.ended().now_or_never().is_none());
        assert!(waiting.end_oldest());
        assert!(third.ended().now_or_never().is_some());
        assert!(!waiting.end_oldest());
    }
}
