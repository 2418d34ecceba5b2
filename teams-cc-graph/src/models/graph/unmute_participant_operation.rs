//! `microsoft.graph.unmuteParticipantOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, ResultInfo};

model! {
    /// `microsoft.graph.unmuteParticipantOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    UnmuteParticipantOperation = "microsoft.graph.unmuteParticipantOperation" {
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

impl Derives<CommsOperation> for UnmuteParticipantOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.unmuteParticipantOperation"]
    }
}

impl From<UnmuteParticipantOperation> for CommsOperation {
    fn from(derived: UnmuteParticipantOperation) -> Self {
        widen(&derived)
    }
}

impl From<UnmuteParticipantOperation> for Box<CommsOperation> {
    fn from(derived: UnmuteParticipantOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for UnmuteParticipantOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.unmuteParticipantOperation"]
    }
}

impl From<UnmuteParticipantOperation> for Entity {
    fn from(derived: UnmuteParticipantOperation) -> Self {
        widen(&derived)
    }
}

impl From<UnmuteParticipantOperation> for Box<Entity> {
    fn from(derived: UnmuteParticipantOperation) -> Self {
        Box::new(widen(&derived))
    }
}
