//! `microsoft.graph.mediaSegment` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.mediaSegment`: complex type, beta.
    MediaSegment = "microsoft.graph.mediaSegment" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `endTimeSec`: a whole number.
        end_time_sec: i64 = "endTimeSec",
        /// `frameIndices`: list of a whole number.
        frame_indices: Vec<i64> = "frameIndices",
        /// `startTimeSec`: a whole number.
        start_time_sec: i64 = "startTimeSec",
    }
}
