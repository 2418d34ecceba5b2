//! `microsoft.graph.teamsTab` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{Entity, TeamsApp};

model! {
    /// `microsoft.graph.teamsTab`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TeamsTab = "microsoft.graph.teamsTab" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `configuration`: `teamsTabConfiguration`.
        configuration => TeamsTabConfiguration = "configuration",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `teamsApp`: `teamsApp`; comes when expanded.
        teams_app => TeamsApp = "teamsApp",
        /// `webUrl`: text.
        web_url: String = "webUrl",
    }
}

derives!(TeamsTab: Entity ["microsoft.graph.teamsTab"]);

model! {
    /// `microsoft.graph.teamsTabConfiguration`: complex type.
    TeamsTabConfiguration = "microsoft.graph.teamsTabConfiguration" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `contentUrl`: text.
        content_url: String = "contentUrl",
        /// `entityId`: text.
        entity_id: String = "entityId",
        /// `removeUrl`: text.
        remove_url: String = "removeUrl",
        /// `websiteUrl`: text.
        website_url: String = "websiteUrl",
    }
}
