//! `microsoft.graph.callRecordingEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{CallRecordingStatus, EventMessageDetail, IdentitySet, IsoDuration};

model! {
    /// `microsoft.graph.callRecordingEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    CallRecordingEventMessageDetail = "microsoft.graph.callRecordingEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `callId`: text.
        call_id: String = "callId",
        /// `callRecordingDisplayName`: text.
        call_recording_display_name: String = "callRecordingDisplayName",
        /// `callRecordingDuration`: a duration, ISO 8601.
        call_recording_duration: IsoDuration = "callRecordingDuration",
        /// `callRecordingStatus`: `callRecordingStatus`.
        call_recording_status: CallRecordingStatus = "callRecordingStatus",
        /// `callRecordingUrl`: text.
        call_recording_url: String = "callRecordingUrl",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `meetingOrganizer`: `identitySet`.
        meeting_organizer => IdentitySet = "meetingOrganizer",
    }
}

derives!(CallRecordingEventMessageDetail: EventMessageDetail ["microsoft.graph.callRecordingEventMessageDetail"]);
