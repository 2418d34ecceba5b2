//! `microsoft.graph.chatRenamedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.chatRenamedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChatRenamedEventMessageDetail = "microsoft.graph.chatRenamedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `chatDisplayName`: text.
        chat_display_name: String = "chatDisplayName",
        /// `chatId`: text.
        chat_id: String = "chatId",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
    }
}

impl Derives<EventMessageDetail> for ChatRenamedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.chatRenamedEventMessageDetail"]
    }
}

impl From<ChatRenamedEventMessageDetail> for EventMessageDetail {
    fn from(derived: ChatRenamedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<ChatRenamedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: ChatRenamedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
