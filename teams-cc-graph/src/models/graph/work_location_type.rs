//! `microsoft.graph.workLocationType` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.workLocationType`.
    WorkLocationType = "microsoft.graph.workLocationType" {
        /// `unspecified`.
        Unspecified = "unspecified",
        /// `office`.
        Office = "office",
        /// `remote`.
        Remote = "remote",
        /// `timeOff`.
        TimeOff = "timeOff",
    }
}
