//! `microsoft.graph.communicationsUserIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.communicationsUserIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    CommunicationsUserIdentity = "microsoft.graph.communicationsUserIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
    }
}

impl Derives<Identity> for CommunicationsUserIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.communicationsUserIdentity"]
    }
}

impl From<CommunicationsUserIdentity> for Identity {
    fn from(derived: CommunicationsUserIdentity) -> Self {
        widen(&derived)
    }
}

impl From<CommunicationsUserIdentity> for Box<Identity> {
    fn from(derived: CommunicationsUserIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
