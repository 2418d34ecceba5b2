//! `microsoft.graph.videoMetadata` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.videoMetadata`: complex type, beta.
    VideoMetadata = "microsoft.graph.videoMetadata" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `bitrateKbps`: a whole number.
        bitrate_kbps: i64 = "bitrateKbps",
        /// `codec`: text.
        codec: String = "codec",
        /// `frameRate`: a number.
        frame_rate: f64 = "frameRate",
    }
}
