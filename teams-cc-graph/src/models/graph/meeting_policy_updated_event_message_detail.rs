//! `microsoft.graph.meetingPolicyUpdatedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        initiator => IdentitySet = "initiator",
        /// `meetingChatEnabled`: yes or no.
        meeting_chat_enabled: bool = "meetingChatEnabled",
        /// `meetingChatId`: text.
        meeting_chat_id: String = "meetingChatId",
    }
}

derives!(MeetingPolicyUpdatedEventMessageDetail: EventMessageDetail ["microsoft.graph.meetingPolicyUpdatedEventMessageDetail"]);
