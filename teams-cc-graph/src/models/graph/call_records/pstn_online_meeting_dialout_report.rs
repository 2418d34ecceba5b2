//! `microsoft.graph.callRecords.pstnOnlineMeetingDialoutReport` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.callRecords.pstnOnlineMeetingDialoutReport`: complex type, beta.
    PstnOnlineMeetingDialoutReport = "microsoft.graph.callRecords.pstnOnlineMeetingDialoutReport" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `currency`: text.
        currency: String = "currency",
        /// `destinationContext`: text.
        destination_context: String = "destinationContext",
        /// `totalCallCharge`: a number.
        total_call_charge: f64 = "totalCallCharge",
        /// `totalCallSeconds`: a whole number.
        total_call_seconds: i64 = "totalCallSeconds",
        /// `totalCalls`: a whole number.
        total_calls: i64 = "totalCalls",
        /// `usageLocation`: text.
        usage_location: String = "usageLocation",
        /// `userDisplayName`: text.
        user_display_name: String = "userDisplayName",
        /// `userId`: text.
        user_id: String = "userId",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
    }
}
