//! `microsoft.graph.conversationMemberRoleUpdatedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet, TeamworkUserIdentity};

model! {
    /// `microsoft.graph.conversationMemberRoleUpdatedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ConversationMemberRoleUpdatedEventMessageDetail = "microsoft.graph.conversationMemberRoleUpdatedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `conversationMemberRoles`: list of text.
        conversation_member_roles: Vec<String> = "conversationMemberRoles",
        /// `conversationMemberUser`: `teamworkUserIdentity`.
        conversation_member_user: Box<TeamworkUserIdentity> = "conversationMemberUser",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
    }
}

impl Derives<EventMessageDetail> for ConversationMemberRoleUpdatedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.conversationMemberRoleUpdatedEventMessageDetail"]
    }
}

impl From<ConversationMemberRoleUpdatedEventMessageDetail> for EventMessageDetail {
    fn from(derived: ConversationMemberRoleUpdatedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<ConversationMemberRoleUpdatedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: ConversationMemberRoleUpdatedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
