//! When to fetch keys: a machine, so that a flood of forged tokens is judged in virtual time.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Instant, Machine};

use super::KeySet;

/// A token with an unknown key causes at most one fetch in this time (RS-62).
const BETWEEN_FETCHES: Duration = Duration::from_secs(300);
/// Without any need a set is fetched again after this (`graph.md` section 2.5).
const REFRESH: Duration = Duration::from_secs(2 * 3600);
/// A set that could not be refreshed for so long counts no more (RS-62).
const OLDEST: Duration = Duration::from_secs(24 * 3600);
/// Without any set the first repetitions come sooner, whatever arrives meanwhile.
const FIRST_REPETITION: Duration = Duration::from_secs(10);

/// Decides when the keys of one issuer are fetched and how long they count.
///
/// A fetch starts when somebody first needs a key, every two hours, and when a token names a key
/// that is not there; the last at most once in five minutes, whatever comes (the first fetch of all
/// does not count: a key may be published a moment after it). There is one fetch at a time. While
/// fetching fails, the set at hand counts, for 24 hours. A fetched set replaces the one before: a
/// key that is gone counts no more.
///
/// # Source
/// RS-62.
#[derive(Debug)]
pub struct KeyRing {
    keys: Option<Arc<KeySet>>,
    fetched: Instant,
    /// When the last fetch began; `None` before the first.
    began: Option<Instant>,
    /// Whether the set at hand is the first, and no unknown key has caused a fetch yet.
    is_first: bool,
    under_way: bool,
    failures: u32,
    outputs: VecDeque<RingOutput>,
}

/// What happens to a [`KeyRing`].
#[derive(Debug)]
#[non_exhaustive]
pub enum RingInput {
    /// A token names a key that is not in the set, or there is no set.
    Missing,
    /// The fetch that was asked for brought this.
    Fetched(KeySet),
    /// The fetch that was asked for brought nothing.
    Failed,
    /// The deadline is there.
    Tick,
}

/// What a [`KeyRing`] wants.
#[derive(Debug)]
#[non_exhaustive]
pub enum RingOutput {
    /// Fetch the set, then say how it went.
    Fetch,
    /// From now on these count; `None` if none do.
    Use(Option<Arc<KeySet>>),
}

impl KeyRing {
    /// Empty; the first need fetches.
    pub fn new() -> Self {
        Self {
            keys: None,
            fetched: Instant::START,
            began: None,
            is_first: false,
            under_way: false,
            failures: 0,
            outputs: VecDeque::new(),
        }
    }

    /// The set that counts now.
    pub fn keys(&self) -> Option<&Arc<KeySet>> {
        self.keys.as_ref()
    }

    /// Whether a fetch is under way, so that waiting for it makes sense.
    pub fn is_fetching(&self) -> bool {
        self.under_way
    }

    fn fetch(&mut self, now: Instant) {
        self.is_first = false;
        self.began = Some(now);
        self.under_way = true;
        self.outputs.push_back(RingOutput::Fetch);
    }

    /// How long after the beginning of the last fetch a repetition of our own may begin.
    fn repetition(&self) -> Duration {
        if self.keys.is_some() {
            return if self.failures == 0 { REFRESH } else { BETWEEN_FETCHES };
        }
        FIRST_REPETITION
            .saturating_mul(1 << self.failures.saturating_sub(1).min(8))
            .min(BETWEEN_FETCHES)
    }
}

impl Default for KeyRing {
    fn default() -> Self {
        Self::new()
    }
}

impl Machine for KeyRing {
    type Input<'a> = RingInput;
    type Output = RingOutput;

    fn handle(&mut self, now: Instant, input: RingInput) {
        if self.keys.is_some() && now.since(self.fetched) >= OLDEST {
            self.keys = None;
            self.outputs.push_back(RingOutput::Use(None));
        }
        match input {
            RingInput::Missing => {
                let late = self.began.is_none_or(|began| now.since(began) >= BETWEEN_FETCHES);
                let due = late || (self.is_first && self.keys.is_some());
                if due && !self.under_way {
                    self.fetch(now);
                }
            }
            RingInput::Fetched(keys) => {
                self.under_way = false;
                // A set without keys is an accident of the publisher: better the old one.
                if keys.is_empty() {
                    self.failures = self.failures.saturating_add(1);
                    return;
                }
                self.failures = 0;
                self.is_first = self.fetched == Instant::START && self.keys.is_none();
                self.fetched = now;
                let keys = Arc::new(keys);
                self.keys = Some(Arc::clone(&keys));
                self.outputs.push_back(RingOutput::Use(Some(keys)));
            }
            RingInput::Failed => {
                self.under_way = false;
                self.failures = self.failures.saturating_add(1);
            }
            RingInput::Tick => {
                let due = self.began.is_some_and(|began| now.since(began) >= self.repetition());
                if due && !self.under_way {
                    self.fetch(now);
                }
            }
        }
    }

    fn poll(&mut self) -> Option<RingOutput> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let ends = self.keys.as_ref().map(|_| self.fetched + OLDEST);
        let again = self.began.filter(|_| !self.under_way).map(|began| began + self.repetition());
        [ends, again].into_iter().flatten().min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::key_set;

    const MINUTE: Duration = Duration::from_secs(60);

