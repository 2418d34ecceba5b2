//! `microsoft.graph.groupIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.groupIdentity`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    GroupIdentity = "microsoft.graph.groupIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `mailNickname`: text.
        mail_nickname: String = "mailNickname",
    }
}

impl Derives<Identity> for GroupIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.groupIdentity"]
    }
}

impl From<GroupIdentity> for Identity {
    fn from(derived: GroupIdentity) -> Self {
        widen(&derived)
    }
}

impl From<GroupIdentity> for Box<Identity> {
    fn from(derived: GroupIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
