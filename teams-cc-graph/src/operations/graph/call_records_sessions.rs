//! `callRecords.sessions`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `callRecords.sessions`.
    CallRecordsSessions {
        /// `GET /communications/callRecords/{callRecord-id}/sessions`.
        ///
        /// - An application needs `CallRecords.Read.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn list(call_record_id) => crate::models::Collection<crate::models::call_records::Session> = GET "/communications/callRecords/{}/sessions";
        /// `GET /communications/callRecords/{callRecord-id}/sessions/{session-id}`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(call_record_id, session_id) => crate::models::call_records::Session = GET "/communications/callRecords/{}/sessions/{}";
    }
}
