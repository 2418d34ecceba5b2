//! `microsoft.graph.inviteParticipantsOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        result_info => ResultInfo = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
        /// `participants`: list of `invitationParticipantInfo`.
        participants: Vec<InvitationParticipantInfo> = "participants",
    }
}

derives!(InviteParticipantsOperation: CommsOperation ["microsoft.graph.inviteParticipantsOperation"]);

derives!(InviteParticipantsOperation: Entity ["microsoft.graph.inviteParticipantsOperation"]);
