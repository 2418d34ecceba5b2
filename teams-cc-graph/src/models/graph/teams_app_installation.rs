//! `microsoft.graph.teamsAppInstallation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{Chat, Entity, TeamsApp, TeamsAppDefinition, TeamsAppPermissionSet};

model! {
    /// `microsoft.graph.teamsAppInstallation`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TeamsAppInstallation = "microsoft.graph.teamsAppInstallation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `consentedPermissionSet`: `teamsAppPermissionSet`.
        consented_permission_set => TeamsAppPermissionSet = "consentedPermissionSet",
        /// `teamsApp`: `teamsApp`; comes when expanded.
        teams_app => TeamsApp = "teamsApp",
        /// `teamsAppDefinition`: `teamsAppDefinition`; comes when expanded.
        teams_app_definition => TeamsAppDefinition = "teamsAppDefinition",
    }
}

derives!(TeamsAppInstallation: Entity ["microsoft.graph.teamsAppInstallation", "microsoft.graph.userScopeTeamsAppInstallation"]);

model! {
    /// `microsoft.graph.userScopeTeamsAppInstallation`: entity.
    ///
    /// Derives from `microsoft.graph.teamsAppInstallation`.
    UserScopeTeamsAppInstallation = "microsoft.graph.userScopeTeamsAppInstallation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `consentedPermissionSet`: `teamsAppPermissionSet`.
        consented_permission_set => TeamsAppPermissionSet = "consentedPermissionSet",
        /// `teamsApp`: `teamsApp`; comes when expanded.
        teams_app => TeamsApp = "teamsApp",
        /// `teamsAppDefinition`: `teamsAppDefinition`; comes when expanded.
        teams_app_definition => TeamsAppDefinition = "teamsAppDefinition",
        /// `chat`: `chat`; comes when expanded.
        chat => Chat = "chat",
    }
}

derives!(UserScopeTeamsAppInstallation: TeamsAppInstallation ["microsoft.graph.userScopeTeamsAppInstallation"]);

derives!(UserScopeTeamsAppInstallation: Entity ["microsoft.graph.userScopeTeamsAppInstallation"]);
