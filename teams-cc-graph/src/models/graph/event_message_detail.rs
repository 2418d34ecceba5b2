//! `microsoft.graph.eventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::{model, open_enum};
use crate::models::{DateTime, IdentitySet, TeamworkUserIdentity};

model! {
    /// `microsoft.graph.callParticipantInfo`: complex type.
    CallParticipantInfo = "microsoft.graph.callParticipantInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `participant`: `identitySet`.
        participant: Box<IdentitySet> = "participant",
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
    /// `microsoft.graph.channelSetAsFavoriteByDefaultEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelSetAsFavoriteByDefaultEventMessageDetail = "microsoft.graph.channelSetAsFavoriteByDefaultEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
    }
}

impl Derives<EventMessageDetail> for ChannelSetAsFavoriteByDefaultEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.channelSetAsFavoriteByDefaultEventMessageDetail"]
    }
}

impl From<ChannelSetAsFavoriteByDefaultEventMessageDetail> for EventMessageDetail {
    fn from(derived: ChannelSetAsFavoriteByDefaultEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<ChannelSetAsFavoriteByDefaultEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: ChannelSetAsFavoriteByDefaultEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}

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
        initiator: Box<IdentitySet> = "initiator",
    }
}

impl Derives<EventMessageDetail> for ChannelUnsetAsFavoriteByDefaultEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.channelUnsetAsFavoriteByDefaultEventMessageDetail"]
    }
}

impl From<ChannelUnsetAsFavoriteByDefaultEventMessageDetail> for EventMessageDetail {
    fn from(derived: ChannelUnsetAsFavoriteByDefaultEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<ChannelUnsetAsFavoriteByDefaultEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: ChannelUnsetAsFavoriteByDefaultEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}

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
        initiator: Box<IdentitySet> = "initiator",
        /// `members`: list of `teamworkUserIdentity`.
        members: Vec<TeamworkUserIdentity> = "members",
    }
}

impl Derives<EventMessageDetail> for MembersDeletedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.membersDeletedEventMessageDetail"]
    }
}

impl From<MembersDeletedEventMessageDetail> for EventMessageDetail {
    fn from(derived: MembersDeletedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<MembersDeletedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: MembersDeletedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.membersJoinedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    MembersJoinedEventMessageDetail = "microsoft.graph.membersJoinedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `members`: list of `teamworkUserIdentity`.
        members: Vec<TeamworkUserIdentity> = "members",
    }
}

impl Derives<EventMessageDetail> for MembersJoinedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.membersJoinedEventMessageDetail"]
    }
}

impl From<MembersJoinedEventMessageDetail> for EventMessageDetail {
    fn from(derived: MembersJoinedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<MembersJoinedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: MembersJoinedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.membersLeftEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    MembersLeftEventMessageDetail = "microsoft.graph.membersLeftEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `members`: list of `teamworkUserIdentity`.
        members: Vec<TeamworkUserIdentity> = "members",
    }
}

impl Derives<EventMessageDetail> for MembersLeftEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.membersLeftEventMessageDetail"]
    }
}

impl From<MembersLeftEventMessageDetail> for EventMessageDetail {
    fn from(derived: MembersLeftEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<MembersLeftEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: MembersLeftEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}

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
        initiator: Box<IdentitySet> = "initiator",
    }
}

impl Derives<EventMessageDetail> for MessagePinnedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.messagePinnedEventMessageDetail"]
    }
}

impl From<MessagePinnedEventMessageDetail> for EventMessageDetail {
    fn from(derived: MessagePinnedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<MessagePinnedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: MessagePinnedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}

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
        initiator: Box<IdentitySet> = "initiator",
    }
}

impl Derives<EventMessageDetail> for MessageUnpinnedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.messageUnpinnedEventMessageDetail"]
    }
}

impl From<MessageUnpinnedEventMessageDetail> for EventMessageDetail {
    fn from(derived: MessageUnpinnedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<MessageUnpinnedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: MessageUnpinnedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.tabUpdatedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TabUpdatedEventMessageDetail = "microsoft.graph.tabUpdatedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `tabId`: text.
        tab_id: String = "tabId",
    }
}

impl Derives<EventMessageDetail> for TabUpdatedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.tabUpdatedEventMessageDetail"]
    }
}

impl From<TabUpdatedEventMessageDetail> for EventMessageDetail {
    fn from(derived: TabUpdatedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TabUpdatedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TabUpdatedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.teamArchivedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    TeamArchivedEventMessageDetail = "microsoft.graph.teamArchivedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

impl Derives<EventMessageDetail> for TeamArchivedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamArchivedEventMessageDetail"]
    }
}

impl From<TeamArchivedEventMessageDetail> for EventMessageDetail {
    fn from(derived: TeamArchivedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<TeamArchivedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: TeamArchivedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}

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
