//! `microsoft.graph.pinnedChatMessageInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        message => ChatMessage = "message",
    }
}

derives!(PinnedChatMessageInfo: Entity ["microsoft.graph.pinnedChatMessageInfo"]);
