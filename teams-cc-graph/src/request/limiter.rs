//! Stay below Microsoft's published limits, so that we never throttle ourselves.

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::Instant;

/// A published limit: so many requests in any window of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) requests: u32,
    pub(crate) window: Duration,
}

impl Limit {
    const fn new(requests: u32, seconds: u64) -> Self {
        Self { requests, window: Duration::from_secs(seconds) }
    }

    /// Everything, per app over all tenants (Graph throttling limits, "global").
    pub(crate) const APP: Self = Self::new(2_000, 1);
    /// Presence, per app and tenant.
    pub(crate) const PRESENCE: Self = Self::new(1_500, 30);
    /// Calls, participants, operations, online meetings: per app over all tenants.
    pub(crate) const CALLING: Self = Self::new(5_000, 10);

    /// What we allow ourselves: a twentieth less, because requests sent in one window may arrive
    /// in the next.
    fn ours(self) -> usize {
        (self.requests as usize - self.requests as usize / 20).max(1)
    }

    /// The distance of requests when they are spread evenly.
    pub(crate) fn spacing(self) -> Duration {
        self.window / u32::try_from(self.ours()).unwrap_or(u32::MAX)
    }
}

/// Hands out moments at which a request may leave. Whoever asks first gets the earlier one.
///
/// Any window holds at most [`Limit::ours`] of them: the moment of a new request is at least one
/// window after that of the request so many places before it. Bursts up to the limit pass at once.
#[derive(Debug)]
pub(crate) struct Limiter {
    limit: Limit,
    /// The last moments handed out, oldest first; at most as many as the limit.
    given: VecDeque<Instant>,
    /// Nothing leaves before this: the service said so.
    paused_until: Instant,
    /// Requests are spread evenly until this, so that a pause does not end in a burst.
    paced_until: Instant,
}

impl Limiter {
    pub(crate) fn new(limit: Limit) -> Self {
        Self {
            limit,
            given: VecDeque::new(),
            paused_until: Instant::START,
            paced_until: Instant::START,
        }
    }

    /// The moment for one more request, if it is not after `latest`.
    ///
    /// # Errors
    /// The moment it would be; nothing is reserved then.
    pub(crate) fn reserve(&mut self, now: Instant, latest: Instant) -> Result<Instant, Instant> {
        let ours = self.limit.ours();
        let last = self.given.back().copied().unwrap_or(Instant::START);
        let mut slot = now.max(self.paused_until).max(last);
        if slot < self.paced_until && self.given.back().is_some() {
            slot = slot.max(last + self.limit.spacing());
        }
        let before = self.given.len().checked_sub(ours).and_then(|i| self.given.get(i));
        if let Some(before) = before {
            slot = slot.max(*before + self.limit.window);
        }
        if slot > latest {
            return Err(slot);
        }
        self.given.push_back(slot);
        if self.given.len() > ours {
            self.given.pop_front();
        }
        Ok(slot)
    }

    /// The service asked for silence until `until`; afterwards one window is spread evenly
    /// (RS-73: the rate after recovery stays below twice the steady one).
    pub(crate) fn pause(&mut self, until: Instant) {
        self.paused_until = self.paused_until.max(until);
        self.paced_until = self.paced_until.max(until + self.limit.window);
    }

    /// Whether a request whose moment has come may still leave.
    pub(crate) fn is_open(&self, now: Instant) -> bool {
        now >= self.paused_until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use teams_cc_core::Rng;

    #[test]
    fn rs_74_a_burst_of_20_000_never_exceeds_the_documented_window() {
        for limit in [Limit::PRESENCE, Limit::CALLING] {
            let mut limiter = Limiter::new(limit);
            let slots: Vec<Instant> = (0..20_000)
                .map(|_| limiter.reserve(Instant::START, Instant::FAR).unwrap())
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
            let limit = Limit::new(20, 3);
            let mut limiter = Limiter::new(limit);
            let (mut now, mut slots) = (Instant::START, Vec::new());
            for _ in 0..500 {
                now += Duration::from_millis(rng.below(400));
                if rng.one_in(60) {
                    limiter.pause(now + Duration::from_millis(rng.below(5_000)));
                }
                slots.extend(limiter.reserve(now, now + Duration::from_secs(10)));
            }
            assert!(slots.is_sorted(), "seed {seed}: first come, first served");
            let crowded = slots.windows(20).find(|w| w[19].since(w[0]) < limit.window);
            assert_eq!(crowded, None, "seed {seed}");
        }
    }

    #[test]
    fn a_slot_after_the_deadline_is_refused_and_not_taken() {
        let mut limiter = Limiter::new(Limit::new(1, 10));
        assert_eq!(limiter.reserve(Instant::START, Instant::FAR), Ok(Instant::START));
        let first_free = Instant::from_millis(10_000);
        assert_eq!(limiter.reserve(Instant::START, Instant::from_millis(9_999)), Err(first_free));
        assert_eq!(limiter.reserve(Instant::START, first_free), Ok(first_free));
    }

    #[test]
    fn rs_73_a_pause_holds_all_and_ends_without_a_burst() {
        let limit = Limit::new(300, 30);
        let mut limiter = Limiter::new(limit);
        limiter.reserve(Instant::START, Instant::FAR).unwrap();
        let end = Instant::from_millis(7_000);
        limiter.pause(end);
        assert!(!limiter.is_open(Instant::from_millis(6_999)));
        assert!(limiter.is_open(end));
        let slots: Vec<Instant> =
            (0..400).map(|_| limiter.reserve(Instant::START, Instant::FAR).unwrap()).collect();
        assert_eq!(slots[0], end);
        let in_a_second = slots.iter().filter(|slot| slot.since(end) < Duration::from_secs(1));
        assert!(in_a_second.count() <= 2 * 10, "twice the steady rate at most");
    }
}
