//! What a verb came to that did not succeed.

use std::sync::Arc;

use teams_cc_core::{Address, Error, HasReason, Kept, Reason, Retry};

use super::call::Call;
use super::leg::Failure;
use super::result::reason_of;
use crate::error;

/// A failure as the error that a story sees.
pub(super) fn error(failure: Failure, what: &str) -> Error {
    match failure {
        Failure::Ended(ended) => error::call_ended(ended.to_string()),
        Failure::Refused(error) => Arc::try_unwrap(error).unwrap_or_else(|error| {
            Error::new(error.code(), error.kind(), error.to_string()).with_retry(error.retry())
        }),
        Failure::Failed(info) => {
            let info = info.unwrap_or_default();
            error::call_failed(what, info)
        }
        Failure::Unknown => error::call_unknown(what),
        Failure::Decided => error::call_decided(),
        Failure::TooMany => error::too_many_wishes(),
    }
}

/// An outgoing call that was not answered, with the kind that its reason has.
pub(super) fn not_reached(failure: Failure) -> Error {
    let reason = reason(&failure);
    match failure {
        Failure::Ended(_) => error::not_reached(reason),
        other => error(other, "nobody was reached"),
    }
}

/// Why somebody was not reached.
pub(super) fn reason(failure: &Failure) -> Reason {
    match failure {
        Failure::Ended(ended) => reason_of(ended),
        Failure::Failed(Some(info)) => info.reason(),
        Failure::Refused(error) => error.reason(),
        Failure::Unknown => Reason::NoAnswer,
        Failure::TooMany => Reason::Overloaded,
        Failure::Failed(None) | Failure::Decided => Reason::Failed,
    }
}

/// Why a transfer did not happen. The caller is still on the line, unless the call has ended:
/// take it back with [`into_call`](Self::into_call).
#[derive(Debug, thiserror::Error)]
#[error("transfer to {to:?} failed: {reason}")]
pub struct TransferFailed {
    call: Box<Call>,
    consult: Option<Box<Call>>,
    to: Address,
    reason: Reason,
    #[source]
    source: Box<Error>,
}

impl TransferFailed {
    pub(super) fn new(call: Call, consult: Option<Call>, to: Address, failure: Failure) -> Self {
        let reason = reason(&failure);
        let source = Box::new(error(failure, "the transfer failed"));
        Self { call: Box::new(call), consult: consult.map(Box::new), to, reason, source }
    }

    /// The caller, who is still on the line.
    pub fn into_call(self) -> Call {
        *self.call
    }

    /// The caller, and the call that was to be replaced if the transfer was consultative.
    pub fn into_calls(self) -> (Call, Option<Call>) {
        (*self.call, self.consult.map(|call| *call))
    }

    /// Why not.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// What may be done about it.
    pub fn retry(&self) -> Retry {
        self.source.retry()
    }
}

impl HasReason for TransferFailed {
    fn reason(&self) -> Reason {
        self.reason
    }
}

/// Lets go of the call: the caller is hung up.
impl From<TransferFailed> for Error {
    fn from(failed: TransferFailed) -> Self {
        *failed.source
    }
}

impl From<TransferFailed> for Kept<Call> {
    fn from(failed: TransferFailed) -> Self {
        Self::new(*failed.call, *failed.source)
    }
}

/// Why nobody joined.
#[derive(Debug, thiserror::Error)]
#[error("{to:?} did not join: {reason}")]
pub struct InviteFailed {
    to: Address,
    reason: Reason,
    #[source]
    source: Box<Error>,
}

impl InviteFailed {
    pub(super) fn new(to: Address, failure: Failure) -> Self {
        let reason = reason(&failure);
        Self { to, reason, source: Box::new(error(failure, "nobody joined")) }
    }

    pub(super) fn late(to: Address) -> Self {
        let source = Box::new(error::call_unknown("nobody joined in time"));
        Self { to, reason: Reason::NoAnswer, source }
    }

    /// Why not.
    pub fn reason(&self) -> Reason {
        self.reason
    }
}

impl HasReason for InviteFailed {
    fn reason(&self) -> Reason {
        self.reason
    }
}

impl From<InviteFailed> for Error {
    fn from(failed: InviteFailed) -> Self {
        *failed.source
    }
}
