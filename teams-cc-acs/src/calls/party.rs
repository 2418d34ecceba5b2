//! Whom a verb is directed at.

use teams_cc_core::{Address, E164, Error, Verb};

use super::capability::Offering;
use super::leg::Target;
use crate::CallAutomation;
use crate::models::{Identifier, Kind};

/// Somebody to call, invite or transfer to: an address of the program, or an identifier of the
/// service.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Party {
    /// A number, a seat ([`CallAutomation::seat`]), a person.
    Address(Address),
    /// As the service names them.
    Identifier(Identifier),
}

impl Party {
    /// The address, for logs and for [`Ended`](teams_cc_core::Ended).
    pub(super) fn address(&self) -> Address {
        match self {
            Self::Address(address) => address.clone(),
            Self::Identifier(who) => {
                who.address().unwrap_or_else(|| Address::Dialled("unknown".into()))
            }
        }
    }

    /// Where the service finds them.
    ///
    /// # Errors
    /// A seat without identifier, a SIP URI; with Teams Phone a Teams user (CC-64).
    pub(super) fn target(&self, acs: &CallAutomation, teams_phone: bool) -> Result<Target, Error> {
        let who = match self {
            Self::Address(address) => acs.identifier(address)?,
            Self::Identifier(who) => who.clone(),
        };
        if matches!(who.kind(), Kind::TeamsUser { .. }) {
            Offering::of(teams_phone).can(Verb::ReachTeamsUser)?;
        }
        Ok(Target { who, address: self.address() })
    }
}

impl From<Address> for Party {
    fn from(address: Address) -> Self {
        Self::Address(address)
    }
}

impl From<&Address> for Party {
    fn from(address: &Address) -> Self {
        Self::Address(address.clone())
    }
}

impl From<E164> for Party {
    fn from(number: E164) -> Self {
        Self::Address(number.into())
    }
}

impl From<Identifier> for Party {
    fn from(who: Identifier) -> Self {
        Self::Identifier(who)
    }
}

impl From<&Identifier> for Party {
    fn from(who: &Identifier) -> Self {
        Self::Identifier(who.clone())
    }
}
