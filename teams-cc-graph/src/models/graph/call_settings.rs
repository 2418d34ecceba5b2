//! `microsoft.graph.callSettings` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{DelegationSettings, Entity};

model! {
    /// `microsoft.graph.callSettings`: entity, beta.
    ///
    /// Derives from `microsoft.graph.entity`.
    CallSettings = "microsoft.graph.callSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `delegates`: list of `delegationSettings`.
        delegates: Vec<DelegationSettings> = "delegates",
        /// `delegators`: list of `delegationSettings`.
        delegators: Vec<DelegationSettings> = "delegators",
    }
}

impl Derives<Entity> for CallSettings {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.callSettings"]
    }
}

impl From<CallSettings> for Entity {
    fn from(derived: CallSettings) -> Self {
        widen(&derived)
    }
}

impl From<CallSettings> for Box<Entity> {
    fn from(derived: CallSettings) -> Self {
        Box::new(widen(&derived))
    }
}
