//! What the actions of `number_assignment` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::teams_administration::{AssignmentCategory, NumberType};

model! {
    /// `teamsAdministration.numberAssignment.assignNumber`: what the action takes.
    NumberAssignmentAssignNumber = "teamsAdministration.numberAssignment.assignNumber" {
        /// `assignmentCategory`: `assignmentCategory`.
        assignment_category: AssignmentCategory = "assignmentCategory",
        /// `assignmentTargetId`: text.
        assignment_target_id: String = "assignmentTargetId",
        /// `locationId`: text.
        location_id: String = "locationId",
        /// `numberType`: `numberType`.
        number_type: NumberType = "numberType",
        /// `telephoneNumber`: text.
        telephone_number: String = "telephoneNumber",
    }
}

model! {
    /// `teamsAdministration.numberAssignment.unassignNumber`: what the action takes.
    NumberAssignmentUnassignNumber = "teamsAdministration.numberAssignment.unassignNumber" {
        /// `numberType`: `numberType`.
        number_type: NumberType = "numberType",
        /// `telephoneNumber`: text.
        telephone_number: String = "telephoneNumber",
    }
}

model! {
    /// `teamsAdministration.numberAssignment.updateNumber`: what the action takes.
    NumberAssignmentUpdateNumber = "teamsAdministration.numberAssignment.updateNumber" {
        /// `locationId`: text.
        location_id: String = "locationId",
        /// `networkSiteId`: text.
        network_site_id: String = "networkSiteId",
        /// `reverseNumberLookupOptions`: list of text.
        reverse_number_lookup_options: Vec<String> = "reverseNumberLookupOptions",
        /// `telephoneNumber`: text.
        telephone_number: String = "telephoneNumber",
    }
}
