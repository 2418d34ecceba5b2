//! `microsoft.graph.modality` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.modality`.
    Modality = "microsoft.graph.modality" {
        /// `audio`.
        Audio = "audio",
        /// `video`.
        Video = "video",
        /// `videoBasedScreenSharing`.
        VideoBasedScreenSharing = "videoBasedScreenSharing",
        /// `data`.
        Data = "data",
        /// `unknown`.
        UnknownToGraph = "unknown",
    }
}
