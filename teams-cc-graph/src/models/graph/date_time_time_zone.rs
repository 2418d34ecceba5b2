//! `microsoft.graph.dateTimeTimeZone` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.dateTimeTimeZone`: complex type.
    DateTimeTimeZone = "microsoft.graph.dateTimeTimeZone" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `dateTime`: text.
        date_time: String = "dateTime",
        /// `timeZone`: text.
        time_zone: String = "timeZone",
    }
}
