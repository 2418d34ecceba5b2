//! How calls end, and why they are refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Address, Error, ErrorKind};

/// Why somebody does not take a call, or why a call is ended. Each wire maps it to its own codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Reason {
    /// In another call.
    Busy,
    /// Rang, nobody answered.
    NoAnswer,
    /// Refused by a person.
    Declined,
    /// Not reachable now: signed out, trunk down.
    Unavailable,
    /// No such number or user.
    NotFound,
    /// Not allowed.
    Forbidden,
    /// No room: too many calls; the other side should try elsewhere.
    Overloaded,
    /// No common media.
    Incompatible,
    /// The asking side gave up.
    Cancelled,
    /// Broken signalling or media.
    Failed,
}

impl Reason {
    /// The kind of an error whose reason this is, the same on every wire; back again by
    /// [`HasReason`].
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::NoAnswer => ErrorKind::Timeout,
            Self::Overloaded => ErrorKind::Throttled,
            Self::Forbidden => ErrorKind::Unauthorized,
            Self::Cancelled => ErrorKind::Ended,
            Self::Unavailable | Self::Failed => ErrorKind::Unavailable,
            Self::Busy | Self::Declined | Self::NotFound | Self::Incompatible => ErrorKind::Refused,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy => "busy",
            Self::NoAnswer => "no answer",
            Self::Declined => "declined",
            Self::Unavailable => "unavailable",
            Self::NotFound => "not found",
            Self::Forbidden => "forbidden",
            Self::Overloaded => "overloaded",
            Self::Incompatible => "no common media",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        })
    }
}

/// Anything that says why somebody was not reached: errors of `dial` and `invite`, and the answers
/// of a vendor's own wires. The router reads it to choose what follows (another agent, a pause for
/// this one).
pub trait HasReason {
    /// Why not.
    fn reason(&self) -> Reason;
}

impl HasReason for Reason {
    fn reason(&self) -> Reason {
        *self
    }
}

impl HasReason for Error {
    /// The nearest reason of the error's kind: an error without more is [`Reason::Failed`].
    fn reason(&self) -> Reason {
        match self.kind() {
            ErrorKind::Timeout => Reason::NoAnswer,
            ErrorKind::Refused => Reason::Declined,
            ErrorKind::Unavailable => Reason::Unavailable,
            ErrorKind::Unauthorized => Reason::Forbidden,
            ErrorKind::Throttled => Reason::Overloaded,
            ErrorKind::Ended => Reason::Cancelled,
            _ => Reason::Failed,
        }
    }
}

/// Which side of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// This process.
    Us,
    /// The other end.
    Them,
}

/// How a call came to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Ended {
    /// Hung up, by whom.
    HungUp(Side),
    /// The caller left before anybody answered.
    Abandoned,
    /// We refused it.
    Rejected(Reason),
    /// Handed over to somebody else; our part is done.
    Transferred(Address),
    /// Lost: signalling or media broke.
    Lost(Reason),
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HungUp(Side::Us) => f.write_str("hung up by us"),
            Self::HungUp(Side::Them) => f.write_str("hung up by the other side"),
            Self::Abandoned => f.write_str("abandoned"),
            Self::Rejected(reason) => write!(f, "rejected: {reason}"),
            Self::Transferred(to) => write!(f, "transferred to {to:?}"),
            Self::Lost(reason) => write!(f, "lost: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_an_end_names_no_number() {
        let to: Address = "+14255550100".parse().unwrap();
        for (ended, text) in [
            (Ended::HungUp(Side::Us), "hung up by us"),
            (Ended::HungUp(Side::Them), "hung up by the other side"),
            (Ended::Abandoned, "abandoned"),
            (Ended::Rejected(Reason::Overloaded), "rejected: overloaded"),
            (Ended::Transferred(to), "transferred to Address(+1425*****00)"),
            (Ended::Lost(Reason::Failed), "lost: failed"),
        ] {
            assert_eq!(ended.to_string(), text);
            let json = serde_json::to_string(&ended).unwrap();
            assert_eq!(serde_json::from_str::<Ended>(&json).unwrap(), ended);
        }
    }

    #[test]
    fn each_kind_of_error_is_a_reason() {
        for (kind, reason) in [
            (ErrorKind::Timeout, Reason::NoAnswer),
            (ErrorKind::Refused, Reason::Declined),
            (ErrorKind::Unavailable, Reason::Unavailable),
            (ErrorKind::Unauthorized, Reason::Forbidden),
            (ErrorKind::Throttled, Reason::Overloaded),
            (ErrorKind::Ended, Reason::Cancelled),
            (ErrorKind::Protocol, Reason::Failed),
        ] {
            assert_eq!(Error::new("TCC-CORE-0000", kind, "x").reason(), reason, "{kind:?}");
        }
    }

    #[test]
    fn a_reason_and_the_kind_of_its_error_lead_to_each_other() {
        for reason in [
            Reason::NoAnswer,
            Reason::Declined,
            Reason::Unavailable,
            Reason::Forbidden,
            Reason::Overloaded,
            Reason::Cancelled,
        ] {
            assert_eq!(Error::new("TCC-CORE-0000", reason.kind(), "x").reason(), reason);
        }
    }

    #[test]
    fn an_error_says_why_nobody_was_reached() {
        let late = Error::new("TCC-CORE-0000", ErrorKind::Timeout, "nobody answered");
        assert_eq!(late.reason(), Reason::NoAnswer);
        assert_eq!(Reason::Busy.reason(), Reason::Busy);
    }
}
