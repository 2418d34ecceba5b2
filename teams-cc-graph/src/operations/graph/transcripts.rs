//! `transcripts`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `transcripts`.
    Transcripts {
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/transcripts`.
        ///
        /// - An application needs at least `OnlineMeetingTranscript.Read.All`, or one of: `OnlineMeetingTranscript.Read.All`, `OnlineMeetingTranscript.Read.Chat`.
        /// - A signed-in user needs `OnlineMeetingTranscript.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn list(user_id, online_meeting_id) => crate::models::Collection<crate::models::CallTranscript> = GET "/users/{}/onlineMeetings/{}/transcripts";
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/transcripts/{callTranscript-id}`.
        ///
        /// - An application needs at least `OnlineMeetingTranscript.Read.All`, or one of: `OnlineMeetingTranscript.Read.All`, `OnlineMeetingTranscript.Read.Chat`.
        /// - A signed-in user needs `OnlineMeetingTranscript.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(user_id, online_meeting_id, call_transcript_id) => crate::models::CallTranscript = GET "/users/{}/onlineMeetings/{}/transcripts/{}";
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/transcripts/{callTranscript-id}/content`.
        ///
        /// - An application needs at least `OnlineMeetingTranscript.Read.All`, or one of: `OnlineMeetingTranscript.Read.All`, `OnlineMeetingTranscript.Read.Chat`.
        /// - A signed-in user needs `OnlineMeetingTranscript.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn content(user_id, online_meeting_id, call_transcript_id) => crate::operations::Content = GET "/users/{}/onlineMeetings/{}/transcripts/{}/content";
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/transcripts/{callTranscript-id}/metadataContent`.
        ///
        /// - An application needs at least `OnlineMeetingTranscript.Read.All`, or one of: `OnlineMeetingTranscript.Read.All`, `OnlineMeetingTranscript.Read.Chat`.
        /// - A signed-in user needs `OnlineMeetingTranscript.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn metadata_content(user_id, online_meeting_id, call_transcript_id) => crate::operations::Content = GET "/users/{}/onlineMeetings/{}/transcripts/{}/metadataContent";
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/transcripts/delta()`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn delta(user_id, online_meeting_id) => crate::models::Collection<crate::models::CallTranscript> = GET "/users/{}/onlineMeetings/{}/transcripts/delta()";
        /// `GET /users/{user-id}/onlineMeetings/getAllTranscripts(meetingOrganizerUserId='@meetingOrganizerUserId',startDateTime=@startDateTime,endDateTime=@endDateTime)`.
        ///
        /// - An application needs `OnlineMeetingTranscript.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn get_all(user_id, meeting_organizer_user_id, start_date_time, end_date_time) => crate::models::Collection<crate::models::CallTranscript> = GET "/users/{}/onlineMeetings/getAllTranscripts(meetingOrganizerUserId='{}',startDateTime={},endDateTime={})";
    }
}
