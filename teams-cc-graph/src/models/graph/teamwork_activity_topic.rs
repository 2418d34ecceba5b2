//! `microsoft.graph.teamworkActivityTopic` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::{model, open_enum};

model! {
    /// `microsoft.graph.teamworkActivityTopic`: complex type.
    TeamworkActivityTopic = "microsoft.graph.teamworkActivityTopic" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `source`: `teamworkActivityTopicSource`.
        source: TeamworkActivityTopicSource = "source",
        /// `value`: text.
        value: String = "value",
        /// `webUrl`: text.
        web_url: String = "webUrl",
    }
}

open_enum! {
    /// `microsoft.graph.teamworkActivityTopicSource`.
    TeamworkActivityTopicSource = "microsoft.graph.teamworkActivityTopicSource" {
        /// `entityUrl`.
        EntityUrl = "entityUrl",
        /// `text`.
        Text = "text",
    }
}
