//! `microsoft.graph.teamDescriptionUpdatedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.teamDescriptionUpdatedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamDescriptionUpdatedEventMessageDetail = "microsoft.graph.teamDescriptionUpdatedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `teamDescription`: text.
        team_description: String = "teamDescription",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

derives!(TeamDescriptionUpdatedEventMessageDetail: EventMessageDetail ["microsoft.graph.teamDescriptionUpdatedEventMessageDetail"]);
