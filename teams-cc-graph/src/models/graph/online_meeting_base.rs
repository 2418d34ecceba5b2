//! `microsoft.graph.onlineMeetingBase` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{ChatInfo, DateTime, Entity, ItemBody, MeetingAttendanceReport};

open_enum! {
    /// `microsoft.graph.allowedLobbyAdmitterRoles`.
    AllowedLobbyAdmitterRoles = "microsoft.graph.allowedLobbyAdmitterRoles" {
        /// `organizerAndCoOrganizersAndPresenters`.
        OrganizerAndCoOrganizersAndPresenters = "organizerAndCoOrganizersAndPresenters",
        /// `organizerAndCoOrganizers`.
        OrganizerAndCoOrganizers = "organizerAndCoOrganizers",
    }
}

model! {
    /// `microsoft.graph.audioConferencing`: complex type.
    AudioConferencing = "microsoft.graph.audioConferencing" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `conferenceId`: text.
        conference_id: String = "conferenceId",
        /// `dialinUrl`: text.
        dialin_url: String = "dialinUrl",
        /// `tollFreeNumber`: text.
        toll_free_number: String = "tollFreeNumber",
        /// `tollFreeNumbers`: list of text.
        toll_free_numbers: Vec<String> = "tollFreeNumbers",
        /// `tollNumber`: text.
        toll_number: String = "tollNumber",
        /// `tollNumbers`: list of text.
        toll_numbers: Vec<String> = "tollNumbers",
    }
}

open_enum! {
    /// `microsoft.graph.broadcastMeetingAudience`.
    BroadcastMeetingAudience = "microsoft.graph.broadcastMeetingAudience" {
        /// `roleIsAttendee`.
        RoleIsAttendee = "roleIsAttendee",
        /// `organization`.
        Organization = "organization",
        /// `everyone`.
        Everyone = "everyone",
    }
}

model! {
    /// `microsoft.graph.broadcastMeetingCaptionSettings`: complex type.
    BroadcastMeetingCaptionSettings = "microsoft.graph.broadcastMeetingCaptionSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `isCaptionEnabled`: yes or no.
        is_caption_enabled: bool = "isCaptionEnabled",
        /// `spokenLanguage`: text.
        spoken_language: String = "spokenLanguage",
        /// `translationLanguages`: list of text.
        translation_languages: Vec<String> = "translationLanguages",
    }
}

model! {
    /// `microsoft.graph.broadcastMeetingSettings`: complex type.
    BroadcastMeetingSettings = "microsoft.graph.broadcastMeetingSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowedAudience`: `broadcastMeetingAudience`.
        allowed_audience: BroadcastMeetingAudience = "allowedAudience",
        /// `captions`: `broadcastMeetingCaptionSettings`.
        captions => BroadcastMeetingCaptionSettings = "captions",
        /// `isAttendeeReportEnabled`: yes or no.
        is_attendee_report_enabled: bool = "isAttendeeReportEnabled",
        /// `isQuestionAndAnswerEnabled`: yes or no.
        is_question_and_answer_enabled: bool = "isQuestionAndAnswerEnabled",
        /// `isRecordingEnabled`: yes or no.
        is_recording_enabled: bool = "isRecordingEnabled",
        /// `isVideoOnDemandEnabled`: yes or no.
        is_video_on_demand_enabled: bool = "isVideoOnDemandEnabled",
    }
}

