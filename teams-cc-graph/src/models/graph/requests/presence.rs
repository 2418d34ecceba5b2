//! What the actions of `presence` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{IsoDuration, PresenceStatusMessage, WorkLocationType};

model! {
    /// `presence.clearPresence`: what the action takes.
    PresenceClearPresence = "presence.clearPresence" {
        /// `sessionId`: text.
        session_id: String = "sessionId",
    }
}

model! {
    /// `presence.setAutomaticLocation`: what the action takes.
    PresenceSetAutomaticLocation = "presence.setAutomaticLocation" {
        /// `placeId`: text.
        place_id: String = "placeId",
        /// `workLocationType`: `workLocationType`.
        work_location_type: WorkLocationType = "workLocationType",
    }
}

model! {
    /// `presence.setManualLocation`: what the action takes.
    PresenceSetManualLocation = "presence.setManualLocation" {
        /// `placeId`: text.
        place_id: String = "placeId",
        /// `workLocationType`: `workLocationType`.
        work_location_type: WorkLocationType = "workLocationType",
    }
}

model! {
    /// `presence.setPresence`: what the action takes.
    PresenceSetPresence = "presence.setPresence" {
        /// `activity`: text.
        activity: teams_cc_core::Activity = "activity",
        /// `availability`: text.
        availability: teams_cc_core::Availability = "availability",
        /// `expirationDuration`: a duration, ISO 8601.
        expiration_duration: IsoDuration = "expirationDuration",
        /// `sessionId`: text.
        session_id: String = "sessionId",
    }
}

model! {
    /// `presence.setStatusMessage`: what the action takes.
    PresenceSetStatusMessage = "presence.setStatusMessage" {
        /// `statusMessage`: `presenceStatusMessage`.
        status_message => PresenceStatusMessage = "statusMessage",
    }
}

model! {
    /// `presence.setUserPreferredPresence`: what the action takes.
    PresenceSetUserPreferredPresence = "presence.setUserPreferredPresence" {
        /// `activity`: text.
        activity: teams_cc_core::Activity = "activity",
        /// `availability`: text.
        availability: teams_cc_core::Availability = "availability",
        /// `expirationDuration`: a duration, ISO 8601.
        expiration_duration: IsoDuration = "expirationDuration",
    }
}
