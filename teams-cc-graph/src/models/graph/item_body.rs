//! `microsoft.graph.itemBody` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::{model, open_enum};

open_enum! {
    /// `microsoft.graph.bodyType`.
    BodyType = "microsoft.graph.bodyType" {
        /// `text`.
        Text = "text",
        /// `html`.
        Html = "html",
    }
}

model! {
    /// `microsoft.graph.itemBody`: complex type.
    ItemBody = "microsoft.graph.itemBody" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `content`: text.
        content: String = "content",
        /// `contentType`: `bodyType`.
        content_type: BodyType = "contentType",
    }
}
