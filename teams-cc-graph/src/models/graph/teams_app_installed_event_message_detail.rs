//! `microsoft.graph.teamsAppInstalledEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamsAppInstalledEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamsAppInstalledEventMessageDetail = "microsoft.graph.teamsAppInstalledEventMessageDetail" {
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

impl Derives<EventMessageDetail> for TeamsAppInstalledEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamsAppInstalledEventMessageDetail"]
    }
}

impl From<TeamsAppInstalledEventMessageDetail> for EventMessageDetail {
    fn from(derived: TeamsAppInstalledEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TeamsAppInstalledEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TeamsAppInstalledEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
