//! What an endpoint is told once.

use std::time::Duration;

use teams_cc_core::Rng;

use crate::Transport;
use crate::dialog::session::SessionTimer;
use crate::message::Method;
use crate::transaction::Timers;

/// How long a question (REFER, re-INVITE) waits for the user before the safe answer goes out.
///
/// A non-INVITE request must be answered before its sender's timer F of 32 s (RFC 4320); this
/// leaves the answer time to be repeated.
pub const QUESTION: Duration = Duration::from_secs(20);

/// How a session is refreshed (RFC 4028 §7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefreshBy {
    /// re-INVITE with the description in use, unchanged: every peer knows it (DR-77).
    Reinvite,
    /// UPDATE without a description, if the peer's Allow has it.
    Update,
}

/// Whether reliable provisional answers (RFC 3262) are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provisionals {
    /// Never offered; a request that requires them gets 420 (DR-58).
    Plain,
    /// Offered, acknowledged when they come, sent when the other side requires them.
    Reliable,
}

/// How much an endpoint takes on (RS-08, RS-20). At a limit new work gets 503 with Retry-After;
/// what runs goes on, and OPTIONS is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Calls, ringing ones included.
    pub calls: usize,
    /// Transactions.
    pub transactions: usize,
    /// Flows, and with them framers.
    pub flows: usize,
    /// Bytes of one message.
    pub message: usize,
    /// Bytes that wait for one flow to open.
    pub waiting: usize,
    /// Early dialogs of one call.
    pub forks: usize,
    /// What Retry-After says at a limit.
    pub retry_after: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: 20_000,
            transactions: crate::transaction::TRANSACTIONS,
            flows: 10_000,
            message: 64 * 1024, // RS-08
            waiting: 256 * 1024,
            forks: 16,
            retry_after: Duration::from_secs(1), // the value in Microsoft's text (DR-28)
        }
    }
}

/// Everything an [`Endpoint`](super::Endpoint) is told once. Data: clone it, compare it, print it.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointConfig {
    pub(super) name: String,
    pub(super) ports: [Option<u16>; 3],
    pub(super) seed: Seed,
    pub(super) timers: Timers,
    pub(super) limits: Limits,
    pub(super) allow: Vec<Method>,
    pub(super) supported: Vec<String>,
    pub(super) user_agent: Option<String>,
    pub(super) session: Option<SessionTimer>,
    pub(super) refresh: RefreshBy,
    pub(super) provisionals: Provisionals,
    pub(super) question: Duration,
    pub(super) alias: bool,
}

/// Where randomness comes from; never printed.
#[derive(Clone, PartialEq)]
pub(super) enum Seed {
    Number(u64),
    Entropy([u8; 32]),
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(..)")
    }
}

impl Seed {
    pub(super) fn rng(&self) -> Rng {
        match self {
            Self::Number(seed) => Rng::from_seed(*seed),
            Self::Entropy(seed) => Rng::from_entropy(*seed),
        }
    }
}

impl EndpointConfig {
    /// An endpoint that calls itself `name` in Contact and Via: the host name that its certificate
    /// carries (DR-40), or an address where there is none.
    ///
    /// Give [`entropy`](Self::entropy) in production: the default seed is the same in every run.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ports: [None; 3],
            seed: Seed::Number(0),
            timers: Timers::new(),
            limits: Limits::default(),
            allow: vec![
                Method::Invite,
                Method::Ack,
                Method::Cancel,
                Method::Bye,
                Method::Options,
                Method::Notify,
                Method::Refer,
                Method::Update,
                Method::Prack,
                Method::Info,
            ],
            supported: vec!["timer".into(), "replaces".into()],
            user_agent: Some(concat!("teams-cc-sip/", env!("CARGO_PKG_VERSION")).into()),
            session: Some(SessionTimer::default()),
            refresh: RefreshBy::Reinvite,
            provisionals: Provisionals::Plain,
            question: QUESTION,
            alias: true,
        }
    }

    /// Sets the port that stands in Contact and Via for a transport; none means the default port.
    pub fn port(mut self, transport: Transport, port: u16) -> Self {
        self.ports[slot(transport)] = Some(port);
        self
    }

    /// A number from which all randomness follows, for tests.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Seed::Number(seed);
        self
    }

    /// 32 bytes from the operating system, which make tags and branches unguessable (RS-22).
    pub fn entropy(mut self, seed: [u8; 32]) -> Self {
        self.seed = Seed::Entropy(seed);
        self
    }

    /// Sets T1, T2 and T4.
    pub fn timers(mut self, timers: Timers) -> Self {
        self.timers = timers;
        self
    }

    /// Sets how much is taken on.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the methods of Allow; what is not among them gets 405.
    pub fn allow(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        self.allow = methods.into_iter().collect();
        self
    }

    /// Sets the option tags of Supported; a Require outside them gets 420.
    pub fn supported(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.supported = tags.into_iter().map(Into::into).collect();
        self
    }

    /// Sets User-Agent and Server.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// Sets the session timer.
    pub fn session_timer(mut self, timer: SessionTimer) -> Self {
        self.session = Some(timer);
        self
    }

    /// Neither asks for a session timer nor agrees to one.
    pub fn without_session_timer(mut self) -> Self {
        self.session = None;
        self.supported.retain(|tag| tag != "timer");
        self
    }

    /// Sets how sessions are refreshed.
    pub fn refresh(mut self, by: RefreshBy) -> Self {
        self.refresh = by;
        self
    }

    /// Sets whether provisional answers are reliable.
    pub fn provisionals(mut self, provisionals: Provisionals) -> Self {
        self.provisionals = provisionals;
        self.supported.retain(|tag| tag != "100rel");
        if provisionals == Provisionals::Reliable {
            self.supported.push("100rel".into());
        }
        self
    }

    /// Sets how long a question waits for the user.
    pub fn question(mut self, wait: Duration) -> Self {
        self.question = wait;
        self
    }
}

pub(super) fn slot(transport: Transport) -> usize {
    match transport {
        Transport::Udp => 0,
        Transport::Tcp => 1,
        Transport::Tls => 2,
    }
}
