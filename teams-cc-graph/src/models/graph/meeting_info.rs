//! `microsoft.graph.joinMeetingIdMeetingInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{IdentitySet, MeetingInfo};

model! {
    /// `microsoft.graph.joinMeetingIdMeetingInfo`: complex type.
    ///
    /// Derives from `microsoft.graph.meetingInfo`.
    JoinMeetingIdMeetingInfo = "microsoft.graph.joinMeetingIdMeetingInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowConversationWithoutHost`: yes or no; beta.
        allow_conversation_without_host: bool = "allowConversationWithoutHost",
        /// `joinMeetingId`: text.
        join_meeting_id: String = "joinMeetingId",
        /// `passcode`: text.
        passcode: String = "passcode",
    }
}

impl Derives<MeetingInfo> for JoinMeetingIdMeetingInfo {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.joinMeetingIdMeetingInfo"]
    }
}

impl From<JoinMeetingIdMeetingInfo> for MeetingInfo {
    fn from(derived: JoinMeetingIdMeetingInfo) -> Self {
        widen(&derived)
    }
}

impl From<JoinMeetingIdMeetingInfo> for Box<MeetingInfo> {
    fn from(derived: JoinMeetingIdMeetingInfo) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.organizerMeetingInfo`: complex type.
    ///
    /// Derives from `microsoft.graph.meetingInfo`.
    OrganizerMeetingInfo = "microsoft.graph.organizerMeetingInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowConversationWithoutHost`: yes or no; beta.
        allow_conversation_without_host: bool = "allowConversationWithoutHost",
        /// `organizer`: `identitySet`.
        organizer: Box<IdentitySet> = "organizer",
    }
}

impl Derives<MeetingInfo> for OrganizerMeetingInfo {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.organizerMeetingInfo"]
    }
}

impl From<OrganizerMeetingInfo> for MeetingInfo {
    fn from(derived: OrganizerMeetingInfo) -> Self {
        widen(&derived)
    }
}

impl From<OrganizerMeetingInfo> for Box<MeetingInfo> {
    fn from(derived: OrganizerMeetingInfo) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.tokenMeetingInfo`: complex type.
    ///
    /// Derives from `microsoft.graph.meetingInfo`.
    TokenMeetingInfo = "microsoft.graph.tokenMeetingInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowConversationWithoutHost`: yes or no; beta.
        allow_conversation_without_host: bool = "allowConversationWithoutHost",
        /// `token`: text.
        token: String = "token",
    }
}

impl Derives<MeetingInfo> for TokenMeetingInfo {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.tokenMeetingInfo"]
    }
}

impl From<TokenMeetingInfo> for MeetingInfo {
    fn from(derived: TokenMeetingInfo) -> Self {
        widen(&derived)
    }
}

impl From<TokenMeetingInfo> for Box<MeetingInfo> {
    fn from(derived: TokenMeetingInfo) -> Self {
        Box::new(widen(&derived))
    }
}
