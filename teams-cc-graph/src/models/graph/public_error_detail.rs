//! `microsoft.graph.publicErrorDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.publicErrorDetail`: complex type.
    PublicErrorDetail = "microsoft.graph.publicErrorDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `code`: text.
        code: String = "code",
        /// `message`: text.
        message: String = "message",
        /// `target`: text.
        target: String = "target",
    }
}
