//! `microsoft.graph.oDataErrors.oDataError` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::MainError;
use crate::models::model::model;

model! {
    /// `microsoft.graph.oDataErrors.oDataError`: complex type.
    ODataError = "microsoft.graph.oDataErrors.oDataError" {
        /// `error`: `mainError`.
        error => MainError = "error",
    }
}
