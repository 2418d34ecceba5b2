//! `microsoft.graph.muteParticipantsOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        result_info => ResultInfo = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
        /// `participants`: list of text.
        participants: Vec<String> = "participants",
    }
}

derives!(MuteParticipantsOperation: CommsOperation ["microsoft.graph.muteParticipantsOperation"]);

derives!(MuteParticipantsOperation: Entity ["microsoft.graph.muteParticipantsOperation"]);
