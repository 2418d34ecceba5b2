//! `microsoft.graph.teamRenamedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamRenamedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamRenamedEventMessageDetail = "microsoft.graph.teamRenamedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `teamDisplayName`: text.
        team_display_name: String = "teamDisplayName",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

impl Derives<EventMessageDetail> for TeamRenamedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamRenamedEventMessageDetail"]
    }
}

impl From<TeamRenamedEventMessageDetail> for EventMessageDetail {
    fn from(derived: TeamRenamedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TeamRenamedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TeamRenamedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
