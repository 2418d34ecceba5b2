//! `microsoft.graph.teamsAdministration.numberType` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.teamsAdministration.numberType`.
    NumberType = "microsoft.graph.teamsAdministration.numberType" {
        /// `internalError`.
        InternalError = "internalError",
        /// `directRouting`.
        DirectRouting = "directRouting",
        /// `callingPlan`.
        CallingPlan = "callingPlan",
        /// `operatorConnect`.
        OperatorConnect = "operatorConnect",
    }
}
