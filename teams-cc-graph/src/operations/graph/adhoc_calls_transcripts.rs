//! `adhocCalls.transcripts`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `adhocCalls.transcripts`.
    AdhocCallsTranscripts {
        /// `GET /users/{user-id}/adhocCalls/{adhocCall-id}/transcripts/{callTranscript-id}`.
        ///
        /// - An application needs `CallTranscripts.Read.All`.
        /// - A signed-in user needs `CallTranscripts.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(user_id, adhoc_call_id, call_transcript_id) => crate::models::CallTranscript = GET "/users/{}/adhocCalls/{}/transcripts/{}";
        /// `GET /users/{user-id}/adhocCalls/{adhocCall-id}/transcripts/{callTranscript-id}/content`.
        ///
        /// - An application needs `CallTranscripts.Read.All`.
        /// - A signed-in user needs `CallTranscripts.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn content(user_id, adhoc_call_id, call_transcript_id) => crate::operations::Content = GET "/users/{}/adhocCalls/{}/transcripts/{}/content";
        /// `GET /users/{user-id}/adhocCalls/getAllTranscripts(userId='@userId',startDateTime=@startDateTime,endDateTime=@endDateTime)`.
        ///
        /// - An application needs `CallTranscripts.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn get_all(user_id, of_user_id, start_date_time, end_date_time) => crate::models::Collection<crate::models::CallTranscript> = GET "/users/{}/adhocCalls/getAllTranscripts(userId='{}',startDateTime={},endDateTime={})";
    }
}
