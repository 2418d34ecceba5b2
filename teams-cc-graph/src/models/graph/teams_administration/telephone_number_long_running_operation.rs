//! `microsoft.graph.teamsAdministration.telephoneNumberLongRunningOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{Entity, LongRunningOperationStatus};

model! {
    /// `microsoft.graph.teamsAdministration.telephoneNumberLongRunningOperation`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TelephoneNumberLongRunningOperation = "microsoft.graph.teamsAdministration.telephoneNumberLongRunningOperation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `createdDateTime`: text.
        created_date_time: String = "createdDateTime",
        /// `numbers`: list of `telephoneNumberLongRunningOperationDetails`.
        numbers: Vec<TelephoneNumberLongRunningOperationDetails> = "numbers",
        /// `status`: `longRunningOperationStatus`.
        status: LongRunningOperationStatus = "status",
    }
}

derives!(TelephoneNumberLongRunningOperation: Entity ["microsoft.graph.teamsAdministration.telephoneNumberLongRunningOperation"]);

model! {
    /// `microsoft.graph.teamsAdministration.telephoneNumberLongRunningOperationDetails`: complex type.
    TelephoneNumberLongRunningOperationDetails = "microsoft.graph.teamsAdministration.telephoneNumberLongRunningOperationDetails" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `resourceLocation`: text.
        resource_location: String = "resourceLocation",
        /// `status`: `longRunningOperationStatus`.
        status: LongRunningOperationStatus = "status",
        /// `statusDetail`: text.
        status_detail: String = "statusDetail",
    }
}
