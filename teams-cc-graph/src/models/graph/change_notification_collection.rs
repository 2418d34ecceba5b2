//! `microsoft.graph.changeNotificationCollection` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::ChangeNotification;
use crate::models::model::model;

model! {
    /// `microsoft.graph.changeNotificationCollection`: complex type.
    ChangeNotificationCollection = "microsoft.graph.changeNotificationCollection" {
        /// `validationTokens`: list of text.
        validation_tokens: Vec<String> = "validationTokens",
        /// `value`: list of `changeNotification`.
        value: Vec<ChangeNotification> = "value",
    }
}
