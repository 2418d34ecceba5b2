//! `microsoft.graph.chatMessageInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        body => ItemBody = "body",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `eventDetail`: `eventMessageDetail`.
        event_detail => EventMessageDetail = "eventDetail",
        /// `from`: `chatMessageFromIdentitySet`.
        from => ChatMessageFromIdentitySet = "from",
        /// `isDeleted`: yes or no.
        is_deleted: bool = "isDeleted",
        /// `messageType`: `chatMessageType`.
        message_type: ChatMessageType = "messageType",
    }
}

derives!(ChatMessageInfo: Entity ["microsoft.graph.chatMessageInfo"]);
