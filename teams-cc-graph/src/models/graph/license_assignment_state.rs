//! `microsoft.graph.licenseAssignmentState` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::DateTime;
use crate::models::model::model;

model! {
    /// `microsoft.graph.licenseAssignmentState`: complex type.
    LicenseAssignmentState = "microsoft.graph.licenseAssignmentState" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `assignedByGroup`: text.
        assigned_by_group: String = "assignedByGroup",
        /// `disabledPlans`: list of a GUID.
        disabled_plans: Vec<String> = "disabledPlans",
        /// `error`: text.
        error: String = "error",
        /// `lastUpdatedDateTime`: a moment.
        last_updated_date_time: DateTime = "lastUpdatedDateTime",
        /// `skuId`: a GUID.
        sku_id: String = "skuId",
        /// `state`: text.
        state: String = "state",
    }
}
