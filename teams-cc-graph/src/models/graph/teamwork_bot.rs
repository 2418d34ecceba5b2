//! `microsoft.graph.teamworkBot` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::derives;
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

derives!(TeamworkBot: Entity ["microsoft.graph.teamworkBot"]);
