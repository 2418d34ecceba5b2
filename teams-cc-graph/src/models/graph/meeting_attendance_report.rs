//! `microsoft.graph.meetingAttendanceReport` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{AttendanceRecord, DateTime, Entity};

model! {
    /// `microsoft.graph.meetingAttendanceReport`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    MeetingAttendanceReport = "microsoft.graph.meetingAttendanceReport" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `attendanceRecords`: list of `attendanceRecord`; comes when expanded.
        attendance_records: Vec<AttendanceRecord> = "attendanceRecords",
        /// `externalEventInformation`: list of `virtualEventExternalInformation`.
        external_event_information: Vec<VirtualEventExternalInformation> = "externalEventInformation",
        /// `meetingEndDateTime`: a moment.
        meeting_end_date_time: DateTime = "meetingEndDateTime",
        /// `meetingStartDateTime`: a moment.
        meeting_start_date_time: DateTime = "meetingStartDateTime",
        /// `totalParticipantCount`: a whole number.
        total_participant_count: i64 = "totalParticipantCount",
    }
}

derives!(MeetingAttendanceReport: Entity ["microsoft.graph.meetingAttendanceReport"]);

model! {
    /// `microsoft.graph.virtualEventExternalInformation`: complex type.
    VirtualEventExternalInformation = "microsoft.graph.virtualEventExternalInformation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `applicationId`: text.
        application_id: String = "applicationId",
        /// `externalEventId`: text.
        external_event_id: String = "externalEventId",
    }
}
