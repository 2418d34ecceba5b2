//! `microsoft.graph.pinnedChatMessageInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{ChatMessage, Entity};

model! {
    /// `microsoft.graph.pinnedChatMessageInfo`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    PinnedChatMessageInfo = "microsoft.graph.pinnedChatMessageInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `message`: `chatMessage`; comes when expanded.
        message: Box<ChatMessage> = "message",
    }
}

impl Derives<Entity> for PinnedChatMessageInfo {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.pinnedChatMessageInfo"]
    }
}

impl From<PinnedChatMessageInfo> for Entity {
    fn from(derived: PinnedChatMessageInfo) -> Self {
        widen(&derived)
    }
}

impl From<PinnedChatMessageInfo> for Box<Entity> {
    fn from(derived: PinnedChatMessageInfo) -> Self {
        Box::new(widen(&derived))
    }
}
