//! `microsoft.graph.daylightTimeZoneOffset` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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

impl Derives<StandardTimeZoneOffset> for DaylightTimeZoneOffset {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.daylightTimeZoneOffset"]
    }
}

impl From<DaylightTimeZoneOffset> for StandardTimeZoneOffset {
    fn from(derived: DaylightTimeZoneOffset) -> Self {
        widen(&derived)
    }
}

impl From<DaylightTimeZoneOffset> for Box<StandardTimeZoneOffset> {
    fn from(derived: DaylightTimeZoneOffset) -> Self {
        Box::new(widen(&derived))
    }
}
