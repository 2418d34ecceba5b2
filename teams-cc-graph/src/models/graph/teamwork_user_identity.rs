//! `microsoft.graph.teamworkUserIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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

impl Derives<Identity> for TeamworkUserIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamworkUserIdentity"]
    }
}

impl From<TeamworkUserIdentity> for Identity {
    fn from(derived: TeamworkUserIdentity) -> Self {
        widen(&derived)
    }
}

impl From<TeamworkUserIdentity> for Box<Identity> {
    fn from(derived: TeamworkUserIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
