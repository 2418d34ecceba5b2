//! `microsoft.graph.mediaMetadata` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{AudioMetadata, ContentModality, StreamingMetadata, VideoMetadata};

model! {
    /// `microsoft.graph.mediaMetadata`: complex type, beta.
    MediaMetadata = "microsoft.graph.mediaMetadata" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `audioMetadata`: `audioMetadata`.
        audio_metadata => AudioMetadata = "audioMetadata",
        /// `byteSize`: a whole number.
        byte_size: i64 = "byteSize",
        /// `duration`: a whole number.
        duration: i64 = "duration",
        /// `isRealTime`: yes or no.
        is_real_time: bool = "isRealTime",
        /// `mimeType`: text.
        mime_type: String = "mimeType",
        /// `modality`: `contentModality`.
        modality: ContentModality = "modality",
        /// `streamingMetadata`: `streamingMetadata`.
        streaming_metadata => StreamingMetadata = "streamingMetadata",
        /// `videoMetadata`: `videoMetadata`.
        video_metadata => VideoMetadata = "videoMetadata",
    }
}
