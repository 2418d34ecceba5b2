//! `microsoft.graph.contentModality` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.contentModality`, beta.
    ContentModality = "microsoft.graph.contentModality" {
        /// `audio`.
        Audio = "audio",
        /// `video`.
        Video = "video",
        /// `image`.
        Image = "image",
        /// `text`.
        Text = "text",
        /// `multimodal`.
        Multimodal = "multimodal",
    }
}
