//! `microsoft.graph.oDataErrors.errorDetails` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.oDataErrors.errorDetails`: complex type.
    ErrorDetails = "microsoft.graph.oDataErrors.errorDetails" {
        /// `code`: text.
        code: String = "code",
        /// `message`: text.
        message: String = "message",
        /// `target`: text.
        target: String = "target",
    }
}
