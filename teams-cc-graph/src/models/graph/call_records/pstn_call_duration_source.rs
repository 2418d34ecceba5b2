//! `microsoft.graph.callRecords.pstnCallDurationSource` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.callRecords.pstnCallDurationSource`.
    PstnCallDurationSource = "microsoft.graph.callRecords.pstnCallDurationSource" {
        /// `microsoft`.
        Microsoft = "microsoft",
        /// `operator`.
        Operator = "operator",
    }
}
