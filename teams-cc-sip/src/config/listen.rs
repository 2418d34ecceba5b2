//! Where a trunk listens.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use teams_cc_core::{Error, ErrorKind};

use crate::Transport;

/// A transport and a local address, as `udp:0.0.0.0:5060` or `tls:[::]:5061`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Listen {
    /// How.
    pub transport: Transport,
    /// Where; port 0 takes a free one.
    pub address: SocketAddr,
}

impl Listen {
    /// This transport on this address.
    pub fn new(transport: Transport, address: SocketAddr) -> Self {
        Self { transport, address }
    }

    /// This transport on its default port of all IPv4 addresses.
    pub fn everywhere(transport: Transport) -> Self {
        Self::new(transport, (Ipv4Addr::UNSPECIFIED, transport.default_port()).into())
    }

    /// This transport on a free port of the loopback address.
    pub fn loopback(transport: Transport) -> Self {
        Self::new(transport, (Ipv4Addr::LOCALHOST, 0).into())
    }
}

impl FromStr for Listen {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = || {
            Error::new("TCC-SIP-0204", ErrorKind::Config, "this is not a place to listen")
                .fix("write transport:address:port, for example tls:0.0.0.0:5061")
        };
        let (transport, address) = text.split_once(':').ok_or_else(refuse)?;
        let transport: Transport = transport.parse()?;
        Ok(Self { transport, address: address.parse().map_err(|_| refuse())? })
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.transport, self.address)
    }
}

impl Serialize for Listen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Listen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
