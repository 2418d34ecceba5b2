//! `microsoft.graph.meetingPolicyUpdatedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.meetingPolicyUpdatedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    MeetingPolicyUpdatedEventMessageDetail = "microsoft.graph.meetingPolicyUpdatedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `meetingChatEnabled`: yes or no.
        meeting_chat_enabled: bool = "meetingChatEnabled",
        /// `meetingChatId`: text.
        meeting_chat_id: String = "meetingChatId",
    }
}

impl Derives<EventMessageDetail> for MeetingPolicyUpdatedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.meetingPolicyUpdatedEventMessageDetail"]
    }
}

impl From<MeetingPolicyUpdatedEventMessageDetail> for EventMessageDetail {
    fn from(derived: MeetingPolicyUpdatedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<MeetingPolicyUpdatedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: MeetingPolicyUpdatedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
