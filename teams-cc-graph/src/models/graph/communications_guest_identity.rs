//! `microsoft.graph.communicationsGuestIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.communicationsGuestIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    CommunicationsGuestIdentity = "microsoft.graph.communicationsGuestIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `email`: text.
        email: String = "email",
    }
}

impl Derives<Identity> for CommunicationsGuestIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.communicationsGuestIdentity"]
    }
}

impl From<CommunicationsGuestIdentity> for Identity {
    fn from(derived: CommunicationsGuestIdentity) -> Self {
        widen(&derived)
    }
}

impl From<CommunicationsGuestIdentity> for Box<Identity> {
    fn from(derived: CommunicationsGuestIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
