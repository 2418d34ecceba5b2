//! `microsoft.graph.eventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{DateTime, IdentitySet, TeamworkUserIdentity};

model! {
    /// `microsoft.graph.callParticipantInfo`: complex type.
    CallParticipantInfo = "microsoft.graph.callParticipantInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `participant`: `identitySet`.
        participant => IdentitySet = "participant",
    }
}

open_enum! {
    /// `microsoft.graph.callRecordingStatus`.
    CallRecordingStatus = "microsoft.graph.callRecordingStatus" {
        /// `success`.
        Success = "success",
        /// `failure`.
        Failure = "failure",
        /// `initial`.
        Initial = "initial",
        /// `chunkFinished`.
        ChunkFinished = "chunkFinished",
    }
}

model! {
    /// `microsoft.graph.callStartedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    CallStartedEventMessageDetail = "microsoft.graph.callStartedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `callEventType`: `teamworkCallEventType`.
        call_event_type: TeamworkCallEventType = "callEventType",
        /// `callId`: text.
        call_id: String = "callId",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(CallStartedEventMessageDetail: EventMessageDetail ["microsoft.graph.callStartedEventMessageDetail"]);

model! {
    /// `microsoft.graph.callTranscriptEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    CallTranscriptEventMessageDetail = "microsoft.graph.callTranscriptEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `callId`: text.
        call_id: String = "callId",
        /// `callTranscriptICalUid`: text.
        call_transcript_i_cal_uid: String = "callTranscriptICalUid",
        /// `meetingOrganizer`: `identitySet`.
        meeting_organizer => IdentitySet = "meetingOrganizer",
    }
}

derives!(CallTranscriptEventMessageDetail: EventMessageDetail ["microsoft.graph.callTranscriptEventMessageDetail"]);

