//! What the actions of `participant` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{InvitationParticipantInfo, Prompt};

model! {
    /// `participant.invite`: what the action takes.
    ParticipantInvite = "participant.invite" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `participants`: list of `invitationParticipantInfo`.
        participants: Vec<InvitationParticipantInfo> = "participants",
    }
}

model! {
    /// `participant.mute`: what the action takes.
    ParticipantMute = "participant.mute" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
    }
}

model! {
    /// `participant.startHoldMusic`: what the action takes.
    ParticipantStartHoldMusic = "participant.startHoldMusic" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `customPrompt`: `prompt`.
        custom_prompt => Prompt = "customPrompt",
    }
}

model! {
    /// `participant.stopHoldMusic`: what the action takes.
    ParticipantStopHoldMusic = "participant.stopHoldMusic" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
    }
}
