//! What a failure asks for: the table of Microsoft's response codes and sub-codes, as data.

/// What to do about a call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureClass {
    /// Another data centre may take it.
    RetryOtherDc,
    /// This agent cannot take it now: ring another one.
    NextAgent,
    /// The answer stands: no retry anywhere.
    Final,
    /// Somebody must change a setting: a person should hear of it.
    ConfigAlarm,
    /// Media cannot work: a person should hear of it.
    MediaAlarm,
}

/// One row of Microsoft's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The status code.
    pub status: u16,
    /// Microsoft's sub-code, found in Teams' call records, not on the wire; 0 stands for any.
    pub sub_code: u32,
    /// What it means.
    pub meaning: &'static str,
    /// What it asks for.
    pub class: FailureClass,
}

const fn row(status: u16, sub_code: u32, meaning: &'static str, class: FailureClass) -> Row {
    Row { status, sub_code, meaning, class }
}

use FailureClass::{ConfigAlarm, Final, MediaAlarm, NextAgent, RetryOtherDc};

/// Microsoft's list; within a status the row with sub-code 0 comes last and holds for all others.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    row(400, 540_400, "we sent a malformed or unsupported message", ConfigAlarm),
    row(400, 0, "malformed request", ConfigAlarm),
    row(402, 0, "payment required", Final),
    row(403, 510_532, "trunk not found, or our Contact is not in the tenant", ConfigAlarm),
    row(403, 510_534, "the calling number is blocked", Final),
    row(403, 510_559, "no route for the dialled number", Final),
    row(403, 510_560, "not enabled for calls", Final),
    row(403, 510_562, "calls to the telephone network are not allowed", Final),
    row(403, 510_563, "only domestic calls are allowed", Final),
    row(403, 10_199, "private calling is off", Final),
    row(403, 10_500, "not allowed at this site", Final),
    row(403, 10_553, "a required recording bot could not join", Final),
    row(403, 560_403, "we forbade it", Final),
    row(403, 0, "forbidden", Final),
    row(404, 511_404, "the number is not in the tenant", Final),
    row(404, 10_202, "the call to be replaced is gone", Final),
    row(404, 0, "not found", Final),
    row(408, 1_106, "no ACK from us", RetryOtherDc),
    row(408, 500_001, "we were silent for too long", RetryOtherDc),
    row(408, 560_408, "we reported a time-out", RetryOtherDc),
    row(408, 0, "time-out", RetryOtherDc),
    row(410, 531_000, "our session description is bad", MediaAlarm),
    row(410, 531_004, "connectivity checks failed", MediaAlarm),
    row(410, 531_005, "media was lost", MediaAlarm),
    row(410, 0, "gone", MediaAlarm),
    row(412, 0, "precondition failed", Final),
    row(415, 0, "unsupported body", Final),
    row(420, 560_420, "we refused a required extension", ConfigAlarm),
    row(420, 0, "bad extension", ConfigAlarm),
    row(422, 540_422, "session interval too small", Final),
    row(422, 0, "session interval too small", Final),
    row(480, 10_037, "nobody is signed in there", NextAgent),
    row(480, 10_140, "a bot is mis-provisioned", NextAgent),
    row(480, 10_191, "voicemail is switched off", NextAgent),
    row(480, 0, "unavailable", NextAgent),
    row(484, 560_484, "number incomplete, or transfer not configured here", ConfigAlarm),
    row(484, 0, "number incomplete", Final),
    row(486, 540_486, "busy", NextAgent),
    row(486, 560_486, "busy on our side", NextAgent),
    row(486, 0, "busy", NextAgent),
    row(487, 540_487, "cancelled", Final),
    row(487, 540_200, "answered elsewhere", Final),
    row(487, 0, "cancelled", Final),
    row(488, 531_000, "no common codec, or SRTP is missing", ConfigAlarm),
    row(488, 531_027, "media bypass without candidates", ConfigAlarm),
    row(488, 531_052, "0.0.0.0 in the session description", ConfigAlarm),
    row(488, 0, "not acceptable here", ConfigAlarm),
    row(500, 510_482, "the call goes in circles", Final),
    row(500, 510_544, "no gateway for it", ConfigAlarm),
    row(500, 0, "server error", Final),
    row(503, 10_320, "a bot did not answer", NextAgent),
    row(503, 560_503, "we are overloaded", RetryOtherDc),
    row(503, 0, "the data centre is busy", RetryOtherDc),
    row(504, 0, "no connection, or its TLS or DNS failed", RetryOtherDc),
    row(603, 560_603, "declined by our side", Final),
    row(603, 0, "declined", Final),
];

/// What a status, and Microsoft's sub-code where a call record gave one, asks for.
///
/// Statuses outside the table stand: another data centre is asked only after 503, 504, 408 and
/// silence (DR-27).
pub fn classify(status: u16, sub_code: Option<u32>) -> FailureClass {
    look_up(status, sub_code).map_or(Final, |row| row.class)
}

/// The row for a status and sub-code; without a sub-code, the status' own row.
pub fn look_up(status: u16, sub_code: Option<u32>) -> Option<&'static Row> {
    let of_status = || TABLE.iter().filter(|row| row.status == status);
    of_status()
        .find(|row| row.sub_code != 0 && Some(row.sub_code) == sub_code)
        .or_else(|| of_status().find(|row| row.sub_code == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn section_21_every_row_is_found_by_its_own_codes() {
        for row in TABLE {
            let sub_code = (row.sub_code != 0).then_some(row.sub_code);
            assert_eq!(look_up(row.status, sub_code), Some(row));
            assert_eq!(classify(row.status, sub_code), row.class);
            let own = look_up(row.status, Some(999_999)).expect("a row without sub-code");
            assert_eq!(own.sub_code, 0, "{}", row.status);
        }
    }

    #[test]
    fn dr_28_and_dr_83_busy_centres_are_left_and_people_are_believed() {
        assert_eq!(classify(503, None), RetryOtherDc);
        assert_eq!(classify(408, None), RetryOtherDc);
        assert_eq!(classify(603, None), Final);
        assert_eq!(classify(480, Some(10_037)), NextAgent);
        assert_eq!(classify(486, None), NextAgent);
        assert_eq!(classify(403, Some(510_532)), ConfigAlarm);
        assert_eq!(classify(410, Some(531_004)), MediaAlarm);
        assert_eq!(classify(599, None), Final);
        assert_eq!(classify(699, None), Final);
    }
}
