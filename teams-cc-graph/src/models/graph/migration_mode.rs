//! `microsoft.graph.migrationMode` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.migrationMode`.
    MigrationMode = "microsoft.graph.migrationMode" {
        /// `inProgress`.
        InProgress = "inProgress",
        /// `completed`.
        Completed = "completed",
    }
}
