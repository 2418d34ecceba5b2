//! `microsoft.graph.membersAddedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{DateTime, EventMessageDetail, IdentitySet, TeamworkUserIdentity};

model! {
    /// `microsoft.graph.membersAddedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    MembersAddedEventMessageDetail = "microsoft.graph.membersAddedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `members`: list of `teamworkUserIdentity`.
        members: Vec<TeamworkUserIdentity> = "members",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
    }
}

impl Derives<EventMessageDetail> for MembersAddedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.membersAddedEventMessageDetail"]
    }
}

impl From<MembersAddedEventMessageDetail> for EventMessageDetail {
    fn from(derived: MembersAddedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<MembersAddedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: MembersAddedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
