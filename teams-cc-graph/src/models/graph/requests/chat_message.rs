//! What the actions of `chat_message` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::ChatMessage;
use crate::models::model::model;

model! {
    /// `chatMessage.replyWithQuote`: what the action takes.
    ChatMessageReplyWithQuote = "chatMessage.replyWithQuote" {
        /// `messageIds`: list of text.
        message_ids: Vec<String> = "messageIds",
        /// `replyMessage`: `chatMessage`.
        reply_message => ChatMessage = "replyMessage",
    }
}

model! {
    /// `chatMessage.setReaction`: what the action takes.
    ChatMessageSetReaction = "chatMessage.setReaction" {
        /// `reactionType`: text.
        reaction_type: String = "reactionType",
    }
}
