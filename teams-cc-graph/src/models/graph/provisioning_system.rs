//! `microsoft.graph.provisioningSystem` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{DetailsInfo, Identity};

model! {
    /// `microsoft.graph.provisioningSystem`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    ProvisioningSystem = "microsoft.graph.provisioningSystem" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `details`: `detailsInfo`.
        details: Box<DetailsInfo> = "details",
    }
}

impl Derives<Identity> for ProvisioningSystem {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.provisioningSystem"]
    }
}

impl From<ProvisioningSystem> for Identity {
    fn from(derived: ProvisioningSystem) -> Self {
        widen(&derived)
    }
}

impl From<ProvisioningSystem> for Box<Identity> {
    fn from(derived: ProvisioningSystem) -> Self {
        Box::new(widen(&derived))
    }
}
