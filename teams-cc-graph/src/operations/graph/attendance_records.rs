//! `attendanceRecords`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `attendanceRecords`.
    AttendanceRecords {
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/attendanceReports/{meetingAttendanceReport-id}/attendanceRecords`.
        ///
        /// - An application needs at least `OnlineMeetingArtifact.Read.All`, or one of: `OnlineMeetingArtifact.Read.All`, `OnlineMeetingArtifact.Read.Chat`.
        /// - A signed-in user needs `OnlineMeetingArtifact.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn list(user_id, online_meeting_id, meeting_attendance_report_id) => crate::models::Collection<crate::models::AttendanceRecord> = GET "/users/{}/onlineMeetings/{}/attendanceReports/{}/attendanceRecords";
    }
}
