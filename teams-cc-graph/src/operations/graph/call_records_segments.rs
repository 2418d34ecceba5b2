//! `callRecords.segments`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `callRecords.segments`.
    CallRecordsSegments {
        /// `GET /communications/callRecords/{callRecord-id}/sessions/{session-id}/segments`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn list(call_record_id, session_id) => crate::models::Collection<crate::models::call_records::Segment> = GET "/communications/callRecords/{}/sessions/{}/segments";
        /// `GET /communications/callRecords/{callRecord-id}/sessions/{session-id}/segments/{segment-id}`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(call_record_id, session_id, segment_id) => crate::models::call_records::Segment = GET "/communications/callRecords/{}/sessions/{}/segments/{}";
    }
}
