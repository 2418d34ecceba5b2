//! `policy`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::PolicyUserAssignments;
use crate::operations::macros::operations;

operations! {
    /// The operations on `policy`.
    Policy {
        leads to [
        /// `policy.userAssignments`.
        user_assignments: PolicyUserAssignments,
        ]
        /// `GET /admin/teams/policy/microsoft.graph.teamsAdministration.getPolicyId(type='{type}',name='{name}')`.
        ///
        /// - An application needs `TeamsPolicyUserAssign.ReadWrite.All`.
        /// - A signed-in user needs `TeamsPolicyUserAssign.ReadWrite.All`.
        /// - Answer: 200. Clouds: global.
        fn get_policy_id(r#type, name) => crate::models::Collection<serde_json::Value> = GET "/admin/teams/policy/microsoft.graph.teamsAdministration.getPolicyId(type='{}',name='{}')";
    }
}
