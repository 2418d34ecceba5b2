//! `microsoft.graph.callRecording` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DateTime, Entity, IdentitySet};

model! {
    /// `microsoft.graph.callRecording`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    CallRecording = "microsoft.graph.callRecording" {
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
        /// `recordingContentUrl`: text.
        recording_content_url: String = "recordingContentUrl",
    }
}

derives!(CallRecording: Entity ["microsoft.graph.callRecording"]);
