//! The timer values of RFC 3261 §17 (table 4), RFC 6026 and RFC 4320.

use std::time::Duration;

/// T1: the estimate of a round trip (RFC 3261 §17.1.1.1).
pub const T1: Duration = Duration::from_millis(500);
/// T2: the longest wait between repetitions of a non-INVITE request and an INVITE answer.
pub const T2: Duration = Duration::from_secs(4);
/// T4: how long a message may stay in the network.
pub const T4: Duration = Duration::from_secs(5);
/// The shortest timer D on an unreliable transport (RFC 3261 §17.1.1.2: at least 32 s).
pub const D_LEAST: Duration = Duration::from_secs(32);

/// Whether the transport repeats lost messages by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reliability {
    /// TCP, TLS: timers A, E and G are off; D, I, J and K are zero.
    Reliable,
    /// UDP: we repeat.
    Unreliable,
}

/// T1, T2 and T4; every other timer follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timers {
    t1: Duration,
    t2: Duration,
    t4: Duration,
}

impl Default for Timers {
    fn default() -> Self {
        Self { t1: T1, t2: T2, t4: T4 }
    }
}

impl Timers {
    /// The RFC's values: 500 ms, 4 s, 5 s.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets T1, for networks that are known to be slower or faster.
    pub fn t1(mut self, t1: Duration) -> Self {
        self.t1 = t1.max(Duration::from_millis(1));
        self
    }

    /// Sets T2.
    pub fn t2(mut self, t2: Duration) -> Self {
        self.t2 = t2.max(Duration::from_millis(1));
        self
    }

    /// Sets T4.
    pub fn t4(mut self, t4: Duration) -> Self {
        self.t4 = t4;
        self
    }

    /// The first wait of A, E and G, and of a 2xx (RFC 3261 §13.3.1.4).
    pub fn first(&self) -> Duration {
        self.t1
    }

    /// The next wait of A: doubled without a cap (§17.1.1.2).
    pub fn next_uncapped(&self, last: Duration) -> Duration {
        last.saturating_mul(2)
    }

    /// The next wait of E and G, and of a 2xx: doubled up to T2 (§17.1.2.2, §17.2.1).
    pub fn next_capped(&self, last: Duration) -> Duration {
        last.saturating_mul(2).min(self.t2)
    }

    /// The wait of E once a provisional answer has come: T2.
    pub fn slow(&self) -> Duration {
        self.t2
    }

    /// B, F, H, L and M, and how long a 2xx is repeated: 64·T1.
    pub fn give_up(&self) -> Duration {
        self.t1.saturating_mul(64)
    }

    /// D: how long a client INVITE transaction absorbs repeated finals.
    pub fn d(&self, reliability: Reliability) -> Duration {
        match reliability {
            Reliability::Reliable => Duration::ZERO,
            // Table 4 says "> 32 s"; one T1 more than timer H of the other side.
            Reliability::Unreliable => self.give_up().max(D_LEAST) + self.t1,
        }
    }

    /// I and K: T4, zero on a reliable transport.
    pub fn linger(&self, reliability: Reliability) -> Duration {
        match reliability {
            Reliability::Reliable => Duration::ZERO,
            Reliability::Unreliable => self.t4,
        }
    }

    /// J: 64·T1, zero on a reliable transport.
    pub fn j(&self, reliability: Reliability) -> Duration {
        match reliability {
            Reliability::Reliable => Duration::ZERO,
            Reliability::Unreliable => self.give_up(),
        }
    }

    /// When a client's timer E has reached T2: the moment at which a non-INVITE request without a
    /// final answer gets its 100 (RFC 4320 §4.1). 3.5 s by default.
    pub fn trying(&self) -> Duration {
        let (mut wait, mut sum) = (self.t1, Duration::ZERO);
        while wait < self.t2 {
            sum += wait;
            wait = wait.saturating_mul(2);
        }
        sum.min(self.give_up() / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_4320_s4_1_timer_e_reaches_t2_after_three_and_a_half_seconds() {
        assert_eq!(Timers::new().trying(), Duration::from_millis(3500));
    }

    #[test]
    fn d_is_longer_than_the_other_sides_h() {
        for timers in [Timers::new(), Timers::new().t1(Duration::from_secs(2))] {
            assert!(timers.d(Reliability::Unreliable) > timers.give_up());
            assert!(timers.d(Reliability::Unreliable) > D_LEAST);
        }
    }
}
