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
        Failure::Failed(result) => {
            let (code, sub_code) = (result.code.unwrap_or(0), result.sub_code.unwrap_or(0));
            error::call_failed(what, reason_of(&result), code, sub_code)
        }
        Failure::Cut => {
            error::call_failed(what, Reason::Cancelled, 0, 0).cause("another verb cut it short")
        }
        Failure::Unknown => error::call_unknown(what),
        // No story comes here: to decide about a call uses it up.
        Failure::Decided => error::call_failed(what, Reason::Failed, 0, 0)
            .cause("this call was decided about already"),
        Failure::TooMany => error::too_many_wishes(),
    }
}

impl Failure {
    /// Whether the end of the call would explain it.
    pub(super) fn may_be_the_end(&self) -> bool {
        match self {
            Self::Cut => true,
            // Cancelled, or the other side is not in the call any more (`acs.md` section 5).
            Self::Failed(result) => {
                result.code == Some(487) || matches!(result.sub_code, Some(8508 | 8522))
            }
            Self::Refused(error) => error.code() == "TCC-ACS-0302",
            _ => false,
        }
    }
}

/// Why somebody was not reached.
pub(super) fn reason(failure: &Failure) -> Reason {
    match failure {
        Failure::Failed(result) => reason_of(result),
        Failure::Refused(error) => error.reason(),
        Failure::Unknown => Reason::NoAnswer,
        Failure::TooMany => Reason::Overloaded,
        Failure::Cut | Failure::Ended(_) => Reason::Cancelled,
        Failure::Decided => Reason::Failed,
    }
}

/// An outgoing call that was not answered, with the kind that its reason has.
pub(super) fn not_reached(failure: Failure) -> Error {
    match &failure {
        Failure::Failed(_) => error::not_reached(reason(&failure)),
        _ => error(failure, "nobody was reached"),
    }
}

/// Why a transfer did not happen. The caller is still on the line, unless the call has ended:
/// take it back with [`into_call`](Self::into_call).
#[derive(Debug, thiserror::Error)]
#[error("transfer to {to:?} failed: {reason}")]
pub struct TransferFailed {
    call: Box<Call>,
    to: Address,
    reason: Reason,
    #[source]
    source: Box<Error>,
}

impl TransferFailed {
    pub(super) fn new(call: Call, to: Address, failure: Failure) -> Self {
        let reason = reason(&failure);
        let source = Box::new(error(failure, "the transfer failed"));
        Self { call: Box::new(call), to, reason, source }
    }

    pub(super) fn early(call: Call, to: Address, error: Error) -> Self {
        let reason = error.reason();
        Self { call: Box::new(call), to, reason, source: Box::new(error) }
    }

    /// The caller, who is still on the line.
    pub fn into_call(self) -> Call {
        *self.call
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

    pub(super) fn early(to: Address, error: Error) -> Self {
        let reason = error.reason();
        Self { to, reason, source: Box::new(error) }
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
