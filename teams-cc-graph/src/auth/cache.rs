//! One token of one tenant and scope: when it is used, when it is renewed, and what happens while
//! that fails. A machine without clock or network; [`super::Tokens`] drives it.

use std::time::Duration;

use teams_cc_core::{Backoff, Instant, Rng};

/// A token is not used in its last seconds: it would expire on the way.
const LAST_SECONDS: Duration = Duration::from_secs(10);
/// How long to wait between renewals that fail or bring nothing newer.
const AGAIN: Backoff = Backoff { first: Duration::from_secs(2), most: Duration::from_secs(60) };
/// Refused tokens are replaced no more often than this: a refusal that outlives a new token is not
/// the token's fault.
const BETWEEN_REPLACEMENTS: Duration = Duration::from_secs(10);

/// What to do with a request that needs a token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ticket<T> {
    /// Use this one. If `renew`, also start a renewal in the background, and report how it ended.
    Use { token: T, renew: bool },
    /// There is none: start a renewal, wait for it, ask again.
    Renew,
    /// A renewal is under way: wait for it, ask again.
    Wait,
    /// The last renewal failed and the next may start only then.
    Refuse { until: Instant },
}

/// The state of one cached token.
#[derive(Debug)]
pub(crate) struct CachedToken<T> {
    held: Option<Held<T>>,
    renewing: bool,
    failures: u32,
    /// No renewal starts before this.
    not_before: Instant,
    /// When a refused token was last thrown away.
    replaced: Option<Instant>,
    rng: Rng,
}

#[derive(Debug)]
struct Held<T> {
    token: T,
    /// From here on a renewal is due (RS-77: 80 % of its life, with jitter).
    renew_at: Instant,
    /// From here on it is not used.
    dead_at: Instant,
}

impl<T: Clone + PartialEq> CachedToken<T> {
    pub(crate) fn new(rng: Rng) -> Self {
        let not_before = Instant::START;
        Self { held: None, renewing: false, failures: 0, not_before, replaced: None, rng }
    }

    /// A request needs a token.
    pub(crate) fn ask(&mut self, now: Instant) -> Ticket<T> {
        let may_start = !self.renewing && now >= self.not_before;
        if let Some(held) = self.held.as_ref().filter(|held| now < held.dead_at) {
            let renew = may_start && now >= held.renew_at;
            self.renewing |= renew;
            return Ticket::Use { token: held.token.clone(), renew };
        }
        if self.renewing {
            return Ticket::Wait;
        }
        if !may_start {
            return Ticket::Refuse { until: self.not_before };
        }
        self.renewing = true;
        Ticket::Renew
    }

