//! `microsoft.graph.publicInnerError` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::PublicErrorDetail;
use crate::models::model::model;

model! {
    /// `microsoft.graph.publicInnerError`: complex type.
    PublicInnerError = "microsoft.graph.publicInnerError" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `code`: text.
        code: String = "code",
        /// `details`: list of `publicErrorDetail`.
        details: Vec<PublicErrorDetail> = "details",
        /// `message`: text.
        message: String = "message",
        /// `target`: text.
        target: String = "target",
    }
}
