//! `microsoft.graph.callRecords.pstnUserBlockMode` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.callRecords.pstnUserBlockMode`, beta.
    PstnUserBlockMode = "microsoft.graph.callRecords.pstnUserBlockMode" {
        /// `blocked`.
        Blocked = "blocked",
        /// `unblocked`.
        Unblocked = "unblocked",
    }
}
