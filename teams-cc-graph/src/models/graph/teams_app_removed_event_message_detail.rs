//! `microsoft.graph.teamsAppRemovedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        initiator => IdentitySet = "initiator",
        /// `teamsAppDisplayName`: text.
        teams_app_display_name: String = "teamsAppDisplayName",
        /// `teamsAppId`: text.
        teams_app_id: String = "teamsAppId",
    }
}

derives!(TeamsAppRemovedEventMessageDetail: EventMessageDetail ["microsoft.graph.teamsAppRemovedEventMessageDetail"]);
