//! `callRecords.participants`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `callRecords.participants`.
    CallRecordsParticipants {
        /// `GET /communications/callRecords/{callRecord-id}/participants_v2`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn list(call_record_id) => crate::models::Collection<crate::models::call_records::Participant> = GET "/communications/callRecords/{}/participants_v2";
        /// `GET /communications/callRecords/{callRecord-id}/participants_v2/{participant-id}`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(call_record_id, participant_id) => crate::models::call_records::Participant = GET "/communications/callRecords/{}/participants_v2/{}";
    }
}
