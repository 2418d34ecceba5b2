//! What happens to messages on their way.

use std::collections::BTreeSet;
use std::time::Duration;

use teams_cc_core::{Instant, Rng};

/// A network path, both directions, from one seed.
#[derive(Clone, Debug)]
pub struct Link {
    rng: Rng,
    delay: Duration,
    jitter: Duration,
    loss: u64,
    doubles: u64,
    lost: BTreeSet<u64>,
    orders: Vec<Duration>,
    sent: u64,
}

impl Link {
    /// 20 ms there, nothing lost.
    pub fn new(seed: u64) -> Self {
        Self {
            rng: Rng::from_seed(seed),
            delay: Duration::from_millis(20),
            jitter: Duration::ZERO,
            loss: 0,
            doubles: 0,
            lost: BTreeSet::new(),
            orders: Vec::new(),
            sent: 0,
        }
    }

    /// How long each message takes.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Up to so much more, each message its own: they overtake each other.
    pub fn jitter(mut self, jitter: Duration) -> Self {
        self.jitter = jitter;
        self
    }

    /// How many of a thousand are lost.
    pub fn loss(mut self, per_mille: u64) -> Self {
        self.loss = per_mille;
        self
    }

    /// How many of a thousand arrive twice.
    pub fn doubles(mut self, per_mille: u64) -> Self {
        self.doubles = per_mille;
        self
    }

    /// Loses the message with this number, counted from 0 over both directions.
    pub fn lose(mut self, number: u64) -> Self {
        self.lost.insert(number);
        self
    }

    /// Gives the first messages delays of their own, for searches over all orders.
    pub fn orders(mut self, delays: impl IntoIterator<Item = Duration>) -> Self {
        self.orders = delays.into_iter().collect();
        self
    }

    /// How many messages were given to it.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// When a datagram sent now arrives: never, once or twice.
    pub(super) fn arrivals(&mut self, now: Instant) -> Vec<Instant> {
        let number = self.sent;
        self.sent += 1;
        let lost = self.rng.below(1000) < self.loss || self.lost.contains(&number);
        let times = match (lost, self.rng.below(1000) < self.doubles) {
            (true, _) => 0,
            (false, true) => 2,
            (false, false) => 1,
        };
        if let Some(delay) = self.orders.get(number as usize) {
            return vec![now + *delay];
        }
        (0..times).map(|_| self.arrival(now)).collect()
    }

    /// When a piece of a stream sent now arrives.
    pub(super) fn arrival(&mut self, now: Instant) -> Instant {
        let jitter = u64::try_from(self.jitter.as_nanos()).unwrap_or(u64::MAX);
        now + self.delay + Duration::from_nanos(self.rng.below(jitter.saturating_add(1)))
    }

    /// Where to cut a piece of a stream.
    pub(super) fn cut(&mut self, length: usize) -> usize {
        1 + self.rng.below(length as u64) as usize
    }
}
