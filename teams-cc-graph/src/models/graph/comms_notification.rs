//! `microsoft.graph.commsNotification` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::ChangeType;
use crate::models::model::model;

model! {
    /// `microsoft.graph.commsNotification`: complex type.
    CommsNotification = "microsoft.graph.commsNotification" {
        /// `changeType`: `changeType`.
        change_type: ChangeType = "changeType",
        /// `resourceUrl`: text.
        resource_url: String = "resourceUrl",
    }
}