model! {
    /// `microsoft.graph.chatRestrictions`: complex type.
    ChatRestrictions = "microsoft.graph.chatRestrictions" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowTextOnly`: yes or no.
        allow_text_only: bool = "allowTextOnly",
    }
}

model! {
    /// `microsoft.graph.cloudVideoInteropInfo`: complex type.
    CloudVideoInteropInfo = "microsoft.graph.cloudVideoInteropInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `moreInfoWebUrl`: text.
        more_info_web_url: String = "moreInfoWebUrl",
        /// `tenantKey`: text.
        tenant_key: String = "tenantKey",
        /// `videoTeleconferenceId`: text.
        video_teleconference_id: String = "videoTeleconferenceId",
    }
}

model! {
    /// `microsoft.graph.joinMeetingIdSettings`: complex type.
    JoinMeetingIdSettings = "microsoft.graph.joinMeetingIdSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `isPasscodeRequired`: yes or no.
        is_passcode_required: bool = "isPasscodeRequired",
        /// `joinMeetingId`: text.
        join_meeting_id: String = "joinMeetingId",
        /// `passcode`: text.
        passcode: String = "passcode",
    }
}

open_enum! {
    /// `microsoft.graph.lobbyBypassScope`.
    LobbyBypassScope = "microsoft.graph.lobbyBypassScope" {
        /// `organizer`.
        Organizer = "organizer",
        /// `organization`.
        Organization = "organization",
        /// `organizationAndFederated`.
        OrganizationAndFederated = "organizationAndFederated",
        /// `everyone`.
        Everyone = "everyone",
        /// `invited`.
        Invited = "invited",
        /// `organizationExcludingGuests`.
        OrganizationExcludingGuests = "organizationExcludingGuests",
    }
}

model! {
    /// `microsoft.graph.lobbyBypassSettings`: complex type.
    LobbyBypassSettings = "microsoft.graph.lobbyBypassSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `isDialInBypassEnabled`: yes or no.
        is_dial_in_bypass_enabled: bool = "isDialInBypassEnabled",
        /// `scope`: `lobbyBypassScope`.
        scope: LobbyBypassScope = "scope",
    }
}

open_enum! {
    /// `microsoft.graph.meetingChatHistoryDefaultMode`.
    MeetingChatHistoryDefaultMode = "microsoft.graph.meetingChatHistoryDefaultMode" {
        /// `none`.
        None = "none",
        /// `all`.
        All = "all",
    }
}

open_enum! {
    /// `microsoft.graph.meetingChatMode`.
    MeetingChatMode = "microsoft.graph.meetingChatMode" {
        /// `enabled`.
        Enabled = "enabled",
        /// `disabled`.
        Disabled = "disabled",
        /// `limited`.
        Limited = "limited",
    }
}

open_enum! {
    /// `microsoft.graph.meetingLiveShareOptions`.
    MeetingLiveShareOptions = "microsoft.graph.meetingLiveShareOptions" {
        /// `enabled`.
        Enabled = "enabled",
        /// `disabled`.
        Disabled = "disabled",
    }
}

model! {
    /// `microsoft.graph.onlineMeetingBase`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    OnlineMeetingBase = "microsoft.graph.onlineMeetingBase" {
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
    }
}

derives!(OnlineMeetingBase: Entity ["microsoft.graph.onlineMeetingBase", "microsoft.graph.onlineMeeting", "microsoft.graph.virtualEventSession"]);

open_enum! {
    /// `microsoft.graph.onlineMeetingPresenters`.
    OnlineMeetingPresenters = "microsoft.graph.onlineMeetingPresenters" {
        /// `everyone`.
        Everyone = "everyone",
        /// `organization`.
        Organization = "organization",
        /// `roleIsPresenter`.
        RoleIsPresenter = "roleIsPresenter",
        /// `organizer`.
        Organizer = "organizer",
    }
}

model! {
    /// `microsoft.graph.onlineMeetingSensitivityLabelAssignment`: complex type.
    OnlineMeetingSensitivityLabelAssignment = "microsoft.graph.onlineMeetingSensitivityLabelAssignment" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `sensitivityLabelId`: text.
        sensitivity_label_id: String = "sensitivityLabelId",
    }
}

open_enum! {
    /// `microsoft.graph.onlineMeetingType`.
    OnlineMeetingType = "microsoft.graph.onlineMeetingType" {
        /// `adhoc`.
        Adhoc = "adhoc",
        /// `scheduled`.
        Scheduled = "scheduled",
        /// `recurring`.
        Recurring = "recurring",
        /// `broadcast`.
        Broadcast = "broadcast",
        /// `meetnow`.
        Meetnow = "meetnow",
    }
}

model! {
    /// `microsoft.graph.watermarkProtectionValues`: complex type.
    WatermarkProtectionValues = "microsoft.graph.watermarkProtectionValues" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `isEnabledForContentSharing`: yes or no.
        is_enabled_for_content_sharing: bool = "isEnabledForContentSharing",
        /// `isEnabledForVideo`: yes or no.
        is_enabled_for_video: bool = "isEnabledForVideo",
    }
}
