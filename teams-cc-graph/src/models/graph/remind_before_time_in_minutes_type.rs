//! `microsoft.graph.remindBeforeTimeInMinutesType` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.remindBeforeTimeInMinutesType`.
    RemindBeforeTimeInMinutesType = "microsoft.graph.remindBeforeTimeInMinutesType" {
        /// `mins15`.
        Mins15 = "mins15",
    }
}
