//! `microsoft.graph.teamsAdministration.policyIdentifierDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::{Derives, widen};
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

impl Derives<Entity> for PolicyIdentifierDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamsAdministration.policyIdentifierDetail"]
    }
}

impl From<PolicyIdentifierDetail> for Entity {
    fn from(derived: PolicyIdentifierDetail) -> Self {
        widen(&derived)
    }
}

impl From<PolicyIdentifierDetail> for Box<Entity> {
    fn from(derived: PolicyIdentifierDetail) -> Self {
        Box::new(widen(&derived))
    }
}
