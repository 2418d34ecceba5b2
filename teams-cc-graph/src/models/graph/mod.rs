//! The resources of Graph in its metadata, one file each.

// Made by `cargo xtask generate` from the tables in `metadata`.

mod action_result_part;
mod adhoc_call;
mod agent_user;
mod attendance_record;
mod attendee_notification_info;
mod audio_metadata;
mod audio_routing_group;
mod audit_user_identity;
mod base_collection_pagination_count_response;
mod call;
mod call_ended_event_message_detail;
mod call_event;
mod call_options;
mod call_recording;
mod call_recording_event_message_detail;
pub mod call_records;
mod call_settings;
mod call_transcript;
mod change_notification;
mod change_notification_collection;
mod change_notification_encrypted_content;
mod change_type;
mod channel;
mod chat;
mod chat_info;
mod chat_message;
mod chat_message_info;
mod chat_message_type;
mod comms_notification;
mod comms_notifications;
mod comms_operation;
mod communications_application_identity;
mod communications_application_instance_identity;
mod content_modality;
mod content_sharing_session;
mod conversation_member;
mod conversation_member_role_updated_event_message_detail;
mod date_time_time_zone;
mod day_of_week;
mod delegation_settings;
mod directory_object;
mod endpoint_type;
mod entity;
mod error_details;
mod event_message_detail;
mod identity;
mod identity_set;
mod inner_error;
mod invitation_participant_info;
mod invite_participants_operation;
mod item_body;
mod key_value_pair;
mod license_assignment_state;
mod license_details;
mod lifecycle_event_type;
mod location;
mod long_running_operation_status;
mod mailbox_settings;
mod main_error;
mod media_config;
mod media_info;
mod media_metadata;
mod media_segment;
mod meeting_attendance_report;
mod meeting_info;
mod meeting_participant_info;
mod meeting_participants;
mod meeting_policy_updated_event_message_detail;
mod members_added_event_message_detail;
mod migration_mode;
mod modality;
mod mute_participants_operation;
mod o_data_error;
mod on_premises_extension_attributes;
mod online_meeting;
mod online_meeting_base;
mod organization;
mod participant;
mod participant_info;
mod participant_joining_notification;
mod participant_joining_response;
mod participant_left_notification;
mod pinned_chat_message_info;
mod play_prompt_operation;
mod presence;
mod presence_status_message;
mod prompt;
mod provisioned_identity;
mod public_error;
mod public_error_detail;
mod public_inner_error;
mod record_operation;
mod recording_status;
#[cfg(feature = "registry")]
pub(crate) mod registry;
mod reject_reason;
mod remind_before_time_in_minutes_type;
pub mod requests;
mod resource_data;
mod result_info;
mod screen_sharing_role;
mod send_dtmf_tones_operation;
mod service_provisioning_error;
mod share_point_group_identity;
mod sign_in_activity;
mod standard_time_zone_offset;
mod streaming_metadata;
mod subscription;
mod synthetic_media_detection_detail;
mod team;
mod team_created_event_message_detail;
mod team_description_updated_event_message_detail;
mod team_renamed_event_message_detail;
pub mod teams_administration;
mod teams_app;
mod teams_app_definition;
mod teams_app_installation;
mod teams_app_installed_event_message_detail;
mod teams_app_permission_set;
mod teams_app_removed_event_message_detail;
mod teams_app_upgraded_event_message_detail;
mod teams_async_operation;
mod teams_tab;
mod teamwork_activity_topic;
mod teamwork_application_identity;
mod teamwork_bot;
mod teamwork_conversation_identity;
mod teamwork_hosted_content;
mod teamwork_notification_recipient;
mod teamwork_user_identity;
mod teamwork_user_identity_type;
mod teleconference_device_media_quality;
mod teleconference_device_quality;
mod time_zone_base;
mod tone;
mod user;
mod user_identity;
mod video_metadata;
mod virtual_appointment_message_type;
mod virtual_event_session;
mod work_location_type;
mod work_location_update_scope;

