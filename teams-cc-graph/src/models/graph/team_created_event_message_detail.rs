//! `microsoft.graph.teamCreatedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamCreatedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamCreatedEventMessageDetail = "microsoft.graph.teamCreatedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `teamDescription`: text.
        team_description: String = "teamDescription",
        /// `teamDisplayName`: text.
        team_display_name: String = "teamDisplayName",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

derives!(TeamCreatedEventMessageDetail: EventMessageDetail ["microsoft.graph.teamCreatedEventMessageDetail"]);
