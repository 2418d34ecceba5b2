//! `microsoft.graph.publicError` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{PublicErrorDetail, PublicInnerError};

model! {
    /// `microsoft.graph.publicError`: complex type.
    PublicError = "microsoft.graph.publicError" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `code`: text.
        code: String = "code",
        /// `details`: list of `publicErrorDetail`.
        details: Vec<PublicErrorDetail> = "details",
        /// `innerError`: `publicInnerError`.
        inner_error => PublicInnerError = "innerError",
        /// `message`: text.
        message: String = "message",
        /// `target`: text.
        target: String = "target",
    }
}
