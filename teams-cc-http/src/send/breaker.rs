//! A circuit breaker: a host that fails is left alone for a while, then tried with one request.

use std::time::Duration;

use teams_cc_core::Instant;

/// Outcomes count this long (RS-75).
const MEMORY: Duration = Duration::from_secs(10);
/// An open breaker lets one request through after this long (RS-75).
const REST: Duration = Duration::from_secs(5);
/// Fewer failures than this never open it (RS-75).
const FEWEST: u32 = 20;
/// The memory is kept in so many equal parts; the oldest is forgotten as a whole.
const PARTS: u64 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed,
    Open { until: Instant },
    HalfOpen { probed: Instant },
}

/// Counts outcomes and decides whether the next request is worth trying.
///
/// It opens when at least 20 requests failed within 10 seconds and no fewer than succeeded; after
/// 5 seconds it lets one through and believes it.
///
/// # Source
/// RS-75.
#[derive(Debug)]
pub struct Breaker {
    state: State,
    /// Per part of the memory: its number, successes, failures.
    parts: [(u64, u32, u32); PARTS as usize],
}

impl Breaker {
    /// Closed.
    pub fn new() -> Self {
        Self { state: State::Closed, parts: [(0, 0, 0); PARTS as usize] }
    }

    /// Whether a request may go now.
    ///
    /// # Errors
    /// When to ask again.
    pub fn admit(&mut self, now: Instant) -> Result<(), Instant> {
        match self.state {
            State::Closed => Ok(()),
            State::Open { until } if now < until => Err(until),
            // A probe whose future was dropped never reports; the next one may go after a rest.
            State::HalfOpen { probed } if now < probed + REST => Err(probed + REST),
            State::Open { .. } | State::HalfOpen { .. } => {
                self.state = State::HalfOpen { probed: now };
                Ok(())
            }
        }
    }

    /// Until when a request would be refused, without taking the probe.
    pub fn refuses(&self, now: Instant) -> Option<Instant> {
        let until = match self.state {
            State::Closed => return None,
            State::Open { until } => until,
            State::HalfOpen { probed } => probed + REST,
        };
        (now < until).then_some(until)
    }

    /// The host answered, if only with a refusal.
    pub fn succeeded(&mut self, now: Instant) {
        if self.state != State::Closed {
            *self = Self::new();
        }
        self.part(now).1 += 1;
    }

    /// The host did not answer, or answered that it is broken.
    pub fn failed(&mut self, now: Instant) {
        self.part(now).2 += 1;
        let (good, bad) = self.counted(now);
        let opens = match self.state {
            State::Closed => bad >= FEWEST && bad >= good,
            State::HalfOpen { .. } => true,
            State::Open { .. } => false,
        };
        if opens {
            self.state = State::Open { until: now + REST };
        }
    }

    #[expect(clippy::indexing_slicing, reason = "a remainder of the length is below it")]
    fn part(&mut self, now: Instant) -> &mut (u64, u32, u32) {
        let number = part_number(now);
        let part = &mut self.parts[(number % PARTS) as usize];
        if part.0 != number {
            *part = (number, 0, 0);
        }
        part
    }

    fn counted(&self, now: Instant) -> (u32, u32) {
        let oldest = part_number(now).saturating_sub(PARTS - 1);
        let recent = self.parts.iter().filter(|part| part.0 >= oldest);
        recent.fold((0, 0), |(good, bad), part| (good + part.1, bad + part.2))
    }
}

impl Default for Breaker {
    fn default() -> Self {
        Self::new()
    }
}

fn part_number(now: Instant) -> u64 {
    now.as_millis() / (MEMORY.as_millis() as u64 / PARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    #[test]
    fn rs_75_opens_at_twenty_failures_that_are_half_of_all() {
        let mut breaker = Breaker::new();
        for i in 0..20 {
            breaker.succeeded(at(i));
        }
        for i in 0..19 {
            breaker.failed(at(100 + i));
            assert_eq!(breaker.admit(at(200)), Ok(()), "after {} failures", i + 1);
        }
        breaker.failed(at(300));
        assert_eq!(breaker.admit(at(301)), Err(at(5_300)));
    }

    #[test]
    fn rs_75_old_failures_are_forgotten() {
        let mut breaker = Breaker::new();
        for i in 0..19 {
            breaker.failed(at(i));
        }
        breaker.failed(at(10_500));
        assert_eq!(breaker.admit(at(10_501)), Ok(()));
    }

    #[test]
    fn rs_75_half_open_lets_one_through_and_believes_it() {
        let mut breaker = Breaker::new();
        for _ in 0..20 {
            breaker.failed(at(0));
        }
        assert_eq!(breaker.admit(at(5_000)), Ok(()), "the probe");
        assert_eq!(breaker.admit(at(5_001)), Err(at(10_000)), "nobody else");
        breaker.failed(at(5_100));
        assert_eq!(breaker.admit(at(6_000)), Err(at(10_100)), "open again");
        assert_eq!(breaker.admit(at(10_100)), Ok(()));
        breaker.succeeded(at(10_200));
        assert_eq!(breaker.admit(at(10_201)), Ok(()), "closed, with a clean slate");
        breaker.failed(at(10_300));
        assert_eq!(breaker.admit(at(10_301)), Ok(()));
    }

    #[test]
    fn a_probe_that_never_reports_does_not_block_for_ever() {
        let mut breaker = Breaker::new();
        for _ in 0..20 {
            breaker.failed(at(0));
        }
        assert_eq!(breaker.admit(at(5_000)), Ok(()));
        assert_eq!(breaker.admit(at(10_000)), Ok(()));
    }
}
