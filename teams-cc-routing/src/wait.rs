//! Estimated wait (`routing.md` section 7), in integers: estimates stand in events, and a replay on
//! any machine must find the same.

use std::fmt;
use std::time::Duration;

use crate::Counts;

/// What an estimator sees of one piece of work and its queue.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// How many come before it.
    pub ahead: u32,
    /// Agents signed on who serve the queue.
    pub agents: u32,
    /// What was counted of the queue so far.
    pub counts: &'a Counts,
    /// How long the first in line has waited.
    pub head_waited: Duration,
}

/// How long something will take, told twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Half of all waits like this one are over by then.
    pub half: Duration,
    /// Nine of ten are.
    pub nine_of_ten: Duration,
}

/// The seam where a vendor's own estimate goes in. Pure: no clock, no randomness, no floats in
/// what it gives.
pub trait WaitEstimator: Send + Sync + fmt::Debug {
    /// The wait from now on; `None`: nothing can be said.
    fn estimate(&self, line: &Line<'_>) -> Option<Estimate>;
}

/// Queue length over pace: each of `ahead + 1` departures takes a mean handling time divided by
/// the agents, and those who lose patience on the way make it shorter (QL-r). The patience rate is
/// what was lost divided by all time waited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueLength;

/// How long the first in line has waited already (HOL): needs no parameters, lags when the load
/// changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeadOfLine;

/// The mean of both, as far as they can say something: the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blend;

/// Departures that are summed one by one; the rest counts like the last of them.
const STEPS: u32 = 4096;

impl QueueLength {
    /// Mean wait and variance, in nanoseconds and their square.
    fn moments(line: &Line<'_>) -> Option<(u128, u128)> {
        let counts = line.counts;
        let handling =
            (counts.talk + counts.wrap_up).as_nanos() / u128::from(counts.handled.max(1));
        if line.agents == 0 || counts.handled == 0 || handling == 0 {
            return None;
        }
        // Rates as events in 2^40 ns, about 18 minutes.
        let unit = 1u128 << 40;
        let pace = (unit * u128::from(line.agents) * (1 << 20)) / handling;
        let waited = counts.wait_answered + counts.wait_abandoned + counts.wait_redirected;
        let losing = (unit * u128::from(counts.abandoned) * (1 << 20))
            .checked_div(waited.as_nanos())
            .unwrap_or(0);
        let (mut mean, mut variance) = (0u128, 0u128);
        let step = |k: u32| (unit << 20) / (pace + losing * u128::from(k)).max(1);
        for k in 0..=line.ahead.min(STEPS) {
            let one = step(k);
            mean += one;
            variance += one * one;
        }
        let rest = u128::from(line.ahead.saturating_sub(STEPS));
        let last = step(STEPS);
        Some((mean + rest * last, variance + rest * last * last))
    }
}

impl WaitEstimator for QueueLength {
    fn estimate(&self, line: &Line<'_>) -> Option<Estimate> {
        let (mean, variance) = Self::moments(line)?;
        let spread = variance.isqrt();
        // Between one exponential step (median 0.693, p90 2.303 of the mean) and many (normal):
        // the median lies spread^2 / 3 mean below the mean, p90 1.28 spreads above it.
        let half = mean - spread * spread / (3 * mean.max(1)).max(1);
        Some(Estimate { half: nanos(half), nine_of_ten: nanos(mean + spread * 128 / 100) })
    }
}

impl WaitEstimator for HeadOfLine {
    fn estimate(&self, line: &Line<'_>) -> Option<Estimate> {
        let waited = line.head_waited;
        (!waited.is_zero())
            .then(|| Estimate { half: waited, nine_of_ten: waited.saturating_mul(2) })
    }
}

impl WaitEstimator for Blend {
    fn estimate(&self, line: &Line<'_>) -> Option<Estimate> {
        match (QueueLength.estimate(line), HeadOfLine.estimate(line)) {
            (Some(length), Some(head)) if line.ahead > 0 => Some(Estimate {
                half: (length.half + head.half) / 2,
                nine_of_ten: length.nine_of_ten.max(head.half),
            }),
            (length, head) => length.or(head),
        }
    }
}

fn nanos(n: u128) -> Duration {
    Duration::from_nanos(u64::try_from(n).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(handled: u64, abandoned: u64) -> Counts {
        let mut counts = Counts::default();
        counts.handled = handled;
        counts.talk = Duration::from_secs(100) * handled as u32;
        counts.abandoned = abandoned;
        counts.wait_abandoned = Duration::from_secs(50) * abandoned as u32;
        counts
    }

    #[test]
    fn rt_7_queue_length_is_places_times_handling_over_agents() {
        let known = counts(10, 0);
        let line =
            |ahead, agents| Line { ahead, agents, counts: &known, head_waited: Duration::ZERO };
        let (mean, _) = QueueLength::moments(&line(4, 10)).unwrap();
        assert_eq!((mean + 500_000) / 1_000_000, 50_000, "(4 + 1) * 100 s / 10");
        assert_eq!(QueueLength.estimate(&line(4, 0)), None, "nobody there");
        let first = QueueLength.estimate(&line(0, 10)).unwrap();
        assert!((6600..=7000).contains(&first.half.as_millis()), "exponential: 6.93 s {first:?}");
        assert!((22_700..=23_100).contains(&first.nine_of_ten.as_millis()), "23.03 s {first:?}");
    }

    #[test]
    fn rt_7_those_who_lose_patience_make_the_wait_shorter() {
        let (patient, hasty) = (counts(10, 0), counts(10, 10));
        let line = |counts| Line { ahead: 9, agents: 5, counts, head_waited: Duration::ZERO };
        let (mean, _) = QueueLength::moments(&line(&hasty)).unwrap();
        let exact: f64 = (0..=9).map(|i| 1.0 / (0.05 + f64::from(i) * 0.02)).sum();
        assert!((mean as f64 / 1e9 - exact).abs() < 0.01, "{mean} {exact}");
        assert!(QueueLength::moments(&line(&patient)).unwrap().0 > 2 * mean);
    }

    #[test]
    fn rt_7_the_blend_says_something_as_soon_as_anything_is_known() {
        let nothing = Counts::default();
        let head_waited = Duration::from_secs(40);
        let line = Line { ahead: 3, agents: 2, counts: &nothing, head_waited };
        assert_eq!(Blend.estimate(&line).map(|e| e.half), Some(head_waited));
        assert_eq!(Blend.estimate(&Line { head_waited: Duration::ZERO, ..line }), None);
        let huge = counts(1, 0);
        let line = Line { ahead: u32::MAX, agents: 1, counts: &huge, head_waited };
        assert!(Blend.estimate(&line).is_some(), "no overflow at the limit");
    }
}
