//! `microsoft.graph.participantJoiningNotification` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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
        call: Box<Call> = "call",
    }
}

impl Derives<Entity> for ParticipantJoiningNotification {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.participantJoiningNotification"]
    }
}

impl From<ParticipantJoiningNotification> for Entity {
    fn from(derived: ParticipantJoiningNotification) -> Self {
        widen(&derived)
    }
}

impl From<ParticipantJoiningNotification> for Box<Entity> {
    fn from(derived: ParticipantJoiningNotification) -> Self {
        Box::new(widen(&derived))
    }
}
