//! `microsoft.graph.communicationsApplicationInstanceIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.communicationsApplicationInstanceIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    CommunicationsApplicationInstanceIdentity = "microsoft.graph.communicationsApplicationInstanceIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `hidden`: yes or no.
        hidden: bool = "hidden",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
    }
}

derives!(CommunicationsApplicationInstanceIdentity: Identity ["microsoft.graph.communicationsApplicationInstanceIdentity"]);
