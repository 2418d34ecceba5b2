//! What the actions of `teamwork` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{ItemBody, KeyValuePair, TeamworkActivityTopic, TeamworkNotificationRecipient};

model! {
    /// `teamwork.sendActivityNotificationToRecipients`: what the action takes.
    TeamworkSendActivityNotificationToRecipients = "teamwork.sendActivityNotificationToRecipients" {
        /// `activityType`: text.
        activity_type: String = "activityType",
        /// `chainId`: a whole number.
        chain_id: i64 = "chainId",
        /// `iconId`: text.
        icon_id: String = "iconId",
        /// `previewText`: `itemBody`.
        preview_text => ItemBody = "previewText",
        /// `recipients`: list of `teamworkNotificationRecipient`.
        recipients: Vec<TeamworkNotificationRecipient> = "recipients",
        /// `teamsAppId`: text.
        teams_app_id: String = "teamsAppId",
        /// `templateParameters`: list of `keyValuePair`.
        template_parameters: Vec<KeyValuePair> = "templateParameters",
        /// `topic`: `teamworkActivityTopic`.
        topic => TeamworkActivityTopic = "topic",
    }
}
