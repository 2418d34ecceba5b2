//! `microsoft.graph.provisionedIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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
        details: Box<DetailsInfo> = "details",
        /// `identityType`: text.
        identity_type: String = "identityType",
    }
}

impl Derives<Identity> for ProvisionedIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.provisionedIdentity"]
    }
}

impl From<ProvisionedIdentity> for Identity {
    fn from(derived: ProvisionedIdentity) -> Self {
        widen(&derived)
    }
}

impl From<ProvisionedIdentity> for Box<Identity> {
    fn from(derived: ProvisionedIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
