//! `microsoft.graph.teamsAppPermissionSet` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::{model, open_enum};

model! {
    /// `microsoft.graph.teamsAppPermissionSet`: complex type.
    TeamsAppPermissionSet = "microsoft.graph.teamsAppPermissionSet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `resourceSpecificPermissions`: list of `teamsAppResourceSpecificPermission`.
        resource_specific_permissions: Vec<TeamsAppResourceSpecificPermission> = "resourceSpecificPermissions",
    }
}

model! {
    /// `microsoft.graph.teamsAppResourceSpecificPermission`: complex type.
    TeamsAppResourceSpecificPermission = "microsoft.graph.teamsAppResourceSpecificPermission" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `permissionType`: `teamsAppResourceSpecificPermissionType`.
        permission_type: TeamsAppResourceSpecificPermissionType = "permissionType",
        /// `permissionValue`: text.
        permission_value: String = "permissionValue",
    }
}

open_enum! {
    /// `microsoft.graph.teamsAppResourceSpecificPermissionType`.
    TeamsAppResourceSpecificPermissionType = "microsoft.graph.teamsAppResourceSpecificPermissionType" {
        /// `delegated`.
        Delegated = "delegated",
        /// `application`.
        Application = "application",
    }
}
