//! `microsoft.graph.prompt` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::MediaInfo;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.mediaPrompt`: complex type.
    ///
    /// Derives from `microsoft.graph.prompt`.
    MediaPrompt = "microsoft.graph.mediaPrompt" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `mediaInfo`: `mediaInfo`.
        media_info => MediaInfo = "mediaInfo",
    }
}

derives!(MediaPrompt: Prompt ["microsoft.graph.mediaPrompt"]);

model! {
    /// `microsoft.graph.prompt`: complex type.
    Prompt = "microsoft.graph.prompt" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
    }
}
