//! `microsoft.graph.participantJoiningResponse` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::RejectReason;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.acceptJoinResponse`: complex type.
    ///
    /// Derives from `microsoft.graph.participantJoiningResponse`.
    AcceptJoinResponse = "microsoft.graph.acceptJoinResponse" {
    }
}

impl Derives<ParticipantJoiningResponse> for AcceptJoinResponse {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.acceptJoinResponse"]
    }
}

impl From<AcceptJoinResponse> for ParticipantJoiningResponse {
    fn from(derived: AcceptJoinResponse) -> Self {
        widen(&derived)
    }
}

impl From<AcceptJoinResponse> for Box<ParticipantJoiningResponse> {
    fn from(derived: AcceptJoinResponse) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.inviteNewBotResponse`: complex type.
    ///
    /// Derives from `microsoft.graph.participantJoiningResponse`.
    InviteNewBotResponse = "microsoft.graph.inviteNewBotResponse" {
        /// `inviteUri`: text.
        invite_uri: String = "inviteUri",
    }
}

impl Derives<ParticipantJoiningResponse> for InviteNewBotResponse {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.inviteNewBotResponse"]
    }
}

impl From<InviteNewBotResponse> for ParticipantJoiningResponse {
    fn from(derived: InviteNewBotResponse) -> Self {
        widen(&derived)
    }
}

impl From<InviteNewBotResponse> for Box<ParticipantJoiningResponse> {
    fn from(derived: InviteNewBotResponse) -> Self {
        Box::new(widen(&derived))
    }
}

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

impl Derives<ParticipantJoiningResponse> for RejectJoinResponse {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.rejectJoinResponse"]
    }
}

impl From<RejectJoinResponse> for ParticipantJoiningResponse {
    fn from(derived: RejectJoinResponse) -> Self {
        widen(&derived)
    }
}

impl From<RejectJoinResponse> for Box<ParticipantJoiningResponse> {
    fn from(derived: RejectJoinResponse) -> Self {
        Box::new(widen(&derived))
    }
}
