//! `microsoft.graph.communicationsApplicationIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.communicationsApplicationIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    CommunicationsApplicationIdentity = "microsoft.graph.communicationsApplicationIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `applicationType`: text.
        application_type: String = "applicationType",
        /// `hidden`: yes or no.
        hidden: bool = "hidden",
    }
}

derives!(CommunicationsApplicationIdentity: Identity ["microsoft.graph.communicationsApplicationIdentity"]);
