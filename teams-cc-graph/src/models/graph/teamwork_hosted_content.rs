//! `microsoft.graph.teamworkHostedContent` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.chatMessageHostedContent`: entity.
    ///
    /// Derives from `microsoft.graph.teamworkHostedContent`.
    ChatMessageHostedContent = "microsoft.graph.chatMessageHostedContent" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `contentBytes`: text.
        content_bytes: String = "contentBytes",
        /// `contentType`: text.
        content_type: String = "contentType",
    }
}

impl Derives<TeamworkHostedContent> for ChatMessageHostedContent {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.chatMessageHostedContent"]
    }
}

impl From<ChatMessageHostedContent> for TeamworkHostedContent {
    fn from(derived: ChatMessageHostedContent) -> Self {
        widen(&derived)
    }
}

impl From<ChatMessageHostedContent> for Box<TeamworkHostedContent> {
    fn from(derived: ChatMessageHostedContent) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for ChatMessageHostedContent {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.chatMessageHostedContent"]
    }
}

impl From<ChatMessageHostedContent> for Entity {
    fn from(derived: ChatMessageHostedContent) -> Self {
        widen(&derived)
    }
}

impl From<ChatMessageHostedContent> for Box<Entity> {
    fn from(derived: ChatMessageHostedContent) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.teamworkHostedContent`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TeamworkHostedContent = "microsoft.graph.teamworkHostedContent" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `contentBytes`: text.
        content_bytes: String = "contentBytes",
        /// `contentType`: text.
        content_type: String = "contentType",
    }
}

impl Derives<Entity> for TeamworkHostedContent {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamworkHostedContent", "microsoft.graph.chatMessageHostedContent"]
    }
}

impl From<TeamworkHostedContent> for Entity {
    fn from(derived: TeamworkHostedContent) -> Self {
        widen(&derived)
    }
}

impl From<TeamworkHostedContent> for Box<Entity> {
    fn from(derived: TeamworkHostedContent) -> Self {
        Box::new(widen(&derived))
    }
}
