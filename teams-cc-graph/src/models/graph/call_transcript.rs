//! `microsoft.graph.callTranscript` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DateTime, Entity, IdentitySet};

model! {
    /// `microsoft.graph.callTranscript`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    CallTranscript = "microsoft.graph.callTranscript" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `callId`: text.
        call_id: String = "callId",
        /// `content`: a stream.
        content: String = "content",
        /// `contentCorrelationId`: text.
        content_correlation_id: String = "contentCorrelationId",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `meetingId`: text.
        meeting_id: String = "meetingId",
        /// `meetingOrganizer`: `identitySet`.
        meeting_organizer => IdentitySet = "meetingOrganizer",
        /// `metadataContent`: a stream.
        metadata_content: String = "metadataContent",
        /// `transcriptContentUrl`: text.
        transcript_content_url: String = "transcriptContentUrl",
    }
}

derives!(CallTranscript: Entity ["microsoft.graph.callTranscript"]);
