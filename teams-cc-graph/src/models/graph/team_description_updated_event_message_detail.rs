//! `microsoft.graph.teamDescriptionUpdatedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamDescriptionUpdatedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamDescriptionUpdatedEventMessageDetail = "microsoft.graph.teamDescriptionUpdatedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `teamDescription`: text.
        team_description: String = "teamDescription",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

impl Derives<EventMessageDetail> for TeamDescriptionUpdatedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamDescriptionUpdatedEventMessageDetail"]
    }
}

impl From<TeamDescriptionUpdatedEventMessageDetail> for EventMessageDetail {
    fn from(derived: TeamDescriptionUpdatedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TeamDescriptionUpdatedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TeamDescriptionUpdatedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
