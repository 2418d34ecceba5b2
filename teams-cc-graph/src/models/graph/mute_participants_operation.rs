//! `microsoft.graph.muteParticipantsOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, ResultInfo};

model! {
    /// `microsoft.graph.muteParticipantsOperation`: entity, beta.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    MuteParticipantsOperation = "microsoft.graph.muteParticipantsOperation" {
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
        /// `participants`: list of text.
        participants: Vec<String> = "participants",
    }
}

impl Derives<CommsOperation> for MuteParticipantsOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.muteParticipantsOperation"]
    }
}

impl From<MuteParticipantsOperation> for CommsOperation {
    fn from(derived: MuteParticipantsOperation) -> Self {
        widen(&derived)
    }
}

impl From<MuteParticipantsOperation> for Box<CommsOperation> {
    fn from(derived: MuteParticipantsOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for MuteParticipantsOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.muteParticipantsOperation"]
    }
}

impl From<MuteParticipantsOperation> for Entity {
    fn from(derived: MuteParticipantsOperation) -> Self {
        widen(&derived)
    }
}

impl From<MuteParticipantsOperation> for Box<Entity> {
    fn from(derived: MuteParticipantsOperation) -> Self {
        Box::new(widen(&derived))
    }
}
