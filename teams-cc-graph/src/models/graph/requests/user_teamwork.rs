//! What the actions of `user_teamwork` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{ItemBody, KeyValuePair, TeamworkActivityTopic};

model! {
    /// `userTeamwork.sendActivityNotification`: what the action takes.
    UserTeamworkSendActivityNotification = "userTeamwork.sendActivityNotification" {
        /// `activityType`: text.
        activity_type: String = "activityType",
        /// `chainId`: a whole number.
        chain_id: i64 = "chainId",
        /// `iconId`: text.
        icon_id: String = "iconId",
        /// `previewText`: `itemBody`.
        preview_text => ItemBody = "previewText",
        /// `teamsAppId`: text.
        teams_app_id: String = "teamsAppId",
        /// `templateParameters`: list of `keyValuePair`.
        template_parameters: Vec<KeyValuePair> = "templateParameters",
        /// `topic`: `teamworkActivityTopic`.
        topic => TeamworkActivityTopic = "topic",
    }
}
