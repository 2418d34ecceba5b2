//! What the actions of `chat` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{
    ItemBody, KeyValuePair, TeamworkActivityTopic, TeamworkNotificationRecipient,
    TeamworkUserIdentity,
};

model! {
    /// `chat.hideForUser`: what the action takes.
    ChatHideForUser = "chat.hideForUser" {
        /// `user`: `teamworkUserIdentity`.
        user => TeamworkUserIdentity = "user",
    }
}

model! {
    /// `chat.markChatReadForUser`: what the action takes.
    ChatMarkChatReadForUser = "chat.markChatReadForUser" {
        /// `user`: `teamworkUserIdentity`.
        user => TeamworkUserIdentity = "user",
    }
}

model! {
    /// `chat.sendActivityNotification`: what the action takes.
    ChatSendActivityNotification = "chat.sendActivityNotification" {
        /// `activityType`: text.
        activity_type: String = "activityType",
        /// `chainId`: a whole number.
        chain_id: i64 = "chainId",
        /// `iconId`: text.
        icon_id: String = "iconId",
        /// `previewText`: `itemBody`.
        preview_text => ItemBody = "previewText",
        /// `recipient`: `teamworkNotificationRecipient`.
        recipient => TeamworkNotificationRecipient = "recipient",
        /// `teamsAppId`: text.
        teams_app_id: String = "teamsAppId",
        /// `templateParameters`: list of `keyValuePair`.
        template_parameters: Vec<KeyValuePair> = "templateParameters",
        /// `topic`: `teamworkActivityTopic`.
        topic => TeamworkActivityTopic = "topic",
    }
}
