//! Who can be reached, and how.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::phone::redact_number;
use crate::{AgentId, E164, Error, ErrorKind, Guid};

/// Somebody who can be reached. Parsed from what people write in a config file:
/// `+14255550100`, `tel:+14255550100`, `0100`, `sip:adele@contoso.example`,
/// `8:orgid:4b444206-207c-42f8-92a6-e332b41c88a2`, `seat:adele`.
///
/// `Debug` shows neither a whole number nor a name; `Display` is for the wire.
///
/// ```
/// use teams_cc_core::{Address, Error};
///
/// let desk: Address = "tel:+14255550100".parse()?;
/// assert_eq!(desk.to_string(), "+14255550100");
/// assert_eq!(format!("{desk:?}"), "Address(+1425*****00)");
/// # Ok::<(), Error>(())
/// ```
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
                let Some((user, host)) = uri.split_once('@') else {
                    return write!(f, "Address({uri})");
                };
                let user = user.get(4..).unwrap_or_default();
                let shown = if user.starts_with(|c: char| c == '+' || c.is_ascii_digit()) {
                    redact_number(user)
                } else {
                    // A name: its first letter tells people of one log apart well enough.
                    user.chars().take(1).chain("***".chars()).collect()
                };
                write!(f, "Address(sip:{shown}@{host})")
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ADELE: &str = "8:orgid:4b444206-207c-42f8-92a6-e332b41c88a2";

    fn parsed(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn what_people_write_in_a_config_file() {
        let number = Address::Phone("+14255550100".parse().unwrap());
        for text in ["+14255550100", "tel:+14255550100", "TEL:+14255550100", "4:+14255550100"] {
            assert_eq!(parsed(text), number, "{text}");
        }
        assert_eq!(number.phone().map(|n| n.to_string()).as_deref(), Some("+14255550100"));
        assert_eq!(parsed("0100"), Address::Dialled("0100".into()));
        assert_eq!(parsed("*72#"), Address::Dialled("*72#".into()));
        assert_eq!(parsed("sip:adele@contoso.example").phone(), None);
        assert!(matches!(parsed(ADELE), Address::TeamsUser(_)));
        assert_eq!(parsed("seat:adele"), Address::Seat("adele".into()));
    }

    #[test]
    fn dr_136_emergency_numbers_are_dialled_as_they_are() {
        for number in ["911", "112", "+911", "933"] {
            assert_eq!(parsed(number).to_string(), number);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        let long = "1".repeat(33);
        for bad in [
            "",
            "+",
            "adele",
            "sip:",
            "sip:<adele@x>",
            "sip:a b@c",
            "sip:ä@c",
            "8:orgid:adele",
            "seat:",
            "tel:",
            "1+2",
            "+1 425 555 0100",
            &long,
            "8:acs:x",
        ] {
            let error = bad.parse::<Address>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{bad}");
            assert!(bad.len() < 6 || !error.to_string().contains(bad), "{error}");
        }
    }

    #[test]
    fn debug_hides_numbers_and_names() {
        for (text, shown) in [
            ("+14255550100", "Address(+1425*****00)"),
            ("0100", "Address(**00)"),
            ("sip:adele.vance@contoso.example", "Address(sip:a***@contoso.example)"),
            ("sip:+14255550100@contoso.example", "Address(sip:+1425*****00@contoso.example)"),
            ("sip:contoso.example", "Address(sip:contoso.example)"),
            ("seat:adele", "Address(seat:adele)"),
        ] {
            assert_eq!(format!("{:?}", parsed(text)), shown);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_parsed_is_read_back(text in "(sip:|tel:|8:orgid:|seat:|)[ -~]{0,40}") {
            if let Ok(address) = text.parse::<Address>() {
                prop_assert_eq!(address.to_string().parse::<Address>().unwrap(), address.clone());
                let json = serde_json::to_string(&address).unwrap();
                prop_assert_eq!(serde_json::from_str::<Address>(&json).unwrap(), address);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = text.parse::<Address>();
        }
    }
}
