//! `microsoft.graph.teamworkNotificationRecipient` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.aadUserNotificationRecipient`: complex type.
    ///
    /// Derives from `microsoft.graph.teamworkNotificationRecipient`.
    AadUserNotificationRecipient = "microsoft.graph.aadUserNotificationRecipient" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `userId`: text.
        user_id: String = "userId",
    }
}

derives!(AadUserNotificationRecipient: TeamworkNotificationRecipient ["microsoft.graph.aadUserNotificationRecipient"]);

model! {
    /// `microsoft.graph.channelMembersNotificationRecipient`: complex type.
    ///
    /// Derives from `microsoft.graph.teamworkNotificationRecipient`.
    ChannelMembersNotificationRecipient = "microsoft.graph.channelMembersNotificationRecipient" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

derives!(ChannelMembersNotificationRecipient: TeamworkNotificationRecipient ["microsoft.graph.channelMembersNotificationRecipient"]);

model! {
    /// `microsoft.graph.chatMembersNotificationRecipient`: complex type.
    ///
    /// Derives from `microsoft.graph.teamworkNotificationRecipient`.
    ChatMembersNotificationRecipient = "microsoft.graph.chatMembersNotificationRecipient" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `chatId`: text.
        chat_id: String = "chatId",
    }
}

derives!(ChatMembersNotificationRecipient: TeamworkNotificationRecipient ["microsoft.graph.chatMembersNotificationRecipient"]);

model! {
    /// `microsoft.graph.teamMembersNotificationRecipient`: complex type.
    ///
    /// Derives from `microsoft.graph.teamworkNotificationRecipient`.
    TeamMembersNotificationRecipient = "microsoft.graph.teamMembersNotificationRecipient" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

derives!(TeamMembersNotificationRecipient: TeamworkNotificationRecipient ["microsoft.graph.teamMembersNotificationRecipient"]);

model! {
    /// `microsoft.graph.teamworkNotificationRecipient`: complex type.
    TeamworkNotificationRecipient = "microsoft.graph.teamworkNotificationRecipient" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
    }
}
