//! `numberAssignments`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `numberAssignments`.
    NumberAssignments {
        /// `GET /admin/teams/telephoneNumberManagement/numberAssignments`.
        ///
        /// - An application needs at least `TeamsTelephoneNumber.Read.All`, or one of: `TeamsTelephoneNumber.Read.All`, `TeamsTelephoneNumber.ReadWrite.All`.
        /// - A signed-in user needs at least `TeamsTelephoneNumber.Read.All`, or one of: `TeamsTelephoneNumber.Read.All`, `TeamsTelephoneNumber.ReadWrite.All`.
        /// - Answer: 200. Clouds: global.
        fn list() => crate::models::Collection<crate::models::teams_administration::NumberAssignment> = GET "/admin/teams/telephoneNumberManagement/numberAssignments";
        /// `POST /admin/teams/telephoneNumberManagement/numberAssignments/microsoft.graph.teamsAdministration.assignNumber`.
        ///
        /// - An application needs `TeamsTelephoneNumber.ReadWrite.All`.
        /// - A signed-in user needs `TeamsTelephoneNumber.ReadWrite.All`.
        /// - Answer: 202. Clouds: global.
        fn assign(; crate::models::requests::NumberAssignmentAssignNumber) => () = POST "/admin/teams/telephoneNumberManagement/numberAssignments/microsoft.graph.teamsAdministration.assignNumber";
        /// `POST /admin/teams/telephoneNumberManagement/numberAssignments/microsoft.graph.teamsAdministration.unassignNumber`.
        ///
        /// - An application needs `TeamsTelephoneNumber.ReadWrite.All`.
        /// - A signed-in user needs `TeamsTelephoneNumber.ReadWrite.All`.
        /// - Answer: 202. Clouds: global.
        fn unassign(; crate::models::requests::NumberAssignmentUnassignNumber) => () = POST "/admin/teams/telephoneNumberManagement/numberAssignments/microsoft.graph.teamsAdministration.unassignNumber";
        /// `POST /admin/teams/telephoneNumberManagement/numberAssignments/microsoft.graph.teamsAdministration.updateNumber`.
        ///
        /// - An application needs `TeamsTelephoneNumber.ReadWrite.All`.
        /// - A signed-in user needs `TeamsTelephoneNumber.ReadWrite.All`.
        /// - Answer: 202. Clouds: global.
        fn update(; crate::models::requests::NumberAssignmentUpdateNumber) => () = POST "/admin/teams/telephoneNumberManagement/numberAssignments/microsoft.graph.teamsAdministration.updateNumber";
    }
}
