//! `microsoft.graph.participantJoiningResponse` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::RejectReason;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.acceptJoinResponse`: complex type.
    ///
    /// Derives from `microsoft.graph.participantJoiningResponse`.
    AcceptJoinResponse = "microsoft.graph.acceptJoinResponse" {
    }
}

derives!(AcceptJoinResponse: ParticipantJoiningResponse ["microsoft.graph.acceptJoinResponse"]);

model! {
    /// `microsoft.graph.inviteNewBotResponse`: complex type.
    ///
    /// Derives from `microsoft.graph.participantJoiningResponse`.
    InviteNewBotResponse = "microsoft.graph.inviteNewBotResponse" {
        /// `inviteUri`: text.
        invite_uri: String = "inviteUri",
    }
}

derives!(InviteNewBotResponse: ParticipantJoiningResponse ["microsoft.graph.inviteNewBotResponse"]);

model! {
    /// `microsoft.graph.participantJoiningResponse`: complex type.
    ParticipantJoiningResponse = "microsoft.graph.participantJoiningResponse" {
    }
}

model! {
    /// `microsoft.graph.rejectJoinResponse`: complex type.
    ///
    /// Derives from `microsoft.graph.participantJoiningResponse`.
    RejectJoinResponse = "microsoft.graph.rejectJoinResponse" {
        /// `reason`: `rejectReason`.
        reason: RejectReason = "reason",
    }
}

derives!(RejectJoinResponse: ParticipantJoiningResponse ["microsoft.graph.rejectJoinResponse"]);
