//! Whether to ask again, and when: arithmetic over outcomes, without a clock of its own.

use std::time::Duration;

use teams_cc_core::{Instant, Rng};

/// Ceiling of the first back-off when the service names no time (RS-73).
pub(crate) const FIRST_WAIT: Duration = Duration::from_secs(1);
/// Ceiling of every back-off (RS-73).
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// No request is sent more often than this, whatever the budget.
const MOST_ATTEMPTS: u32 = 10;

/// What repeating a request may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Nothing beyond doing it once: reads, and requests that carry a repeatability id.
    Harmless,
    /// Perhaps the same thing twice: repeated only when it cannot have happened (RS-76).
    Perhaps,
}

/// How one attempt ended, as far as repeating is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Answered { status: u16, wait: Option<Duration>, new_token: bool },
    NotSent,
    Lost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Done,
    Again {
        at: Instant,
    },
    /// No more; how long the service wanted, or we would have, waited.
    GiveUp {
        wait: Duration,
    },
}

/// The repetitions of one request.
#[derive(Debug)]
pub(crate) struct Schedule {
    deadline: Instant,
    repeat: Repeat,
    attempts: u32,
    renewed: bool,
}

impl Schedule {
    pub(crate) fn new(deadline: Instant, repeat: Repeat) -> Self {
        Self { deadline, repeat, attempts: 0, renewed: false }
    }

    /// Decides after one attempt. `now` is when its outcome was known.
    pub(crate) fn after(&mut self, now: Instant, outcome: Outcome, rng: &mut Rng) -> Step {
        self.attempts += 1;
        let harmless = self.repeat == Repeat::Harmless;
        let (again, asked) = match outcome {
            // A token may have been revoked: one renewal, then the refusal stands (RS-77).
            Outcome::Answered { status: 401, new_token: true, .. } if !self.renewed => {
                self.renewed = true;
                return Step::Again { at: now };
            }
            // Refused before it was looked at, or never sent.
            Outcome::Answered { status: 429, wait, .. } => (true, wait),
            Outcome::NotSent => (true, None),
            // Out of order: it may have happened all the same.
            Outcome::Answered { status: 408 | 500 | 502 | 503 | 504, wait, .. } => (harmless, wait),
            Outcome::Answered { .. } => return Step::Done,
            Outcome::Lost => (harmless, None),
        };
        let wait = match asked {
            // Exactly what was asked and a little more, so that not all of us return at once.
            Some(asked) => asked + below((asked / 10).max(Duration::from_millis(250)), rng),
            None => below(ceiling(self.attempts - 1), rng),
        };
        let at = now + wait;
        if again && self.attempts < MOST_ATTEMPTS && at < self.deadline {
            Step::Again { at }
        } else {
            Step::GiveUp { wait: asked.unwrap_or(wait).max(Duration::from_millis(100)) }
        }
    }
}

/// Ceiling of the wait before repetition `n` (0 = the first).
fn ceiling(n: u32) -> Duration {
    FIRST_WAIT.saturating_mul(1 << n.min(16)).min(LONGEST_WAIT)
}

/// Anything from nothing to `most`: full jitter.
fn below(most: Duration, rng: &mut Rng) -> Duration {
    Duration::from_nanos(rng.below(u64::try_from(most.as_nanos()).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16) -> Outcome {
        Outcome::Answered { status, wait: None, new_token: false }
    }

    fn step(repeat: Repeat, outcome: Outcome) -> Step {
        let mut schedule = Schedule::new(Instant::from_millis(600_000), repeat);
        schedule.after(Instant::START, outcome, &mut Rng::from_seed(1))
    }

    #[test]
    fn rs_76_what_may_have_happened_is_repeated_only_with_an_id() {
        for outcome in [answered(500), answered(503), answered(408), Outcome::Lost] {
            assert!(matches!(step(Repeat::Harmless, outcome), Step::Again { .. }), "{outcome:?}");
            assert!(matches!(step(Repeat::Perhaps, outcome), Step::GiveUp { .. }), "{outcome:?}");
        }
        for outcome in [answered(429), Outcome::NotSent] {
            assert!(matches!(step(Repeat::Perhaps, outcome), Step::Again { .. }), "{outcome:?}");
        }
        assert_eq!(step(Repeat::Harmless, answered(404)), Step::Done);
    }

    #[test]
    fn rs_73_never_before_the_time_that_was_asked_for() {
        for seed in 0..500 {
            let mut schedule = Schedule::new(Instant::from_millis(600_000), Repeat::Perhaps);
            let wait = Some(Duration::from_millis(2_128));
            let outcome = Outcome::Answered { status: 429, wait, new_token: false };
            let Step::Again { at } =
                schedule.after(Instant::START, outcome, &mut Rng::from_seed(seed))
            else {
                panic!("gave up");
            };
            assert!((2_128..2_600).contains(&at.as_millis()), "{at:?}");
        }
    }

    #[test]
    fn rs_77_one_new_token_and_then_the_refusal_stands() {
        let mut schedule = Schedule::new(Instant::from_millis(9_000), Repeat::Perhaps);
        let outcome = Outcome::Answered { status: 401, wait: None, new_token: true };
        let mut rng = Rng::from_seed(1);
        assert!(matches!(schedule.after(Instant::START, outcome, &mut rng), Step::Again { .. }));
        assert_eq!(schedule.after(Instant::START, outcome, &mut rng), Step::Done);
        assert_eq!(step(Repeat::Harmless, answered(401)), Step::Done, "a key stays wrong");
    }
}
