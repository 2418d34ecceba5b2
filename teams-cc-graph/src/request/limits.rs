//! All limits of one app: who has used how much of which.

use std::collections::HashMap;
use std::time::Duration;

use reqwest::Method;
use url::Url;

use teams_cc_core::Instant;
use teams_cc_http::send::Limiter;

use super::budget::{Claim, Scope, claims};

/// So many limits are counted at once; then those that nobody uses are forgotten.
const MOST: usize = 8_192;

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    name: &'static str,
    tenant: Option<Box<str>>,
    of: Option<Box<str>>,
}

/// How much of one of Graph's published limits is used up: by this process, now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// What it is for: `presence`, `sending to chats`.
    pub name: &'static str,
    /// Whether only requests in this handle's tenant count; otherwise those in all tenants do.
    pub is_of_tenant: bool,
    /// The channel or record that is meant, if each has a limit of its own.
    pub of: Option<String>,
    /// So many requests (of the directory: resource units) ...
    pub most: u32,
    /// ... in any such time.
    pub window: Duration,
    /// So many of them are used. We stop a twentieth below `most`.
    pub used: u32,
    /// How long Graph wants silence; nothing if it does not.
    pub paused: Duration,
}

/// The limits of one app in all tenants.
#[derive(Debug, Default)]
pub(super) struct Limits {
    limiters: HashMap<Key, Limiter>,
}

/// All that a request claims, the narrowest first; a batch claims what its steps do.
pub(super) fn claimed(method: &Method, url: &Url, counted: &[(Method, Url)]) -> Vec<Claim> {
    if counted.is_empty() {
        return claims(method, url);
    }
    let mut all: Vec<Claim> = Vec::new();
    for claim in counted.iter().flat_map(|(method, url)| claims(method, url)) {
        let same = |known: &&mut Claim| known.name == claim.name && known.scope == claim.scope;
        match all.iter_mut().find(same) {
            Some(known) => known.units += claim.units,
            None => all.push(claim),
        }
    }
    // What is waited for longest comes first; what all share is taken last, when it is needed.
    all.sort_by_key(|claim| match claim.scope {
        Scope::One(_) => 0,
        Scope::Tenant => 1,
        Scope::App => 2 + u32::from(claim.limit.requests == 2_000),
    });
    all
}

impl Limits {
    /// The moment for this claim.
    ///
    /// # Errors
    /// The moment it would be, after `latest`; nothing is taken then.
    pub(super) fn reserve(
        &mut self,
        claim: &Claim,
        tenant: &str,
        now: Instant,
        latest: Instant,
    ) -> Result<Instant, Instant> {
        if self.limiters.len() >= MOST {
            self.limiters.retain(|_, limiter| !limiter.is_idle(now));
        }
        let key = Key::of(claim, tenant);
        if self.limiters.len() >= MOST && !self.limiters.contains_key(&key) {
            // Graph counts as well, and says so.
            return Ok(now);
        }
        let new = || Limiter::new(claim.limit);
        self.limiters.entry(key).or_insert_with(new).reserve(now, latest, claim.units)
    }

    /// Whether a request whose moment has come may still leave.
    pub(super) fn is_open(&self, claim: &Claim, tenant: &str, now: Instant) -> bool {
        self.limiters.get(&Key::of(claim, tenant)).is_none_or(|limiter| limiter.is_open(now))
    }

    /// Graph asked for silence: all requests of that kind in that tenant keep it. A limit of one
    /// channel or record is not what Graph speaks of, unless it is the only one.
    pub(super) fn pause(&mut self, claims: &[Claim], tenant: &str, until: Instant) {
        let in_tenant = claims.iter().find(|claim| claim.scope == Scope::Tenant);
        if let Some(claim) = in_tenant.or_else(|| claims.first()) {
            let new = || Limiter::new(claim.limit);
            self.limiters.entry(Key::of(claim, tenant)).or_insert_with(new).pause(until);
        }
    }

    /// What is used of each, as this tenant sees it.
    pub(super) fn budgets(&self, tenant: &str, now: Instant) -> Vec<Budget> {
        let ours = |key: &Key| key.tenant.as_deref().is_none_or(|of| of == tenant);
        let all = self.limiters.iter().filter(|(key, _)| ours(key));
        let mut budgets: Vec<Budget> = all
            .map(|(key, limiter)| Budget {
                name: key.name,
                is_of_tenant: key.tenant.is_some(),
                of: key.of.as_deref().map(str::to_owned),
                most: limiter.limit().requests,
                window: limiter.limit().window,
                used: limiter.used(now) as u32,
                paused: limiter.paused(now).map_or(Duration::ZERO, |until| until.since(now)),
            })
            .collect();
        budgets.sort_by(|one, other| (one.name, &one.of).cmp(&(other.name, &other.of)));
        budgets
    }
}

impl Key {
    fn of(claim: &Claim, tenant: &str) -> Self {
        let (is_of_tenant, of) = match &claim.scope {
            Scope::App => (false, None),
            Scope::Tenant => (true, None),
            Scope::One(of) => (true, Some(of.as_str().into())),
        };
        Self { name: claim.name, tenant: is_of_tenant.then(|| tenant.into()), of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims_of(path: &str) -> Vec<Claim> {
        claims(&Method::GET, &format!("https://graph.example/v1.0{path}").parse().unwrap())
    }

    #[test]
    fn rs_74_limits_of_things_that_nobody_uses_are_forgotten() {
        let mut limits = Limits::default();
        let (mut now, far) = (Instant::START, Instant::FAR);
        for record in 0..3 * MOST {
            let claim = &claims_of(&format!("/communications/callRecords/{record}"))[0];
            now += Duration::from_millis(3);
            limits.reserve(claim, "t", now, far).unwrap();
            assert!(limits.limiters.len() <= MOST);
        }
        let claim = &claims_of("/communications/callRecords/new")[0];
        now += Duration::from_secs(60);
        limits.reserve(claim, "t", now, far).unwrap();
        assert!(limits.limiters.len() < MOST, "{}", limits.limiters.len());
    }

    #[test]
    fn a_batch_claims_what_its_steps_do() {
        let url = |path: &str| format!("https://graph.example/v1.0{path}").parse().unwrap();
        let steps = [
            (Method::GET, url("/chats/a/messages")),
            (Method::GET, url("/teams/t/channels/c/messages")),
            (Method::GET, url("/me/presence")),
        ];
        let all = claimed(&Method::POST, &url("/$batch"), &steps);
        let rows: Vec<_> = all.iter().map(|claim| (claim.name, claim.units)).collect();
        let expected = [
            ("one channel or team", 1),
            ("reading messages", 2),
            ("presence", 1),
            ("reading messages", 2),
            ("everything", 3),
        ];
        assert_eq!(rows, expected);
    }
}
