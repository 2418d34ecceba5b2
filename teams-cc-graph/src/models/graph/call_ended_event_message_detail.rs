//! `microsoft.graph.callEndedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{
    CallParticipantInfo, EventMessageDetail, IdentitySet, IsoDuration, TeamworkCallEventType,
};

model! {
    /// `microsoft.graph.callEndedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    CallEndedEventMessageDetail = "microsoft.graph.callEndedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `callDuration`: a duration, ISO 8601.
        call_duration: IsoDuration = "callDuration",
        /// `callEventType`: `teamworkCallEventType`.
        call_event_type: TeamworkCallEventType = "callEventType",
        /// `callId`: text.
        call_id: String = "callId",
        /// `callParticipants`: list of `callParticipantInfo`.
        call_participants: Vec<CallParticipantInfo> = "callParticipants",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(CallEndedEventMessageDetail: EventMessageDetail ["microsoft.graph.callEndedEventMessageDetail"]);
