//! Stay below Microsoft's published limits, so that we never throttle ourselves.

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::Instant;

/// A published limit: so many requests in any window of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// So many ...
    pub requests: u32,
    /// ... in any such time.
    pub window: Duration,
}

/// Limits of fewer requests than this have no twentieth to spare.
const FEW: u32 = 20;

impl Limit {
    /// What we allow ourselves: a twentieth less, because requests sent in one window may arrive
    /// in the next.
    pub fn ours(self) -> usize {
        let spare = if self.requests < FEW { 0 } else { self.requests / 20 };
        (self.requests - spare).max(1) as usize
    }

    /// How long we count: where there is no request to spare, a twentieth longer.
    fn window(self) -> Duration {
        if self.requests < FEW { self.window + self.window / 20 } else { self.window }
    }

    /// The distance of requests when they are spread evenly.
    pub fn spacing(self) -> Duration {
        self.window() / u32::try_from(self.ours()).unwrap_or(u32::MAX)
    }
}

/// Hands out moments at which a request may leave. Whoever asks first gets the earlier one.
///
/// Any window holds at most [`Limit::ours`] of them: the moment of a new request is at least one
/// window after that of the request so many places before it. Bursts up to the limit pass at once.
#[derive(Debug)]
pub struct Limiter {
    limit: Limit,
    /// The last moments handed out, oldest first; at most as many as the limit.
    given: VecDeque<Instant>,
    /// Nothing leaves before this: the service said so.
    paused_until: Instant,
    /// Requests are spread evenly until this, so that a pause does not end in a burst.
    paced_until: Instant,
}

impl Limiter {
    /// Nothing is used yet.
    pub fn new(limit: Limit) -> Self {
        Self {
            limit,
            given: VecDeque::new(),
            paused_until: Instant::START,
            paced_until: Instant::START,
        }
    }

    /// The moment for one more request of so many units, if it is not after `latest`.
    ///
    /// # Errors
    /// The moment it would be; nothing is reserved then.
    pub fn reserve(
        &mut self,
        now: Instant,
        latest: Instant,
        units: u32,
    ) -> Result<Instant, Instant> {
        let ours = self.limit.ours();
        let units = (units.max(1) as usize).min(ours);
        let last = self.given.back().copied().unwrap_or(Instant::START);
        let mut slot = now.max(self.paused_until).max(last);
        if slot < self.paced_until && self.given.back().is_some() {
            slot = slot.max(last + self.limit.spacing());
        }
        // The last of these units takes the place of the one that was given so many before it.
        let before = (self.given.len() + units).checked_sub(ours + 1);
        if let Some(before) = before.and_then(|place| self.given.get(place)) {
            slot = slot.max(*before + self.limit.window());
        }
        if slot > latest {
            return Err(slot);
        }
        self.given.extend(std::iter::repeat_n(slot, units));
        self.given.drain(..self.given.len().saturating_sub(ours));
        Ok(slot)
    }

    /// How many units count at this moment.
    pub fn used(&self, now: Instant) -> usize {
        let counts = |given: &&Instant| **given + self.limit.window() > now;
        self.given.iter().rev().take_while(counts).count()
    }

    /// Until when nothing leaves, if the service said so.
    pub fn paused(&self, now: Instant) -> Option<Instant> {
        (self.paused_until > now).then_some(self.paused_until)
    }

    /// Whether a new one would do the same.
    pub fn is_idle(&self, now: Instant) -> bool {
        self.used(now) == 0 && self.paced_until <= now
    }

    /// The service asked for silence until `until`; afterwards one window is spread evenly
    /// (RS-73: the rate after recovery stays below twice the steady one).
    pub fn pause(&mut self, until: Instant) {
        self.paused_until = self.paused_until.max(until);
        self.paced_until = self.paced_until.max(until + self.limit.window());
    }

    /// Whether a request whose moment has come may still leave.
    pub fn is_open(&self, now: Instant) -> bool {
        now >= self.paused_until
    }

