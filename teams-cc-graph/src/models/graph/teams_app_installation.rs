//! `microsoft.graph.teamsAppInstallation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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
        consented_permission_set: Box<TeamsAppPermissionSet> = "consentedPermissionSet",
        /// `teamsApp`: `teamsApp`; comes when expanded.
        teams_app: Box<TeamsApp> = "teamsApp",
        /// `teamsAppDefinition`: `teamsAppDefinition`; comes when expanded.
        teams_app_definition: Box<TeamsAppDefinition> = "teamsAppDefinition",
    }
}

impl Derives<Entity> for TeamsAppInstallation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamsAppInstallation", "microsoft.graph.userScopeTeamsAppInstallation"]
    }
}

impl From<TeamsAppInstallation> for Entity {
    fn from(derived: TeamsAppInstallation) -> Self {
        widen(&derived)
    }
}

impl From<TeamsAppInstallation> for Box<Entity> {
    fn from(derived: TeamsAppInstallation) -> Self {
        Box::new(widen(&derived))
    }
}

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
        consented_permission_set: Box<TeamsAppPermissionSet> = "consentedPermissionSet",
        /// `teamsApp`: `teamsApp`; comes when expanded.
        teams_app: Box<TeamsApp> = "teamsApp",
        /// `teamsAppDefinition`: `teamsAppDefinition`; comes when expanded.
        teams_app_definition: Box<TeamsAppDefinition> = "teamsAppDefinition",
        /// `chat`: `chat`; comes when expanded.
        chat: Box<Chat> = "chat",
    }
}

impl Derives<TeamsAppInstallation> for UserScopeTeamsAppInstallation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.userScopeTeamsAppInstallation"]
    }
}

impl From<UserScopeTeamsAppInstallation> for TeamsAppInstallation {
    fn from(derived: UserScopeTeamsAppInstallation) -> Self {
        widen(&derived)
    }
}

impl From<UserScopeTeamsAppInstallation> for Box<TeamsAppInstallation> {
    fn from(derived: UserScopeTeamsAppInstallation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for UserScopeTeamsAppInstallation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.userScopeTeamsAppInstallation"]
    }
}

impl From<UserScopeTeamsAppInstallation> for Entity {
    fn from(derived: UserScopeTeamsAppInstallation) -> Self {
        widen(&derived)
    }
}

impl From<UserScopeTeamsAppInstallation> for Box<Entity> {
    fn from(derived: UserScopeTeamsAppInstallation) -> Self {
        Box::new(widen(&derived))
    }
}
