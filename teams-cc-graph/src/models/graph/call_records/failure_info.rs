//! `microsoft.graph.callRecords.failureInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::{model, open_enum};

model! {
    /// `microsoft.graph.callRecords.failureInfo`: complex type.
    FailureInfo = "microsoft.graph.callRecords.failureInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `reason`: text.
        reason: String = "reason",
        /// `stage`: `failureStage`.
        stage: FailureStage = "stage",
    }
}

open_enum! {
    /// `microsoft.graph.callRecords.failureStage`.
    FailureStage = "microsoft.graph.callRecords.failureStage" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `callSetup`.
        CallSetup = "callSetup",
        /// `midcall`.
        Midcall = "midcall",
    }
}
