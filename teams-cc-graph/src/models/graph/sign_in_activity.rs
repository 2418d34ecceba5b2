//! `microsoft.graph.signInActivity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::DateTime;
use crate::models::model::model;

model! {
    /// `microsoft.graph.signInActivity`: complex type.
    SignInActivity = "microsoft.graph.signInActivity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `lastNonInteractiveSignInDateTime`: a moment.
        last_non_interactive_sign_in_date_time: DateTime = "lastNonInteractiveSignInDateTime",
        /// `lastNonInteractiveSignInRequestId`: text.
        last_non_interactive_sign_in_request_id: String = "lastNonInteractiveSignInRequestId",
        /// `lastSignInDateTime`: a moment.
        last_sign_in_date_time: DateTime = "lastSignInDateTime",
        /// `lastSignInRequestId`: text.
        last_sign_in_request_id: String = "lastSignInRequestId",
        /// `lastSuccessfulSignInDateTime`: a moment.
        last_successful_sign_in_date_time: DateTime = "lastSuccessfulSignInDateTime",
        /// `lastSuccessfulSignInRequestId`: text.
        last_successful_sign_in_request_id: String = "lastSuccessfulSignInRequestId",
    }
}
