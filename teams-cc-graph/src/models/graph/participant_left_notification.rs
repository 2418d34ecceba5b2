//! `microsoft.graph.participantLeftNotification` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{Call, Entity};

model! {
    /// `microsoft.graph.participantLeftNotification`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    ParticipantLeftNotification = "microsoft.graph.participantLeftNotification" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `call`: `call`; comes when expanded.
        call => Call = "call",
        /// `participantId`: text.
        participant_id: String = "participantId",
    }
}

derives!(ParticipantLeftNotification: Entity ["microsoft.graph.participantLeftNotification"]);
