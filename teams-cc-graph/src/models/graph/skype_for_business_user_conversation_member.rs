//! `microsoft.graph.skypeForBusinessUserConversationMember` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{ConversationMember, DateTime, Entity};

model! {
    /// `microsoft.graph.skypeForBusinessUserConversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.conversationMember`.
    SkypeForBusinessUserConversationMember = "microsoft.graph.skypeForBusinessUserConversationMember" {
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
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `userId`: text.
        user_id: String = "userId",
    }
}

impl Derives<ConversationMember> for SkypeForBusinessUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.skypeForBusinessUserConversationMember"]
    }
}

impl From<SkypeForBusinessUserConversationMember> for ConversationMember {
    fn from(derived: SkypeForBusinessUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<SkypeForBusinessUserConversationMember> for Box<ConversationMember> {
    fn from(derived: SkypeForBusinessUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for SkypeForBusinessUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.skypeForBusinessUserConversationMember"]
    }
}

impl From<SkypeForBusinessUserConversationMember> for Entity {
    fn from(derived: SkypeForBusinessUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<SkypeForBusinessUserConversationMember> for Box<Entity> {
    fn from(derived: SkypeForBusinessUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}
