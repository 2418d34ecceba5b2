//! `microsoft.graph.sharePointGroupIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.sharePointGroupIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    SharePointGroupIdentity = "microsoft.graph.sharePointGroupIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `principalId`: text.
        principal_id: String = "principalId",
        /// `title`: text.
        title: String = "title",
    }
}

derives!(SharePointGroupIdentity: Identity ["microsoft.graph.sharePointGroupIdentity"]);
