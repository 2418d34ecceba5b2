//! `microsoft.graph.callRecords.userIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.callRecords.userIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    UserIdentity = "microsoft.graph.callRecords.userIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
    }
}

derives!(UserIdentity: Identity ["microsoft.graph.callRecords.userIdentity"]);
