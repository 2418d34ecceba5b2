//! `microsoft.graph.initiator` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{Identity, InitiatorType};

model! {
    /// `microsoft.graph.initiator`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    Initiator = "microsoft.graph.initiator" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `initiatorType`: `initiatorType`.
        initiator_type: InitiatorType = "initiatorType",
    }
}

impl Derives<Identity> for Initiator {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.initiator"]
    }
}

impl From<Initiator> for Identity {
    fn from(derived: Initiator) -> Self {
        widen(&derived)
    }
}

impl From<Initiator> for Box<Identity> {
    fn from(derived: Initiator) -> Self {
        Box::new(widen(&derived))
    }
}
