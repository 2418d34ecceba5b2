//! `microsoft.graph.callTranscriptEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.callTranscriptEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    CallTranscriptEventMessageDetail = "microsoft.graph.callTranscriptEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `callId`: text.
        call_id: String = "callId",
        /// `callTranscriptICalUid`: text.
        call_transcript_i_cal_uid: String = "callTranscriptICalUid",
        /// `meetingOrganizer`: `identitySet`.
        meeting_organizer: Box<IdentitySet> = "meetingOrganizer",
    }
}

impl Derives<EventMessageDetail> for CallTranscriptEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.callTranscriptEventMessageDetail"]
    }
}

impl From<CallTranscriptEventMessageDetail> for EventMessageDetail {
    fn from(derived: CallTranscriptEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<CallTranscriptEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: CallTranscriptEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
