//! `microsoft.graph.teamRenamedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        initiator => IdentitySet = "initiator",
        /// `teamDisplayName`: text.
        team_display_name: String = "teamDisplayName",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

derives!(TeamRenamedEventMessageDetail: EventMessageDetail ["microsoft.graph.teamRenamedEventMessageDetail"]);
