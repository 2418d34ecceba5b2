//! What a leg is told at its birth.

use std::time::Duration;

use teams_cc_core::Rng;

/// How often RTCP is sent, in all states (DR-101).
pub const RTCP_EVERY: Duration = Duration::from_secs(5);
/// Silence of RTP and RTCP that counts as loss; DR-123 asks for 20 s at least.
pub const LOST_AFTER: Duration = Duration::from_secs(30);

/// What is sent when there is nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Idle {
    /// Frames of silence: the peer's timers and the path stay alive.
    #[default]
    Silence,
    /// Nothing.
    Quiet,
}

/// What a leg is told at its birth.
#[derive(Clone, Debug)]
pub struct LegConfig {
    pub(super) ssrc: u32,
    pub(super) sequence: u16,
    pub(super) timestamp: u32,
    pub(super) cname: String,
    pub(super) idle: Idle,
    pub(super) rtcp_every: Duration,
    pub(super) lost_after: Duration,
    pub(super) latch: bool,
    pub(super) ntp_at_start: u64,
}

impl LegConfig {
    /// Numbers that nobody can guess (RFC 3550 §5.1), everything else at its default.
    pub fn new(rng: &mut Rng) -> Self {
        let random = rng.next_u64();
        Self {
            ssrc: random as u32,
            // The first half: so the first wrap, which SRTP receivers that missed the start get
            // wrong, is at least eleven minutes away.
            sequence: (random >> 32) as u16 & 0x7fff,
            timestamp: rng.next_u64() as u32,
            cname: rng.token(16),
            idle: Idle::default(),
            rtcp_every: RTCP_EVERY,
            lost_after: LOST_AFTER,
            latch: true,
            ntp_at_start: 0,
        }
    }

    /// What is sent when there is nothing to say.
    pub fn idle(mut self, idle: Idle) -> Self {
        self.idle = idle;
        self
    }

    /// How often RTCP is sent.
    pub fn rtcp_every(mut self, every: Duration) -> Self {
        self.rtcp_every = every;
        self
    }

    /// Silence of RTP and RTCP that counts as loss.
    pub fn lost_after(mut self, after: Duration) -> Self {
        self.lost_after = after;
        self
    }

    /// Takes media from the signalled address only, even where another one could prove itself.
    pub fn without_latching(mut self) -> Self {
        self.latch = false;
        self
    }

    /// The time of day at [`Instant::START`](teams_cc_core::Instant::START), for sender reports:
    /// seconds since 1900 in the upper 32 bits, their fraction in the lower.
    pub fn ntp_at_start(mut self, ntp: u64) -> Self {
        self.ntp_at_start = ntp;
        self
    }
}
