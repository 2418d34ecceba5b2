//! `microsoft.graph.callRecords.modality` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.callRecords.modality`.
    Modality = "microsoft.graph.callRecords.modality" {
        /// `audio`.
        Audio = "audio",
        /// `video`.
        Video = "video",
        /// `videoBasedScreenSharing`.
        VideoBasedScreenSharing = "videoBasedScreenSharing",
        /// `data`.
        Data = "data",
        /// `screenSharing`.
        ScreenSharing = "screenSharing",
    }
}
