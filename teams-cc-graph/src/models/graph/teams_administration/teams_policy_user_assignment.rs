//! `microsoft.graph.teamsAdministration.teamsPolicyUserAssignment` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.teamsAdministration.teamsPolicyUserAssignment`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TeamsPolicyUserAssignment = "microsoft.graph.teamsAdministration.teamsPolicyUserAssignment" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `policyId`: text.
        policy_id: String = "policyId",
        /// `policyType`: text.
        policy_type: String = "policyType",
        /// `userId`: text.
        user_id: String = "userId",
    }
}

impl Derives<Entity> for TeamsPolicyUserAssignment {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamsAdministration.teamsPolicyUserAssignment"]
    }
}

impl From<TeamsPolicyUserAssignment> for Entity {
    fn from(derived: TeamsPolicyUserAssignment) -> Self {
        widen(&derived)
    }
}

impl From<TeamsPolicyUserAssignment> for Box<Entity> {
    fn from(derived: TeamsPolicyUserAssignment) -> Self {
        Box::new(widen(&derived))
    }
}