model! {
    /// `microsoft.graph.channelAddedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelAddedEventMessageDetail = "microsoft.graph.channelAddedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelDisplayName`: text.
        channel_display_name: String = "channelDisplayName",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(ChannelAddedEventMessageDetail: EventMessageDetail ["microsoft.graph.channelAddedEventMessageDetail"]);

model! {
    /// `microsoft.graph.channelDeletedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelDeletedEventMessageDetail = "microsoft.graph.channelDeletedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelDisplayName`: text.
        channel_display_name: String = "channelDisplayName",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(ChannelDeletedEventMessageDetail: EventMessageDetail ["microsoft.graph.channelDeletedEventMessageDetail"]);

model! {
    /// `microsoft.graph.channelDescriptionUpdatedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelDescriptionUpdatedEventMessageDetail = "microsoft.graph.channelDescriptionUpdatedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelDescription`: text.
        channel_description: String = "channelDescription",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(ChannelDescriptionUpdatedEventMessageDetail: EventMessageDetail ["microsoft.graph.channelDescriptionUpdatedEventMessageDetail"]);

model! {
    /// `microsoft.graph.channelRenamedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelRenamedEventMessageDetail = "microsoft.graph.channelRenamedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelDisplayName`: text.
        channel_display_name: String = "channelDisplayName",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(ChannelRenamedEventMessageDetail: EventMessageDetail ["microsoft.graph.channelRenamedEventMessageDetail"]);

model! {
    /// `microsoft.graph.channelSetAsFavoriteByDefaultEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelSetAsFavoriteByDefaultEventMessageDetail = "microsoft.graph.channelSetAsFavoriteByDefaultEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(ChannelSetAsFavoriteByDefaultEventMessageDetail: EventMessageDetail ["microsoft.graph.channelSetAsFavoriteByDefaultEventMessageDetail"]);

model! {
    /// `microsoft.graph.channelUnsetAsFavoriteByDefaultEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelUnsetAsFavoriteByDefaultEventMessageDetail = "microsoft.graph.channelUnsetAsFavoriteByDefaultEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(ChannelUnsetAsFavoriteByDefaultEventMessageDetail: EventMessageDetail ["microsoft.graph.channelUnsetAsFavoriteByDefaultEventMessageDetail"]);

model! {
    /// `microsoft.graph.chatRenamedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChatRenamedEventMessageDetail = "microsoft.graph.chatRenamedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `chatDisplayName`: text.
        chat_display_name: String = "chatDisplayName",
        /// `chatId`: text.
        chat_id: String = "chatId",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(ChatRenamedEventMessageDetail: EventMessageDetail ["microsoft.graph.chatRenamedEventMessageDetail"]);

model! {
    /// `microsoft.graph.eventMessageDetail`: complex type.
    EventMessageDetail = "microsoft.graph.eventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
    }
}

model! {
    /// `microsoft.graph.membersDeletedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    MembersDeletedEventMessageDetail = "microsoft.graph.membersDeletedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `members`: list of `teamworkUserIdentity`.
        members: Vec<TeamworkUserIdentity> = "members",
    }
}

derives!(MembersDeletedEventMessageDetail: EventMessageDetail ["microsoft.graph.membersDeletedEventMessageDetail"]);

model! {
    /// `microsoft.graph.membersJoinedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    MembersJoinedEventMessageDetail = "microsoft.graph.membersJoinedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `members`: list of `teamworkUserIdentity`.
        members: Vec<TeamworkUserIdentity> = "members",
    }
}

derives!(MembersJoinedEventMessageDetail: EventMessageDetail ["microsoft.graph.membersJoinedEventMessageDetail"]);

model! {
    /// `microsoft.graph.membersLeftEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    MembersLeftEventMessageDetail = "microsoft.graph.membersLeftEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `members`: list of `teamworkUserIdentity`.
        members: Vec<TeamworkUserIdentity> = "members",
    }
}

derives!(MembersLeftEventMessageDetail: EventMessageDetail ["microsoft.graph.membersLeftEventMessageDetail"]);

model! {
    /// `microsoft.graph.messagePinnedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    MessagePinnedEventMessageDetail = "microsoft.graph.messagePinnedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `eventDateTime`: a moment.
        event_date_time: DateTime = "eventDateTime",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(MessagePinnedEventMessageDetail: EventMessageDetail ["microsoft.graph.messagePinnedEventMessageDetail"]);

model! {
    /// `microsoft.graph.messageUnpinnedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    MessageUnpinnedEventMessageDetail = "microsoft.graph.messageUnpinnedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `eventDateTime`: a moment.
        event_date_time: DateTime = "eventDateTime",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
    }
}

derives!(MessageUnpinnedEventMessageDetail: EventMessageDetail ["microsoft.graph.messageUnpinnedEventMessageDetail"]);

model! {
    /// `microsoft.graph.tabUpdatedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TabUpdatedEventMessageDetail = "microsoft.graph.tabUpdatedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `tabId`: text.
        tab_id: String = "tabId",
    }
}

derives!(TabUpdatedEventMessageDetail: EventMessageDetail ["microsoft.graph.tabUpdatedEventMessageDetail"]);

model! {
    /// `microsoft.graph.teamArchivedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamArchivedEventMessageDetail = "microsoft.graph.teamArchivedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

derives!(TeamArchivedEventMessageDetail: EventMessageDetail ["microsoft.graph.teamArchivedEventMessageDetail"]);

model! {
    /// `microsoft.graph.teamJoiningDisabledEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamJoiningDisabledEventMessageDetail = "microsoft.graph.teamJoiningDisabledEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

derives!(TeamJoiningDisabledEventMessageDetail: EventMessageDetail ["microsoft.graph.teamJoiningDisabledEventMessageDetail"]);

model! {
    /// `microsoft.graph.teamJoiningEnabledEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamJoiningEnabledEventMessageDetail = "microsoft.graph.teamJoiningEnabledEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

derives!(TeamJoiningEnabledEventMessageDetail: EventMessageDetail ["microsoft.graph.teamJoiningEnabledEventMessageDetail"]);

model! {
    /// `microsoft.graph.teamUnarchivedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamUnarchivedEventMessageDetail = "microsoft.graph.teamUnarchivedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

derives!(TeamUnarchivedEventMessageDetail: EventMessageDetail ["microsoft.graph.teamUnarchivedEventMessageDetail"]);

open_enum! {
    /// `microsoft.graph.teamworkCallEventType`.
    TeamworkCallEventType = "microsoft.graph.teamworkCallEventType" {
        /// `call`.
        Call = "call",
        /// `meeting`.
        Meeting = "meeting",
        /// `screenShare`.
        ScreenShare = "screenShare",
    }
}
