//! `microsoft.graph.teamsAdministration.teamsPolicyUserAssignment` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::derives;
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

derives!(TeamsPolicyUserAssignment: Entity ["microsoft.graph.teamsAdministration.teamsPolicyUserAssignment"]);
