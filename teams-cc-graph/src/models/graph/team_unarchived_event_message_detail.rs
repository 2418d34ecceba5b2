//! `microsoft.graph.teamUnarchivedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamUnarchivedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamUnarchivedEventMessageDetail = "microsoft.graph.teamUnarchivedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

impl Derives<EventMessageDetail> for TeamUnarchivedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamUnarchivedEventMessageDetail"]
    }
}

impl From<TeamUnarchivedEventMessageDetail> for EventMessageDetail {
    fn from(derived: TeamUnarchivedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TeamUnarchivedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TeamUnarchivedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