    /// What it keeps.
    pub fn limit(&self) -> Limit {
        self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use teams_cc_core::Rng;

    fn limit(requests: u32, seconds: u64) -> Limit {
        Limit { requests, window: Duration::from_secs(seconds) }
    }

    #[test]
    fn rs_74_a_burst_of_20_000_never_exceeds_the_documented_window() {
        for limit in [limit(1_500, 30), limit(5_000, 10)] {
            let mut limiter = Limiter::new(limit);
            let slots: Vec<Instant> = (0..20_000)
                .map(|_| limiter.reserve(Instant::START, Instant::FAR, 1).unwrap())
                .collect();
            let requests = limit.requests as usize;
            for pair in slots.windows(requests) {
                let (first, last) = (pair[0], pair[requests - 1]);
                assert!(last.since(first) >= limit.window, "{limit:?}: {first:?} .. {last:?}");
            }
            let burst = slots.iter().filter(|slot| **slot == Instant::START).count();
            assert_eq!(burst, limit.ours(), "the first window passes at once");
        }
    }

    #[test]
    fn rs_74_random_arrivals_from_seeds_keep_every_window() {
        for seed in 0..50 {
            let mut rng = Rng::from_seed(seed);
            let limit = limit(20, 3);
            let mut limiter = Limiter::new(limit);
            let (mut now, mut slots) = (Instant::START, Vec::new());
            for _ in 0..500 {
                now += Duration::from_millis(rng.below(400));
                if rng.one_in(60) {
                    limiter.pause(now + Duration::from_millis(rng.below(5_000)));
                }
                slots.extend(limiter.reserve(now, now + Duration::from_secs(10), 1));
            }
            assert!(slots.is_sorted(), "seed {seed}: first come, first served");
            let crowded = slots.windows(20).find(|w| w[19].since(w[0]) < limit.window);
            assert_eq!(crowded, None, "seed {seed}");
        }
    }

    #[test]
    fn a_slot_after_the_deadline_is_refused_and_not_taken() {
        let mut limiter = Limiter::new(limit(1, 10));
        assert_eq!(limiter.reserve(Instant::START, Instant::FAR, 1), Ok(Instant::START));
        let first_free = Instant::from_millis(10_500);
        let early = Instant::from_millis(10_499);
        assert_eq!(limiter.reserve(Instant::START, early, 1), Err(first_free));
        assert_eq!(limiter.reserve(Instant::START, first_free, 1), Ok(first_free));
    }

    #[test]
    fn graph_1_4_units_of_any_size_keep_every_window() {
        for seed in 0..50 {
            let mut rng = Rng::from_seed(seed);
            let most = 20 + rng.below(30) as u32;
            let mut limiter = Limiter::new(limit(most, 3));
            let (mut now, mut given) = (Instant::START, Vec::new());
            for _ in 0..300 {
                now += Duration::from_millis(rng.below(300));
                let units = 1 + rng.below(4) as u32;
                let slot = limiter.reserve(now, Instant::FAR, units).unwrap();
                given.extend(std::iter::repeat_n(slot, units as usize));
                assert!(
                    limiter.used(slot) >= units as usize && limiter.used(slot) <= most as usize
                );
            }
            let crowded = given
                .windows(most as usize)
                .find(|window| window[most as usize - 1].since(window[0]) < Duration::from_secs(3));
            assert_eq!(crowded, None, "seed {seed}");
        }
    }

    #[test]
    fn what_is_idle_is_as_new() {
        let mut limiter = Limiter::new(limit(4, 1));
        assert!(limiter.is_idle(Instant::START));
        limiter.reserve(Instant::START, Instant::FAR, 1).unwrap();
        assert!(!limiter.is_idle(Instant::from_millis(1_049)));
        assert!(limiter.is_idle(Instant::from_millis(1_050)));
        limiter.pause(Instant::from_millis(2_000));
        assert_eq!(limiter.paused(Instant::from_millis(1_999)), Some(Instant::from_millis(2_000)));
        assert!(!limiter.is_idle(Instant::from_millis(2_500)), "its pace is still that of a pause");
    }

    #[test]
    fn rs_73_a_pause_holds_all_and_ends_without_a_burst() {
        let limit = limit(300, 30);
        let mut limiter = Limiter::new(limit);
        limiter.reserve(Instant::START, Instant::FAR, 1).unwrap();
        let end = Instant::from_millis(7_000);
        limiter.pause(end);
        assert!(!limiter.is_open(Instant::from_millis(6_999)));
        assert!(limiter.is_open(end));
        let slots: Vec<Instant> =
            (0..400).map(|_| limiter.reserve(Instant::START, Instant::FAR, 1).unwrap()).collect();
        assert_eq!(slots[0], end);
        let in_a_second = slots.iter().filter(|slot| slot.since(end) < Duration::from_secs(1));
        assert!(in_a_second.count() <= 2 * 10, "twice the steady rate at most");
    }
}
