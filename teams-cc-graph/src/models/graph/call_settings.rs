//! `microsoft.graph.callSettings` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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

derives!(CallSettings: Entity ["microsoft.graph.callSettings"]);
