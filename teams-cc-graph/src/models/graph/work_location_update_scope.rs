//! `microsoft.graph.workLocationUpdateScope` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.workLocationUpdateScope`.
    WorkLocationUpdateScope = "microsoft.graph.workLocationUpdateScope" {
        /// `currentSegment`.
        CurrentSegment = "currentSegment",
        /// `currentDay`.
        CurrentDay = "currentDay",
    }
}
