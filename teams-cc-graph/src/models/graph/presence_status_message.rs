//! `microsoft.graph.presenceStatusMessage` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{DateTime, DateTimeTimeZone, ItemBody};

model! {
    /// `microsoft.graph.presenceStatusMessage`: complex type.
    PresenceStatusMessage = "microsoft.graph.presenceStatusMessage" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `expiryDateTime`: `dateTimeTimeZone`.
        expiry_date_time => DateTimeTimeZone = "expiryDateTime",
        /// `message`: `itemBody`.
        message => ItemBody = "message",
        /// `publishedDateTime`: a moment.
        published_date_time: DateTime = "publishedDateTime",
    }
}
