//! What a transaction is for, as the number that the transaction layer keeps with it.

use teams_cc_core::CallId;

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing waits for its end.
    Nothing,
    /// The INVITE of a call of ours.
    Invite(CallId),
    /// An offer or a refresh inside a call.
    Renewal(CallId),
    /// NOTIFY about a REFER.
    Notify(CallId),
    /// INFO and PRACK: a 481 or 408 ends the call.
    Within(CallId),
    /// OPTIONS outside calls.
    Ping(u64),
    /// REFER of ours.
    Refer(CallId),
    /// An INVITE of theirs.
    Incoming(CallId),
}

impl Mark {
    pub(super) fn number(self) -> u64 {
        match self {
            Self::Nothing => 0,
            Self::Invite(call) => call.0 << 4 | 1,
            Self::Renewal(call) => call.0 << 4 | 2,
            Self::Notify(call) => call.0 << 4 | 3,
            Self::Within(call) => call.0 << 4 | 4,
            Self::Ping(number) => number << 4 | 5,
            Self::Incoming(call) => call.0 << 4 | 6,
            Self::Refer(call) => call.0 << 4 | 7,
        }
    }

    pub(super) fn of(number: u64) -> Self {
        let (rest, call) = (number >> 4, CallId(number >> 4));
        match number & 15 {
            1 => Self::Invite(call),
            2 => Self::Renewal(call),
            3 => Self::Notify(call),
            4 => Self::Within(call),
            5 => Self::Ping(rest),
            6 => Self::Incoming(call),
            7 => Self::Refer(call),
            _ => Self::Nothing,
        }
    }
}
