//! What the actions of `cloud_communications` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `cloudCommunications.getPresencesByUserId`: what the action takes.
    CloudCommunicationsGetPresencesByUserId = "cloudCommunications.getPresencesByUserId" {
        /// `ids`: list of text.
        ids: Vec<String> = "ids",
    }
}
