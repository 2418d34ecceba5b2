//! `microsoft.graph.dayOfWeek` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.dayOfWeek`.
    DayOfWeek = "microsoft.graph.dayOfWeek" {
        /// `sunday`.
        Sunday = "sunday",
        /// `monday`.
        Monday = "monday",
        /// `tuesday`.
        Tuesday = "tuesday",
        /// `wednesday`.
        Wednesday = "wednesday",
        /// `thursday`.
        Thursday = "thursday",
        /// `friday`.
        Friday = "friday",
        /// `saturday`.
        Saturday = "saturday",
    }
}
