//! `microsoft.graph.commsNotifications` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::CommsNotification;
use crate::models::model::model;

model! {
    /// `microsoft.graph.commsNotifications`: complex type.
    CommsNotifications = "microsoft.graph.commsNotifications" {
        /// `value`: list of `commsNotification`.
        value: Vec<CommsNotification> = "value",
    }
}
