//! `microsoft.graph.startRecordingOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, ResultInfo};

model! {
    /// `microsoft.graph.startRecordingOperation`: entity, beta.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StartRecordingOperation = "microsoft.graph.startRecordingOperation" {
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

impl Derives<CommsOperation> for StartRecordingOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.startRecordingOperation"]
    }
}

impl From<StartRecordingOperation> for CommsOperation {
    fn from(derived: StartRecordingOperation) -> Self {
        widen(&derived)
    }
}

impl From<StartRecordingOperation> for Box<CommsOperation> {
    fn from(derived: StartRecordingOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for StartRecordingOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.startRecordingOperation"]
    }
}

impl From<StartRecordingOperation> for Entity {
    fn from(derived: StartRecordingOperation) -> Self {
        widen(&derived)
    }
}

impl From<StartRecordingOperation> for Box<Entity> {
    fn from(derived: StartRecordingOperation) -> Self {
        Box::new(widen(&derived))
    }
}
