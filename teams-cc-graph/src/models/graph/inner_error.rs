//! `microsoft.graph.oDataErrors.innerError` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::DateTime;
use crate::models::model::model;

model! {
    /// `microsoft.graph.oDataErrors.innerError`: complex type.
    InnerError = "microsoft.graph.oDataErrors.innerError" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `client-request-id`: text.
        client_request_id: String = "client-request-id",
        /// `date`: a moment.
        date: DateTime = "date",
        /// `request-id`: text.
        request_id: String = "request-id",
    }
}
