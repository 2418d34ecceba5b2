//! `microsoft.graph.sharePointGroupIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.sharePointGroupIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    SharePointGroupIdentity = "microsoft.graph.sharePointGroupIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `principalId`: text.
        principal_id: String = "principalId",
        /// `title`: text.
        title: String = "title",
    }
}

impl Derives<Identity> for SharePointGroupIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.sharePointGroupIdentity"]
    }
}

impl From<SharePointGroupIdentity> for Identity {
    fn from(derived: SharePointGroupIdentity) -> Self {
        widen(&derived)
    }
}

impl From<SharePointGroupIdentity> for Box<Identity> {
    fn from(derived: SharePointGroupIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
