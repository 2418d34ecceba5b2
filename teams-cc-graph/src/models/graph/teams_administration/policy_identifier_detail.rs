//! `microsoft.graph.teamsAdministration.policyIdentifierDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.teamsAdministration.policyIdentifierDetail`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    PolicyIdentifierDetail = "microsoft.graph.teamsAdministration.policyIdentifierDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `name`: text.
        name: String = "name",
        /// `policyId`: text.
        policy_id: String = "policyId",
    }
}

derives!(PolicyIdentifierDetail: Entity ["microsoft.graph.teamsAdministration.policyIdentifierDetail"]);
