//! `microsoft.graph.teamworkNotificationRecipient` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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

impl Derives<TeamworkNotificationRecipient> for AadUserNotificationRecipient {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.aadUserNotificationRecipient"]
    }
}

impl From<AadUserNotificationRecipient> for TeamworkNotificationRecipient {
    fn from(derived: AadUserNotificationRecipient) -> Self {
        widen(&derived)
    }
}

impl From<AadUserNotificationRecipient> for Box<TeamworkNotificationRecipient> {
    fn from(derived: AadUserNotificationRecipient) -> Self {
        Box::new(widen(&derived))
    }
}

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

impl Derives<TeamworkNotificationRecipient> for ChannelMembersNotificationRecipient {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.channelMembersNotificationRecipient"]
    }
}

impl From<ChannelMembersNotificationRecipient> for TeamworkNotificationRecipient {
    fn from(derived: ChannelMembersNotificationRecipient) -> Self {
        widen(&derived)
    }
}

impl From<ChannelMembersNotificationRecipient> for Box<TeamworkNotificationRecipient> {
    fn from(derived: ChannelMembersNotificationRecipient) -> Self {
        Box::new(widen(&derived))
    }
}

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

impl Derives<TeamworkNotificationRecipient> for ChatMembersNotificationRecipient {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.chatMembersNotificationRecipient"]
    }
}

impl From<ChatMembersNotificationRecipient> for TeamworkNotificationRecipient {
    fn from(derived: ChatMembersNotificationRecipient) -> Self {
        widen(&derived)
    }
}

impl From<ChatMembersNotificationRecipient> for Box<TeamworkNotificationRecipient> {
    fn from(derived: ChatMembersNotificationRecipient) -> Self {
        Box::new(widen(&derived))
    }
}

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

impl Derives<TeamworkNotificationRecipient> for TeamMembersNotificationRecipient {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamMembersNotificationRecipient"]
    }
}

impl From<TeamMembersNotificationRecipient> for TeamworkNotificationRecipient {
    fn from(derived: TeamMembersNotificationRecipient) -> Self {
        widen(&derived)
    }
}

impl From<TeamMembersNotificationRecipient> for Box<TeamworkNotificationRecipient> {
    fn from(derived: TeamMembersNotificationRecipient) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.teamworkNotificationRecipient`: complex type.
    TeamworkNotificationRecipient = "microsoft.graph.teamworkNotificationRecipient" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
    }
}
