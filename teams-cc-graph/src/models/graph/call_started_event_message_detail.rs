//! `microsoft.graph.callStartedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet, TeamworkCallEventType};

model! {
    /// `microsoft.graph.callStartedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    CallStartedEventMessageDetail = "microsoft.graph.callStartedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `callEventType`: `teamworkCallEventType`.
        call_event_type: TeamworkCallEventType = "callEventType",
        /// `callId`: text.
        call_id: String = "callId",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
    }
}

impl Derives<EventMessageDetail> for CallStartedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.callStartedEventMessageDetail"]
    }
}

impl From<CallStartedEventMessageDetail> for EventMessageDetail {
    fn from(derived: CallStartedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<CallStartedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: CallStartedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
