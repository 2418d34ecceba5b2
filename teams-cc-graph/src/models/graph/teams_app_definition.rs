//! `microsoft.graph.teamsAppDefinition` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        required_permission_set => TeamsAppPermissionSet = "requiredPermissionSet",
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
        authorization => TeamsAppAuthorization = "authorization",
        /// `bot`: `teamworkBot`; comes when expanded.
        bot => TeamworkBot = "bot",
        /// `createdBy`: `identitySet`.
        created_by => IdentitySet = "createdBy",
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

derives!(TeamsAppDefinition: Entity ["microsoft.graph.teamsAppDefinition"]);

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
