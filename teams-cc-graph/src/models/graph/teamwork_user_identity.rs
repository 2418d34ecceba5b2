//! `microsoft.graph.teamworkUserIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{Identity, TeamworkUserIdentityType};

model! {
    /// `microsoft.graph.teamworkUserIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    TeamworkUserIdentity = "microsoft.graph.teamworkUserIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `userIdentityType`: `teamworkUserIdentityType`.
        user_identity_type: TeamworkUserIdentityType = "userIdentityType",
        /// `userPrincipalName`: text; beta.
        user_principal_name: String = "userPrincipalName",
    }
}

derives!(TeamworkUserIdentity: Identity ["microsoft.graph.teamworkUserIdentity"]);
