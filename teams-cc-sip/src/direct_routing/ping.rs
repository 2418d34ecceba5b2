//! OPTIONS each minute to each proxy, under the trunk's own name only, and what the answers mean.

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::{Instant, Machine};

/// How often each proxy is asked (DR-20).
pub const PING_INTERVAL: Duration = Duration::from_secs(60);
/// How long an answer may take before the proxy counts as down: as long as connecting and an
/// INVITE's first answer may take together (DR-27).
pub const PING_PATIENCE: Duration = Duration::from_secs(9);
/// How long a proxy stays down without a good OPTIONS, at least (DR-27).
pub const MARK_DOWN: Duration = Duration::from_secs(60);
/// Asked again this soon after it went down: a reconnect, with back-off up to the interval (RS-37).
pub const FIRST_RETRY: Duration = Duration::from_secs(1);

/// What is known about one proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Health {
    /// Not asked yet, or not answered yet: it is tried like a good one.
    #[default]
    Unknown,
    /// The last OPTIONS was answered 200.
    Up,
    /// Reachable, but it does not want us: 403, 404, 480 and the like. The trunk is
    /// misconfigured; connections stay (DR-29).
    Refusing {
        /// The status code.
        status: u16,
    },
    /// No connection, no answer, or 503.
    Down,
}

/// What happens to the pinger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Time has passed.
    Tick,
    /// Proxy `target` answered the OPTIONS.
    Answered {
        /// Which proxy.
        target: usize,
        /// The status code.
        status: u16,
        /// Its Retry-After, if it had one.
        retry_after: Option<Duration>,
    },
    /// The OPTIONS could not be sent, or its connection broke.
    Failed {
        /// Which proxy.
        target: usize,
    },
    /// A call found the proxy unreachable or busy: it is down until a good OPTIONS.
    FoundDown {
        /// Which proxy.
        target: usize,
        /// Its Retry-After, if it gave one.
        retry_after: Option<Duration>,
    },
    /// Stop asking: the trunk is being closed.
    Stop,
}

/// What the pinger wants, or tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send an OPTIONS to proxy `target`, with the trunk's own name in Contact (DR-24).
    Ping {
        /// Which proxy.
        target: usize,
    },
    /// Its health is another now.
    Changed {
        /// Which proxy.
        target: usize,
        /// How it was.
        before: Health,
        /// How it is.
        now: Health,
    },
}

#[derive(Clone, Copy, Debug)]
struct Proxy {
    health: Health,
    next: Instant,
    /// When an OPTIONS under way counts as lost.
    patience: Option<Instant>,
    not_before: Instant,
    failures: u32,
}

/// Asks all proxies of one trunk. However many customers the trunk has, it sends one OPTIONS per
/// proxy and interval: their health is the trunk's (DR-24).
#[derive(Debug)]
pub struct Pinger {
    interval: Duration,
    proxies: Vec<Proxy>,
    outputs: VecDeque<Output>,
    stopped: bool,
}

impl Pinger {
    /// Asks `count` proxies each `interval`, all of them at the first tick.
    pub fn new(count: usize, interval: Duration) -> Self {
        let proxy = Proxy {
            health: Health::Unknown,
            next: Instant::START,
            patience: None,
            not_before: Instant::START,
            failures: 0,
        };
        Self { interval, proxies: vec![proxy; count], outputs: VecDeque::new(), stopped: false }
    }

    /// What is known about proxy `target`.
    pub fn health(&self, target: usize) -> Health {
        self.proxies.get(target).map_or(Health::Down, |proxy| proxy.health)
    }

    /// The proxies in the order in which a new call tries them: their own order, those that are
    /// down last (DR-27). All are in it, so that a call is tried even when all seem down.
    pub fn order(&self) -> Vec<usize> {
        let (down, up): (Vec<_>, Vec<_>) =
            (0..self.proxies.len()).partition(|i| self.proxies[*i].health == Health::Down);
        up.into_iter().chain(down).collect()
    }

    fn set(&mut self, target: usize, health: Health) {
        let Some(proxy) = self.proxies.get_mut(target) else { return };
        let before = std::mem::replace(&mut proxy.health, health);
        if before != health {
            self.outputs.push_back(Output::Changed { target, before, now: health });
        }
    }

    fn down(&mut self, now: Instant, target: usize, retry_after: Option<Duration>) {
        let interval = self.interval;
        let Some(proxy) = self.proxies.get_mut(target) else { return };
        proxy.patience = None;
        // 1 s, 2 s, 4 s … up to the interval; never before the peer's own Retry-After.
        let wait = FIRST_RETRY.saturating_mul(1 << proxy.failures.min(10)).min(interval);
        proxy.failures += 1;
        proxy.not_before = now + retry_after.unwrap_or_default();
        proxy.next = (now + wait).max(proxy.not_before);
        self.set(target, Health::Down);
    }
}

