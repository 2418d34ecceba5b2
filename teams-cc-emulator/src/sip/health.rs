//! OPTIONS as Teams sees them: who pings, whom Teams pings back, who is tried last (EM-04).

use std::time::Duration;

use teams_cc_core::{Instant, Rng};

/// Teams' own interval, the same as the trunk's (DR-20, DR-23).
pub(crate) const INTERVAL: Duration = Duration::from_secs(60);
/// Its first own OPTIONS come this long after the trunk's first (B).
const FIRST: Duration = Duration::from_secs(1);
/// Without OPTIONS for so long a trunk is tried last: five minutes since 2022, three before
/// (DR-25).
pub(crate) const DEMOTED_AFTER: Duration = Duration::from_secs(300);

/// What one proxy knows of the trunk.
#[derive(Clone, Debug, Default)]
struct Proxy {
    heard: Option<Instant>,
    times: u64,
    /// Contact host and port of the last good OPTIONS: Teams pings there.
    contact: Option<(String, u16)>,
    next: Option<Instant>,
    answer: Option<(Instant, u16)>,
}

/// What the three proxies know of the trunk.
#[derive(Clone, Debug)]
pub(crate) struct Health {
    demoted_after: Duration,
    proxies: [Proxy; 3],
}

impl Default for Health {
    fn default() -> Self {
        Self { demoted_after: DEMOTED_AFTER, proxies: Default::default() }
    }
}

impl Health {
    pub(crate) fn demote_after(&mut self, wait: Duration) {
        self.demoted_after = wait;
    }

    /// Good OPTIONS of the trunk at a proxy. Only now does that proxy begin to ping (DR-23).
    pub(crate) fn heard(&mut self, now: Instant, proxy: usize, host: &str, port: u16) {
        let Some(proxy) = self.proxies.get_mut(proxy) else { return };
        proxy.heard = Some(now);
        proxy.times += 1;
        proxy.contact = Some((host.to_owned(), port));
        proxy.next.get_or_insert(now + FIRST);
    }

    /// Pings that are due: proxy, host, port.
    pub(crate) fn due(&mut self, now: Instant) -> Vec<(usize, String, u16)> {
        let mut due = Vec::new();
        for (at, proxy) in self.proxies.iter_mut().enumerate() {
            if let Some((host, port)) = proxy.contact.clone()
                && proxy.next.is_some_and(|next| next <= now)
            {
                proxy.next = Some(now + INTERVAL);
                due.push((at, host, port));
            }
        }
        due
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.proxies.iter().filter_map(|p| p.next).min()
    }

    /// What the trunk said to a ping; 0 for nothing.
    pub(crate) fn answered(&mut self, now: Instant, proxy: usize, status: u16) {
        if let Some(proxy) = self.proxies.get_mut(proxy) {
            proxy.answer = Some((now, status));
        }
    }

    /// Whether the trunk is tried last by this proxy (DR-25).
    pub(crate) fn is_demoted(&self, now: Instant, proxy: usize) -> bool {
        let heard = self.proxies.get(proxy).and_then(|p| p.heard);
        heard.is_none_or(|heard| now.since(heard) > self.demoted_after)
    }

    /// How often the trunk sent good OPTIONS to each proxy.
    pub(crate) fn times(&self) -> [u64; 3] {
        [0, 1, 2].map(|at| self.proxies[at].times)
    }

    /// The last status each proxy got for its own OPTIONS.
    pub(crate) fn answers(&self) -> [Option<u16>; 3] {
        [0, 1, 2].map(|at| self.proxies[at].answer.map(|(_, status)| status))
    }

    /// The Contact port of the trunk, as any proxy last heard it.
    pub(crate) fn port(&self) -> Option<u16> {
        let newest = self.proxies.iter().max_by_key(|p| p.heard);
        newest.and_then(|p| p.contact.as_ref()).map(|(_, port)| *port)
    }
}

/// Which codes let Teams try the next trunk unless the trunk's own list says otherwise (DR-30).
pub(crate) const FAILOVER_CODES: [u16; 3] = [408, 503, 504];
/// How long Teams waits for a word before it does (DR-30).
pub(crate) const FAILOVER_TIME: Duration = Duration::from_secs(10);

/// The next thing to try for a call to the trunk side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// This trunk, from this data centre.
    Try { trunk: usize, proxy: usize },
    /// Nothing is left: the call ends with this status.
    GiveUp(u16),
}

/// Trunks of one call, in the order Teams tries them (DR-25, DR-30). Without clock and sockets.
#[derive(Clone, Debug)]
pub(crate) struct Failover {
    /// Trunks still to be tried, the next one last.
    left: Vec<usize>,
    codes: Vec<u16>,
    current: Option<(usize, usize)>,
}

