//! `microsoft.graph.screenSharingRole` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.screenSharingRole`.
    ScreenSharingRole = "microsoft.graph.screenSharingRole" {
        /// `viewer`.
        Viewer = "viewer",
        /// `sharer`.
        Sharer = "sharer",
    }
}
