//! `microsoft.graph.keyValuePair` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.keyValuePair`: complex type.
    KeyValuePair = "microsoft.graph.keyValuePair" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `name`: text.
        name: String = "name",
        /// `value`: text.
        value: String = "value",
    }
}
