//! `microsoft.graph.membersAddedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        initiator => IdentitySet = "initiator",
        /// `members`: list of `teamworkUserIdentity`.
        members: Vec<TeamworkUserIdentity> = "members",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
    }
}

derives!(MembersAddedEventMessageDetail: EventMessageDetail ["microsoft.graph.membersAddedEventMessageDetail"]);
