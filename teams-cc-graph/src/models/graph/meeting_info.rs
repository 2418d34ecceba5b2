//! `microsoft.graph.joinMeetingIdMeetingInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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

derives!(JoinMeetingIdMeetingInfo: MeetingInfo ["microsoft.graph.joinMeetingIdMeetingInfo"]);

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
        organizer => IdentitySet = "organizer",
    }
}

derives!(OrganizerMeetingInfo: MeetingInfo ["microsoft.graph.organizerMeetingInfo"]);

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

derives!(TokenMeetingInfo: MeetingInfo ["microsoft.graph.tokenMeetingInfo"]);
