//! `microsoft.graph.longRunningOperationStatus` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.longRunningOperationStatus`.
    LongRunningOperationStatus = "microsoft.graph.longRunningOperationStatus" {
        /// `notStarted`.
        NotStarted = "notStarted",
        /// `running`.
        Running = "running",
        /// `succeeded`.
        Succeeded = "succeeded",
        /// `failed`.
        Failed = "failed",
    }
}
