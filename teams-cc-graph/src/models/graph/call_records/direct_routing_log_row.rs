//! `microsoft.graph.callRecords.directRoutingLogRow` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::DateTime;
use crate::models::model::model;

model! {
    /// `microsoft.graph.callRecords.directRoutingLogRow`: complex type.
    DirectRoutingLogRow = "microsoft.graph.callRecords.directRoutingLogRow" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `callEndSubReason`: a whole number.
        call_end_sub_reason: i64 = "callEndSubReason",
        /// `callType`: text.
        call_type: String = "callType",
        /// `calleeNumber`: text.
        callee_number: String = "calleeNumber",
        /// `callerNumber`: text.
        caller_number: String = "callerNumber",
        /// `correlationId`: text.
        correlation_id: String = "correlationId",
        /// `duration`: a whole number.
        duration: i64 = "duration",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `failureDateTime`: a moment.
        failure_date_time: DateTime = "failureDateTime",
        /// `finalSipCode`: a whole number.
        final_sip_code: i64 = "finalSipCode",
        /// `finalSipCodePhrase`: text.
        final_sip_code_phrase: String = "finalSipCodePhrase",
        /// `id`: text.
        id: String = "id",
        /// `inviteDateTime`: a moment.
        invite_date_time: DateTime = "inviteDateTime",
        /// `mediaBypassEnabled`: yes or no.
        media_bypass_enabled: bool = "mediaBypassEnabled",
        /// `mediaPathLocation`: text.
        media_path_location: String = "mediaPathLocation",
        /// `signalingLocation`: text.
        signaling_location: String = "signalingLocation",
        /// `startDateTime`: a moment.
        start_date_time: DateTime = "startDateTime",
        /// `successfulCall`: yes or no.
        successful_call: bool = "successfulCall",
        /// `trunkFullyQualifiedDomainName`: text.
        trunk_fully_qualified_domain_name: String = "trunkFullyQualifiedDomainName",
        /// `userDisplayName`: text.
        user_display_name: String = "userDisplayName",
        /// `userId`: text.
        user_id: String = "userId",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
        /// `transferorCorrelationId`: text; beta.
        transferor_correlation_id: String = "transferorCorrelationId",
        /// `userCountryCode`: text; beta.
        user_country_code: String = "userCountryCode",
    }
}
