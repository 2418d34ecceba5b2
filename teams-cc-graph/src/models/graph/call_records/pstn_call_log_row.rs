//! `microsoft.graph.callRecords.pstnCallLogRow` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::DateTime;
use crate::models::call_records::PstnCallDurationSource;
use crate::models::model::model;

model! {
    /// `microsoft.graph.callRecords.pstnCallLogRow`: complex type.
    PstnCallLogRow = "microsoft.graph.callRecords.pstnCallLogRow" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `callDurationSource`: `pstnCallDurationSource`.
        call_duration_source: PstnCallDurationSource = "callDurationSource",
        /// `callId`: text.
        call_id: String = "callId",
        /// `callType`: text.
        call_type: String = "callType",
        /// `calleeNumber`: text.
        callee_number: String = "calleeNumber",
        /// `callerNumber`: text.
        caller_number: String = "callerNumber",
        /// `charge`: a number.
        charge: f64 = "charge",
        /// `conferenceId`: text.
        conference_id: String = "conferenceId",
        /// `connectionCharge`: a number.
        connection_charge: f64 = "connectionCharge",
        /// `currency`: text.
        currency: String = "currency",
        /// `destinationContext`: text.
        destination_context: String = "destinationContext",
        /// `destinationName`: text.
        destination_name: String = "destinationName",
        /// `duration`: a whole number.
        duration: i64 = "duration",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `id`: text.
        id: String = "id",
        /// `inventoryType`: text.
        inventory_type: String = "inventoryType",
        /// `licenseCapability`: text.
        license_capability: String = "licenseCapability",
        /// `operator`: text.
        operator: String = "operator",
        /// `startDateTime`: a moment.
        start_date_time: DateTime = "startDateTime",
        /// `tenantCountryCode`: text.
        tenant_country_code: String = "tenantCountryCode",
        /// `usageCountryCode`: text.
        usage_country_code: String = "usageCountryCode",
        /// `userDisplayName`: text.
        user_display_name: String = "userDisplayName",
        /// `userId`: text.
        user_id: String = "userId",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
        /// `clientLocalIpV4Address`: text; beta.
        client_local_ip_v4_address: String = "clientLocalIpV4Address",
        /// `clientLocalIpV6Address`: text; beta.
        client_local_ip_v6_address: String = "clientLocalIpV6Address",
        /// `clientPublicIpV4Address`: text; beta.
        client_public_ip_v4_address: String = "clientPublicIpV4Address",
        /// `clientPublicIpV6Address`: text; beta.
        client_public_ip_v6_address: String = "clientPublicIpV6Address",
    }
}
