//! `microsoft.graph.daylightTimeZoneOffset` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DayOfWeek, StandardTimeZoneOffset};

model! {
    /// `microsoft.graph.daylightTimeZoneOffset`: complex type.
    ///
    /// Derives from `microsoft.graph.standardTimeZoneOffset`.
    DaylightTimeZoneOffset = "microsoft.graph.daylightTimeZoneOffset" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `dayOccurrence`: a whole number.
        day_occurrence: i64 = "dayOccurrence",
        /// `dayOfWeek`: `dayOfWeek`.
        day_of_week: DayOfWeek = "dayOfWeek",
        /// `month`: a whole number.
        month: i64 = "month",
        /// `time`: text.
        time: String = "time",
        /// `year`: a whole number.
        year: i64 = "year",
        /// `daylightBias`: a whole number.
        daylight_bias: i64 = "daylightBias",
    }
}

derives!(DaylightTimeZoneOffset: StandardTimeZoneOffset ["microsoft.graph.daylightTimeZoneOffset"]);
