//! Names of things: calls, tenants, agents.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind};

/// One leg of one call, in this process. Appears in every log line and ladder of that leg.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallId(pub u64);

impl CallId {
    /// The next name. Legs of all wires take theirs here: they meet in one router and one ladder.
    pub fn fresh() -> Self {
        static LEGS: AtomicU64 = AtomicU64::new(1);
        Self(LEGS.fetch_add(1, Ordering::Relaxed))
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c-{:04}", self.0)
    }
}

impl fmt::Debug for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A GUID as Microsoft writes it: 128 bits, lower case, with hyphens.
///
/// ```
/// use teams_cc_core::{Error, Guid};
///
/// let id: Guid = "4B444206-207C-42F8-92A6-E332B41C88A2".parse()?;
/// assert_eq!(id.to_string(), "4b444206-207c-42f8-92a6-e332b41c88a2");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(u128);

impl Guid {
    /// From 128 bits.
    pub const fn from_u128(bits: u128) -> Self {
        Self(bits)
    }

    /// The 128 bits.
    pub const fn as_u128(self) -> u128 {
        self.0
    }
}

impl FromStr for Guid {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let bytes = text.as_bytes();
        let hyphens = [8, 13, 18, 23];
        let well_formed = bytes.len() == 36
            && bytes.iter().enumerate().all(|(i, b)| {
                if hyphens.contains(&i) { *b == b'-' } else { b.is_ascii_hexdigit() }
            });
        if !well_formed {
            return Err(Error::new("TCC-CORE-0103", ErrorKind::Config, "this is not a GUID")
                .fix("write 32 hexadecimal digits as 8-4-4-4-12"));
        }
        let digits = bytes.iter().filter(|b| **b != b'-');
        let bits = digits.fold(0u128, |bits, b| {
            bits << 4 | u128::from(char::from(*b).to_digit(16).unwrap_or_default())
        });
        Ok(Self(bits))
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = format!("{:032x}", self.0);
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        f.write_str(&parts.join("-"))
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Guid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Guid {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A customer of the vendor: an Entra tenant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenantId(pub Guid);

impl FromStr for TenantId {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse().map(Self)
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// An agent's name inside the contact centre; often the Entra object id, never a phone number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgentId(Arc<str>);

impl AgentId {
    /// Any text that is unique within one router.
    pub fn new(name: impl AsRef<str>) -> Self {
        Self(name.as_ref().into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for AgentId {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl PartialEq<&str> for AgentId {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AgentId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "4b444206-207c-42f8-92a6-e332b41c88a2";

    #[test]
    fn guids_in_any_case_are_one_guid() {
        let id: Guid = TEXT.parse().unwrap();
        assert_eq!(TEXT.to_uppercase().parse::<Guid>().unwrap(), id);
        assert_eq!((id.to_string(), format!("{id:?}")), (TEXT.into(), TEXT.into()));
        assert_eq!(id.as_u128(), 0x4b44_4206_207c_42f8_92a6_e332_b41c_88a2);
        assert_eq!(serde_json::to_string(&TenantId(id)).unwrap(), format!("\"{TEXT}\""));
    }

    #[test]
    fn what_is_no_guid_is_refused() {
        for bad in [
            "",
            "4b444206207c42f892a6e332b41c88a2",
            "{4b444206-207c-42f8-92a6-e332b41c88a2}",
            "4b444206-207c-42f8-92a6-e332b41c88a",
            "4b444206-207c-42f8-92a6_e332b41c88a2",
            "4b444206-207c-42f8-92a6-e332b41c88g2",
            "+b444206-207c-42f8-92a6-e332b41c88a2",
            "４b444206-207c-42f8-92a6-e332b41c8",
        ] {
            assert_eq!(bad.parse::<Guid>().unwrap_err().code(), "TCC-CORE-0103", "{bad}");
        }
    }

    #[test]
    fn names_print_as_logs_show_them() {
        assert_eq!(CallId(81).to_string(), "c-0081");
        assert_eq!(format!("{:?}", CallId(123_456)), "c-123456");
        assert_eq!(format!("{:?}", AgentId::new("adele")), "AgentId(adele)");
        assert_eq!(AgentId::from("adele"), "adele");
        assert_eq!(serde_json::to_string(&AgentId::new("adele")).unwrap(), "\"adele\"");
        assert_eq!(serde_json::to_string(&CallId(81)).unwrap(), "81");
    }

    proptest! {
        #[test]
        fn every_guid_is_read_back(bits: u128) {
            let id = Guid::from_u128(bits);
            prop_assert_eq!(id.to_string().parse::<Guid>().unwrap(), id);
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = text.parse::<Guid>();
        }
    }
}
