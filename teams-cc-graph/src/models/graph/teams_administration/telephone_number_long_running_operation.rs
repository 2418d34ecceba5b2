//! `microsoft.graph.teamsAdministration.telephoneNumberLongRunningOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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

impl Derives<Entity> for TelephoneNumberLongRunningOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamsAdministration.telephoneNumberLongRunningOperation"]
    }
}

impl From<TelephoneNumberLongRunningOperation> for Entity {
    fn from(derived: TelephoneNumberLongRunningOperation) -> Self {
        widen(&derived)
    }
}

impl From<TelephoneNumberLongRunningOperation> for Box<Entity> {
    fn from(derived: TelephoneNumberLongRunningOperation) -> Self {
        Box::new(widen(&derived))
    }
}

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
