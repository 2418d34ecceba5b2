//! `microsoft.graph.mediaInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.mediaInfo`: complex type.
    MediaInfo = "microsoft.graph.mediaInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `resourceId`: text.
        resource_id: String = "resourceId",
        /// `uri`: text.
        uri: String = "uri",
    }
}
