//! `microsoft.graph.callRecords.userIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.callRecords.userIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    UserIdentity = "microsoft.graph.callRecords.userIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
    }
}

impl Derives<Identity> for UserIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.callRecords.userIdentity"]
    }
}

impl From<UserIdentity> for Identity {
    fn from(derived: UserIdentity) -> Self {
        widen(&derived)
    }
}

impl From<UserIdentity> for Box<Identity> {
    fn from(derived: UserIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
