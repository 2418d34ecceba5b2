//! Which call an INVITE with Replaces may take over (RFC 3891 §3).

use crate::message::StatusCode;

/// How the dialog that Replaces names stands, seen from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is none with this Call-ID and these tags.
    Unknown,
    /// We sent its INVITE and nobody has answered yet.
    EarlyOurs,
    /// They sent its INVITE and we have not answered yet.
    EarlyTheirs,
    /// It is up.
    Confirmed,
    /// It was up and is being torn down.
    Over,
}

/// Whether the new INVITE says `early-only`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// It does.
    Early,
    /// It does not.
    Any,
}

/// Decides: `Ok` if the new call may take the place of the old one, else the status to refuse with.
pub fn decide(standing: Standing, only: Only) -> Result<(), StatusCode> {
    match (standing, only) {
        // Also an early dialog that this side did not start: it cannot be picked up from us.
        (Standing::Unknown | Standing::EarlyTheirs, _) => {
            Err(StatusCode::CALL_TRANSACTION_DOES_NOT_EXIST)
        }
        (Standing::Over, _) => Err(StatusCode::DECLINE),
        (Standing::Confirmed, Only::Early) => Err(StatusCode::BUSY_HERE),
        (Standing::Confirmed, Only::Any) | (Standing::EarlyOurs, _) => Ok(()),
    }
}
