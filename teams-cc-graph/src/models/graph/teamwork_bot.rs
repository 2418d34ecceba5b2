//! `microsoft.graph.teamworkBot` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.teamworkBot`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TeamworkBot = "microsoft.graph.teamworkBot" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
    }
}

impl Derives<Entity> for TeamworkBot {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamworkBot"]
    }
}

impl From<TeamworkBot> for Entity {
    fn from(derived: TeamworkBot) -> Self {
        widen(&derived)
    }
}

impl From<TeamworkBot> for Box<Entity> {
    fn from(derived: TeamworkBot) -> Self {
        Box::new(widen(&derived))
    }
}
