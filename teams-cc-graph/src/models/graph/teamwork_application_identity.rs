//! `microsoft.graph.teamworkApplicationIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{Identity, TeamworkApplicationIdentityType};

model! {
    /// `microsoft.graph.teamworkApplicationIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    TeamworkApplicationIdentity = "microsoft.graph.teamworkApplicationIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `applicationIdentityType`: `teamworkApplicationIdentityType`.
        application_identity_type: TeamworkApplicationIdentityType = "applicationIdentityType",
    }
}

derives!(TeamworkApplicationIdentity: Identity ["microsoft.graph.teamworkApplicationIdentity"]);
