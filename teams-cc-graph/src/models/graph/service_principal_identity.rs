//! `microsoft.graph.servicePrincipalIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.servicePrincipalIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    ServicePrincipalIdentity = "microsoft.graph.servicePrincipalIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `appId`: text.
        app_id: String = "appId",
    }
}

impl Derives<Identity> for ServicePrincipalIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.servicePrincipalIdentity"]
    }
}

impl From<ServicePrincipalIdentity> for Identity {
    fn from(derived: ServicePrincipalIdentity) -> Self {
        widen(&derived)
    }
}

impl From<ServicePrincipalIdentity> for Box<Identity> {
    fn from(derived: ServicePrincipalIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
