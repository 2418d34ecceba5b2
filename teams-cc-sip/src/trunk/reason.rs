//! Our reasons on the wire and back: SIP status, Q.850 cause, Reason header.

use teams_cc_core::Reason;

use crate::message::StatusCode;

/// One row: a reason, the status that refuses with it, the Q.850 cause that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// In core's words.
    pub reason: Reason,
    /// The final status that says it.
    pub status: u16,
    /// The ISDN cause (ITU-T Q.850), as Teams and carriers write it into Reason (DR-141).
    pub cause: u16,
}

const fn row(reason: Reason, status: u16, cause: u16) -> Row {
    Row { reason, status, cause }
}

/// One row per reason, both ways (RFC 3326, RFC 6432; causes by ITU-T Q.850).
pub const TABLE: [Row; 10] = [
    row(Reason::Busy, 486, 17),
    row(Reason::NoAnswer, 408, 19),
    row(Reason::Declined, 603, 21),
    row(Reason::Unavailable, 480, 20),
    row(Reason::NotFound, 404, 1),
    row(Reason::Forbidden, 403, 57),
    row(Reason::Overloaded, 503, 42),
    row(Reason::Incompatible, 488, 88),
    row(Reason::Cancelled, 487, 31),
    row(Reason::Failed, 500, 41),
];

/// The cause of a call that ended as calls end.
pub const NORMAL: u16 = 16;

fn of(reason: Reason) -> Row {
    TABLE.into_iter().find(|row| row.reason == reason).unwrap_or(TABLE[TABLE.len() - 1])
}

/// The status that refuses a call for this reason.
pub fn status(reason: Reason) -> StatusCode {
    StatusCode::try_from(of(reason).status).unwrap_or(StatusCode::SERVER_INTERNAL_ERROR)
}

/// The Q.850 cause of a reason.
pub fn cause(reason: Reason) -> u16 {
    of(reason).cause
}

/// The value of a Reason header for a refusal of ours (DR-142).
pub fn header(reason: Reason) -> String {
    let row = of(reason);
    format!("Q.850;cause={};text=\"{}\"", row.cause, row.reason)
}

/// The value of a Reason header for a hang-up of ours: cause 16.
pub fn normal() -> String {
    format!("Q.850;cause={NORMAL};text=\"Normal call clearing\"")
}

/// The value of a Reason header for a leg that lost to another: without it Teams shows a missed
/// call (DR-61).
pub fn elsewhere() -> String {
    "SIP;cause=200;text=\"Call completed elsewhere\"".to_owned()
}

/// What a final status that came says, in core's words.
pub fn of_status(status: u16) -> Reason {
    if let Some(row) = TABLE.iter().find(|row| row.status == status) {
        return row.reason;
    }
    match status {
        600 => Reason::Busy,
        410 | 484 | 485 | 604 => Reason::NotFound,
        401 | 402 | 407 => Reason::Forbidden,
        415 | 606 => Reason::Incompatible,
        504 => Reason::Unavailable,
        _ => Reason::Failed,
    }
}

/// What a Q.850 cause that came says, in core's words; `None` for a normal end.
pub fn of_cause(cause: u16) -> Option<Reason> {
    if let Some(row) = TABLE.iter().find(|row| row.cause == cause) {
        return Some(row.reason);
    }
    match cause {
        NORMAL => None,
        2 | 3 | 22 | 28 => Some(Reason::NotFound),
        18 => Some(Reason::NoAnswer),
        27 | 38 => Some(Reason::Unavailable),
        34 | 44 | 47 => Some(Reason::Overloaded),
        50 | 55 => Some(Reason::Forbidden),
        58 | 65 | 79 => Some(Reason::Incompatible),
        _ => Some(Reason::Failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dr_142_every_reason_goes_out_and_comes_back_as_itself() {
        for row in TABLE {
            assert_eq!(status(row.reason).code(), row.status);
            assert_eq!(of_status(row.status), row.reason, "status {}", row.status);
            assert_eq!(of_cause(row.cause), Some(row.reason), "cause {}", row.cause);
            assert_eq!(header(row.reason).matches("cause=").count(), 1);
        }
        assert_eq!(of_cause(NORMAL), None);
        assert_eq!(of_status(699), Reason::Failed);
    }

    #[test]
    fn dr_30_no_room_is_503_so_that_the_other_side_tries_elsewhere() {
        assert_eq!(status(Reason::Overloaded).code(), 503);
        assert!(TABLE.iter().all(|row| (row.status == 503) == (row.reason == Reason::Overloaded)));
    }
}
