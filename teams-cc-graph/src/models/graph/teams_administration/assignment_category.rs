//! `microsoft.graph.teamsAdministration.assignmentCategory` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.teamsAdministration.assignmentCategory`.
    AssignmentCategory = "microsoft.graph.teamsAdministration.assignmentCategory" {
        /// `primary`.
        Primary = "primary",
        /// `private`.
        Private = "private",
        /// `alternate`.
        Alternate = "alternate",
    }
}
