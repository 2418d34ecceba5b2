//! `microsoft.graph.inviteParticipantsOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{
    CommsOperation, Entity, InvitationParticipantInfo, OperationStatus, ResultInfo,
};

model! {
    /// `microsoft.graph.inviteParticipantsOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    InviteParticipantsOperation = "microsoft.graph.inviteParticipantsOperation" {
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
        /// `participants`: list of `invitationParticipantInfo`.
        participants: Vec<InvitationParticipantInfo> = "participants",
    }
}

impl Derives<CommsOperation> for InviteParticipantsOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.inviteParticipantsOperation"]
    }
}

impl From<InviteParticipantsOperation> for CommsOperation {
    fn from(derived: InviteParticipantsOperation) -> Self {
        widen(&derived)
    }
}

impl From<InviteParticipantsOperation> for Box<CommsOperation> {
    fn from(derived: InviteParticipantsOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for InviteParticipantsOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.inviteParticipantsOperation"]
    }
}

impl From<InviteParticipantsOperation> for Entity {
    fn from(derived: InviteParticipantsOperation) -> Self {
        widen(&derived)
    }
}

impl From<InviteParticipantsOperation> for Box<Entity> {
    fn from(derived: InviteParticipantsOperation) -> Self {
        Box::new(widen(&derived))
    }
}
