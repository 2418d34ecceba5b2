//! `recordings`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `recordings`.
    Recordings {
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/recordings`.
        ///
        /// - An application needs at least `OnlineMeetingRecording.Read.All`, or one of: `OnlineMeetingRecording.Read.All`, `OnlineMeetingRecording.Read.Chat`.
        /// - A signed-in user needs `OnlineMeetingRecording.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn list(user_id, online_meeting_id) => crate::models::Collection<crate::models::CallRecording> = GET "/users/{}/onlineMeetings/{}/recordings";
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/recordings/{callRecording-id}`.
        ///
        /// - An application needs at least `OnlineMeetingRecording.Read.All`, or one of: `OnlineMeetingRecording.Read.All`, `OnlineMeetingRecording.Read.Chat`.
        /// - A signed-in user needs `OnlineMeetingRecording.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(user_id, online_meeting_id, call_recording_id) => crate::models::CallRecording = GET "/users/{}/onlineMeetings/{}/recordings/{}";
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/recordings/{callRecording-id}/content`.
        ///
        /// - An application needs at least `OnlineMeetingRecording.Read.All`, or one of: `OnlineMeetingRecording.Read.All`, `OnlineMeetingRecording.Read.Chat`.
        /// - A signed-in user needs `OnlineMeetingRecording.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn content(user_id, online_meeting_id, call_recording_id) => crate::operations::Content = GET "/users/{}/onlineMeetings/{}/recordings/{}/content";
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/recordings/delta()`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn delta(user_id, online_meeting_id) => crate::models::Collection<crate::models::CallRecording> = GET "/users/{}/onlineMeetings/{}/recordings/delta()";
        /// `GET /users/{user-id}/onlineMeetings/getAllRecordings(meetingOrganizerUserId='@meetingOrganizerUserId',startDateTime=@startDateTime,endDateTime=@endDateTime)`.
        ///
        /// - An application needs `OnlineMeetingRecording.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn get_all(user_id, meeting_organizer_user_id, start_date_time, end_date_time) => crate::models::Collection<crate::models::CallRecording> = GET "/users/{}/onlineMeetings/getAllRecordings(meetingOrganizerUserId='{}',startDateTime={},endDateTime={})";
    }
}
