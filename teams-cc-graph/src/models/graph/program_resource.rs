//! `microsoft.graph.programResource` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Identity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.programResource`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    ProgramResource = "microsoft.graph.programResource" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `type`: text.
        r#type: String = "type",
    }
}

impl Derives<Identity> for ProgramResource {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.programResource"]
    }
}

impl From<ProgramResource> for Identity {
    fn from(derived: ProgramResource) -> Self {
        widen(&derived)
    }
}

impl From<ProgramResource> for Box<Identity> {
    fn from(derived: ProgramResource) -> Self {
        Box::new(widen(&derived))
    }
}
