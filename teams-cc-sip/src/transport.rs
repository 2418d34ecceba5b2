//! What bytes travel on: the transports, one connection, and where to connect to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use teams_cc_core::{Error, ErrorKind};

/// How SIP messages travel. WebSocket is not spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Datagrams: messages get lost, the transaction layer repeats them.
    Udp,
    /// A stream, framed by Content-Length.
    Tcp,
    /// A stream inside TLS; the only one that Direct Routing speaks (DR-01).
    Tls,
}

impl Transport {
    /// True for streams: no retransmission by the transaction layer, except of a 2xx to INVITE.
    pub fn is_reliable(self) -> bool {
        self != Self::Udp
    }

    /// The port that stands for no port: 5060, with TLS 5061 (RFC 3261 §19.1.2).
    pub fn default_port(self) -> u16 {
        if self == Self::Tls { 5061 } else { 5060 }
    }

    /// The name in a Via header: `UDP`, `TCP`, `TLS`.
    pub fn via(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
        }
    }

    /// The value of the URI parameter `transport`: `udp`, `tcp`, `tls`.
    pub fn param(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.param())
    }
}

impl FromStr for Transport {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        [Self::Udp, Self::Tcp, Self::Tls]
            .into_iter()
            .find(|transport| transport.param().eq_ignore_ascii_case(text))
            .ok_or_else(|| {
                Error::new("TCC-SIP-0201", ErrorKind::Config, "this is not a transport")
                    .fix("write udp, tcp or tls")
            })
    }
}

/// One connection, or one remote address of a datagram socket, as the machines see it.
///
/// Drivers number incoming ones, machines number those they ask for ([`Flow::is_ours`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flow(pub u64);

impl Flow {
    /// The first number of flows that a machine asked for; incoming ones lie below it.
    pub const FIRST_OF_OURS: u64 = 1 << 63;

    /// True if a machine asked for it, false if the other side came to us.
    pub fn is_ours(self) -> bool {
        self.0 >= Self::FIRST_OF_OURS
    }
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_ours() {
            write!(f, "Flow(out {})", self.0 - Self::FIRST_OF_OURS)
        } else {
            write!(f, "Flow(in {})", self.0)
        }
    }
}

/// Where a machine wants to connect to; the driver resolves the host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// How.
    pub transport: Transport,
    /// A name, or an address (IPv6 without brackets).
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Target {
    /// A target with this transport, host and port.
    pub fn new(transport: Transport, host: impl Into<String>, port: u16) -> Self {
        Self { transport, host: host.into(), port }
    }
}

/// `tls:sip.pstnhub.microsoft.com:5061`, `udp:[::1]:5060`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { transport, host, port } = self;
        if host.contains(':') {
            write!(f, "{transport}:[{host}]:{port}")
        } else {
            write!(f, "{transport}:{host}:{port}")
        }
    }
}

/// Reads what `Display` writes; the port may be left out.
impl FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = || {
            Error::new("TCC-SIP-0202", ErrorKind::Config, "this is not a transport address")
                .fix("write transport:host:port, for example tls:sip.pstnhub.microsoft.com:5061")
        };
        let (transport, rest) = text.split_once(':').ok_or_else(refuse)?;
        let transport: Transport = transport.parse()?;
        let (host, port) = if let Some(rest) = rest.strip_prefix('[') {
            let (host, after) = rest.split_once(']').ok_or_else(refuse)?;
            host.parse::<std::net::Ipv6Addr>().map_err(|_| refuse())?;
            (host, after.strip_prefix(':').or(after.is_empty().then_some("")).ok_or_else(refuse)?)
        } else {
            rest.rsplit_once(':').unwrap_or((rest, ""))
        };
        let clean = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:".contains(&b));
        if host.is_empty() || !clean {
            return Err(refuse());
        }
        let port = match port {
            "" => transport.default_port(),
            digits => digits.parse().map_err(|_| refuse())?,
        };
        Ok(Self { transport, host: host.to_ascii_lowercase(), port })
    }
}

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_reads_what_it_writes() {
        for text in ["tls:sip.pstnhub.microsoft.com:5061", "udp:127.0.0.1:5060", "tcp:[::1]:5080"] {
            assert_eq!(text.parse::<Target>().map(|t| t.to_string()).ok().as_deref(), Some(text));
        }
        let bare: Target = "tls:Sip.example".parse().expect("a name without a port");
        assert_eq!(bare, Target::new(Transport::Tls, "sip.example", 5061));
        for text in ["sip.example", "ws:a:1", "udp::1", "udp:a b:1", "udp:a:99999", "tcp:[::1:5060"]
        {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }
}
