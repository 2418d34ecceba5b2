//! `microsoft.graph.streamingMetadata` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.streamingMetadata`: complex type, beta.
    StreamingMetadata = "microsoft.graph.streamingMetadata" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `frameDropRate`: a number.
        frame_drop_rate: f64 = "frameDropRate",
        /// `latencyMs`: a whole number.
        latency_ms: i64 = "latencyMs",
        /// `networkJitterMs`: a whole number.
        network_jitter_ms: i64 = "networkJitterMs",
    }
}
