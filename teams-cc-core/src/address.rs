//! Who can be reached, and how.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::phone::redact_number;
use crate::{AgentId, E164, Error, ErrorKind, Guid};

/// Somebody who can be reached. Parsed from what people write in a config file:
/// `+14255550100`, `tel:+14255550100`, `0100`, `sip:adele@contoso.example`,
/// `8:orgid:4b444206-207c-42f8-92a6-e332b41c88a2`.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Address {
    /// A phone number.
    Phone(E164),
    /// A dialled string that is no E.164 number: an extension, a short code, an emergency number
    /// (DR-136).
    Dialled(String),
    /// A SIP URI, without brackets.
    Sip(String),
    /// A person in Teams, by Entra object id.
    TeamsUser(Guid),
    /// An agent's seat in the vendor's own desktop: reachable by the vendor's code, not by a trunk.
    Seat(AgentId),
}

impl Address {
    /// A person in Teams, by the object id that Entra shows.
    pub fn teams_user(object_id: &str) -> Result<Self, Error> {
        object_id.parse().map(Self::TeamsUser)
    }

    /// The number, if this is one.
    pub fn phone(&self) -> Option<E164> {
        match self {
            Self::Phone(number) => Some(*number),
            _ => None,
        }
    }
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = || {
            Error::new("TCC-CORE-0102", ErrorKind::Config, "this is not an address").fix(
                "write +number, an extension of digits, sip:user@host, tel:+number or 8:orgid:GUID",
            )
        };
        let lower = text.get(..4).map(str::to_ascii_lowercase);
        if lower.as_deref() == Some("sip:") {
            let plain = text.len() > 4 && !text.contains(['<', '>', '"']) && text.is_ascii();
            let clean = text.bytes().all(|b| b.is_ascii_graphic());
            return (plain && clean).then(|| Self::Sip(text.into())).ok_or_else(refuse);
        }
        if let Some(id) = text.strip_prefix("8:orgid:") {
            return Self::teams_user(id);
        }
        if let Some(name) = text.strip_prefix("seat:").filter(|name| !name.is_empty()) {
            return Ok(Self::Seat(AgentId::new(name)));
        }
        let number = if lower.as_deref() == Some("tel:") { &text[4..] } else { text };
        let number = number.strip_prefix("4:").unwrap_or(number);
        if let Ok(number) = number.parse() {
            return Ok(Self::Phone(number));
        }
        let dialled = (1..=32).contains(&number.len())
            && number.bytes().enumerate().all(|(i, b)| match b {
                b'+' => i == 0,
                b'0'..=b'9' | b'*' | b'#' => true,
                _ => false,
            })
            && number != "+";
        dialled.then(|| Self::Dialled(number.into())).ok_or_else(refuse)
    }
}

impl From<E164> for Address {
    fn from(number: E164) -> Self {
        Self::Phone(number)
    }
}

impl From<&Address> for Address {
    fn from(address: &Address) -> Self {
        address.clone()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(number) => number.fmt(f),
            Self::Dialled(text) | Self::Sip(text) => f.write_str(text),
            Self::TeamsUser(id) => write!(f, "8:orgid:{id}"),
            Self::Seat(agent) => write!(f, "seat:{agent}"),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TeamsUser(_) | Self::Seat(_) => write!(f, "Address({self})"),
            Self::Sip(uri) => {
                let (user, host) = uri.split_once('@').unwrap_or(("", uri));
                let at = if user.is_empty() { "" } else { "@" };
                write!(f, "Address({}{at}{host})", redact_number(user))
            }
            _ => write!(f, "Address({})", redact_number(&self.to_string())),
        }
    }
}

impl Serialize for Address {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
