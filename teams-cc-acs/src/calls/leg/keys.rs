//! Keys in the order in which they were pressed, whatever order they are told in.

use std::collections::BTreeMap;
use std::time::Duration;

use teams_cc_core::{Instant, Key};

/// A key that overtook another waits this long for it.
pub(super) const GAP: Duration = Duration::from_millis(400);
/// Keys that wait for earlier ones.
const MOST: usize = 64;

/// Keys by their numbers.
#[derive(Debug, Default)]
pub(super) struct Keys {
    next: Option<i64>,
    waiting: BTreeMap<i64, Option<Key>>,
    until: Option<Instant>,
}

impl Keys {
    /// Takes a key; what can be told now comes out. `None` is a key without a name of ours. One
    /// without a number waits for none, and is no other's double: events are told apart by their
    /// ids before (`acs.md` section 5).
    pub(super) fn take(
        &mut self,
        now: Instant,
        sequence: Option<i64>,
        key: Option<Key>,
    ) -> Vec<Key> {
        let Some(sequence) = sequence else { return key.into_iter().collect() };
        let old = self.next.is_some_and(|next| sequence < next);
        if old || self.waiting.len() >= MOST {
            return Vec::new();
        }
        self.waiting.entry(sequence).or_insert(key);
        let mut told = Vec::new();
        // The service counts from one; whoever joins later sees that nothing earlier comes.
        self.next.get_or_insert(1);
        self.run(&mut told);
        self.until = (!self.waiting.is_empty()).then(|| self.until.unwrap_or(now + GAP));
        told
    }

    /// What is told although an earlier one is missing.
    pub(super) fn tick(&mut self, now: Instant) -> Vec<Key> {
        let mut told = Vec::new();
        if self.until.is_some_and(|until| now >= until) {
            self.until = None;
            if let Some(first) = self.waiting.keys().next().copied() {
                self.next = Some(first);
                self.run(&mut told);
            }
            self.until = (!self.waiting.is_empty()).then(|| now + GAP);
        }
        told
    }

    fn run(&mut self, told: &mut Vec<Key>) {
        while let Some(next) = self.next {
            let Some(key) = self.waiting.remove(&next) else { return };
            told.extend(key);
            self.next = next.checked_add(1);
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Key::{D1, D2, D3};

    #[test]
    fn keys_are_told_in_their_order_once_and_without_waiting_for_ever() {
        let mut keys = Keys::default();
        let at = Instant::from_millis;
        assert_eq!(keys.take(at(0), Some(1), Some(D1)), [D1]);
        assert_eq!(keys.take(at(1), Some(3), Some(D3)), []);
        assert_eq!(keys.take(at(2), Some(1), Some(D1)), [], "twice");
        assert_eq!(keys.take(at(3), Some(2), Some(D2)), [D2, D3]);
        assert_eq!(keys.deadline(), None);
        assert_eq!(keys.take(at(10), Some(6), Some(D1)), []);
        assert_eq!(keys.tick(at(100)), []);
        assert_eq!(keys.tick(at(410)), [D1]);
        assert_eq!(keys.take(at(411), Some(5), Some(D2)), [], "too late");
        assert_eq!((keys.take(at(412), Some(7), None), keys.deadline()), (vec![], None));
    }
    #[test]
    fn acs_5_keys_without_a_number_are_told_at_once_and_all_of_them() {
        let mut keys = Keys::default();
        let at = Instant::from_millis;
        for n in 0..3 {
            assert_eq!(keys.take(at(n), None, Some(D1)), [D1]);
        }
        assert_eq!(keys.take(at(3), Some(2), Some(D2)), [], "its predecessor has a number");
        assert_eq!(keys.take(at(4), None, Some(D3)), [D3]);
        assert_eq!(keys.take(at(5), Some(1), Some(D1)), [D1, D2]);
        assert_eq!((keys.take(at(6), None, None), keys.deadline()), (vec![], None));
    }
}
