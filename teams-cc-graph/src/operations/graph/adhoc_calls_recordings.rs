//! `adhocCalls.recordings`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `adhocCalls.recordings`.
    AdhocCallsRecordings {
        /// `GET /users/{user-id}/adhocCalls/{adhocCall-id}/recordings/{callRecording-id}`.
        ///
        /// - An application needs `CallRecordings.Read.All`.
        /// - A signed-in user needs `CallRecordings.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(user_id, adhoc_call_id, call_recording_id) => crate::models::CallRecording = GET "/users/{}/adhocCalls/{}/recordings/{}";
        /// `GET /users/{user-id}/adhocCalls/{adhocCall-id}/recordings/{callRecording-id}/content`.
        ///
        /// - An application needs `CallRecordings.Read.All`.
        /// - A signed-in user needs `CallRecordings.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn content(user_id, adhoc_call_id, call_recording_id) => crate::operations::Content = GET "/users/{}/adhocCalls/{}/recordings/{}/content";
        /// `GET /users/{user-id}/adhocCalls/getAllRecordings(userId='@userId',startDateTime=@startDateTime,endDateTime=@endDateTime)`.
        ///
        /// - An application needs `CallRecordings.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn get_all(user_id, of_user_id, start_date_time, end_date_time) => crate::models::Collection<crate::models::CallRecording> = GET "/users/{}/adhocCalls/getAllRecordings(userId='{}',startDateTime={},endDateTime={})";
    }
}
