//! What must be acknowledged is said again: a 2xx until its ACK (RFC 3261 §13.3.1.4), a reliable
//! provisional until its PRACK (RFC 3262 §3). On reliable transports too.

use bytes::Bytes;
use teams_cc_core::Instant;

use crate::transaction::Timers;

/// A message under repetition.
#[derive(Clone, Debug)]
pub struct Repeat {
    bytes: Bytes,
    wait: std::time::Duration,
    capped: Capped,
    next_at: Instant,
    give_up_at: Instant,
}

/// Whether the waits stop growing at T2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capped {
    /// A 2xx.
    AtT2,
    /// A reliable provisional.
    Never,
}

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Send this again.
    Again(Bytes),
    /// 64·T1 are over.
    GiveUp,
}

impl Repeat {
    /// Starts just after the first sending.
    pub fn start(bytes: Bytes, capped: Capped, timers: &Timers, now: Instant) -> Self {
        let wait = timers.first();
        Self { bytes, wait, capped, next_at: now + wait, give_up_at: now + timers.give_up() }
    }

    /// When something is due.
    pub fn deadline(&self) -> Instant {
        self.next_at.min(self.give_up_at)
    }

    /// What is due now.
    pub fn due(&mut self, timers: &Timers, now: Instant) -> Option<Due> {
        if now >= self.give_up_at {
            return Some(Due::GiveUp);
        }
        if now < self.next_at {
            return None;
        }
        self.wait = match self.capped {
            Capped::AtT2 => timers.next_capped(self.wait),
            Capped::Never => timers.next_uncapped(self.wait),
        };
        self.next_at = now + self.wait;
        Some(Due::Again(self.bytes.clone()))
    }
}
