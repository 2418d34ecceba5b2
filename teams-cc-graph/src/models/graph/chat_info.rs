//! `microsoft.graph.chatInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.chatInfo`: complex type.
    ChatInfo = "microsoft.graph.chatInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `messageId`: text.
        message_id: String = "messageId",
        /// `replyChainMessageId`: text.
        reply_chain_message_id: String = "replyChainMessageId",
        /// `threadId`: text.
        thread_id: String = "threadId",
    }
}
