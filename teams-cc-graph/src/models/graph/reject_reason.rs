//! `microsoft.graph.rejectReason` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.rejectReason`.
    RejectReason = "microsoft.graph.rejectReason" {
        /// `none`.
        None = "none",
        /// `busy`.
        Busy = "busy",
        /// `forbidden`.
        Forbidden = "forbidden",
    }
}
