//! `callRecords`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::CallRecordsOrganizer;
use super::CallRecordsParticipants;
use super::CallRecordsSegments;
use super::CallRecordsSessions;
use crate::operations::macros::operations;

operations! {
    /// The operations on `callRecords`.
    CallRecords {
        leads to [
        /// `callRecords.organizer`.
        organizer: CallRecordsOrganizer,
        /// `callRecords.participants`.
        participants: CallRecordsParticipants,
        /// `callRecords.segments`.
        segments: CallRecordsSegments,
        /// `callRecords.sessions`.
        sessions: CallRecordsSessions,
        ]
        /// `GET /communications/callRecords`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn list() => crate::models::Collection<crate::models::call_records::CallRecord> = GET "/communications/callRecords";
        /// `GET /communications/callRecords/{callRecord-id}`.
        ///
        /// - An application needs `CallRecords.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(call_record_id) => crate::models::call_records::CallRecord = GET "/communications/callRecords/{}";
        /// `GET /communications/callRecords/microsoft.graph.callRecords.getPstnCalls(fromDateTime={fromDateTime},toDateTime={toDateTime})`.
        ///
        /// - An application needs at least `CallRecord-PstnCalls.Read.All`, or one of: `CallRecord-PstnCalls.Read.All`, `CallRecords.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn get_pstn_calls(from_date_time, to_date_time) => crate::models::Collection<crate::models::call_records::PstnCallLogRow> = GET "/communications/callRecords/microsoft.graph.callRecords.getPstnCalls(fromDateTime={},toDateTime={})";
        /// `GET /communications/callRecords/microsoft.graph.callRecords.getDirectRoutingCalls(fromDateTime={fromDateTime},toDateTime={toDateTime})`.
        ///
        /// - An application needs at least `CallRecord-PstnCalls.Read.All`, or one of: `CallRecord-PstnCalls.Read.All`, `CallRecords.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn get_direct_routing_calls(from_date_time, to_date_time) => crate::models::Collection<crate::models::call_records::DirectRoutingLogRow> = GET "/communications/callRecords/microsoft.graph.callRecords.getDirectRoutingCalls(fromDateTime={},toDateTime={})";
        /// `GET /communications/callRecords/microsoft.graph.callRecords.getSmsLog(fromDateTime={fromDateTime},toDateTime={toDateTime})`, beta.
        ///
        /// - An application needs at least `CallRecord-PstnCalls.Read.All`, or one of: `CallRecord-PstnCalls.Read.All`, `CallRecords.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: .
        fn get_sms_log(from_date_time, to_date_time) => crate::models::Collection<crate::models::call_records::SmsLogRow> = GET "/beta/communications/callRecords/microsoft.graph.callRecords.getSmsLog(fromDateTime={},toDateTime={})";
        /// `GET /communications/callRecords/microsoft.graph.callRecords.getPstnBlockedUsersLog(fromDateTime={fromDateTime},toDateTime={toDateTime})`, beta.
        ///
        /// - An application needs at least `CallRecord-PstnCalls.Read.All`, or one of: `CallRecord-PstnCalls.Read.All`, `CallRecords.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: .
        fn get_pstn_blocked_users_log(from_date_time, to_date_time) => crate::models::Collection<crate::models::call_records::PstnBlockedUsersLogRow> = GET "/beta/communications/callRecords/microsoft.graph.callRecords.getPstnBlockedUsersLog(fromDateTime={},toDateTime={})";
        /// `GET /communications/callRecords/microsoft.graph.callRecords.getPstnOnlineMeetingDialoutReport(fromDateTime={fromDateTime},toDateTime={toDateTime})`, beta.
        ///
        /// - An application needs at least `CallRecord-PstnCalls.Read.All`, or one of: `CallRecord-PstnCalls.Read.All`, `CallRecords.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: .
        fn get_pstn_online_meeting_dialout_report(from_date_time, to_date_time) => crate::models::Collection<crate::models::call_records::PstnOnlineMeetingDialoutReport> = GET "/beta/communications/callRecords/microsoft.graph.callRecords.getPstnOnlineMeetingDialoutReport(fromDateTime={},toDateTime={})";
    }
}
