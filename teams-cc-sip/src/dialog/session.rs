//! The session timer of RFC 4028, both roles, as arithmetic.

use std::time::Duration;

use teams_cc_core::Instant;

use crate::message::Refresher;

/// The interval that RFC 4028 §4 recommends.
pub const SESSION_EXPIRES: Duration = Duration::from_secs(1800);
/// The least interval that may be required (RFC 4028 §4).
pub const MIN_SE: Duration = Duration::from_secs(90);
/// How long before the end BYE is sent at most (RFC 4028 §10).
const EARLY_MOST: Duration = Duration::from_secs(32);

/// What this side wants of the session timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimer {
    /// The interval asked for.
    pub expires: Duration,
    /// The least interval accepted; below it a request gets 422.
    pub least: Duration,
    /// Who refreshes when the other side leaves the choice.
    pub refresher: Refresher,
}

impl Default for SessionTimer {
    fn default() -> Self {
        Self { expires: SESSION_EXPIRES, least: MIN_SE, refresher: Refresher::Uac }
    }
}

/// What a request says about the timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Wish {
    /// `Session-Expires`.
    pub expires: Option<Duration>,
    /// Its `refresher` parameter.
    pub refresher: Option<Refresher>,
    /// `Min-SE`.
    pub least: Option<Duration>,
    /// `Supported` or `Require` has `timer`.
    pub supported: bool,
}

/// What was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The interval.
    pub expires: Duration,
    /// Who refreshes, relative to the request that agreed it.
    pub refresher: Refresher,
    /// The answer must say `Require: timer` (the peer is the refresher and has to know).
    pub require: bool,
}

/// The interval is too small: 422 with this Min-SE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooSmall(pub Duration);

impl SessionTimer {
    /// The answering side's decision (RFC 4028 §9, table 2).
    pub fn answer(&self, wish: &Wish) -> Result<Agreed, TooSmall> {
        if let Some(expires) = wish.expires
            && expires < self.least
            && wish.supported
        {
            return Err(TooSmall(self.least));
        }
        let floor = wish.least.unwrap_or(MIN_SE).max(self.least);
        let expires = match wish.expires {
            Some(theirs) => theirs.min(self.expires).max(floor),
            None => self.expires.max(floor),
        };
        let refresher = match (wish.supported, wish.refresher) {
            (false, _) => Refresher::Uas, // who knows nothing of it cannot be asked
            (true, Some(refresher)) => refresher,
            (true, None) => self.refresher,
        };
        let require = wish.supported && refresher == Refresher::Uac;
        Ok(Agreed { expires, refresher, require })
    }

    /// The asking side reads the 2xx: without `Session-Expires` there is no timer (§7.2).
    pub fn accept(expires: Option<Duration>, refresher: Option<Refresher>) -> Option<Agreed> {
        let expires = expires?.max(Duration::from_secs(1));
        // The answer must say who; an answer that does not leaves the work to us, which is safe.
        let refresher = refresher.unwrap_or(Refresher::Uac);
        Some(Agreed { expires, refresher, require: false })
    }
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Send the refresh.
    Refresh,
    /// Nobody refreshed: BYE.
    Expired,
}

/// The running timer of one dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    expires: Duration,
    refresh_at: Instant,
    expire_at: Instant,
    ours: bool,
}

impl Running {
    /// Starts at the moment of the 2xx. `ours`: whether this side refreshes.
    pub fn start(expires: Duration, ours: bool, now: Instant) -> Self {
        Self {
            expires,
            ours,
            refresh_at: if ours { now + expires / 2 } else { Instant::FAR },
            // §10: the smaller of 32 s and a third before the end, so that BYE still arrives in time.
            expire_at: now + expires.saturating_sub(EARLY_MOST.min(expires / 3)),
        }
    }

    /// The interval.
    pub fn expires(&self) -> Duration {
        self.expires
    }

    /// True when this side refreshes.
    pub fn is_ours(&self) -> bool {
        self.ours
    }

    /// When something is due.
    pub fn deadline(&self) -> Instant {
        self.refresh_at.min(self.expire_at)
    }

    /// What is due now; a refresh is asked for once, until [`start`](Self::start) or
    /// [`again`](Self::again).
    pub fn due(&mut self, now: Instant) -> Option<Due> {
        if now >= self.expire_at {
            self.expire_at = Instant::FAR;
            self.refresh_at = Instant::FAR;
            return Some(Due::Expired);
        }
        if now >= self.refresh_at {
            self.refresh_at = Instant::FAR;
            return Some(Due::Refresh);
        }
        None
    }

    /// The refresh was refused in a way that leaves the session alone: try again later.
    pub fn again(&mut self, at: Instant) {
        if self.ours {
            self.refresh_at = at;
        }
    }
}
