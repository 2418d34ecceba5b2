//! `microsoft.graph.callRecords.administrativeUnitInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.callRecords.administrativeUnitInfo`: complex type.
    AdministrativeUnitInfo = "microsoft.graph.callRecords.administrativeUnitInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
    }
}