pub use action_result_part::{AadUserConversationMemberResult, ActionResultPart};
pub use adhoc_call::AdhocCall;
pub use agent_user::AgentUser;
pub use attendance_record::{
    AttendanceInterval, AttendanceRecord, VirtualEventExternalRegistrationInformation,
};
pub use attendee_notification_info::AttendeeNotificationInfo;
pub use audio_metadata::AudioMetadata;
pub use audio_routing_group::{AudioRoutingGroup, RoutingMode};
pub use audit_user_identity::AuditUserIdentity;
pub use base_collection_pagination_count_response::BaseCollectionPaginationCountResponse;
pub use call::{
    AutoAdmittedUsersType, Call, CallDirection, CallMediaState, CallOptions, CallRoute, CallState,
    CallTranscriptionInfo, CallTranscriptionState, IncomingContext, MediaState, MeetingCapability,
    MeetingInfo, RoutingPolicy, RoutingType, ToneInfo,
};
pub use call_ended_event_message_detail::CallEndedEventMessageDetail;
pub use call_event::{
    CallEvent, CallEventType, EmergencyCallEvent, EmergencyCallerInfo, Location, LocationType,
    LocationUniqueIdType, OutlookGeoCoordinates, PhysicalAddress,
};
pub use call_options::{IncomingCallOptions, OutgoingCallOptions};
pub use call_recording::CallRecording;
pub use call_recording_event_message_detail::CallRecordingEventMessageDetail;
pub use call_settings::CallSettings;
pub use call_transcript::CallTranscript;
pub use change_notification::ChangeNotification;
pub use change_notification_collection::ChangeNotificationCollection;
pub use change_notification_encrypted_content::ChangeNotificationEncryptedContent;
pub use change_type::ChangeType;
pub use channel::{Channel, ChannelLayoutType, ChannelMembershipType, ChannelSummary};
pub use chat::{Chat, ChatType, ChatViewpoint, TeamworkOnlineMeetingInfo};
pub use chat_info::ChatInfo;
pub use chat_message::{
    ChannelIdentity, ChatMessage, ChatMessageActions, ChatMessageAttachment,
    ChatMessageHistoryItem, ChatMessageImportance, ChatMessageMention, ChatMessagePolicyViolation,
    ChatMessagePolicyViolationDlpActionTypes, ChatMessagePolicyViolationPolicyTip,
    ChatMessagePolicyViolationUserActionTypes, ChatMessagePolicyViolationVerdictDetailsTypes,
    ChatMessageReaction, TargetedChatMessage,
};
pub use chat_message_info::ChatMessageInfo;
pub use chat_message_type::ChatMessageType;
pub use comms_notification::CommsNotification;
pub use comms_notifications::CommsNotifications;
pub use comms_operation::{
    AddLargeGalleryViewOperation, CancelMediaProcessingOperation, CommsOperation,
    MuteParticipantOperation, OperationStatus, PlayPromptCompletionReason, RecordCompletionReason,
    SendDtmfCompletionReason, StartHoldMusicOperation, StartRecordingOperation,
    StartTranscriptionOperation, StopHoldMusicOperation, StopRecordingOperation,
    StopTranscriptionOperation, SubscribeToToneOperation, UnmuteParticipantOperation,
    UpdateRecordingStatusOperation,
};
pub use communications_application_identity::CommunicationsApplicationIdentity;
pub use communications_application_instance_identity::CommunicationsApplicationInstanceIdentity;
pub use content_modality::ContentModality;
pub use content_sharing_session::ContentSharingSession;
pub use conversation_member::{
    AadUserConversationMember, AnonymousGuestConversationMember,
    AzureCommunicationServicesUserConversationMember, ConversationMember,
    MicrosoftAccountUserConversationMember, PhoneUserConversationMember,
    SkypeForBusinessUserConversationMember, SkypeUserConversationMember,
};
pub use conversation_member_role_updated_event_message_detail::ConversationMemberRoleUpdatedEventMessageDetail;
pub use date_time_time_zone::DateTimeTimeZone;
pub use day_of_week::DayOfWeek;
pub use delegation_settings::{DelegateAllowedActions, DelegationSettings};
pub use directory_object::{
    AssignedLicense, AssignedPlan, AuthorizationInfo, AutomaticRepliesSetting,
    AutomaticRepliesStatus, CustomSecurityAttributeValue, DelegateMeetingMessageDeliveryOptions,
    DirectoryObject, EmployeeOrgData, ExternalAudienceScope, LocaleInfo, MdmAuthority,
    ObjectIdentity, OnPremisesProvisioningError, PartnerTenantType, PasswordProfile,
    PrivacyProfile, ProvisionedPlan, ServiceProvisioningError, TimeZoneBase, UserPrint,
    UserPurpose, VerifiedDomain, WorkingHours,
};
pub use endpoint_type::EndpointType;
pub use entity::Entity;
pub use error_details::ErrorDetails;
pub use event_message_detail::{
    CallParticipantInfo, CallRecordingStatus, CallStartedEventMessageDetail,
    CallTranscriptEventMessageDetail, ChannelAddedEventMessageDetail,
    ChannelDeletedEventMessageDetail, ChannelDescriptionUpdatedEventMessageDetail,
    ChannelRenamedEventMessageDetail, ChannelSetAsFavoriteByDefaultEventMessageDetail,
    ChannelUnsetAsFavoriteByDefaultEventMessageDetail, ChatRenamedEventMessageDetail,
    EventMessageDetail, MembersDeletedEventMessageDetail, MembersJoinedEventMessageDetail,
    MembersLeftEventMessageDetail, MessagePinnedEventMessageDetail,
    MessageUnpinnedEventMessageDetail, TabUpdatedEventMessageDetail,
    TeamArchivedEventMessageDetail, TeamJoiningDisabledEventMessageDetail,
    TeamJoiningEnabledEventMessageDetail, TeamUnarchivedEventMessageDetail, TeamworkCallEventType,
};
pub use identity::{
    ApplicationIdentity, AzureCommunicationServicesUserIdentity, CommunicationsEncryptedIdentity,
    CommunicationsGuestIdentity, CommunicationsPhoneIdentity, CommunicationsUserIdentity,
    DetailsInfo, EmailIdentity, GroupIdentity, Identity, Initiator, InitiatorType, ProgramResource,
    ProvisioningServicePrincipal, ProvisioningSystem, ServicePrincipalIdentity, SharePointIdentity,
    SourceProvisionedIdentity, SubmissionUserIdentity, TargetProvisionedIdentity,
    TeamworkApplicationIdentityType, TeamworkConversationIdentityType, TeamworkTagIdentity,
};
pub use identity_set::{
    AiInteractionMentionedIdentitySet, ApprovalIdentitySet, ChatMessageFromIdentitySet,
    ChatMessageMentionedIdentitySet, ChatMessageReactionIdentitySet, CommunicationsIdentitySet,
    CustomEmojiFromIdentitySet, EngagementIdentitySet, IdentitySet, SharePointIdentitySet,
};
pub use inner_error::InnerError;
pub use invitation_participant_info::InvitationParticipantInfo;
pub use invite_participants_operation::InviteParticipantsOperation;
pub use item_body::{BodyType, ItemBody};
pub use key_value_pair::KeyValuePair;
pub use license_assignment_state::LicenseAssignmentState;
pub use license_details::{LicenseDetails, ServicePlanInfo};
pub use lifecycle_event_type::LifecycleEventType;
pub use location::LocationConstraintItem;
pub use long_running_operation_status::LongRunningOperationStatus;
pub use mailbox_settings::MailboxSettings;
pub use main_error::MainError;
pub use media_config::{
    AppHostedMediaConfig, LiveCaptionOptions, MediaConfig, ServiceHostedMediaConfig,
};
pub use media_info::MediaInfo;
pub use media_metadata::MediaMetadata;
pub use media_segment::MediaSegment;
pub use meeting_attendance_report::{MeetingAttendanceReport, VirtualEventExternalInformation};
pub use meeting_info::{JoinMeetingIdMeetingInfo, OrganizerMeetingInfo, TokenMeetingInfo};
pub use meeting_participant_info::{VirtualEventPresenterDetails, VirtualEventPresenterInfo};
pub use meeting_participants::{MeetingParticipantInfo, MeetingParticipants, OnlineMeetingRole};
pub use meeting_policy_updated_event_message_detail::MeetingPolicyUpdatedEventMessageDetail;
pub use members_added_event_message_detail::MembersAddedEventMessageDetail;
pub use migration_mode::MigrationMode;
pub use modality::Modality;
pub use mute_participants_operation::MuteParticipantsOperation;
pub use o_data_error::ODataError;
pub use on_premises_extension_attributes::OnPremisesExtensionAttributes;
pub use online_meeting::OnlineMeeting;
pub use online_meeting_base::{
    AllowedLobbyAdmitterRoles, AudioConferencing, BroadcastMeetingAudience,
    BroadcastMeetingCaptionSettings, BroadcastMeetingSettings, ChatRestrictions,
    CloudVideoInteropInfo, JoinMeetingIdSettings, LobbyBypassScope, LobbyBypassSettings,
    MeetingChatHistoryDefaultMode, MeetingChatMode, MeetingLiveShareOptions, OnlineMeetingBase,
    OnlineMeetingPresenters, OnlineMeetingSensitivityLabelAssignment, OnlineMeetingType,
    WatermarkProtectionValues,
};
pub use organization::Organization;
pub use participant::{
    MediaDirection, MediaStream, OnlineMeetingContentSharingDisabledReason,
    OnlineMeetingRestricted, OnlineMeetingVideoDisabledReason, Participant, RecordingInfo,
    RemovedState, SyntheticMediaDetectionInfo,
};
pub use participant_info::ParticipantInfo;
pub use participant_joining_notification::ParticipantJoiningNotification;
pub use participant_joining_response::{
    AcceptJoinResponse, InviteNewBotResponse, ParticipantJoiningResponse, RejectJoinResponse,
};
pub use participant_left_notification::ParticipantLeftNotification;
pub use pinned_chat_message_info::PinnedChatMessageInfo;
pub use play_prompt_operation::PlayPromptOperation;
pub use presence::{OutOfOfficeSettings, Presence, UserWorkLocation, WorkLocationSource};
pub use presence_status_message::PresenceStatusMessage;
pub use prompt::{MediaPrompt, Prompt};
pub use provisioned_identity::ProvisionedIdentity;
pub use public_error::PublicError;
pub use public_error_detail::PublicErrorDetail;
pub use public_inner_error::PublicInnerError;
pub use record_operation::RecordOperation;
pub use recording_status::RecordingStatus;
pub use reject_reason::RejectReason;
pub use remind_before_time_in_minutes_type::RemindBeforeTimeInMinutesType;
pub use resource_data::ResourceData;
pub use result_info::ResultInfo;
pub use screen_sharing_role::ScreenSharingRole;
pub use send_dtmf_tones_operation::SendDtmfTonesOperation;
pub use service_provisioning_error::ServiceProvisioningXmlError;
pub use share_point_group_identity::SharePointGroupIdentity;
pub use sign_in_activity::SignInActivity;
pub use standard_time_zone_offset::DaylightTimeZoneOffset;
pub use streaming_metadata::StreamingMetadata;
pub use subscription::Subscription;
pub use synthetic_media_detection_detail::SyntheticMediaDetectionDetail;
pub use team::{
    GiphyRatingType, Team, TeamFunSettings, TeamGuestSettings, TeamMemberSettings,
    TeamMessagingSettings, TeamSpecialization, TeamSummary, TeamVisibilityType,
};
pub use team_created_event_message_detail::TeamCreatedEventMessageDetail;
pub use team_description_updated_event_message_detail::TeamDescriptionUpdatedEventMessageDetail;
pub use team_renamed_event_message_detail::TeamRenamedEventMessageDetail;
pub use teams_app::{TeamsApp, TeamsAppDistributionMethod};
pub use teams_app_definition::{
    TeamsAppAuthorization, TeamsAppDefinition, TeamsAppPublishingState,
};
pub use teams_app_installation::{TeamsAppInstallation, UserScopeTeamsAppInstallation};
pub use teams_app_installed_event_message_detail::TeamsAppInstalledEventMessageDetail;
pub use teams_app_permission_set::{
    TeamsAppPermissionSet, TeamsAppResourceSpecificPermission,
    TeamsAppResourceSpecificPermissionType,
};
pub use teams_app_removed_event_message_detail::TeamsAppRemovedEventMessageDetail;
pub use teams_app_upgraded_event_message_detail::TeamsAppUpgradedEventMessageDetail;
pub use teams_async_operation::{
    OperationError, TeamsAsyncOperation, TeamsAsyncOperationStatus, TeamsAsyncOperationType,
};
pub use teams_tab::{TeamsTab, TeamsTabConfiguration};
pub use teamwork_activity_topic::{TeamworkActivityTopic, TeamworkActivityTopicSource};
pub use teamwork_application_identity::TeamworkApplicationIdentity;
pub use teamwork_bot::TeamworkBot;
pub use teamwork_conversation_identity::TeamworkConversationIdentity;
pub use teamwork_hosted_content::{ChatMessageHostedContent, TeamworkHostedContent};
pub use teamwork_notification_recipient::{
    AadUserNotificationRecipient, ChannelMembersNotificationRecipient,
    ChatMembersNotificationRecipient, TeamMembersNotificationRecipient,
    TeamworkNotificationRecipient,
};
pub use teamwork_user_identity::TeamworkUserIdentity;
pub use teamwork_user_identity_type::TeamworkUserIdentityType;
pub use teleconference_device_media_quality::{
    TeleconferenceDeviceAudioQuality, TeleconferenceDeviceScreenSharingQuality,
    TeleconferenceDeviceVideoQuality,
};
pub use teleconference_device_quality::{
    TeleconferenceDeviceMediaQuality, TeleconferenceDeviceQuality,
};
pub use time_zone_base::{CustomTimeZone, StandardTimeZoneOffset};
pub use tone::Tone;
pub use user::User;
pub use user_identity::UserIdentity;
pub use video_metadata::VideoMetadata;
pub use virtual_appointment_message_type::VirtualAppointmentMessageType;
pub use virtual_event_session::VirtualEventSession;
pub use work_location_type::WorkLocationType;
pub use work_location_update_scope::WorkLocationUpdateScope;
