//! `operations`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `operations`.
    Operations {
        /// `GET /communications/calls/{call-id}/operations`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn list(call_id) => crate::models::Collection<crate::models::CommsOperation> = GET "/communications/calls/{}/operations";
        /// `GET /communications/calls/{call-id}/operations/{commsOperation-id}`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(call_id, comms_operation_id) => crate::models::CommsOperation = GET "/communications/calls/{}/operations/{}";
    }
}