    struct World {
        ring: KeyRing,
        now: Instant,
        fetches: usize,
    }

    impl World {
        fn new() -> Self {
            Self { ring: KeyRing::new(), now: Instant::START, fetches: 0 }
        }

        fn say(&mut self, input: RingInput) {
            self.ring.handle(self.now, input);
            while let Some(output) = self.ring.poll() {
                self.fetches += usize::from(matches!(output, RingOutput::Fetch));
            }
        }

        /// Lets time pass; deadlines on the way are kept.
        fn pass(&mut self, time: Duration) {
            let end = self.now + time;
            while let Some(due) = self.ring.deadline().filter(|due| *due <= end) {
                self.now = self.now.max(due);
                let before = (self.fetches, self.ring.deadline());
                self.say(RingInput::Tick);
                assert_ne!(before, (self.fetches, self.ring.deadline()), "a deadline that stays");
            }
            self.now = end;
        }
    }

    #[test]
    fn rs_62_an_unknown_kid_causes_one_fetch_in_five_minutes() {
        let mut world = World::new();
        world.say(RingInput::Missing);
        world.say(RingInput::Fetched(key_set("good")));
        assert_eq!(world.fetches, 1);
        for second in 0..10_000_u64 {
            world.pass(Duration::from_secs(1));
            world.say(RingInput::Missing);
            if world.ring.is_fetching() && second % 3 == 0 {
                world.say(RingInput::Fetched(key_set("good")));
            }
        }
        assert!(world.fetches <= 1 + 10_000 / 300 + 1, "{}", world.fetches);
        assert!(world.fetches >= 10_000 / 310, "{}", world.fetches);
    }

    #[test]
    fn rs_62_the_first_fetch_of_all_leaves_one_to_an_unknown_key() {
        let mut world = World::new();
        world.say(RingInput::Missing);
        world.say(RingInput::Fetched(key_set("good")));
        // Published a moment after we looked.
        world.say(RingInput::Missing);
        assert_eq!(world.fetches, 2);
        world.say(RingInput::Fetched(key_set("next")));
        for _ in 0..299 {
            world.pass(Duration::from_secs(1));
            world.say(RingInput::Missing);
        }
        assert_eq!(world.fetches, 2, "the second one counts");
        world.pass(Duration::from_secs(1));
        world.say(RingInput::Missing);
        assert_eq!(world.fetches, 3);
    }

    #[test]
    fn rs_62_fetches_are_single_flight() {
        let mut world = World::new();
        for _ in 0..10_000 {
            world.say(RingInput::Missing);
            world.pass(MINUTE);
        }
        assert_eq!(world.fetches, 1, "the first never came back");
    }

    #[test]
    fn rs_62_a_removed_key_stops_working_and_a_new_one_starts() {
        let mut world = World::new();
        world.say(RingInput::Missing);
        world.say(RingInput::Fetched(key_set("good")));
        world.pass(5 * MINUTE);
        world.say(RingInput::Missing);
        world.say(RingInput::Fetched(key_set("next")));
        let keys = world.ring.keys().unwrap();
        assert!(keys.knows("next") && !keys.knows("good"));
    }

    #[test]
    fn rs_62_the_old_set_counts_for_a_day_while_fetching_fails() {
        let mut world = World::new();
        world.say(RingInput::Missing);
        world.say(RingInput::Fetched(key_set("good")));
        for _ in 0..(24 * 60 - 1) {
            world.pass(MINUTE);
            if world.ring.is_fetching() {
                world.say(RingInput::Failed);
            }
            assert!(world.ring.keys().is_some());
        }
        world.pass(2 * MINUTE);
        assert!(world.ring.keys().is_none());
        assert!(world.fetches > 200, "it kept trying: {}", world.fetches);
        // And it recovers by itself.
        if world.ring.is_fetching() {
            world.say(RingInput::Failed);
        }
        world.pass(6 * MINUTE);
        assert!(world.ring.is_fetching());
        world.say(RingInput::Fetched(key_set("good")));
        assert!(world.ring.keys().is_some());
    }

    #[test]
    fn rs_62_an_empty_set_does_not_replace_a_good_one() {
        let mut world = World::new();
        world.say(RingInput::Missing);
        world.say(RingInput::Fetched(key_set("good")));
        world.pass(5 * MINUTE);
        world.say(RingInput::Missing);
        world.say(RingInput::Fetched(KeySet::from_jwks(br#"{"keys":[]}"#).unwrap()));
        assert!(world.ring.keys().unwrap().knows("good"));
    }

    #[test]
    fn rs_62_in_a_rotation_with_five_minutes_of_overlap_nothing_is_refused() {
        for lead in 0..300 {
            let mut world = World::new();
            world.say(RingInput::Missing);
            world.say(RingInput::Fetched(key_set("good")));
            // A forged token used the fetch up `lead` seconds before the new key was published.
            world.pass(10 * MINUTE);
            world.say(RingInput::Missing);
            world.say(RingInput::Fetched(key_set("good")));
            world.pass(Duration::from_secs(lead));
            // Published now, first used five minutes later.
            world.pass(5 * MINUTE);
            world.say(RingInput::Missing);
            assert!(world.ring.is_fetching(), "{lead}");
        }
    }
}