impl Failover {
    /// `demoted[i]`: whether trunk `i` is tried last. Healthy ones are shuffled (DR-25).
    pub(crate) fn new(demoted: &[bool], codes: Vec<u16>, rng: &mut Rng) -> Self {
        let mut order: Vec<(bool, u64, usize)> =
            demoted.iter().enumerate().map(|(at, last)| (*last, rng.next_u64(), at)).collect();
        order.sort_unstable();
        Self { left: order.into_iter().rev().map(|(.., at)| at).collect(), codes, current: None }
    }

    /// The first attempt, or the next trunk after this one.
    pub(crate) fn next(&mut self, status: u16) -> Attempt {
        match self.left.pop() {
            Some(trunk) => {
                self.current = Some((trunk, 0));
                Attempt::Try { trunk, proxy: 0 }
            }
            None => Attempt::GiveUp(status),
        }
    }

    /// What follows a final status: 4xx and 6xx end the call unless the list has them.
    pub(crate) fn refused(&mut self, status: u16) -> Attempt {
        if self.codes.contains(&status) { self.next(status) } else { Attempt::GiveUp(status) }
    }

    /// Nobody said a word in time: the next trunk, else 408.
    pub(crate) fn silent(&mut self) -> Attempt {
        self.next(408)
    }

    /// The connection failed: the same trunk from another data centre, then the next trunk.
    pub(crate) fn broken(&mut self) -> Attempt {
        match &mut self.current {
            Some((trunk, proxy)) if *proxy < 2 => {
                *proxy += 1;
                Attempt::Try { trunk: *trunk, proxy: *proxy }
            }
            _ => self.next(504),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_millis(seconds * 1000)
    }

    #[test]
    fn dr_23_a_proxy_pings_only_after_the_trunk_did() {
        let mut health = Health::default();
        assert_eq!(health.due(at(100)), []);
        assert_eq!(health.deadline(), None);
        health.heard(at(100), 1, "sbc.contoso.example", 5061);
        assert_eq!(health.due(at(100)), []);
        assert_eq!(health.due(at(101)), [(1, "sbc.contoso.example".to_owned(), 5061)]);
        assert_eq!(health.deadline(), Some(at(161)));
        health.answered(at(101), 1, 200);
        assert_eq!(health.answers(), [None, Some(200), None]);
    }

    #[test]
    fn dr_25_both_limits_demote_a_silent_trunk_per_proxy() {
        for limit in [180, 300] {
            let mut health = Health::default();
            health.demote_after(Duration::from_secs(limit));
            assert!(health.is_demoted(at(0), 0), "never heard of");
            health.heard(at(10), 0, "a", 1);
            assert!(!health.is_demoted(at(10 + limit), 0));
            assert!(health.is_demoted(at(11 + limit), 0));
            assert!(health.is_demoted(at(10), 2));
        }
    }

    #[test]
    fn dr_25_healthy_trunks_are_shuffled_and_demoted_ones_come_last() {
        let mut firsts = [0; 3];
        for seed in 0..200 {
            let mut rng = Rng::from_seed(seed);
            let mut failover =
                Failover::new(&[false, true, false], FAILOVER_CODES.into(), &mut rng);
            let Attempt::Try { trunk, .. } = failover.next(0) else { panic!("nothing to try") };
            firsts[trunk] += 1;
            failover.refused(503);
            assert_eq!(failover.refused(503), Attempt::Try { trunk: 1, proxy: 0 });
            assert_eq!(failover.refused(503), Attempt::GiveUp(503));
        }
        assert!(firsts[0] > 60 && firsts[2] > 60 && firsts[1] == 0, "{firsts:?}");
    }

    #[test]
    fn dr_30_only_the_listed_codes_and_silence_go_on() {
        let mut rng = Rng::from_seed(1);
        let two = |rng: &mut Rng| {
            let mut failover = Failover::new(&[false, false], FAILOVER_CODES.into(), rng);
            failover.next(0);
            failover
        };
        for status in [400, 403, 404, 480, 486, 488, 500, 603] {
            assert_eq!(two(&mut rng).refused(status), Attempt::GiveUp(status));
        }
        for status in FAILOVER_CODES {
            assert!(matches!(two(&mut rng).refused(status), Attempt::Try { proxy: 0, .. }));
        }
        let mut silent = two(&mut rng);
        assert!(matches!(silent.silent(), Attempt::Try { .. }));
        assert_eq!(silent.silent(), Attempt::GiveUp(408));
    }

    #[test]
    fn dr_30_a_broken_network_is_tried_from_another_data_centre() {
        let mut failover = Failover::new(&[false], FAILOVER_CODES.into(), &mut Rng::from_seed(1));
        assert_eq!(failover.next(0), Attempt::Try { trunk: 0, proxy: 0 });
        assert_eq!(failover.broken(), Attempt::Try { trunk: 0, proxy: 1 });
        assert_eq!(failover.broken(), Attempt::Try { trunk: 0, proxy: 2 });
        assert_eq!(failover.broken(), Attempt::GiveUp(504));
    }
}
