//! `workPlanOccurrence`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `workPlanOccurrence`.
    WorkPlanOccurrence {
        /// `POST /users/{user-id}/settings/workHoursAndLocations/occurrences/setCurrentLocation`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs `Calendars.ReadWrite`.
        /// - Answer: 204. Clouds: global.
        fn set_current_location(user_id; crate::models::requests::WorkPlanOccurrenceSetCurrentLocation) => () = POST "/users/{}/settings/workHoursAndLocations/occurrences/setCurrentLocation";
    }
}
