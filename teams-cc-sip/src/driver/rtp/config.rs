//! How a media plane is set up.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::media::leg::Idle;

/// How long packets are gathered before they are worked on.
const ROUND: Duration = Duration::from_millis(2);
/// The longest round: more would be heard as delay.
const LONGEST_ROUND: Duration = Duration::from_millis(10);

/// Which ports legs have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PortMode {
    /// Each leg has ports of its own: works with everything.
    #[default]
    PerLeg,
    /// All legs share one pair of ports; packets are told apart by the signalled address and by
    /// SRTP. A leg whose peer's address is taken already gets ports of its own.
    Shared,
}

/// How a media plane is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaConfig {
    pub(super) bind: IpAddr,
    pub(super) advertise: Option<IpAddr>,
    pub(super) ports: Option<RangeInclusive<u16>>,
    pub(super) mode: PortMode,
    pub(super) round: Duration,
    pub(super) idle: Idle,
    pub(super) lost_after: Option<Duration>,
}

impl Default for MediaConfig {
    /// Loopback, ports from the operating system.
    fn default() -> Self {
        Self::new(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}

impl MediaConfig {
    /// Media on this address of the machine, ports from the operating system.
    pub fn new(bind: IpAddr) -> Self {
        Self {
            bind,
            advertise: None,
            ports: None,
            mode: PortMode::default(),
            round: ROUND,
            idle: Idle::default(),
            lost_after: None,
        }
    }

    /// The address that descriptions carry, where it is not the machine's own (NAT one to one).
    pub fn advertise(mut self, address: IpAddr) -> Self {
        self.advertise = Some(address);
        self
    }

    /// Takes ports from this range, two a leg; as many as a firewall lets through.
    pub fn ports(mut self, ports: RangeInclusive<u16>) -> Self {
        self.ports = Some(ports);
        self
    }

    /// Which ports legs have.
    pub fn mode(mut self, mode: PortMode) -> Self {
        self.mode = mode;
        self
    }

    /// How long packets are gathered: 0 works on each at once, 10 ms is the most.
    pub fn round(mut self, round: Duration) -> Self {
        self.round = round.min(LONGEST_ROUND);
        self
    }

    /// What is sent when there is nothing to say.
    pub fn idle(mut self, idle: Idle) -> Self {
        self.idle = idle;
        self
    }

    /// Silence of RTP and RTCP that counts as loss.
    pub fn lost_after(mut self, after: Duration) -> Self {
        self.lost_after = Some(after);
        self
    }
}
