//! `microsoft.graph.prompt` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::MediaInfo;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.mediaPrompt`: complex type.
    ///
    /// Derives from `microsoft.graph.prompt`.
    MediaPrompt = "microsoft.graph.mediaPrompt" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `mediaInfo`: `mediaInfo`.
        media_info: Box<MediaInfo> = "mediaInfo",
    }
}

impl Derives<Prompt> for MediaPrompt {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.mediaPrompt"]
    }
}

impl From<MediaPrompt> for Prompt {
    fn from(derived: MediaPrompt) -> Self {
        widen(&derived)
    }
}

impl From<MediaPrompt> for Box<Prompt> {
    fn from(derived: MediaPrompt) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.prompt`: complex type.
    Prompt = "microsoft.graph.prompt" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
    }
}
