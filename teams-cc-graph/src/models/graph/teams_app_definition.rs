//! `microsoft.graph.teamsAppDefinition` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::{model, open_enum};
use crate::models::{DateTime, Entity, IdentitySet, TeamsAppPermissionSet, TeamworkBot};

model! {
    /// `microsoft.graph.teamsAppAuthorization`: complex type.
    TeamsAppAuthorization = "microsoft.graph.teamsAppAuthorization" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `clientAppId`: text.
        client_app_id: String = "clientAppId",
        /// `requiredPermissionSet`: `teamsAppPermissionSet`.
        required_permission_set: Box<TeamsAppPermissionSet> = "requiredPermissionSet",
    }
}

model! {
    /// `microsoft.graph.teamsAppDefinition`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TeamsAppDefinition = "microsoft.graph.teamsAppDefinition" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `authorization`: `teamsAppAuthorization`.
        authorization: Box<TeamsAppAuthorization> = "authorization",
        /// `bot`: `teamworkBot`; comes when expanded.
        bot: Box<TeamworkBot> = "bot",
        /// `createdBy`: `identitySet`.
        created_by: Box<IdentitySet> = "createdBy",
        /// `description`: text.
        description: String = "description",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `lastModifiedDateTime`: a moment.
        last_modified_date_time: DateTime = "lastModifiedDateTime",
        /// `publishingState`: `teamsAppPublishingState`.
        publishing_state: TeamsAppPublishingState = "publishingState",
        /// `shortDescription`: text.
        short_description: String = "shortDescription",
        /// `teamsAppId`: text.
        teams_app_id: String = "teamsAppId",
        /// `version`: text.
        version: String = "version",
    }
}

impl Derives<Entity> for TeamsAppDefinition {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamsAppDefinition"]
    }
}

impl From<TeamsAppDefinition> for Entity {
    fn from(derived: TeamsAppDefinition) -> Self {
        widen(&derived)
    }
}

impl From<TeamsAppDefinition> for Box<Entity> {
    fn from(derived: TeamsAppDefinition) -> Self {
        Box::new(widen(&derived))
    }
}

open_enum! {
    /// `microsoft.graph.teamsAppPublishingState`.
    TeamsAppPublishingState = "microsoft.graph.teamsAppPublishingState" {
        /// `submitted`.
        Submitted = "submitted",
        /// `rejected`.
        Rejected = "rejected",
        /// `published`.
        Published = "published",
    }
}
