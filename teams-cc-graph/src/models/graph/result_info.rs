//! `microsoft.graph.resultInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.resultInfo`: complex type.
    ResultInfo = "microsoft.graph.resultInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `code`: a whole number.
        code: i64 = "code",
        /// `message`: text.
        message: String = "message",
        /// `subcode`: a whole number.
        subcode: i64 = "subcode",
    }
}
