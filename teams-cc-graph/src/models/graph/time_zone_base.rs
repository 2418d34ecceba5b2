//! `microsoft.graph.customTimeZone` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DayOfWeek, DaylightTimeZoneOffset, TimeZoneBase};

model! {
    /// `microsoft.graph.customTimeZone`: complex type.
    ///
    /// Derives from `microsoft.graph.timeZoneBase`.
    CustomTimeZone = "microsoft.graph.customTimeZone" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `name`: text.
        name: String = "name",
        /// `bias`: a whole number.
        bias: i64 = "bias",
        /// `daylightOffset`: `daylightTimeZoneOffset`.
        daylight_offset => DaylightTimeZoneOffset = "daylightOffset",
        /// `standardOffset`: `standardTimeZoneOffset`.
        standard_offset => StandardTimeZoneOffset = "standardOffset",
    }
}

derives!(CustomTimeZone: TimeZoneBase ["microsoft.graph.customTimeZone"]);

model! {
    /// `microsoft.graph.standardTimeZoneOffset`: complex type.
    StandardTimeZoneOffset = "microsoft.graph.standardTimeZoneOffset" {
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
    }
}
