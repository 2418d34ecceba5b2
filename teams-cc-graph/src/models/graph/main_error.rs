//! `microsoft.graph.oDataErrors.mainError` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{ErrorDetails, InnerError};

model! {
    /// `microsoft.graph.oDataErrors.mainError`: complex type.
    MainError = "microsoft.graph.oDataErrors.mainError" {
        /// `code`: text.
        code: String = "code",
        /// `details`: list of `errorDetails`.
        details: Vec<ErrorDetails> = "details",
        /// `innerError`: `innerError`.
        inner_error => InnerError = "innerError",
        /// `message`: text.
        message: String = "message",
        /// `target`: text.
        target: String = "target",
    }
}
