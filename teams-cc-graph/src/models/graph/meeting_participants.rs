//! `microsoft.graph.meetingParticipants` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::IdentitySet;
use crate::models::model::{model, open_enum};

model! {
    /// `microsoft.graph.meetingParticipantInfo`: complex type.
    MeetingParticipantInfo = "microsoft.graph.meetingParticipantInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `identity`: `identitySet`.
        identity => IdentitySet = "identity",
        /// `role`: `onlineMeetingRole`.
        role: OnlineMeetingRole = "role",
        /// `upn`: text.
        upn: String = "upn",
    }
}

model! {
    /// `microsoft.graph.meetingParticipants`: complex type.
    MeetingParticipants = "microsoft.graph.meetingParticipants" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `attendees`: list of `meetingParticipantInfo`.
        attendees: Vec<MeetingParticipantInfo> = "attendees",
        /// `organizer`: `meetingParticipantInfo`.
        organizer => MeetingParticipantInfo = "organizer",
    }
}

open_enum! {
    /// `microsoft.graph.onlineMeetingRole`.
    OnlineMeetingRole = "microsoft.graph.onlineMeetingRole" {
        /// `attendee`.
        Attendee = "attendee",
        /// `presenter`.
        Presenter = "presenter",
        /// `producer`.
        Producer = "producer",
        /// `coorganizer`.
        Coorganizer = "coorganizer",
    }
}
