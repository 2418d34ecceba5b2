//! `microsoft.graph.startTranscriptionOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, ResultInfo};

model! {
    /// `microsoft.graph.startTranscriptionOperation`: entity, beta.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StartTranscriptionOperation = "microsoft.graph.startTranscriptionOperation" {
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

impl Derives<CommsOperation> for StartTranscriptionOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.startTranscriptionOperation"]
    }
}

impl From<StartTranscriptionOperation> for CommsOperation {
    fn from(derived: StartTranscriptionOperation) -> Self {
        widen(&derived)
    }
}

impl From<StartTranscriptionOperation> for Box<CommsOperation> {
    fn from(derived: StartTranscriptionOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for StartTranscriptionOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.startTranscriptionOperation"]
    }
}

impl From<StartTranscriptionOperation> for Entity {
    fn from(derived: StartTranscriptionOperation) -> Self {
        widen(&derived)
    }
}

impl From<StartTranscriptionOperation> for Box<Entity> {
    fn from(derived: StartTranscriptionOperation) -> Self {
        Box::new(widen(&derived))
    }
}
