//! `microsoft.graph.teamworkHostedContent` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::derives;
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

derives!(ChatMessageHostedContent: TeamworkHostedContent ["microsoft.graph.chatMessageHostedContent"]);

derives!(ChatMessageHostedContent: Entity ["microsoft.graph.chatMessageHostedContent"]);

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

derives!(TeamworkHostedContent: Entity ["microsoft.graph.teamworkHostedContent", "microsoft.graph.chatMessageHostedContent"]);
