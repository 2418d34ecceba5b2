//! What the actions of `work_plan_occurrence` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{WorkLocationType, WorkLocationUpdateScope};

model! {
    /// `workPlanOccurrence.setCurrentLocation`: what the action takes.
    WorkPlanOccurrenceSetCurrentLocation = "workPlanOccurrence.setCurrentLocation" {
        /// `placeId`: text.
        place_id: String = "placeId",
        /// `updateScope`: `workLocationUpdateScope`.
        update_scope: WorkLocationUpdateScope = "updateScope",
        /// `workLocationType`: `workLocationType`.
        work_location_type: WorkLocationType = "workLocationType",
    }
}
