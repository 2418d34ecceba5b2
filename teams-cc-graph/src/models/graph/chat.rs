//! `microsoft.graph.chat` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{
    ChatMessage, ChatMessageInfo, ConversationMember, DateTime, Entity, MigrationMode,
    PinnedChatMessageInfo, TargetedChatMessage, TeamsAppInstallation, TeamsTab,
    TeamworkUserIdentity,
};

model! {
    /// `microsoft.graph.chat`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    Chat = "microsoft.graph.chat" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `chatType`: `chatType`.
        chat_type: ChatType = "chatType",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `installedApps`: list of `teamsAppInstallation`; comes when expanded.
        installed_apps: Vec<TeamsAppInstallation> = "installedApps",
        /// `isHiddenForAllMembers`: yes or no.
        is_hidden_for_all_members: bool = "isHiddenForAllMembers",
        /// `lastMessagePreview`: `chatMessageInfo`; comes when expanded.
        last_message_preview => ChatMessageInfo = "lastMessagePreview",
        /// `lastUpdatedDateTime`: a moment.
        last_updated_date_time: DateTime = "lastUpdatedDateTime",
        /// `members`: list of `conversationMember`; comes when expanded.
        members: Vec<ConversationMember> = "members",
        /// `messages`: list of `chatMessage`; comes when expanded.
        messages: Vec<ChatMessage> = "messages",
        /// `migrationMode`: `migrationMode`.
        migration_mode: MigrationMode = "migrationMode",
        /// `onlineMeetingInfo`: `teamworkOnlineMeetingInfo`.
        online_meeting_info => TeamworkOnlineMeetingInfo = "onlineMeetingInfo",
        /// `originalCreatedDateTime`: a moment.
        original_created_date_time: DateTime = "originalCreatedDateTime",
        /// `permissionGrants`: list of `resourceSpecificPermissionGrant`, not described here; comes when expanded.
        permission_grants: Vec<serde_json::Value> = "permissionGrants",
        /// `pinnedMessages`: list of `pinnedChatMessageInfo`; comes when expanded.
        pinned_messages: Vec<PinnedChatMessageInfo> = "pinnedMessages",
        /// `tabs`: list of `teamsTab`; comes when expanded.
        tabs: Vec<TeamsTab> = "tabs",
        /// `targetedMessages`: list of `targetedChatMessage`; comes when expanded.
        targeted_messages: Vec<TargetedChatMessage> = "targetedMessages",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `topic`: text.
        topic: String = "topic",
        /// `viewpoint`: `chatViewpoint`.
        viewpoint => ChatViewpoint = "viewpoint",
        /// `webUrl`: text.
        web_url: String = "webUrl",
    }
}

derives!(Chat: Entity ["microsoft.graph.chat"]);

open_enum! {
    /// `microsoft.graph.chatType`.
    ChatType = "microsoft.graph.chatType" {
        /// `oneOnOne`.
        OneOnOne = "oneOnOne",
        /// `group`.
        Group = "group",
        /// `meeting`.
        Meeting = "meeting",
    }
}

model! {
    /// `microsoft.graph.chatViewpoint`: complex type.
    ChatViewpoint = "microsoft.graph.chatViewpoint" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `isHidden`: yes or no.
        is_hidden: bool = "isHidden",
        /// `lastMessageReadDateTime`: a moment.
        last_message_read_date_time: DateTime = "lastMessageReadDateTime",
    }
}

model! {
    /// `microsoft.graph.teamworkOnlineMeetingInfo`: complex type.
    TeamworkOnlineMeetingInfo = "microsoft.graph.teamworkOnlineMeetingInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `calendarEventId`: text.
        calendar_event_id: String = "calendarEventId",
        /// `joinWebUrl`: text.
        join_web_url: String = "joinWebUrl",
        /// `organizer`: `teamworkUserIdentity`.
        organizer => TeamworkUserIdentity = "organizer",
    }
}
