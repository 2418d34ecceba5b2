//! Throttling by the documented limits (`graph.md` section 1.4).

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use teams_cc_core::{Guid, Instant, TenantId};

/// The limits. [`Limits::default`] gives the documented ones; tests lower them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// Presence requests per 30 s, per application and tenant.
    pub presence: u32,
    /// Requests per second, per application over all tenants.
    pub everything: u32,
    /// Resource units per 10 s for users and groups, per application and tenant; the document's
    /// figure for tenants with fewer than 50 users.
    pub directory: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { presence: 1500, everything: 2000, directory: 3500 }
    }
}

/// What a request counts against, besides everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Budget {
    Presence,
    Directory,
    /// Nothing of its own.
    Other,
}

/// Counts requests in fixed windows.
#[derive(Debug)]
pub(crate) struct Throttle {
    limits: Limits,
    windows: Mutex<HashMap<Spender, Window>>,
}

/// Whose budget, and which; no budget and no tenant = everything an application asks.
type Spender = (Option<Budget>, Guid, Option<TenantId>);

#[derive(Debug)]
struct Window {
    began: Instant,
    used: u32,
}

/// What counting says.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    /// Go on; the share of the directory budget that is used.
    Pass(f64),
    /// Refused; the wait as it stands in `Retry-After`.
    Wait(String),
}

impl Throttle {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, windows: Mutex::default() }
    }

    /// Counts a request of so many units.
    pub(crate) fn count(
        &self,
        now: Instant,
        app: Guid,
        tenant: TenantId,
        budget: Budget,
        units: u32,
    ) -> Verdict {
        let second = Duration::from_secs(1);
        let mut windows = self.windows.lock();
        let mut spend = |key, limit: u32, units: u32, length: Duration| {
            let window = windows.entry(key).or_insert(Window { began: now, used: 0 });
            if now.since(window.began) >= length {
                *window = Window { began: now, used: 0 };
            }
            if window.used.saturating_add(units) > limit {
                return Err(length.saturating_sub(now.since(window.began)));
            }
            window.used += units;
            Ok(f64::from(window.used) / f64::from(limit.max(1)))
        };
        let whole = |wait: Duration| Verdict::Wait(wait.as_secs_f64().ceil().max(1.0).to_string());
        if let Err(wait) = spend((None, app, None), self.limits.everything, 1, second) {
            return whole(wait);
        }
        let key = (Some(budget), app, Some(tenant));
        match budget {
            Budget::Other => Verdict::Pass(0.0),
            Budget::Presence => match spend(key, self.limits.presence, 1, 30 * second) {
                Ok(_) => Verdict::Pass(0.0),
                // The documented sample of Retry-After is fractional: 2.128.
                Err(wait) => Verdict::Wait(format!("{:.3}", wait.as_secs_f64().max(0.001))),
            },
            Budget::Directory => match spend(key, self.limits.directory, units, 10 * second) {
                Ok(share) => Verdict::Pass(share),
                Err(wait) => whole(wait),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presence_is_1500_requests_in_30_s_for_an_app_in_a_tenant() {
        let throttle = Throttle::new(Limits { everything: 100_000, ..Limits::default() });
        let (app, tenant) = (Guid::from_u128(1), TenantId(Guid::from_u128(2)));
        let ask = |now: Instant, tenant| throttle.count(now, app, tenant, Budget::Presence, 1);
        let start = Instant::from_millis(500);
        for _ in 0..1500 {
            assert_eq!(ask(start, tenant), Verdict::Pass(0.0));
        }
        let later = Instant::from_millis(500 + 27_872);
        assert_eq!(ask(later, tenant), Verdict::Wait("2.128".into()));
        let other = TenantId(Guid::from_u128(3));
        assert_eq!(ask(later, other), Verdict::Pass(0.0), "another tenant has its own");
        assert_eq!(ask(Instant::from_millis(30_500), tenant), Verdict::Pass(0.0));
    }

    #[test]
    fn everything_is_2000_requests_a_second_over_all_tenants() {
        let throttle = Throttle::new(Limits::default());
        let app = Guid::from_u128(1);
        let ask = |n: u128| {
            let tenant = TenantId(Guid::from_u128(n % 7));
            throttle.count(Instant::START, app, tenant, Budget::Other, 1)
        };
        assert!((0..2000).all(|n| ask(n) == Verdict::Pass(0.0)));
        assert_eq!(ask(2000), Verdict::Wait("1".into()));
    }
}
