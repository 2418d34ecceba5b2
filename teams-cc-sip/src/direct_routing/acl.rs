//! Which source addresses may talk to us at all: data, not code (DR-16, RS-36).

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use teams_cc_core::{Error, ErrorKind};

/// Where Teams' signalling comes from, by Microsoft's plan page of 2024 and the notes of 2022
/// together (DR-16). Requests come from any address in them, not only from those that the three
/// names resolve to.
pub const TEAMS_SIGNALLING: [&str; 3] = ["52.112.0.0/14", "52.122.0.0/15", "52.120.0.0/14"];
/// Where Teams' media comes from (DR-17).
pub const TEAMS_MEDIA: [&str; 2] = ["52.112.0.0/14", "52.120.0.0/14"];

/// A block of addresses, `52.112.0.0/14` or `2603:1027::/48`; a bare address is a block of one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cidr {
    base: IpAddr,
    length: u8,
}

impl Cidr {
    /// True if `address` lies in the block. An IPv4 address in IPv6 clothes (`::ffff:…`), as
    /// dual-stack sockets show it, counts as what it is.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.length);
                let [base, address] = [base, address].map(|a| u64::from(u32::from(a)) >> shift);
                base == address
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.length)).unwrap_or(0);
                u128::from(base) & mask == u128::from(address) & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Cidr {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = || {
            Error::new("TCC-SIP-0203", ErrorKind::Config, "this is not a block of addresses")
                .fix("write address/length without bits behind the length, like 52.112.0.0/14")
        };
        let (base, length) = text.split_once('/').unwrap_or((text, ""));
        let base: IpAddr = base.parse().map_err(|_| refuse())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let length = if text.contains('/') { length.parse().map_err(|_| refuse())? } else { most };
        if length > most {
            return Err(refuse());
        }
        let block = Self { base, length };
        // 52.112.0.1/14 is a slip of the pen more often than a wish.
        let first = match base {
            IpAddr::V4(base) => u64::from(u32::from(base)) & ((1_u64 << (32 - length)) - 1) == 0,
            IpAddr::V6(base) => {
                let below =
                    u128::MAX.checked_shl(128 - u32::from(length)).map_or(u128::MAX, |m| !m);
                u128::from(base) & below == 0
            }
        };
        if first { Ok(block) } else { Err(refuse()) }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.length)
    }
}

impl fmt::Debug for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Cidr {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cidr {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The blocks that may talk to a trunk. Empty admits nobody.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Acl(Vec<Cidr>);

impl Acl {
    /// These blocks.
    pub fn new(blocks: impl IntoIterator<Item = Cidr>) -> Self {
        Self(blocks.into_iter().collect())
    }

    /// Teams' signalling sources.
    pub fn teams() -> Self {
        Self::new(TEAMS_SIGNALLING.iter().filter_map(|block| block.parse().ok()))
    }

    /// True if `address` may talk to us.
    pub fn admits(&self, address: IpAddr) -> bool {
        self.0.iter().any(|block| block.contains(address))
    }

    /// True if nobody may.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(acl: &Acl, address: &str) -> bool {
        acl.admits(address.parse().expect("an address"))
    }

    #[test]
    fn dr_16_teams_may_come_from_any_address_of_its_ranges_and_from_no_other() {
        let teams = Acl::teams();
        assert_eq!(teams.0.len(), TEAMS_SIGNALLING.len());
        for inside in ["52.112.0.0", "52.115.255.255", "52.120.0.0", "52.122.0.1", "52.123.255.255"]
        {
            assert!(admits(&teams, inside), "{inside}");
        }
        for outside in ["52.111.255.255", "52.116.0.0", "52.119.255.255", "52.124.0.0", "::1"] {
            assert!(!admits(&teams, outside), "{outside}");
        }
        assert!(admits(&teams, "::ffff:52.112.0.1"), "as a dual-stack socket shows it");
    }

    #[test]
    fn rs_36_boundaries_of_every_length() {
        for length in 0..=32_u8 {
            let mask = (u64::from(u32::MAX) << (32 - length)) as u32;
            let base = 0xa5a5_a5a5 & mask;
            let block: Cidr =
                format!("{}/{length}", std::net::Ipv4Addr::from(base)).parse().expect("a block");
            let last = base | !mask;
            for (address, expected) in [
                (base, true),
                (last, true),
                (base.wrapping_sub(1), length == 0),
                (last.wrapping_add(1), length == 0),
            ] {
                let address = IpAddr::from(std::net::Ipv4Addr::from(address));
                assert_eq!(block.contains(address), expected, "{address} in {block}");
            }
        }
        let six: Cidr = "2603:1027::/48".parse().expect("a block");
        assert!(six.contains("2603:1027:0:ffff::1".parse().expect("an address")));
        assert!(!six.contains("2603:1027:1::1".parse().expect("an address")));
        assert!("::/0".parse::<Cidr>().expect("all").contains("::1".parse().expect("one")));
        for bad in ["52.112.0.1/14", "1.2.3.4/33", "::/129", "x", "1.2.3.4/", "1.2.3.4/-1"] {
            assert!(bad.parse::<Cidr>().is_err(), "{bad}");
        }
        assert!(Acl::default().is_empty() && !admits(&Acl::default(), "127.0.0.1"));
    }
}
