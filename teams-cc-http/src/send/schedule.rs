//! Whether to ask again, and when: arithmetic over outcomes, without a clock of its own.

use std::time::Duration;

use teams_cc_core::{Instant, Rng};

/// Ceiling of the first back-off when the service names no time (RS-73).
pub const FIRST_WAIT: Duration = Duration::from_secs(1);
/// Ceiling of every back-off (RS-73).
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// No request is sent more often than this, whatever the budget.
const MOST_ATTEMPTS: u32 = 10;

/// What repeating a request may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Nothing beyond doing it once: reads, and writes that set a state.
    Harmless,
    /// Perhaps the same thing twice: repeated only when it cannot have happened (RS-76).
    Perhaps,
}

/// How one attempt ended, as far as repeating is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer with this status and, if it said so, how long to wait.
    Answered {
        /// The HTTP status.
        status: u16,
        /// What `Retry-After` and its siblings said.
        wait: Option<Duration>,
    },
    /// It never left: no connection, no token.
    NotSent {
        /// How long it makes no sense to try again, if that is known.
        wait: Option<Duration>,
    },
    /// It left, and no answer came back.
    Lost,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The answer stands.
    Done,
    /// Once more, at this moment.
    Again {
        /// When.
        at: Instant,
    },
    /// Once more, now, with a new token.
    AgainWithNewToken,
    /// No more; how long the service wanted, or we would have, waited.
    GiveUp {
        /// So long.
        wait: Duration,
    },
}

/// The repetitions of one request: at most ten attempts, waits of full jitter below a ceiling that
/// doubles from one second to sixty, never before the moment that the service named.
///
/// # Source
/// RS-73, RS-75 to RS-77.
#[derive(Debug)]
pub struct Schedule {
    deadline: Instant,
    repeat: Repeat,
    attempts: u32,
    renewed: bool,
}

impl Schedule {
    /// No repetition begins after `deadline`.
    pub fn new(deadline: Instant, repeat: Repeat) -> Self {
        Self { deadline, repeat, attempts: 0, renewed: false }
    }

    /// Nobody can have a new token: a refused proof of who we are stands at once.
    pub fn without_renewal(mut self) -> Self {
        self.renewed = true;
        self
    }

    /// Whether doing it twice does no harm.
    pub fn is_harmless(&self) -> bool {
        self.repeat == Repeat::Harmless
    }

