//! `microsoft.graph.callRecords.pstnBlockedUsersLogRow` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::DateTime;
use crate::models::call_records::PstnUserBlockMode;
use crate::models::model::model;

model! {
    /// `microsoft.graph.callRecords.pstnBlockedUsersLogRow`: complex type, beta.
    PstnBlockedUsersLogRow = "microsoft.graph.callRecords.pstnBlockedUsersLogRow" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `blockDateTime`: a moment.
        block_date_time: DateTime = "blockDateTime",
        /// `blockReason`: text.
        block_reason: String = "blockReason",
        /// `remediationId`: text.
        remediation_id: String = "remediationId",
        /// `userBlockMode`: `pstnUserBlockMode`.
        user_block_mode: PstnUserBlockMode = "userBlockMode",
        /// `userDisplayName`: text.
        user_display_name: String = "userDisplayName",
        /// `userId`: text.
        user_id: String = "userId",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
        /// `userTelephoneNumber`: text.
        user_telephone_number: String = "userTelephoneNumber",
    }
}
