//! `microsoft.graph.userIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.userIdentity`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    UserIdentity = "microsoft.graph.userIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `ipAddress`: text.
        ip_address: String = "ipAddress",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
    }
}

derives!(UserIdentity: Identity ["microsoft.graph.userIdentity", "microsoft.graph.auditUserIdentity"]);
