//! `microsoft.graph.stopTranscriptionOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, ResultInfo};

model! {
    /// `microsoft.graph.stopTranscriptionOperation`: entity, beta.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StopTranscriptionOperation = "microsoft.graph.stopTranscriptionOperation" {
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

impl Derives<CommsOperation> for StopTranscriptionOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.stopTranscriptionOperation"]
    }
}

impl From<StopTranscriptionOperation> for CommsOperation {
    fn from(derived: StopTranscriptionOperation) -> Self {
        widen(&derived)
    }
}

impl From<StopTranscriptionOperation> for Box<CommsOperation> {
    fn from(derived: StopTranscriptionOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for StopTranscriptionOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.stopTranscriptionOperation"]
    }
}

impl From<StopTranscriptionOperation> for Entity {
    fn from(derived: StopTranscriptionOperation) -> Self {
        widen(&derived)
    }
}

impl From<StopTranscriptionOperation> for Box<Entity> {
    fn from(derived: StopTranscriptionOperation) -> Self {
        Box::new(widen(&derived))
    }
}
