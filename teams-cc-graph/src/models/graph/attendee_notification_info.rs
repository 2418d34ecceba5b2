//! `microsoft.graph.attendeeNotificationInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.attendeeNotificationInfo`: complex type.
    AttendeeNotificationInfo = "microsoft.graph.attendeeNotificationInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `phoneNumber`: text.
        phone_number: String = "phoneNumber",
        /// `timeZone`: text.
        time_zone: String = "timeZone",
    }
}
