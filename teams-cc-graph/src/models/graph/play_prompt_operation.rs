//! `microsoft.graph.playPromptOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{
    CommsOperation, Entity, OperationStatus, PlayPromptCompletionReason, ResultInfo,
};

model! {
    /// `microsoft.graph.playPromptOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    PlayPromptOperation = "microsoft.graph.playPromptOperation" {
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
        /// `completionReason`: `playPromptCompletionReason`; beta.
        completion_reason: PlayPromptCompletionReason = "completionReason",
    }
}

derives!(PlayPromptOperation: CommsOperation ["microsoft.graph.playPromptOperation"]);

derives!(PlayPromptOperation: Entity ["microsoft.graph.playPromptOperation"]);
