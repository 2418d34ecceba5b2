//! `microsoft.graph.chatMessageInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{
    ChatMessageFromIdentitySet, ChatMessageType, DateTime, Entity, EventMessageDetail, ItemBody,
};

model! {
    /// `microsoft.graph.chatMessageInfo`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    ChatMessageInfo = "microsoft.graph.chatMessageInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `body`: `itemBody`.
        body: Box<ItemBody> = "body",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `eventDetail`: `eventMessageDetail`.
        event_detail: Box<EventMessageDetail> = "eventDetail",
        /// `from`: `chatMessageFromIdentitySet`.
        from: Box<ChatMessageFromIdentitySet> = "from",
        /// `isDeleted`: yes or no.
        is_deleted: bool = "isDeleted",
        /// `messageType`: `chatMessageType`.
        message_type: ChatMessageType = "messageType",
    }
}

impl Derives<Entity> for ChatMessageInfo {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.chatMessageInfo"]
    }
}

impl From<ChatMessageInfo> for Entity {
    fn from(derived: ChatMessageInfo) -> Self {
        widen(&derived)
    }
}

impl From<ChatMessageInfo> for Box<Entity> {
    fn from(derived: ChatMessageInfo) -> Self {
        Box::new(widen(&derived))
    }
}
