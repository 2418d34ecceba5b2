//! What the actions of `team` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{ItemBody, KeyValuePair, TeamworkActivityTopic, TeamworkNotificationRecipient};

model! {
    /// `team.sendActivityNotification`: what the action takes.
    TeamSendActivityNotification = "team.sendActivityNotification" {
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
