//! `microsoft.graph.conversationMemberRoleUpdatedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        conversation_member_user => TeamworkUserIdentity = "conversationMemberUser",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(ConversationMemberRoleUpdatedEventMessageDetail: EventMessageDetail ["microsoft.graph.conversationMemberRoleUpdatedEventMessageDetail"]);
