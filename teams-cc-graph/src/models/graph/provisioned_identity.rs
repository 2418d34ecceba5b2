//! `microsoft.graph.provisionedIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DetailsInfo, Identity};

model! {
    /// `microsoft.graph.provisionedIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    ProvisionedIdentity = "microsoft.graph.provisionedIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `details`: `detailsInfo`.
        details => DetailsInfo = "details",
        /// `identityType`: text.
        identity_type: String = "identityType",
    }
}

derives!(ProvisionedIdentity: Identity ["microsoft.graph.provisionedIdentity"]);
