//! `microsoft.graph.stopRecordingOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, ResultInfo};

model! {
    /// `microsoft.graph.stopRecordingOperation`: entity, beta.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StopRecordingOperation = "microsoft.graph.stopRecordingOperation" {
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

impl Derives<CommsOperation> for StopRecordingOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.stopRecordingOperation"]
    }
}

impl From<StopRecordingOperation> for CommsOperation {
    fn from(derived: StopRecordingOperation) -> Self {
        widen(&derived)
    }
}

impl From<StopRecordingOperation> for Box<CommsOperation> {
    fn from(derived: StopRecordingOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for StopRecordingOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.stopRecordingOperation"]
    }
}

impl From<StopRecordingOperation> for Entity {
    fn from(derived: StopRecordingOperation) -> Self {
        widen(&derived)
    }
}

impl From<StopRecordingOperation> for Box<Entity> {
    fn from(derived: StopRecordingOperation) -> Self {
        Box::new(widen(&derived))
    }
}
