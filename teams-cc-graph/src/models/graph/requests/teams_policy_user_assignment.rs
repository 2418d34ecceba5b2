//! What the actions of `teams_policy_user_assignment` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::teams_administration::TeamsPolicyUserAssignment;

model! {
    /// `teamsAdministration.teamsPolicyUserAssignment.assign`: what the action takes.
    TeamsPolicyUserAssignmentAssign = "teamsAdministration.teamsPolicyUserAssignment.assign" {
        /// `value`: list of `teamsPolicyUserAssignment`.
        value: Vec<TeamsPolicyUserAssignment> = "value",
    }
}

model! {
    /// `teamsAdministration.teamsPolicyUserAssignment.unassign`: what the action takes.
    TeamsPolicyUserAssignmentUnassign = "teamsAdministration.teamsPolicyUserAssignment.unassign" {
        /// `value`: list of `teamsPolicyUserAssignment`.
        value: Vec<TeamsPolicyUserAssignment> = "value",
    }
}
