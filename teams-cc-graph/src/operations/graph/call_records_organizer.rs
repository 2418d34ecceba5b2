//! `callRecords.organizer`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `callRecords.organizer`.
    CallRecordsOrganizer {
        /// `GET /communications/callRecords/{callRecord-id}/organizer_v2`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(call_record_id) => crate::models::call_records::Organizer = GET "/communications/callRecords/{}/organizer_v2";
    }
}
