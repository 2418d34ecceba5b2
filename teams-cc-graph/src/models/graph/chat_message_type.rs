//! `microsoft.graph.chatMessageType` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.chatMessageType`.
    ChatMessageType = "microsoft.graph.chatMessageType" {
        /// `message`.
        Message = "message",
        /// `chatEvent`.
        ChatEvent = "chatEvent",
        /// `typing`.
        Typing = "typing",
        /// `systemEventMessage`.
        SystemEventMessage = "systemEventMessage",
    }
}
