//! `microsoft.graph.recordOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, RecordCompletionReason, ResultInfo};

model! {
    /// `microsoft.graph.recordOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    RecordOperation = "microsoft.graph.recordOperation" {
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
        /// `recordingAccessToken`: text.
        recording_access_token: String = "recordingAccessToken",
        /// `recordingLocation`: text.
        recording_location: String = "recordingLocation",
        /// `completionReason`: `recordCompletionReason`; beta.
        completion_reason: RecordCompletionReason = "completionReason",
    }
}

impl Derives<CommsOperation> for RecordOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.recordOperation"]
    }
}

impl From<RecordOperation> for CommsOperation {
    fn from(derived: RecordOperation) -> Self {
        widen(&derived)
    }
}

impl From<RecordOperation> for Box<CommsOperation> {
    fn from(derived: RecordOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for RecordOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.recordOperation"]
    }
}

impl From<RecordOperation> for Entity {
    fn from(derived: RecordOperation) -> Self {
        widen(&derived)
    }
}

impl From<RecordOperation> for Box<Entity> {
    fn from(derived: RecordOperation) -> Self {
        Box::new(widen(&derived))
    }
}
