//! `microsoft.graph.attendanceRecord` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DateTime, Entity, Identity};

model! {
    /// `microsoft.graph.attendanceInterval`: complex type.
    AttendanceInterval = "microsoft.graph.attendanceInterval" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `durationInSeconds`: a whole number.
        duration_in_seconds: i64 = "durationInSeconds",
        /// `joinDateTime`: a moment.
        join_date_time: DateTime = "joinDateTime",
        /// `leaveDateTime`: a moment.
        leave_date_time: DateTime = "leaveDateTime",
    }
}

model! {
    /// `microsoft.graph.attendanceRecord`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    AttendanceRecord = "microsoft.graph.attendanceRecord" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `attendanceIntervals`: list of `attendanceInterval`.
        attendance_intervals: Vec<AttendanceInterval> = "attendanceIntervals",
        /// `emailAddress`: text.
        email_address: String = "emailAddress",
        /// `externalRegistrationInformation`: `virtualEventExternalRegistrationInformation`.
        external_registration_information => VirtualEventExternalRegistrationInformation = "externalRegistrationInformation",
        /// `identity`: `identity`.
        identity => Identity = "identity",
        /// `registrationId`: text.
        registration_id: String = "registrationId",
        /// `role`: text.
        role: String = "role",
        /// `totalAttendanceInSeconds`: a whole number.
        total_attendance_in_seconds: i64 = "totalAttendanceInSeconds",
    }
}

derives!(AttendanceRecord: Entity ["microsoft.graph.attendanceRecord"]);

model! {
    /// `microsoft.graph.virtualEventExternalRegistrationInformation`: complex type.
    VirtualEventExternalRegistrationInformation = "microsoft.graph.virtualEventExternalRegistrationInformation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `referrer`: text.
        referrer: String = "referrer",
        /// `registrationId`: text.
        registration_id: String = "registrationId",
    }
}
