//! `microsoft.graph.teamsAppUpgradedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamsAppUpgradedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamsAppUpgradedEventMessageDetail = "microsoft.graph.teamsAppUpgradedEventMessageDetail" {
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

impl Derives<EventMessageDetail> for TeamsAppUpgradedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamsAppUpgradedEventMessageDetail"]
    }
}

impl From<TeamsAppUpgradedEventMessageDetail> for EventMessageDetail {
    fn from(derived: TeamsAppUpgradedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TeamsAppUpgradedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TeamsAppUpgradedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
