//! `microsoft.graph.audioMetadata` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.audioMetadata`: complex type, beta.
    AudioMetadata = "microsoft.graph.audioMetadata" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `bitDepth`: a whole number.
        bit_depth: i64 = "bitDepth",
        /// `channels`: a whole number.
        channels: i64 = "channels",
        /// `sampleRateHz`: a whole number.
        sample_rate_hz: i64 = "sampleRateHz",
    }
}
