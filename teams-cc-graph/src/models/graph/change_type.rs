//! `microsoft.graph.changeType` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.changeType`.
    ChangeType = "microsoft.graph.changeType" {
        /// `created`.
        Created = "created",
        /// `updated`.
        Updated = "updated",
        /// `deleted`.
        Deleted = "deleted",
    }
}
