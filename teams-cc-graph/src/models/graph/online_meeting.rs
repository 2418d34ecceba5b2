//! `microsoft.graph.onlineMeeting` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{
    AllowedLobbyAdmitterRoles, AudioConferencing, BroadcastMeetingSettings, CallRecording,
    CallTranscript, ChatInfo, ChatRestrictions, CloudVideoInteropInfo, DateTime, Entity, ItemBody,
    JoinMeetingIdSettings, LobbyBypassSettings, MeetingAttendanceReport,
    MeetingChatHistoryDefaultMode, MeetingChatMode, MeetingLiveShareOptions, MeetingParticipants,
    OnlineMeetingBase, OnlineMeetingPresenters, OnlineMeetingSensitivityLabelAssignment,
    OnlineMeetingType, WatermarkProtectionValues,
};

model! {
    /// `microsoft.graph.onlineMeeting`: entity.
    ///
    /// Derives from `microsoft.graph.onlineMeetingBase`.
    OnlineMeeting = "microsoft.graph.onlineMeeting" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `allowAttendeeToEnableCamera`: yes or no.
        allow_attendee_to_enable_camera: bool = "allowAttendeeToEnableCamera",
        /// `allowAttendeeToEnableMic`: yes or no.
        allow_attendee_to_enable_mic: bool = "allowAttendeeToEnableMic",
        /// `allowBreakoutRooms`: yes or no.
        allow_breakout_rooms: bool = "allowBreakoutRooms",
        /// `allowCopyingAndSharingMeetingContent`: yes or no.
        allow_copying_and_sharing_meeting_content: bool = "allowCopyingAndSharingMeetingContent",
        /// `allowLiveShare`: `meetingLiveShareOptions`.
        allow_live_share: MeetingLiveShareOptions = "allowLiveShare",
        /// `allowMeetingChat`: `meetingChatMode`.
        allow_meeting_chat: MeetingChatMode = "allowMeetingChat",
        /// `allowParticipantsToChangeName`: yes or no.
        allow_participants_to_change_name: bool = "allowParticipantsToChangeName",
        /// `allowPowerPointSharing`: yes or no.
        allow_power_point_sharing: bool = "allowPowerPointSharing",
        /// `allowRecording`: yes or no.
        allow_recording: bool = "allowRecording",
        /// `allowTeamworkReactions`: yes or no.
        allow_teamwork_reactions: bool = "allowTeamworkReactions",
        /// `allowTranscription`: yes or no.
        allow_transcription: bool = "allowTranscription",
        /// `allowWhiteboard`: yes or no.
        allow_whiteboard: bool = "allowWhiteboard",
        /// `allowedLobbyAdmitters`: `allowedLobbyAdmitterRoles`.
        allowed_lobby_admitters: AllowedLobbyAdmitterRoles = "allowedLobbyAdmitters",
        /// `allowedPresenters`: `onlineMeetingPresenters`.
        allowed_presenters: OnlineMeetingPresenters = "allowedPresenters",
        /// `attendanceReports`: list of `meetingAttendanceReport`; comes when expanded.
        attendance_reports: Vec<MeetingAttendanceReport> = "attendanceReports",
        /// `audioConferencing`: `audioConferencing`.
        audio_conferencing => AudioConferencing = "audioConferencing",
        /// `chatInfo`: `chatInfo`.
        chat_info => ChatInfo = "chatInfo",
        /// `chatRestrictions`: `chatRestrictions`.
        chat_restrictions => ChatRestrictions = "chatRestrictions",
        /// `cloudVideoInteropInfo`: `cloudVideoInteropInfo`.
        cloud_video_interop_info => CloudVideoInteropInfo = "cloudVideoInteropInfo",
        /// `expiryDateTime`: a moment.
        expiry_date_time: DateTime = "expiryDateTime",
        /// `isEndToEndEncryptionEnabled`: yes or no.
        is_end_to_end_encryption_enabled: bool = "isEndToEndEncryptionEnabled",
        /// `isEntryExitAnnounced`: yes or no.
        is_entry_exit_announced: bool = "isEntryExitAnnounced",
        /// `joinInformation`: `itemBody`.
        join_information => ItemBody = "joinInformation",
        /// `joinMeetingIdSettings`: `joinMeetingIdSettings`.
        join_meeting_id_settings => JoinMeetingIdSettings = "joinMeetingIdSettings",
        /// `joinWebUrl`: text.
        join_web_url: String = "joinWebUrl",
        /// `lobbyBypassSettings`: `lobbyBypassSettings`.
        lobby_bypass_settings => LobbyBypassSettings = "lobbyBypassSettings",
        /// `meetingOptionsWebUrl`: text.
        meeting_options_web_url: String = "meetingOptionsWebUrl",
        /// `meetingSpokenLanguageTag`: text.
        meeting_spoken_language_tag: String = "meetingSpokenLanguageTag",
        /// `meetingType`: `onlineMeetingType`.
        meeting_type: OnlineMeetingType = "meetingType",
        /// `recordAutomatically`: yes or no.
        record_automatically: bool = "recordAutomatically",
        /// `sensitivityLabelAssignment`: `onlineMeetingSensitivityLabelAssignment`.
        sensitivity_label_assignment => OnlineMeetingSensitivityLabelAssignment = "sensitivityLabelAssignment",
        /// `shareMeetingChatHistoryDefault`: `meetingChatHistoryDefaultMode`.
        share_meeting_chat_history_default: MeetingChatHistoryDefaultMode = "shareMeetingChatHistoryDefault",
        /// `subject`: text.
        subject: String = "subject",
        /// `videoTeleconferenceId`: text.
        video_teleconference_id: String = "videoTeleconferenceId",
        /// `watermarkProtection`: `watermarkProtectionValues`.
        watermark_protection => WatermarkProtectionValues = "watermarkProtection",
        /// `attendeeReport`: a stream.
        attendee_report: String = "attendeeReport",
        /// `broadcastSettings`: `broadcastMeetingSettings`.
        broadcast_settings => BroadcastMeetingSettings = "broadcastSettings",
        /// `creationDateTime`: a moment.
        creation_date_time: DateTime = "creationDateTime",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `externalId`: text.
        external_id: String = "externalId",
        /// `isBroadcast`: yes or no.
        is_broadcast: bool = "isBroadcast",
        /// `meetingTemplateId`: text.
        meeting_template_id: String = "meetingTemplateId",
        /// `participants`: `meetingParticipants`.
        participants => MeetingParticipants = "participants",
        /// `recordings`: list of `callRecording`; comes when expanded.
        recordings: Vec<CallRecording> = "recordings",
        /// `startDateTime`: a moment.
        start_date_time: DateTime = "startDateTime",
        /// `transcripts`: list of `callTranscript`; comes when expanded.
        transcripts: Vec<CallTranscript> = "transcripts",
    }
}

derives!(OnlineMeeting: OnlineMeetingBase ["microsoft.graph.onlineMeeting"]);

derives!(OnlineMeeting: Entity ["microsoft.graph.onlineMeeting"]);
