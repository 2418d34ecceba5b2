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
    /// The budgets of the Teams services: what a request may cost in percent of the documented
    /// figures. 100 = as documented, 10 = a tenth of every limit; 0 = none is counted.
    pub services_percent: u32,
}

impl Limits {
    /// Practically none, for tests of something else.
    #[cfg(test)]
    pub(crate) fn lift(&mut self) {
        *self = Self {
            presence: u32::MAX,
            everything: u32::MAX,
            directory: u32::MAX,
            services_percent: 0,
        };
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { presence: 1500, everything: 2000, directory: 3500, services_percent: 100 }
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

/// A documented budget of a family of operations.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Spend {
    pub(crate) family: &'static str,
    /// The one channel, team or record it is for; empty for the family as a whole.
    pub(crate) of: String,
    /// Counted over all tenants of the application.
    pub(crate) all_tenants: bool,
    pub(crate) limit: u32,
    pub(crate) seconds: u64,
}

impl Spend {
    fn new(family: &'static str, of: &str, all_tenants: bool, limit: u32, seconds: u64) -> Self {
        Self { family, of: of.into(), all_tenants, limit, seconds }
    }
}

/// What an operation on these keys spends, by the table of section 1.4.
pub(crate) fn spends(id: &str, method: &str, keys: &[String]) -> Vec<Spend> {
    let key = |place: usize| keys.get(place).map(String::as_str).unwrap_or_default();
    let pair = |family, per_tenant, per_app| {
        vec![Spend::new(family, "", false, per_tenant, 1), Spend::new(family, "", true, per_app, 1)]
    };
    let area = id.split('.').next().unwrap_or_default();
    let is_get = method == "GET";
    let mut all = match id {
        _ if id.contains("sendActivityNotificationToRecipients") => pair("recipients", 2, 20),
        _ if id.contains("sendActivityNotification") => pair("activity", 5, 50),
        "chats.getAllMessages" => pair("all messages", 200, 1000),
        "chats.messages.send" | "chats.messages.replyWithQuote" => pair("chat send", 20, 200),
        "channels.messages.send" | "channels.messages.reply" => pair("channel send", 50, 500),
        _ if id.contains(".messages.") && is_get => pair("message read", 20, 200),
        "teams.create" => pair("create team", 10, 100),
        "channels.list" | "teams.members.list" | "channels.members.list" => pair("lists", 60, 1200),
        "callRecords.getPstnCalls" | "callRecords.getDirectRoutingCalls" | "callRecords.list" => {
            vec![Spend::new("call records", "", false, 1500, 20)]
        }
        _ if area == "callRecords" => vec![
            Spend::new("call records", "", false, 1500, 20),
            Spend::new("one record", key(0), false, 10, 20),
        ],
        _ if area == "onlineMeetings" => vec![Spend::new("calling service", "", true, 5000, 10)],
        _ if matches!(area, "teams" | "channels") && is_get => pair("teams read", 30, 600),
        _ if matches!(area, "teams" | "channels") && method == "DELETE" => {
            pair("teams delete", 15, 150)
        }
        _ if matches!(area, "teams" | "channels") => pair("teams write", 30, 300),
        _ if area == "chats" && is_get => pair("other read", 30, 1500),
        _ if area == "chats" => pair("other write", 30, 300),
        _ => Vec::new(),
    };
    if matches!(area, "teams" | "channels") && !keys.is_empty() {
        let one = if area == "channels" && keys.len() > 1 { key(1) } else { key(0) };
        all.push(Spend::new("one team or channel", one, false, 4, 1));
    }
    if matches!(id, "channels.messages.send" | "channels.messages.reply") {
        all.push(Spend::new("a channel's day", key(1), false, 3000, 86_400));
    }
    all
}

/// Counts requests in fixed windows.
#[derive(Debug)]
pub(crate) struct Throttle {
    limits: Limits,
    windows: Mutex<HashMap<Spender, Window>>,
    families: Mutex<HashMap<FamilyKey, Window>>,
}

/// Whose budget of a family.
type FamilyKey = (&'static str, String, Guid, Option<TenantId>);

/// Budgets of families kept before those that are over are forgotten.
const TIDY_AT: usize = 10_000;

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
        Self { limits, windows: Mutex::default(), families: Mutex::default() }
    }

    /// Counts a request against the budgets of its families; the wait as text if one is spent.
    /// Nothing is counted then.
    pub(crate) fn spend(
        &self,
        now: Instant,
        app: Guid,
        tenant: TenantId,
        spends: &[Spend],
    ) -> Result<(), String> {
        let percent = self.limits.services_percent;
        if percent == 0 || spends.is_empty() {
            return Ok(());
        }
        let mut windows = self.families.lock();
        if windows.len() > TIDY_AT {
            let day = Duration::from_secs(86_400);
            windows.retain(|_, window| now.since(window.began) < day);
        }
        let key = |spend: &Spend| {
            let tenant = (!spend.all_tenants).then_some(tenant);
            (spend.family, spend.of.clone(), app, tenant)
        };
        for spend in spends {
            let length = Duration::from_secs(spend.seconds);
            let window = windows.entry(key(spend)).or_insert(Window { began: now, used: 0 });
            if now.since(window.began) >= length {
                *window = Window { began: now, used: 0 };
            }
            let limit = (u64::from(spend.limit) * u64::from(percent)).div_ceil(100);
            if u64::from(window.used) >= limit {
                let wait = length.saturating_sub(now.since(window.began));
                return Err(wait.as_secs_f64().ceil().max(1.0).to_string());
            }
        }
        for spend in spends {
            if let Some(window) = windows.get_mut(&key(spend)) {
                window.used += 1;
            }
        }
        Ok(())
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
    fn graph_1_4_a_chat_takes_20_messages_a_second_and_a_channel_4_requests() {
        let throttle = Throttle::new(Limits::default());
        let (app, tenant) = (Guid::from_u128(1), TenantId(Guid::from_u128(2)));
        let keys = ["chat".to_owned()];
        let send = spends("chats.messages.send", "POST", &keys);
        for _ in 0..20 {
            assert_eq!(throttle.spend(Instant::START, app, tenant, &send), Ok(()));
        }
        assert_eq!(throttle.spend(Instant::START, app, tenant, &send), Err("1".into()));
        let other = TenantId(Guid::from_u128(3));
        assert_eq!(throttle.spend(Instant::START, app, other, &send), Ok(()));
        assert_eq!(throttle.spend(Instant::from_millis(1000), app, tenant, &send), Ok(()));
        let keys = ["team".to_owned(), "channel".to_owned()];
        let post = spends("channels.messages.send", "POST", &keys);
        for _ in 0..4 {
            assert_eq!(throttle.spend(Instant::START, app, tenant, &post), Ok(()));
        }
        assert_eq!(throttle.spend(Instant::START, app, tenant, &post), Err("1".into()));
    }

    #[test]
    fn graph_1_4_one_record_is_read_ten_times_in_20_s() {
        let throttle = Throttle::new(Limits::default());
        let (app, tenant) = (Guid::from_u128(1), TenantId(Guid::from_u128(2)));
        let ask = |record: &str| {
            let keys = [record.to_owned()];
            throttle.spend(Instant::START, app, tenant, &spends("callRecords.get", "GET", &keys))
        };
        assert!((0..10).all(|_| ask("a").is_ok()));
        assert_eq!(ask("a"), Err("20".into()));
        assert_eq!(ask("b"), Ok(()));
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
