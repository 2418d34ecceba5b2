//! `microsoft.graph.aadUserConversationMember` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{ConversationMember, DateTime, Entity, User};

model! {
    /// `microsoft.graph.aadUserConversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.conversationMember`.
    AadUserConversationMember = "microsoft.graph.aadUserConversationMember" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `roles`: list of text.
        roles: Vec<String> = "roles",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
        /// `email`: text.
        email: String = "email",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `user`: `user`; comes when expanded.
        user: Box<User> = "user",
        /// `userId`: text.
        user_id: String = "userId",
    }
}

impl Derives<ConversationMember> for AadUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.aadUserConversationMember"]
    }
}

impl From<AadUserConversationMember> for ConversationMember {
    fn from(derived: AadUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<AadUserConversationMember> for Box<ConversationMember> {
    fn from(derived: AadUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for AadUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.aadUserConversationMember"]
    }
}

impl From<AadUserConversationMember> for Entity {
    fn from(derived: AadUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<AadUserConversationMember> for Box<Entity> {
    fn from(derived: AadUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}
