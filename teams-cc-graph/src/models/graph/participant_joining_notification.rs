//! `microsoft.graph.participantJoiningNotification` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{Call, Entity};

model! {
    /// `microsoft.graph.participantJoiningNotification`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    ParticipantJoiningNotification = "microsoft.graph.participantJoiningNotification" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `call`: `call`; comes when expanded.
        call => Call = "call",
    }
}

derives!(ParticipantJoiningNotification: Entity ["microsoft.graph.participantJoiningNotification"]);
