//! Who a customer is, as a channel knows.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Address, E164, Error, ErrorKind, Guid};

/// Who a customer is on a channel. `Debug` shows neither a whole number nor a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Identity {
    /// A phone number: of a call, of a text message.
    Phone(E164),
    /// A mail address, in lower case. Made by [`Identity::mail`].
    Mail(String),
    /// A person in Teams, by Entra object id.
    TeamsUser(Guid),
    /// An account of a network, a page or a register of the vendor's: which, and its id there.
    Account(String, String),
}

impl Identity {
    /// A mail address: one `@` between two parts without blanks, 254 octets at most (RFC 5321
    /// section 4.5.3.1). Capital letters are no difference.
    ///
    /// # Errors
    /// `TCC-CORE-0104`.
    pub fn mail(address: &str) -> Result<Self, Error> {
        let address = address.trim();
        let fits = address.len() <= 254
            && address
                .rsplit_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            && !address.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;".contains(c));
        if fits {
            return Ok(Self::Mail(address.to_lowercase()));
        }
        Err(Error::new("TCC-CORE-0104", ErrorKind::Config, "this is no mail address")
            .fix("write name@host"))
    }

    /// An account, by the name of its network and its id there.
    pub fn account(network: impl Into<String>, id: impl Into<String>) -> Self {
        Self::Account(network.into(), id.into())
    }

    /// Where a call reaches this customer, if one does: a number, a person in Teams.
    pub fn callable(&self) -> Option<Address> {
        match self {
            Self::Phone(number) => Some(Address::Phone(*number)),
            Self::TeamsUser(person) => Some(Address::TeamsUser(*person)),
            Self::Mail(_) | Self::Account(..) => None,
        }
    }
}

impl From<E164> for Identity {
    fn from(number: E164) -> Self {
        Self::Phone(number)
    }
}

/// Who calls from there, where it says who: a number, a person in Teams.
impl TryFrom<&Address> for Identity {
    type Error = Error;

    fn try_from(address: &Address) -> Result<Self, Error> {
        match address {
            Address::Phone(number) => Ok(Self::Phone(*number)),
            Address::TeamsUser(person) => Ok(Self::TeamsUser(*person)),
            _ => Err(Error::new("TCC-CORE-0105", ErrorKind::Refused, "this address names nobody")
                .fix("join such customers by an account of your own")),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(number) => fmt::Debug::fmt(number, f),
            Self::Mail(address) => {
                let host = address.rsplit_once('@').map_or("", |(_, host)| host);
                write!(f, "Mail(***@{host})")
            }
            Self::TeamsUser(_) => f.write_str("TeamsUser(***)"),
            Self::Account(network, _) => write!(f, "Account({network}, ***)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_does_not_print_who_it_is() {
        let number: E164 = "+14255550100".parse().unwrap();
        let all = [
            Identity::Phone(number),
            Identity::mail("Nora.Young@Contoso.example").unwrap(),
            Identity::TeamsUser(Guid::from_u128(7)),
            Identity::account("chirp", "nora77"),
        ];
        let shown = format!("{all:?}");
        for hidden in ["5550100", "nora", "Nora", "0000-0007", "77"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
        assert!(shown.contains("***@contoso.example"), "{shown}");
    }

    #[test]
    fn mail_addresses_have_one_spelling_and_the_rest_is_refused() {
        let nora = Identity::mail(" Nora@Contoso.example ").unwrap();
        assert_eq!(nora, Identity::Mail("nora@contoso.example".into()));
        for bad in ["", "nora", "@x", "nora@", "no ra@x", "<n@x>", "a@b,c@d", "a@b\r\nBcc: c@d"] {
            assert_eq!(Identity::mail(bad).unwrap_err().code(), "TCC-CORE-0104", "{bad:?}");
        }
        assert!(Identity::mail(&format!("{}@x", "n".repeat(253))).is_err());
    }

    #[test]
    fn who_calls_is_known_by_number_or_person_only() {
        let of = |text: &str| Identity::try_from(&text.parse::<Address>().unwrap());
        let number = of("+14255550100").unwrap();
        assert_eq!(number.callable(), Some("+14255550100".parse().unwrap()));
        assert_eq!(of("seat:adele").unwrap_err().code(), "TCC-CORE-0105");
        assert_eq!(Identity::mail("a@b").unwrap().callable(), None);
    }
}
