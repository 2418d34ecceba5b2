//! `microsoft.graph.teamJoiningEnabledEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamJoiningEnabledEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamJoiningEnabledEventMessageDetail = "microsoft.graph.teamJoiningEnabledEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

impl Derives<EventMessageDetail> for TeamJoiningEnabledEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamJoiningEnabledEventMessageDetail"]
    }
}

impl From<TeamJoiningEnabledEventMessageDetail> for EventMessageDetail {
    fn from(derived: TeamJoiningEnabledEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TeamJoiningEnabledEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TeamJoiningEnabledEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
