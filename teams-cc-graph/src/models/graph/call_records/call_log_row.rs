//! `microsoft.graph.callRecords.callLogRow` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::DateTime;
use crate::models::call_records::AdministrativeUnitInfo;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.callRecords.callLogRow`: complex type, beta.
    CallLogRow = "microsoft.graph.callRecords.callLogRow" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `administrativeUnitInfos`: list of `administrativeUnitInfo`.
        administrative_unit_infos: Vec<AdministrativeUnitInfo> = "administrativeUnitInfos",
        /// `id`: text.
        id: String = "id",
        /// `otherPartyCountryCode`: text.
        other_party_country_code: String = "otherPartyCountryCode",
        /// `userDisplayName`: text.
        user_display_name: String = "userDisplayName",
        /// `userId`: text.
        user_id: String = "userId",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
    }
}

model! {
    /// `microsoft.graph.callRecords.smsLogRow`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.callRecords.callLogRow`.
    SmsLogRow = "microsoft.graph.callRecords.smsLogRow" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `administrativeUnitInfos`: list of `administrativeUnitInfo`.
        administrative_unit_infos: Vec<AdministrativeUnitInfo> = "administrativeUnitInfos",
        /// `id`: text.
        id: String = "id",
        /// `otherPartyCountryCode`: text.
        other_party_country_code: String = "otherPartyCountryCode",
        /// `userDisplayName`: text.
        user_display_name: String = "userDisplayName",
        /// `userId`: text.
        user_id: String = "userId",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
        /// `callCharge`: a number.
        call_charge: f64 = "callCharge",
        /// `currency`: text.
        currency: String = "currency",
        /// `destinationContext`: text.
        destination_context: String = "destinationContext",
        /// `destinationName`: text.
        destination_name: String = "destinationName",
        /// `destinationNumber`: text.
        destination_number: String = "destinationNumber",
        /// `licenseCapability`: text.
        license_capability: String = "licenseCapability",
        /// `sentDateTime`: a moment.
        sent_date_time: DateTime = "sentDateTime",
        /// `smsId`: text.
        sms_id: String = "smsId",
        /// `smsType`: text.
        sms_type: String = "smsType",
        /// `smsUnits`: a whole number.
        sms_units: i64 = "smsUnits",
        /// `sourceNumber`: text.
        source_number: String = "sourceNumber",
        /// `tenantCountryCode`: text.
        tenant_country_code: String = "tenantCountryCode",
        /// `userCountryCode`: text.
        user_country_code: String = "userCountryCode",
    }
}

derives!(SmsLogRow: CallLogRow ["microsoft.graph.callRecords.smsLogRow"]);
