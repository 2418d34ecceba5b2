//! `microsoft.graph.recordOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        result_info => ResultInfo = "resultInfo",
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

derives!(RecordOperation: CommsOperation ["microsoft.graph.recordOperation"]);

derives!(RecordOperation: Entity ["microsoft.graph.recordOperation"]);
