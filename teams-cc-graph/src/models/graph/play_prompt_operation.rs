//! `microsoft.graph.playPromptOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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
        result_info: Box<ResultInfo> = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
        /// `completionReason`: `playPromptCompletionReason`; beta.
        completion_reason: PlayPromptCompletionReason = "completionReason",
    }
}

impl Derives<CommsOperation> for PlayPromptOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.playPromptOperation"]
    }
}

impl From<PlayPromptOperation> for CommsOperation {
    fn from(derived: PlayPromptOperation) -> Self {
        widen(&derived)
    }
}

impl From<PlayPromptOperation> for Box<CommsOperation> {
    fn from(derived: PlayPromptOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for PlayPromptOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.playPromptOperation"]
    }
}

impl From<PlayPromptOperation> for Entity {
    fn from(derived: PlayPromptOperation) -> Self {
        widen(&derived)
    }
}

impl From<PlayPromptOperation> for Box<Entity> {
    fn from(derived: PlayPromptOperation) -> Self {
        Box::new(widen(&derived))
    }
}
