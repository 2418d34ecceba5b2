//! `microsoft.graph.security.submissionUserIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.security.submissionUserIdentity`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    SubmissionUserIdentity = "microsoft.graph.security.submissionUserIdentity" {
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

impl Derives<Identity> for SubmissionUserIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.security.submissionUserIdentity"]
    }
}

impl From<SubmissionUserIdentity> for Identity {
    fn from(derived: SubmissionUserIdentity) -> Self {
        widen(&derived)
    }
}

impl From<SubmissionUserIdentity> for Box<Identity> {
    fn from(derived: SubmissionUserIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
