//! `microsoft.graph.participantLeftNotification` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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
        call: Box<Call> = "call",
        /// `participantId`: text.
        participant_id: String = "participantId",
    }
}

impl Derives<Entity> for ParticipantLeftNotification {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.participantLeftNotification"]
    }
}

impl From<ParticipantLeftNotification> for Entity {
    fn from(derived: ParticipantLeftNotification) -> Self {
        widen(&derived)
    }
}

impl From<ParticipantLeftNotification> for Box<Entity> {
    fn from(derived: ParticipantLeftNotification) -> Self {
        Box::new(widen(&derived))
    }
}