impl Machine for Pinger {
    type Input<'a> = Input;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Stop => self.stopped = true,
            Input::Tick if self.stopped => {}
            Input::Tick => {
                for target in 0..self.proxies.len() {
                    let proxy = &mut self.proxies[target];
                    if proxy.patience.is_some_and(|until| until <= now) {
                        self.down(now, target, None);
                    } else if proxy.patience.is_none() && proxy.next <= now {
                        proxy.next = now + self.interval;
                        proxy.patience = Some(now + PING_PATIENCE);
                        self.outputs.push_back(Output::Ping { target });
                    }
                }
            }
            Input::Answered { target, status, retry_after } => {
                if status == 503 {
                    return self.down(now, target, retry_after);
                }
                let Some(proxy) = self.proxies.get_mut(target) else { return };
                proxy.patience = None;
                proxy.failures = 0;
                let health = match status {
                    100..=199 => return,
                    200..=299 => Health::Up,
                    status => Health::Refusing { status },
                };
                self.set(target, health);
            }
            Input::Failed { target } => self.down(now, target, None),
            Input::FoundDown { target, retry_after } => {
                let marked = retry_after.unwrap_or_default().max(FIRST_RETRY);
                self.down(now, target, Some(marked));
            }
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        if self.stopped {
            return None;
        }
        self.proxies.iter().map(|proxy| proxy.patience.unwrap_or(proxy.next)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::START + Duration::from_secs(seconds)
    }

    fn drain(pinger: &mut Pinger) -> Vec<Output> {
        std::iter::from_fn(|| pinger.poll()).collect()
    }

    fn pings(pinger: &mut Pinger) -> Vec<usize> {
        let ping = |output| match output {
            Output::Ping { target } => Some(target),
            Output::Changed { .. } => None,
        };
        drain(pinger).into_iter().filter_map(ping).collect()
    }

    fn answer(pinger: &mut Pinger, now: Instant, target: usize, status: u16) {
        pinger.handle(now, Input::Answered { target, status, retry_after: None });
    }

    #[test]
    fn dr_20_each_of_the_three_proxies_is_asked_each_minute() {
        let mut pinger = Pinger::new(3, PING_INTERVAL);
        let mut sent = [Vec::new(), Vec::new(), Vec::new()];
        for second in 0..300 {
            pinger.handle(at(second), Input::Tick);
            for target in pings(&mut pinger) {
                sent[target].push(second);
                answer(&mut pinger, at(second), target, 200);
            }
        }
        assert_eq!(sent, [[0, 60, 120, 180, 240], [0, 60, 120, 180, 240], [0, 60, 120, 180, 240]]);
        assert_eq!(pinger.deadline(), Some(at(300)));
    }

    #[test]
    fn dr_27_a_call_tries_the_first_name_again_unless_it_is_down() {
        let mut pinger = Pinger::new(3, PING_INTERVAL);
        assert_eq!(pinger.order(), [0, 1, 2]);
        pinger.handle(at(0), Input::Tick);
        drain(&mut pinger);
        pinger.handle(at(1), Input::Failed { target: 0 });
        assert_eq!(pinger.order(), [1, 2, 0], "the one that is down comes last");
        let before = Health::Unknown;
        let changed = Output::Changed { target: 0, before, now: Health::Down };
        assert_eq!(drain(&mut pinger), [changed]);
        // It is asked again soon, not only in a minute, and a good answer brings it back.
        pinger.handle(at(2), Input::Tick);
        assert_eq!(pings(&mut pinger), [0]);
        answer(&mut pinger, at(2), 0, 200);
        assert_eq!(pinger.order(), [0, 1, 2]);
        assert_eq!(pinger.health(0), Health::Up);
    }

    #[test]
    fn dr_28_a_503_is_down_for_at_least_its_retry_after() {
        let mut pinger = Pinger::new(1, PING_INTERVAL);
        pinger.handle(at(0), Input::Tick);
        drain(&mut pinger);
        let retry_after = Some(Duration::from_secs(20));
        pinger.handle(at(1), Input::Answered { target: 0, status: 503, retry_after });
        assert_eq!(pinger.health(0), Health::Down);
        assert_eq!(pinger.deadline(), Some(at(21)));
        pinger.handle(at(20), Input::Tick);
        assert!(pings(&mut pinger).is_empty());
        pinger.handle(at(21), Input::Tick);
        assert_eq!(pings(&mut pinger), [0]);
    }

    #[test]
    fn dr_29_another_final_answer_means_reachable_but_misconfigured() {
        for status in [403, 404, 480, 500] {
            let mut pinger = Pinger::new(2, PING_INTERVAL);
            pinger.handle(at(0), Input::Tick);
            answer(&mut pinger, at(1), 0, 100);
            assert_eq!(pinger.health(0), Health::Unknown);
            answer(&mut pinger, at(1), 0, status);
            assert_eq!(pinger.health(0), Health::Refusing { status });
            assert_eq!(pinger.order(), [0, 1], "not down: it stays first");
        }
    }

    #[test]
    fn rs_37_silence_is_down_and_the_back_off_grows_from_a_second_to_the_interval() {
        let mut pinger = Pinger::new(1, PING_INTERVAL);
        let mut waits = Vec::new();
        let mut lost = None;
        for second in 0..600 {
            pinger.handle(at(second), Input::Tick);
            for output in drain(&mut pinger) {
                match output {
                    Output::Ping { .. } => {
                        waits.extend(lost.map(|since| second - since));
                        lost = Some(second + PING_PATIENCE.as_secs());
                    }
                    Output::Changed { now, .. } => assert_eq!(now, Health::Down),
                }
            }
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60][..waits.len()]);
        assert!(waits.len() >= 9, "{waits:?}");
        pinger.handle(at(600), Input::Stop);
        assert_eq!(pinger.deadline(), None);
    }
}
