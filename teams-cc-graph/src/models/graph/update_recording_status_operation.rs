//! `microsoft.graph.updateRecordingStatusOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, ResultInfo};

model! {
    /// `microsoft.graph.updateRecordingStatusOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    UpdateRecordingStatusOperation = "microsoft.graph.updateRecordingStatusOperation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `resultInfo`: `resultInfo`.
        result_info: Box<ResultInfo> = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
    }
}

impl Derives<CommsOperation> for UpdateRecordingStatusOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.updateRecordingStatusOperation"]
    }
}

impl From<UpdateRecordingStatusOperation> for CommsOperation {
    fn from(derived: UpdateRecordingStatusOperation) -> Self {
        widen(&derived)
    }
}

impl From<UpdateRecordingStatusOperation> for Box<CommsOperation> {
    fn from(derived: UpdateRecordingStatusOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for UpdateRecordingStatusOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.updateRecordingStatusOperation"]
    }
}

impl From<UpdateRecordingStatusOperation> for Entity {
    fn from(derived: UpdateRecordingStatusOperation) -> Self {
        widen(&derived)
    }
}

impl From<UpdateRecordingStatusOperation> for Box<Entity> {
    fn from(derived: UpdateRecordingStatusOperation) -> Self {
        Box::new(widen(&derived))
    }
}