    /// The renewal brought a token that lives for `life`.
    pub(crate) fn renewed(&mut self, now: Instant, token: T, life: Duration) {
        self.renewing = false;
        let old = self.held.as_ref().filter(|held| held.token == token);
        if old.is_some() {
            // The credential has a cache of its own and gave the same one again: ask later, and
            // more and more seldom.
            self.not_before = now + AGAIN.wait(self.failures, &mut self.rng);
            self.failures += 1;
            return;
        }
        self.failures = 0;
        self.not_before = now;
        // 75 to 80 % of its life, so that processes started together do not renew together.
        let percent = 75_000 + self.rng.below(5_001);
        let share = life.as_nanos() * u128::from(percent) / 100_000;
        let renew_after = Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX));
        let dead_at = now + life.saturating_sub(LAST_SECONDS);
        self.held = Some(Held { token, renew_at: now + renew_after, dead_at });
    }

    /// The renewal failed. A token that is still valid stays in use.
    pub(crate) fn failed(&mut self, now: Instant, wait: Option<Duration>) {
        self.renewing = false;
        let wait = wait.unwrap_or_else(|| AGAIN.wait(self.failures, &mut self.rng));
        self.failures += 1;
        self.not_before = now + wait;
    }

    /// The service refused this token: it is thrown away, unless it has been replaced meanwhile or
    /// its predecessor was refused only just now.
    pub(crate) fn rejected(&mut self, now: Instant, token: &T) {
        let held = self.held.as_ref().is_some_and(|held| held.token == *token);
        if held && self.replaced.is_none_or(|then| now >= then + BETWEEN_REPLACEMENTS) {
            self.held = None;
            self.not_before = now;
            self.replaced = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn at(seconds: u64) -> Instant {
        Instant::from_millis(seconds * 1_000)
    }

    fn fresh(seed: u64) -> CachedToken<&'static str> {
        CachedToken::new(Rng::from_seed(seed))
    }

    fn with_token(seed: u64) -> CachedToken<&'static str> {
        let mut cache = fresh(seed);
        assert_eq!(cache.ask(at(0)), Ticket::Renew);
        cache.renewed(at(0), "one", HOUR);
        cache
    }

    #[test]
    fn rs_77_single_flight_many_callers_one_renewal() {
        let mut cache = fresh(1);
        assert_eq!(cache.ask(at(0)), Ticket::Renew);
        for _ in 0..1_000 {
            assert_eq!(cache.ask(at(0)), Ticket::Wait);
        }
        cache.renewed(at(1), "one", HOUR);
        assert_eq!(cache.ask(at(1)), Ticket::Use { token: "one", renew: false });
    }

    #[test]
    fn rs_77_renewed_in_the_background_at_80_percent_of_its_life() {
        for seed in 0..200 {
            let mut cache = with_token(seed);
            let due = (0..3_600)
                .find(|s| cache.ask(at(*s)) == Ticket::Use { token: "one", renew: true })
                .unwrap();
            assert!((2_700..=2_880).contains(&due), "seed {seed}: {due} s of 3600");
            assert_eq!(cache.ask(at(due)), Ticket::Use { token: "one", renew: false });
            cache.renewed(at(due + 1), "two", HOUR);
            assert_eq!(cache.ask(at(due + 1)), Ticket::Use { token: "two", renew: false });
        }
    }

    #[test]
    fn rs_77_the_token_endpoint_is_down_for_ten_minutes_and_nobody_notices() {
        for seed in 0..100 {
            let mut cache = with_token(seed);
            let (mut renewals, mut last) = (0, 0);
            for second in 2_880..3_480 {
                match cache.ask(at(second)) {
                    Ticket::Use { token: "one", renew } => {
                        if renew {
                            renewals += 1;
                            last = second;
                            cache.failed(at(second), None);
                        }
                    }
                    other => panic!("seed {seed}, second {second}: {other:?}"),
                }
            }
            assert!((10..60).contains(&renewals), "seed {seed}: {renewals} renewals in 600 s");
            assert!(3_480 - last <= 61, "seed {seed}: it has not given up");
        }
    }

    #[test]
    fn a_dead_token_is_not_used_and_its_failed_renewal_is_not_hammered() {
        let mut cache = with_token(3);
        assert!(matches!(cache.ask(at(3_589)), Ticket::Use { token: "one", renew: true }));
        cache.failed(at(3_589), Some(Duration::from_secs(30)));
        assert_eq!(cache.ask(at(3_590)), Ticket::Refuse { until: at(3_619) });
        assert_eq!(cache.ask(at(3_619)), Ticket::Renew);
    }

    #[test]
    fn a_rejected_token_is_replaced_once() {
        let mut cache = with_token(4);
        cache.rejected(at(5), &"another");
        assert!(matches!(cache.ask(at(5)), Ticket::Use { token: "one", .. }));
        cache.rejected(at(5), &"one");
        assert_eq!(cache.ask(at(5)), Ticket::Renew);
        cache.renewed(at(6), "two", HOUR);
        cache.rejected(at(7), &"one");
        assert_eq!(cache.ask(at(7)), Ticket::Use { token: "two", renew: false });
    }

    #[test]
    fn refusals_that_go_on_do_not_hammer_the_sign_in_service() {
        let mut cache = with_token(4);
        let mut renewals = 0;
        for second in 1..=60 {
            match cache.ask(at(second)) {
                Ticket::Use { token, .. } => cache.rejected(at(second), &token),
                Ticket::Renew => {
                    renewals += 1;
                    let token = ["two", "three"][renewals % 2];
                    cache.renewed(at(second), token, HOUR);
                }
                other => panic!("second {second}: {other:?}"),
            }
        }
        assert!((4..=6).contains(&renewals), "{renewals} renewals in a minute");
    }

    #[test]
    fn a_credential_that_repeats_itself_is_asked_ever_more_seldom() {
        let mut cache = with_token(5);
        let mut renewals = 0;
        for second in 2_880..3_590 {
            if cache.ask(at(second)) == (Ticket::Use { token: "one", renew: true }) {
                renewals += 1;
                cache.renewed(at(second), "one", HOUR);
            }
        }
        assert!((5..30).contains(&renewals), "{renewals}");
        assert!(matches!(cache.ask(at(3_590)), Ticket::Refuse { .. } | Ticket::Renew));
    }

    #[test]
    fn a_token_without_life_is_asked_for_again() {
        let mut cache = fresh(6);
        assert_eq!(cache.ask(at(0)), Ticket::Renew);
        cache.renewed(at(0), "stillborn", Duration::from_secs(5));
        assert_eq!(cache.ask(at(0)), Ticket::Renew);
    }
}
