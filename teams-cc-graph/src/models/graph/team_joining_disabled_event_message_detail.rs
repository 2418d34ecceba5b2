//! `microsoft.graph.teamJoiningDisabledEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamJoiningDisabledEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamJoiningDisabledEventMessageDetail = "microsoft.graph.teamJoiningDisabledEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

impl Derives<EventMessageDetail> for TeamJoiningDisabledEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamJoiningDisabledEventMessageDetail"]
    }
}

impl From<TeamJoiningDisabledEventMessageDetail> for EventMessageDetail {
    fn from(derived: TeamJoiningDisabledEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TeamJoiningDisabledEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TeamJoiningDisabledEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
