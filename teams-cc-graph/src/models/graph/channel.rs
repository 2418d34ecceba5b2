//! `microsoft.graph.channel` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{
    ChatMessage, ConversationMember, DateTime, Entity, MigrationMode, TeamsApp, TeamsTab,
};

model! {
    /// `microsoft.graph.channel`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    Channel = "microsoft.graph.channel" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `allMembers`: list of `conversationMember`; comes when expanded.
        all_members: Vec<ConversationMember> = "allMembers",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `description`: text.
        description: String = "description",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `email`: text.
        email: String = "email",
        /// `enabledApps`: list of `teamsApp`; comes when expanded.
        enabled_apps: Vec<TeamsApp> = "enabledApps",
        /// `filesFolder`: `driveItem`, not described here; comes when expanded.
        files_folder: serde_json::Value = "filesFolder",
        /// `isArchived`: yes or no.
        is_archived: bool = "isArchived",
        /// `isFavoriteByDefault`: yes or no.
        is_favorite_by_default: bool = "isFavoriteByDefault",
        /// `layoutType`: `channelLayoutType`.
        layout_type: ChannelLayoutType = "layoutType",
        /// `members`: list of `conversationMember`; comes when expanded.
        members: Vec<ConversationMember> = "members",
        /// `membershipType`: `channelMembershipType`.
        membership_type: ChannelMembershipType = "membershipType",
        /// `messages`: list of `chatMessage`; comes when expanded.
        messages: Vec<ChatMessage> = "messages",
        /// `migrationMode`: `migrationMode`.
        migration_mode: MigrationMode = "migrationMode",
        /// `originalCreatedDateTime`: a moment.
        original_created_date_time: DateTime = "originalCreatedDateTime",
        /// `sharedWithTeams`: list of `sharedWithChannelTeamInfo`, not described here; comes when expanded.
        shared_with_teams: Vec<serde_json::Value> = "sharedWithTeams",
        /// `summary`: `channelSummary`.
        summary => ChannelSummary = "summary",
        /// `tabs`: list of `teamsTab`; comes when expanded.
        tabs: Vec<TeamsTab> = "tabs",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `webUrl`: text.
        web_url: String = "webUrl",
    }
}

derives!(Channel: Entity ["microsoft.graph.channel"]);

open_enum! {
    /// `microsoft.graph.channelLayoutType`.
    ChannelLayoutType = "microsoft.graph.channelLayoutType" {
        /// `post`.
        Post = "post",
        /// `chat`.
        Chat = "chat",
    }
}

open_enum! {
    /// `microsoft.graph.channelMembershipType`.
    ChannelMembershipType = "microsoft.graph.channelMembershipType" {
        /// `standard`.
        Standard = "standard",
        /// `private`.
        Private = "private",
        /// `shared`.
        Shared = "shared",
    }
}

model! {
    /// `microsoft.graph.channelSummary`: complex type.
    ChannelSummary = "microsoft.graph.channelSummary" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `guestsCount`: a whole number.
        guests_count: i64 = "guestsCount",
        /// `hasMembersFromOtherTenants`: yes or no.
        has_members_from_other_tenants: bool = "hasMembersFromOtherTenants",
        /// `membersCount`: a whole number.
        members_count: i64 = "membersCount",
        /// `ownersCount`: a whole number.
        owners_count: i64 = "ownersCount",
    }
}
