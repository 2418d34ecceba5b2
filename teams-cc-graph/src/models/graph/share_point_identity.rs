//! `microsoft.graph.sharePointIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.sharePointIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    SharePointIdentity = "microsoft.graph.sharePointIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `loginName`: text.
        login_name: String = "loginName",
    }
}

impl Derives<Identity> for SharePointIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.sharePointIdentity"]
    }
}

impl From<SharePointIdentity> for Identity {
    fn from(derived: SharePointIdentity) -> Self {
        widen(&derived)
    }
}

impl From<SharePointIdentity> for Box<Identity> {
    fn from(derived: SharePointIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
