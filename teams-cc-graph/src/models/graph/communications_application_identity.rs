//! `microsoft.graph.communicationsApplicationIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
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

impl Derives<Identity> for CommunicationsApplicationIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.communicationsApplicationIdentity"]
    }
}

impl From<CommunicationsApplicationIdentity> for Identity {
    fn from(derived: CommunicationsApplicationIdentity) -> Self {
        widen(&derived)
    }
}

impl From<CommunicationsApplicationIdentity> for Box<Identity> {
    fn from(derived: CommunicationsApplicationIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
