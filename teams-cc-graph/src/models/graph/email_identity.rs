//! `microsoft.graph.emailIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.emailIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    EmailIdentity = "microsoft.graph.emailIdentity" {
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

impl Derives<Identity> for EmailIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.emailIdentity"]
    }
}

impl From<EmailIdentity> for Identity {
    fn from(derived: EmailIdentity) -> Self {
        widen(&derived)
    }
}

impl From<EmailIdentity> for Box<Identity> {
    fn from(derived: EmailIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
