//! `microsoft.graph.communicationsApplicationInstanceIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
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

impl Derives<Identity> for CommunicationsApplicationInstanceIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.communicationsApplicationInstanceIdentity"]
    }
}

impl From<CommunicationsApplicationInstanceIdentity> for Identity {
    fn from(derived: CommunicationsApplicationInstanceIdentity) -> Self {
        widen(&derived)
    }
}

impl From<CommunicationsApplicationInstanceIdentity> for Box<Identity> {
    fn from(derived: CommunicationsApplicationInstanceIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
