//! `microsoft.graph.teamworkConversationIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{Identity, TeamworkConversationIdentityType};

model! {
    /// `microsoft.graph.teamworkConversationIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    TeamworkConversationIdentity = "microsoft.graph.teamworkConversationIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `conversationIdentityType`: `teamworkConversationIdentityType`.
        conversation_identity_type: TeamworkConversationIdentityType = "conversationIdentityType",
    }
}

derives!(TeamworkConversationIdentity: Identity ["microsoft.graph.teamworkConversationIdentity"]);
