//! `policy.userAssignments`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `policy.userAssignments`.
    PolicyUserAssignments {
        /// `POST /admin/teams/policy/userAssignments/microsoft.graph.teamsAdministration.assign`.
        ///
        /// - An application needs `TeamsPolicyUserAssign.ReadWrite.All`.
        /// - A signed-in user needs `TeamsPolicyUserAssign.ReadWrite.All`.
        /// - Answer: 204. Clouds: global.
        fn assign(; crate::models::requests::TeamsPolicyUserAssignmentAssign) => () = POST "/admin/teams/policy/userAssignments/microsoft.graph.teamsAdministration.assign";
        /// `POST /admin/teams/policy/userAssignments/microsoft.graph.teamsAdministration.unassign`.
        ///
        /// - An application needs `TeamsPolicyUserAssign.ReadWrite.All`.
        /// - A signed-in user needs `TeamsPolicyUserAssign.ReadWrite.All`.
        /// - Answer: 204. Clouds: global.
        fn unassign(; crate::models::requests::TeamsPolicyUserAssignmentUnassign) => () = POST "/admin/teams/policy/userAssignments/microsoft.graph.teamsAdministration.unassign";
    }
}