    /// How many outcomes there were.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Decides after one attempt. `now` is when its outcome was known.
    pub fn after(&mut self, now: Instant, outcome: Outcome, rng: &mut Rng) -> Step {
        self.attempts += 1;
        let harmless = self.repeat == Repeat::Harmless;
        let (again, asked) = match outcome {
            // A token may have been revoked: one renewal, then the refusal stands (RS-77).
            Outcome::Answered { status: 401, .. } if !self.renewed => {
                self.renewed = true;
                return if now < self.deadline {
                    Step::AgainWithNewToken
                } else {
                    Step::GiveUp { wait: Duration::ZERO }
                };
            }
            // Refused before it was looked at, or never sent.
            Outcome::Answered { status: 429, wait } | Outcome::NotSent { wait } => (true, wait),
            // Out of order or out of bandwidth: it may have happened all the same.
            Outcome::Answered { status: 408 | 500 | 502 | 503 | 504 | 509, wait } => {
                (harmless, wait)
            }
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

    const START: Instant = Instant::START;

    fn schedule(seconds: u64, repeat: Repeat) -> Schedule {
        Schedule::new(START + Duration::from_secs(seconds), repeat)
    }

    fn answered(status: u16, wait: Option<Duration>) -> Outcome {
        Outcome::Answered { status, wait }
    }

    #[test]
    fn rs_73_never_before_the_time_that_was_asked() {
        for seed in 0..1_000 {
            let mut rng = Rng::from_seed(seed);
            let asked = Duration::from_millis(rng.below(60_000));
            let mut schedule = schedule(100, Repeat::Perhaps);
            match schedule.after(START, answered(429, Some(asked)), &mut rng) {
                Step::Again { at } => {
                    assert!(at >= START + asked, "seed {seed}: {at:?} before {asked:?}");
                    let most = asked + (asked / 10).max(Duration::from_millis(250));
                    assert!(at <= START + most, "seed {seed}: {at:?} long after {asked:?}");
                }
                other => panic!("seed {seed}: {other:?}"),
            }
        }
    }

    #[test]
    fn rs_73_without_advice_the_ceiling_doubles_from_one_second_to_sixty() {
        let ceilings: Vec<u64> = (0..8).map(|n| ceiling(n).as_secs()).collect();
        assert_eq!(ceilings, [1, 2, 4, 8, 16, 32, 60, 60]);
        let mut longest = Duration::ZERO;
        for seed in 0..1_000 {
            let mut rng = Rng::from_seed(seed);
            let mut schedule = schedule(1_000_000, Repeat::Harmless);
            for n in 0..9 {
                let Step::Again { at } = schedule.after(START, answered(503, None), &mut rng)
                else {
                    panic!("seed {seed}");
                };
                assert!(at.since(START) < ceiling(n));
                longest = longest.max(at.since(START));
            }
        }
        assert!(longest > Duration::from_secs(55), "the jitter is full: {longest:?}");
    }

    #[test]
    fn rs_75_no_repetition_begins_after_the_deadline() {
        let mut rng = Rng::from_seed(1);
        let mut schedule = schedule(10, Repeat::Harmless);
        let asked = Duration::from_secs(20);
        let step = schedule.after(START, answered(429, Some(asked)), &mut rng);
        assert_eq!(step, Step::GiveUp { wait: asked }, "the caller learns what was asked");
    }

    #[test]
    fn rs_76_what_may_have_happened_is_not_repeated() {
        let mut rng = Rng::from_seed(1);
        for outcome in
            [Outcome::Lost, answered(500, None), answered(503, None), answered(504, None)]
        {
            let step = schedule(100, Repeat::Perhaps).after(START, outcome, &mut rng);
            assert!(matches!(step, Step::GiveUp { .. }), "{outcome:?}");
            let step = schedule(100, Repeat::Harmless).after(START, outcome, &mut rng);
            assert!(matches!(step, Step::Again { .. }), "{outcome:?}");
        }
        for outcome in [Outcome::NotSent { wait: None }, answered(429, None)] {
            let step = schedule(100, Repeat::Perhaps).after(START, outcome, &mut rng);
            assert!(matches!(step, Step::Again { .. }), "{outcome:?}");
        }
    }

    #[test]
    fn rs_77_one_renewal_after_a_401_then_it_stands() {
        let mut rng = Rng::from_seed(1);
        let mut schedule = schedule(10, Repeat::Perhaps);
        let refused = answered(401, None);
        assert_eq!(schedule.after(START, refused, &mut rng), Step::AgainWithNewToken);
        assert_eq!(schedule.after(START, refused, &mut rng), Step::Done);
    }

    #[test]
    fn answers_that_are_final_stand() {
        let mut rng = Rng::from_seed(1);
        for status in [200, 202, 204, 400, 403, 404, 409, 410, 412, 415, 422, 423, 507] {
            let step =
                schedule(10, Repeat::Harmless).after(START, answered(status, None), &mut rng);
            assert_eq!(step, Step::Done, "{status}");
        }
    }

    #[test]
    fn attempts_are_bounded_even_when_the_service_asks_for_no_wait() {
        let mut rng = Rng::from_seed(1);
        let mut schedule = schedule(1_000, Repeat::Harmless);
        let busy = answered(429, Some(Duration::ZERO));
        let again = std::iter::repeat_with(|| schedule.after(START, busy, &mut rng))
            .take_while(|step| matches!(step, Step::Again { .. }));
        assert_eq!(again.count(), 9);
    }
}
