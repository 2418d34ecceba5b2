//! `microsoft.graph.teamsAppRemovedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamsAppRemovedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamsAppRemovedEventMessageDetail = "microsoft.graph.teamsAppRemovedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `teamsAppDisplayName`: text.
        teams_app_display_name: String = "teamsAppDisplayName",
        /// `teamsAppId`: text.
        teams_app_id: String = "teamsAppId",
    }
}

impl Derives<EventMessageDetail> for TeamsAppRemovedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamsAppRemovedEventMessageDetail"]
    }
}

impl From<TeamsAppRemovedEventMessageDetail> for EventMessageDetail {
    fn from(derived: TeamsAppRemovedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TeamsAppRemovedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TeamsAppRemovedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
