//! `microsoft.graph.recordingStatus` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.recordingStatus`.
    RecordingStatus = "microsoft.graph.recordingStatus" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `notRecording`.
        NotRecording = "notRecording",
        /// `recording`.
        Recording = "recording",
        /// `failed`.
        Failed = "failed",
    }
}
