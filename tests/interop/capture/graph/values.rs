//! Filled bodies: every property that version 1.0 has.

// Made by `cargo xtask generate` from the tables in `metadata`.

use serde_json::json;
use teams_cc_graph::models::{
    AadUserConversationMember, AadUserNotificationRecipient, AllowedLobbyAdmitterRoles,
    AssignedLicense, AssignedPlan, AttendeeNotificationInfo, AudioConferencing, AudioRoutingGroup,
    AuthorizationInfo, AutomaticRepliesSetting, AutomaticRepliesStatus, BodyType,
    BroadcastMeetingAudience, BroadcastMeetingCaptionSettings, BroadcastMeetingSettings, Call,
    CallDirection, CallMediaState, CallOptions, CallRecording, CallRoute, CallState,
    CallTranscript, CallTranscriptionInfo, CallTranscriptionState, Channel, ChannelIdentity,
    ChannelLayoutType, ChannelMembershipType, ChannelSummary, Chat, ChatInfo, ChatMessage,
    ChatMessageActions, ChatMessageAttachment, ChatMessageFromIdentitySet, ChatMessageHistoryItem,
    ChatMessageHostedContent, ChatMessageImportance, ChatMessageInfo, ChatMessageMention,
    ChatMessageMentionedIdentitySet, ChatMessagePolicyViolation,
    ChatMessagePolicyViolationDlpActionTypes, ChatMessagePolicyViolationPolicyTip,
    ChatMessagePolicyViolationUserActionTypes, ChatMessagePolicyViolationVerdictDetailsTypes,
    ChatMessageReaction, ChatMessageReactionIdentitySet, ChatMessageType,
    ChatRenamedEventMessageDetail, ChatRestrictions, ChatType, ChatViewpoint,
    CloudVideoInteropInfo, CommsOperation, ContentSharingSession, ConversationMember,
    CustomSecurityAttributeValue, DateTimeTimeZone, DayOfWeek,
    DelegateMeetingMessageDeliveryOptions, EmployeeOrgData, EndpointType, EventMessageDetail,
    ExternalAudienceScope, GiphyRatingType, Identity, IdentitySet, IncomingCallOptions,
    IncomingContext, InvitationParticipantInfo, ItemBody, JoinMeetingIdSettings, KeyValuePair,
    LicenseAssignmentState, LobbyBypassScope, LobbyBypassSettings, LocaleInfo, MailboxSettings,
    MediaConfig, MediaDirection, MediaInfo, MediaPrompt, MediaState, MediaStream,
    MeetingAttendanceReport, MeetingChatHistoryDefaultMode, MeetingChatMode, MeetingInfo,
    MeetingLiveShareOptions, MeetingParticipantInfo, MeetingParticipants, MigrationMode, Modality,
    ObjectIdentity, OnPremisesExtensionAttributes, OnPremisesProvisioningError, OnlineMeeting,
    OnlineMeetingContentSharingDisabledReason, OnlineMeetingPresenters, OnlineMeetingRestricted,
    OnlineMeetingRole, OnlineMeetingSensitivityLabelAssignment, OnlineMeetingType,
    OnlineMeetingVideoDisabledReason, OperationError, OperationStatus, OrganizerMeetingInfo,
    OutgoingCallOptions, Participant, ParticipantInfo, PasswordProfile, PinnedChatMessageInfo,
    PresenceStatusMessage, Prompt, ProvisionedPlan, RecordingInfo, RecordingStatus, RejectReason,
    RemindBeforeTimeInMinutesType, RemovedState, ResultInfo, RoutingMode, RoutingType,
    ScreenSharingRole, ServiceHostedMediaConfig, ServiceProvisioningError,
    ServiceProvisioningXmlError, SignInActivity, Subscription, TargetedChatMessage, Team,
    TeamFunSettings, TeamGuestSettings, TeamMemberSettings, TeamMessagingSettings,
    TeamSpecialization, TeamSummary, TeamVisibilityType, TeamsApp, TeamsAppAuthorization,
    TeamsAppDefinition, TeamsAppDistributionMethod, TeamsAppInstallation, TeamsAppPermissionSet,
    TeamsAppPublishingState, TeamsAppResourceSpecificPermission,
    TeamsAppResourceSpecificPermissionType, TeamsAsyncOperation, TeamsAsyncOperationStatus,
    TeamsAsyncOperationType, TeamsTab, TeamsTabConfiguration, TeamworkActivityTopic,
    TeamworkActivityTopicSource, TeamworkConversationIdentity, TeamworkConversationIdentityType,
    TeamworkNotificationRecipient, TeamworkOnlineMeetingInfo, TeamworkUserIdentity,
    TeamworkUserIdentityType, TeleconferenceDeviceAudioQuality, TeleconferenceDeviceMediaQuality,
    TeleconferenceDeviceQuality, TimeZoneBase, Tone, ToneInfo, User, UserPrint, UserPurpose,
    UserScopeTeamsAppInstallation, VirtualAppointmentMessageType, VirtualEventExternalInformation,
    WatermarkProtectionValues, WorkLocationType, WorkLocationUpdateScope, WorkingHours,
    requests::CallAddLargeGalleryView, requests::CallAnswer, requests::CallCancelMediaProcessing,
    requests::CallChangeScreenSharingRole, requests::CallLogTeleconferenceDeviceQuality,
    requests::CallMute, requests::CallPlayPrompt, requests::CallRecordResponse,
    requests::CallRedirect, requests::CallReject, requests::CallSendDtmfTones,
    requests::CallSubscribeToTone, requests::CallTransfer, requests::CallUnmute,
    requests::CallUpdateRecordingStatus, requests::ChatHideForUser,
    requests::ChatMarkChatReadForUser, requests::ChatMessageReplyWithQuote,
    requests::ChatMessageSetReaction, requests::ChatSendActivityNotification,
    requests::CloudCommunicationsGetPresencesByUserId, requests::DirectoryObjectGetByIds,
    requests::NumberAssignmentAssignNumber, requests::NumberAssignmentUnassignNumber,
    requests::NumberAssignmentUpdateNumber, requests::OnlineMeetingCreateOrGet,
    requests::OnlineMeetingSendVirtualAppointmentReminderSms,
    requests::OnlineMeetingSendVirtualAppointmentSms, requests::ParticipantInvite,
    requests::ParticipantMute, requests::ParticipantStartHoldMusic,
    requests::ParticipantStopHoldMusic, requests::PresenceClearPresence,
    requests::PresenceSetAutomaticLocation, requests::PresenceSetManualLocation,
    requests::PresenceSetPresence, requests::PresenceSetStatusMessage,
    requests::PresenceSetUserPreferredPresence, requests::TeamSendActivityNotification,
    requests::TeamsPolicyUserAssignmentAssign, requests::TeamsPolicyUserAssignmentUnassign,
    requests::TeamworkSendActivityNotificationToRecipients,
    requests::UserTeamworkSendActivityNotification, requests::WorkPlanOccurrenceSetCurrentLocation,
    teams_administration::AssignmentCategory, teams_administration::NumberType,
    teams_administration::TeamsPolicyUserAssignment,
};

pub(crate) fn assigned_license() -> AssignedLicense {
    AssignedLicense::default()
        .disabled_plans(["0d1a5d0c-8f2b-4f6c-9f3e-6a5c1c9b7e21".to_owned()])
        .sku_id("0d1a5d0c-8f2b-4f6c-9f3e-6a5c1c9b7e21")
}

pub(crate) fn assigned_plan() -> AssignedPlan {
    AssignedPlan::default()
        .assigned_date_time("2026-11-29T08:30:15Z")
        .capability_status("capabilityStatus ä\"<1>")
        .service("service ä\"<1>")
        .service_plan_id("0d1a5d0c-8f2b-4f6c-9f3e-6a5c1c9b7e21")
}

pub(crate) fn attendee_notification_info() -> AttendeeNotificationInfo {
    AttendeeNotificationInfo::default()
        .phone_number("phoneNumber ä\"<1>")
        .time_zone("timeZone ä\"<1>")
}

pub(crate) fn audio_conferencing() -> AudioConferencing {
    AudioConferencing::default()
        .conference_id("conferenceId ä\"<1>")
        .dialin_url("dialinUrl ä\"<1>")
        .toll_free_number("tollFreeNumber ä\"<1>")
        .toll_free_numbers(["tollFreeNumbers ä\"<1>".to_owned()])
        .toll_number("tollNumber ä\"<1>")
        .toll_numbers(["tollNumbers ä\"<1>".to_owned()])
}

pub(crate) fn audio_routing_group() -> AudioRoutingGroup {
    AudioRoutingGroup::default()
        .id("id ä\"<1>")
        .receivers(["receivers ä\"<1>".to_owned()])
        .routing_mode(RoutingMode::OneToOne)
        .sources(["sources ä\"<1>".to_owned()])
}

pub(crate) fn audio_routing_group_whole() -> AudioRoutingGroup {
    AudioRoutingGroup::default()
        .id("id ä\"<1>")
        .receivers(["receivers ä\"<1>".to_owned()])
        .routing_mode(RoutingMode::OneToOne)
        .sources(["sources ä\"<1>".to_owned()])
}

pub(crate) fn authorization_info() -> AuthorizationInfo {
    AuthorizationInfo::default().certificate_user_ids(["certificateUserIds ä\"<1>".to_owned()])
}

pub(crate) fn automatic_replies_setting() -> AutomaticRepliesSetting {
    AutomaticRepliesSetting::default()
        .external_audience(ExternalAudienceScope::None)
        .external_reply_message("externalReplyMessage ä\"<1>")
        .internal_reply_message("internalReplyMessage ä\"<1>")
        .scheduled_end_date_time(date_time_time_zone())
        .scheduled_start_date_time(date_time_time_zone())
        .status(AutomaticRepliesStatus::Disabled)
}

pub(crate) fn broadcast_meeting_caption_settings() -> BroadcastMeetingCaptionSettings {
    BroadcastMeetingCaptionSettings::default()
        .is_caption_enabled(true)
        .spoken_language("spokenLanguage ä\"<1>")
        .translation_languages(["translationLanguages ä\"<1>".to_owned()])
}

pub(crate) fn broadcast_meeting_settings() -> BroadcastMeetingSettings {
    BroadcastMeetingSettings::default()
        .allowed_audience(BroadcastMeetingAudience::RoleIsAttendee)
        .captions(broadcast_meeting_caption_settings())
        .is_attendee_report_enabled(true)
        .is_question_and_answer_enabled(true)
        .is_recording_enabled(true)
        .is_video_on_demand_enabled(true)
}

pub(crate) fn call_add_large_gallery_view() -> CallAddLargeGalleryView {
    CallAddLargeGalleryView::default().client_context("clientContext ä\"<1>")
}

pub(crate) fn call_answer() -> CallAnswer {
    CallAnswer::default()
        .accepted_modalities([Modality::Audio])
        .call_options(incoming_call_options())
        .callback_uri("callbackUri ä\"<1>")
        .media_config(media_config())
        .participant_capacity(7)
}

pub(crate) fn call_cancel_media_processing() -> CallCancelMediaProcessing {
    CallCancelMediaProcessing::default().client_context("clientContext ä\"<1>")
}

pub(crate) fn call_change_screen_sharing_role() -> CallChangeScreenSharingRole {
    CallChangeScreenSharingRole::default().role(ScreenSharingRole::Viewer)
}

pub(crate) fn call_log_teleconference_device_quality() -> CallLogTeleconferenceDeviceQuality {
    CallLogTeleconferenceDeviceQuality::default().quality(teleconference_device_quality())
}

pub(crate) fn call_media_state() -> CallMediaState {
    CallMediaState::default().audio(MediaState::Active)
}

pub(crate) fn call_mute() -> CallMute {
    CallMute::default().client_context("clientContext ä\"<1>")
}

pub(crate) fn call_options() -> CallOptions {
    OutgoingCallOptions::default()
        .hide_bot_after_escalation(true)
        .is_content_sharing_notification_enabled(true)
        .is_delta_roster_enabled(true)
        .is_interactive_roster_enabled(true)
        .into()
}

pub(crate) fn call_play_prompt() -> CallPlayPrompt {
    CallPlayPrompt::default().client_context("clientContext ä\"<1>").prompts([prompt()])
}

pub(crate) fn call_record_response() -> CallRecordResponse {
    CallRecordResponse::default()
        .barge_in_allowed(true)
        .client_context("clientContext ä\"<1>")
        .initial_silence_timeout_in_seconds(7)
        .max_record_duration_in_seconds(7)
        .max_silence_timeout_in_seconds(7)
        .play_beep(true)
        .prompts([prompt()])
        .stop_tones(["stopTones ä\"<1>".to_owned()])
}

pub(crate) fn call_recording() -> CallRecording {
    CallRecording::default()
        .id("id ä\"<1>")
        .call_id("callId ä\"<1>")
        .content_correlation_id("contentCorrelationId ä\"<1>")
        .created_date_time("2026-11-29T08:30:15Z")
        .end_date_time("2026-11-29T08:30:15Z")
        .meeting_id("meetingId ä\"<1>")
        .meeting_organizer(identity_set())
        .recording_content_url("recordingContentUrl ä\"<1>")
}

pub(crate) fn call_redirect() -> CallRedirect {
    CallRedirect::default()
        .callback_uri("callbackUri ä\"<1>")
        .targets([invitation_participant_info()])
        .timeout(7)
}

pub(crate) fn call_reject() -> CallReject {
    CallReject::default().callback_uri("callbackUri ä\"<1>").reason(RejectReason::None)
}

pub(crate) fn call_route() -> CallRoute {
    CallRoute::default()
        .r#final(identity_set())
        .original(identity_set())
        .routing_type(RoutingType::Forwarded)
}

pub(crate) fn call_send_dtmf_tones() -> CallSendDtmfTones {
    CallSendDtmfTones::default()
        .client_context("clientContext ä\"<1>")
        .delay_between_tones_ms(7)
        .tones([Tone::Tone0])
}

pub(crate) fn call_subscribe_to_tone() -> CallSubscribeToTone {
    CallSubscribeToTone::default().client_context("clientContext ä\"<1>")
}

pub(crate) fn call_transcript() -> CallTranscript {
    CallTranscript::default()
        .id("id ä\"<1>")
        .call_id("callId ä\"<1>")
        .content_correlation_id("contentCorrelationId ä\"<1>")
        .created_date_time("2026-11-29T08:30:15Z")
        .end_date_time("2026-11-29T08:30:15Z")
        .meeting_id("meetingId ä\"<1>")
        .meeting_organizer(identity_set())
        .transcript_content_url("transcriptContentUrl ä\"<1>")
}

pub(crate) fn call_transcription_info() -> CallTranscriptionInfo {
    CallTranscriptionInfo::default()
        .last_modified_date_time("2026-11-29T08:30:15Z")
        .state(CallTranscriptionState::NotStarted)
}

pub(crate) fn call_transfer() -> CallTransfer {
    CallTransfer::default()
        .transfer_target(invitation_participant_info())
        .transferee(participant_info())
}

pub(crate) fn call_unmute() -> CallUnmute {
    CallUnmute::default().client_context("clientContext ä\"<1>")
}

pub(crate) fn call_update_recording_status() -> CallUpdateRecordingStatus {
    CallUpdateRecordingStatus::default()
        .client_context("clientContext ä\"<1>")
        .status(RecordingStatus::UnknownToGraph)
}

pub(crate) fn call_whole() -> Call {
    Call::default()
        .id("id ä\"<1>")
        .audio_routing_groups([audio_routing_group()])
        .call_chain_id("callChainId ä\"<1>")
        .call_options(call_options())
        .call_routes([call_route()])
        .callback_uri("callbackUri ä\"<1>")
        .chat_info(chat_info())
        .content_sharing_sessions([content_sharing_session()])
        .direction(CallDirection::Incoming)
        .incoming_context(incoming_context())
        .media_config(media_config())
        .media_state(call_media_state())
        .meeting_info(meeting_info())
        .my_participant_id("myParticipantId ä\"<1>")
        .operations([comms_operation()])
        .participants([participant()])
        .requested_modalities([Modality::Audio])
        .result_info(result_info())
        .source(participant_info())
        .state(CallState::Incoming)
        .subject("subject ä\"<1>")
        .targets([invitation_participant_info()])
        .tenant_id("tenantId ä\"<1>")
        .tone_info(tone_info())
        .transcription(call_transcription_info())
}

pub(crate) fn channel() -> Channel {
    Channel::default()
        .id("id ä\"<1>")
        .created_date_time("2026-11-29T08:30:15Z")
        .description("description ä\"<1>")
        .display_name("displayName ä\"<1>")
        .email("email ä\"<1>")
        .is_archived(true)
        .is_favorite_by_default(true)
        .layout_type(ChannelLayoutType::Post)
        .membership_type(ChannelMembershipType::Standard)
        .migration_mode(MigrationMode::InProgress)
        .original_created_date_time("2026-11-29T08:30:15Z")
        .summary(channel_summary())
        .tenant_id("tenantId ä\"<1>")
        .web_url("webUrl ä\"<1>")
}

pub(crate) fn channel_identity() -> ChannelIdentity {
    ChannelIdentity::default().channel_id("channelId ä\"<1>").team_id("teamId ä\"<1>")
}

pub(crate) fn channel_summary() -> ChannelSummary {
    ChannelSummary::default()
        .guests_count(7)
        .has_members_from_other_tenants(true)
        .members_count(7)
        .owners_count(7)
}

pub(crate) fn channel_whole() -> Channel {
    Channel::default()
        .id("id ä\"<1>")
        .all_members([conversation_member()])
        .created_date_time("2026-11-29T08:30:15Z")
        .description("description ä\"<1>")
        .display_name("displayName ä\"<1>")
        .email("email ä\"<1>")
        .enabled_apps([teams_app()])
        .is_archived(true)
        .is_favorite_by_default(true)
        .layout_type(ChannelLayoutType::Post)
        .members([conversation_member()])
        .membership_type(ChannelMembershipType::Standard)
        .messages([chat_message()])
        .migration_mode(MigrationMode::InProgress)
        .original_created_date_time("2026-11-29T08:30:15Z")
        .summary(channel_summary())
        .tabs([teams_tab()])
        .tenant_id("tenantId ä\"<1>")
        .web_url("webUrl ä\"<1>")
}

pub(crate) fn chat() -> Chat {
    Chat::default()
        .id("id ä\"<1>")
        .chat_type(ChatType::OneOnOne)
        .created_date_time("2026-11-29T08:30:15Z")
        .is_hidden_for_all_members(true)
        .last_updated_date_time("2026-11-29T08:30:15Z")
        .migration_mode(MigrationMode::InProgress)
        .online_meeting_info(teamwork_online_meeting_info())
        .original_created_date_time("2026-11-29T08:30:15Z")
        .tenant_id("tenantId ä\"<1>")
        .topic("topic ä\"<1>")
        .viewpoint(chat_viewpoint())
        .web_url("webUrl ä\"<1>")
}

pub(crate) fn chat_hide_for_user() -> ChatHideForUser {
    ChatHideForUser::default().user(teamwork_user_identity())
}

pub(crate) fn chat_info() -> ChatInfo {
    ChatInfo::default()
        .message_id("messageId ä\"<1>")
        .reply_chain_message_id("replyChainMessageId ä\"<1>")
        .thread_id("threadId ä\"<1>")
}

pub(crate) fn chat_mark_chat_read_for_user() -> ChatMarkChatReadForUser {
    ChatMarkChatReadForUser::default().user(teamwork_user_identity())
}

pub(crate) fn chat_message() -> ChatMessage {
    ChatMessage::default()
        .id("id ä\"<1>")
        .attachments([chat_message_attachment()])
        .body(item_body())
        .channel_identity(channel_identity())
        .chat_id("chatId ä\"<1>")
        .created_date_time("2026-11-29T08:30:15Z")
        .deleted_date_time("2026-11-29T08:30:15Z")
        .etag("etag ä\"<1>")
        .event_detail(event_message_detail())
        .from(chat_message_from_identity_set())
        .importance(ChatMessageImportance::Normal)
        .last_edited_date_time("2026-11-29T08:30:15Z")
        .last_modified_date_time("2026-11-29T08:30:15Z")
        .locale("locale ä\"<1>")
        .mentions([chat_message_mention()])
        .message_history([chat_message_history_item()])
        .message_type(ChatMessageType::Message)
        .policy_violation(chat_message_policy_violation())
        .reactions([chat_message_reaction()])
        .reply_to_id("replyToId ä\"<1>")
        .subject("subject ä\"<1>")
        .summary("summary ä\"<1>")
        .web_url("webUrl ä\"<1>")
}

pub(crate) fn chat_message_attachment() -> ChatMessageAttachment {
    ChatMessageAttachment::default()
        .content("content ä\"<1>")
        .content_type("contentType ä\"<1>")
        .content_url("contentUrl ä\"<1>")
        .id("id ä\"<1>")
        .name("name ä\"<1>")
        .teams_app_id("teamsAppId ä\"<1>")
        .thumbnail_url("thumbnailUrl ä\"<1>")
}

pub(crate) fn chat_message_from_identity_set() -> ChatMessageFromIdentitySet {
    ChatMessageFromIdentitySet::default()
        .application(identity())
        .device(identity())
        .user(identity())
}

pub(crate) fn chat_message_history_item() -> ChatMessageHistoryItem {
    ChatMessageHistoryItem::default()
        .actions(ChatMessageActions::ReactionAdded)
        .modified_date_time("2026-11-29T08:30:15Z")
        .reaction(chat_message_reaction())
}

pub(crate) fn chat_message_hosted_content() -> ChatMessageHostedContent {
    ChatMessageHostedContent::default()
        .id("id ä\"<1>")
        .content_bytes("Y29udGVudA==")
        .content_type("contentType ä\"<1>")
}

pub(crate) fn chat_message_info() -> ChatMessageInfo {
    ChatMessageInfo::default()
        .id("id ä\"<1>")
        .body(item_body())
        .created_date_time("2026-11-29T08:30:15Z")
        .event_detail(event_message_detail())
        .from(chat_message_from_identity_set())
        .is_deleted(true)
        .message_type(ChatMessageType::Message)
}

pub(crate) fn chat_message_mention() -> ChatMessageMention {
    ChatMessageMention::default()
        .id(7)
        .mention_text("mentionText ä\"<1>")
        .mentioned(chat_message_mentioned_identity_set())
}

pub(crate) fn chat_message_mentioned_identity_set() -> ChatMessageMentionedIdentitySet {
    ChatMessageMentionedIdentitySet::default()
        .application(identity())
        .device(identity())
        .user(identity())
        .conversation(teamwork_conversation_identity())
}

pub(crate) fn chat_message_policy_violation() -> ChatMessagePolicyViolation {
    ChatMessagePolicyViolation::default()
        .dlp_action(ChatMessagePolicyViolationDlpActionTypes::None)
        .justification_text("justificationText ä\"<1>")
        .policy_tip(chat_message_policy_violation_policy_tip())
        .user_action(ChatMessagePolicyViolationUserActionTypes::None)
        .verdict_details(ChatMessagePolicyViolationVerdictDetailsTypes::None)
}

pub(crate) fn chat_message_policy_violation_policy_tip() -> ChatMessagePolicyViolationPolicyTip {
    ChatMessagePolicyViolationPolicyTip::default()
        .compliance_url("complianceUrl ä\"<1>")
        .general_text("generalText ä\"<1>")
        .matched_condition_descriptions(["matchedConditionDescriptions ä\"<1>".to_owned()])
}

pub(crate) fn chat_message_reaction() -> ChatMessageReaction {
    ChatMessageReaction::default()
        .created_date_time("2026-11-29T08:30:15Z")
        .display_name("displayName ä\"<1>")
        .reaction_content_url("reactionContentUrl ä\"<1>")
        .reaction_type("reactionType ä\"<1>")
        .user(chat_message_reaction_identity_set())
}

pub(crate) fn chat_message_reaction_identity_set() -> ChatMessageReactionIdentitySet {
    ChatMessageReactionIdentitySet::default()
        .application(identity())
        .device(identity())
        .user(identity())
}

pub(crate) fn chat_message_reply_with_quote() -> ChatMessageReplyWithQuote {
    ChatMessageReplyWithQuote::default()
        .message_ids(["messageIds ä\"<1>".to_owned()])
        .reply_message(chat_message())
}

pub(crate) fn chat_message_set_reaction() -> ChatMessageSetReaction {
    ChatMessageSetReaction::default().reaction_type("reactionType ä\"<1>")
}

pub(crate) fn chat_message_whole() -> ChatMessage {
    ChatMessage::default()
        .id("id ä\"<1>")
        .attachments([chat_message_attachment()])
        .body(item_body())
        .channel_identity(channel_identity())
        .chat_id("chatId ä\"<1>")
        .created_date_time("2026-11-29T08:30:15Z")
        .deleted_date_time("2026-11-29T08:30:15Z")
        .etag("etag ä\"<1>")
        .event_detail(event_message_detail())
        .from(chat_message_from_identity_set())
        .hosted_contents([chat_message_hosted_content()])
        .importance(ChatMessageImportance::Normal)
        .last_edited_date_time("2026-11-29T08:30:15Z")
        .last_modified_date_time("2026-11-29T08:30:15Z")
        .locale("locale ä\"<1>")
        .mentions([chat_message_mention()])
        .message_history([chat_message_history_item()])
        .message_type(ChatMessageType::Message)
        .policy_violation(chat_message_policy_violation())
        .reactions([chat_message_reaction()])
        .replies([chat_message()])
        .reply_to_id("replyToId ä\"<1>")
        .subject("subject ä\"<1>")
        .summary("summary ä\"<1>")
        .web_url("webUrl ä\"<1>")
}

pub(crate) fn chat_restrictions() -> ChatRestrictions {
    ChatRestrictions::default().allow_text_only(true)
}

pub(crate) fn chat_send_activity_notification() -> ChatSendActivityNotification {
    ChatSendActivityNotification::default()
        .activity_type("activityType ä\"<1>")
        .chain_id(7)
        .icon_id("iconId ä\"<1>")
        .preview_text(item_body())
        .recipient(teamwork_notification_recipient())
        .teams_app_id("teamsAppId ä\"<1>")
        .template_parameters([key_value_pair()])
        .topic(teamwork_activity_topic())
}

pub(crate) fn chat_viewpoint() -> ChatViewpoint {
    ChatViewpoint::default().is_hidden(true).last_message_read_date_time("2026-11-29T08:30:15Z")
}

pub(crate) fn chat_whole() -> Chat {
    Chat::default()
        .id("id ä\"<1>")
        .chat_type(ChatType::OneOnOne)
        .created_date_time("2026-11-29T08:30:15Z")
        .installed_apps([teams_app_installation()])
        .is_hidden_for_all_members(true)
        .last_message_preview(chat_message_info())
        .last_updated_date_time("2026-11-29T08:30:15Z")
        .members([conversation_member()])
        .messages([chat_message()])
        .migration_mode(MigrationMode::InProgress)
        .online_meeting_info(teamwork_online_meeting_info())
        .original_created_date_time("2026-11-29T08:30:15Z")
        .pinned_messages([pinned_chat_message_info()])
        .tabs([teams_tab()])
        .targeted_messages([targeted_chat_message()])
        .tenant_id("tenantId ä\"<1>")
        .topic("topic ä\"<1>")
        .viewpoint(chat_viewpoint())
        .web_url("webUrl ä\"<1>")
}

pub(crate) fn cloud_communications_get_presences_by_user_id()
-> CloudCommunicationsGetPresencesByUserId {
    CloudCommunicationsGetPresencesByUserId::default().ids(["ids ä\"<1>".to_owned()])
}

pub(crate) fn cloud_video_interop_info() -> CloudVideoInteropInfo {
    CloudVideoInteropInfo::default()
        .more_info_web_url("moreInfoWebUrl ä\"<1>")
        .tenant_key("tenantKey ä\"<1>")
        .video_teleconference_id("videoTeleconferenceId ä\"<1>")
}

pub(crate) fn comms_operation() -> CommsOperation {
    CommsOperation::default()
        .id("id ä\"<1>")
        .client_context("clientContext ä\"<1>")
        .result_info(result_info())
        .status(OperationStatus::NotStarted)
}

pub(crate) fn content_sharing_session() -> ContentSharingSession {
    ContentSharingSession::default().id("id ä\"<1>")
}

pub(crate) fn conversation_member() -> ConversationMember {
    let mut filled = AadUserConversationMember::default()
        .id("id ä\"<1>")
        .display_name("displayName ä\"<1>")
        .roles(["roles ä\"<1>".to_owned()])
        .visible_history_start_date_time("2026-11-29T08:30:15Z")
        .email("email ä\"<1>")
        .tenant_id("tenantId ä\"<1>")
        .user_id("userId ä\"<1>");
    filled.rest.insert(
        "user@odata.bind",
        json!("https://graph.microsoft.com/v1.0/users('8b081ef6-4792-4def-b2c9-c363a1bf41d5')"),
    );
    filled.into()
}

pub(crate) fn conversation_member_whole() -> ConversationMember {
    let mut filled = AadUserConversationMember::default()
        .id("id ä\"<1>")
        .display_name("displayName ä\"<1>")
        .roles(["roles ä\"<1>".to_owned()])
        .visible_history_start_date_time("2026-11-29T08:30:15Z")
        .email("email ä\"<1>")
        .tenant_id("tenantId ä\"<1>")
        .user(user())
        .user_id("userId ä\"<1>");
    filled.rest.insert(
        "user@odata.bind",
        json!("https://graph.microsoft.com/v1.0/users('8b081ef6-4792-4def-b2c9-c363a1bf41d5')"),
    );
    filled.into()
}

pub(crate) fn custom_security_attribute_value() -> CustomSecurityAttributeValue {
    CustomSecurityAttributeValue::default()
}

pub(crate) fn date_time_time_zone() -> DateTimeTimeZone {
    DateTimeTimeZone::default().date_time("dateTime ä\"<1>").time_zone("timeZone ä\"<1>")
}

pub(crate) fn directory_object_get_by_ids() -> DirectoryObjectGetByIds {
    DirectoryObjectGetByIds::default()
        .ids(["ids ä\"<1>".to_owned()])
        .types(["types ä\"<1>".to_owned()])
}

pub(crate) fn employee_org_data() -> EmployeeOrgData {
    EmployeeOrgData::default().cost_center("costCenter ä\"<1>").division("division ä\"<1>")
}

pub(crate) fn event_message_detail() -> EventMessageDetail {
    ChatRenamedEventMessageDetail::default()
        .chat_display_name("chatDisplayName ä\"<1>")
        .chat_id("chatId ä\"<1>")
        .initiator(identity_set())
        .into()
}

pub(crate) fn identity() -> Identity {
    Identity::default().display_name("displayName ä\"<1>").id("id ä\"<1>")
}

pub(crate) fn identity_set() -> IdentitySet {
    IdentitySet::default().application(identity()).device(identity()).user(identity())
}

pub(crate) fn incoming_call_options() -> IncomingCallOptions {
    IncomingCallOptions::default()
        .hide_bot_after_escalation(true)
        .is_content_sharing_notification_enabled(true)
        .is_delta_roster_enabled(true)
        .is_interactive_roster_enabled(true)
}

pub(crate) fn incoming_context() -> IncomingContext {
    IncomingContext::default()
        .observed_participant_id("observedParticipantId ä\"<1>")
        .on_behalf_of(identity_set())
        .source_participant_id("sourceParticipantId ä\"<1>")
        .transferor(identity_set())
}

pub(crate) fn invitation_participant_info() -> InvitationParticipantInfo {
    InvitationParticipantInfo::default()
        .hidden(true)
        .identity(identity_set())
        .participant_id("participantId ä\"<1>")
        .remove_from_default_audio_routing_group(true)
        .replaces_call_id("replacesCallId ä\"<1>")
}

pub(crate) fn item_body() -> ItemBody {
    ItemBody::default().content("content ä\"<1>").content_type(BodyType::Text)
}

pub(crate) fn join_meeting_id_settings() -> JoinMeetingIdSettings {
    JoinMeetingIdSettings::default()
        .is_passcode_required(true)
        .join_meeting_id("joinMeetingId ä\"<1>")
        .passcode("passcode ä\"<1>")
}

pub(crate) fn key_value_pair() -> KeyValuePair {
    KeyValuePair::default().name("name ä\"<1>").value("value ä\"<1>")
}

pub(crate) fn license_assignment_state() -> LicenseAssignmentState {
    LicenseAssignmentState::default()
        .assigned_by_group("assignedByGroup ä\"<1>")
        .disabled_plans(["0d1a5d0c-8f2b-4f6c-9f3e-6a5c1c9b7e21".to_owned()])
        .error("error ä\"<1>")
        .last_updated_date_time("2026-11-29T08:30:15Z")
        .sku_id("0d1a5d0c-8f2b-4f6c-9f3e-6a5c1c9b7e21")
        .state("state ä\"<1>")
}

pub(crate) fn lobby_bypass_settings() -> LobbyBypassSettings {
    LobbyBypassSettings::default()
        .is_dial_in_bypass_enabled(true)
        .scope(LobbyBypassScope::Organizer)
}

pub(crate) fn locale_info() -> LocaleInfo {
    LocaleInfo::default().display_name("displayName ä\"<1>").locale("locale ä\"<1>")
}

pub(crate) fn mailbox_settings() -> MailboxSettings {
    MailboxSettings::default()
        .archive_folder("archiveFolder ä\"<1>")
        .automatic_replies_setting(automatic_replies_setting())
        .date_format("dateFormat ä\"<1>")
        .delegate_meeting_message_delivery_options(
            DelegateMeetingMessageDeliveryOptions::SendToDelegateAndInformationToPrincipal,
        )
        .language(locale_info())
        .time_format("timeFormat ä\"<1>")
        .time_zone("timeZone ä\"<1>")
        .user_purpose(UserPurpose::User)
        .working_hours(working_hours())
}

pub(crate) fn media_config() -> MediaConfig {
    ServiceHostedMediaConfig::default().pre_fetch_media([media_info()]).into()
}

pub(crate) fn media_info() -> MediaInfo {
    MediaInfo::default().resource_id("resourceId ä\"<1>").uri("uri ä\"<1>")
}

pub(crate) fn media_stream() -> MediaStream {
    MediaStream::default()
        .direction(MediaDirection::Inactive)
        .label("label ä\"<1>")
        .media_type(Modality::Audio)
        .server_muted(true)
        .source_id("sourceId ä\"<1>")
}

pub(crate) fn meeting_attendance_report() -> MeetingAttendanceReport {
    MeetingAttendanceReport::default()
        .id("id ä\"<1>")
        .external_event_information([virtual_event_external_information()])
        .meeting_end_date_time("2026-11-29T08:30:15Z")
        .meeting_start_date_time("2026-11-29T08:30:15Z")
        .total_participant_count(7)
}

pub(crate) fn meeting_info() -> MeetingInfo {
    OrganizerMeetingInfo::default().organizer(identity_set()).into()
}

pub(crate) fn meeting_participant_info() -> MeetingParticipantInfo {
    MeetingParticipantInfo::default()
        .identity(identity_set())
        .role(OnlineMeetingRole::Attendee)
        .upn("upn ä\"<1>")
}

pub(crate) fn meeting_participants() -> MeetingParticipants {
    MeetingParticipants::default()
        .attendees([meeting_participant_info()])
        .organizer(meeting_participant_info())
}

pub(crate) fn number_assignment_assign_number() -> NumberAssignmentAssignNumber {
    NumberAssignmentAssignNumber::default()
        .assignment_category(AssignmentCategory::Primary)
        .assignment_target_id("assignmentTargetId ä\"<1>")
        .location_id("locationId ä\"<1>")
        .number_type(NumberType::InternalError)
        .telephone_number("telephoneNumber ä\"<1>")
}

pub(crate) fn number_assignment_unassign_number() -> NumberAssignmentUnassignNumber {
    NumberAssignmentUnassignNumber::default()
        .number_type(NumberType::InternalError)
        .telephone_number("telephoneNumber ä\"<1>")
}

pub(crate) fn number_assignment_update_number() -> NumberAssignmentUpdateNumber {
    NumberAssignmentUpdateNumber::default()
        .location_id("locationId ä\"<1>")
        .network_site_id("networkSiteId ä\"<1>")
        .reverse_number_lookup_options(["reverseNumberLookupOptions ä\"<1>".to_owned()])
        .telephone_number("telephoneNumber ä\"<1>")
}

pub(crate) fn object_identity() -> ObjectIdentity {
    ObjectIdentity::default()
        .issuer("issuer ä\"<1>")
        .issuer_assigned_id("issuerAssignedId ä\"<1>")
        .sign_in_type("signInType ä\"<1>")
}

pub(crate) fn on_premises_extension_attributes() -> OnPremisesExtensionAttributes {
    OnPremisesExtensionAttributes::default()
        .extension_attribute1("extensionAttribute1 ä\"<1>")
        .extension_attribute10("extensionAttribute10 ä\"<1>")
        .extension_attribute11("extensionAttribute11 ä\"<1>")
        .extension_attribute12("extensionAttribute12 ä\"<1>")
        .extension_attribute13("extensionAttribute13 ä\"<1>")
        .extension_attribute14("extensionAttribute14 ä\"<1>")
        .extension_attribute15("extensionAttribute15 ä\"<1>")
        .extension_attribute2("extensionAttribute2 ä\"<1>")
        .extension_attribute3("extensionAttribute3 ä\"<1>")
        .extension_attribute4("extensionAttribute4 ä\"<1>")
        .extension_attribute5("extensionAttribute5 ä\"<1>")
        .extension_attribute6("extensionAttribute6 ä\"<1>")
        .extension_attribute7("extensionAttribute7 ä\"<1>")
        .extension_attribute8("extensionAttribute8 ä\"<1>")
        .extension_attribute9("extensionAttribute9 ä\"<1>")
}

pub(crate) fn on_premises_provisioning_error() -> OnPremisesProvisioningError {
    OnPremisesProvisioningError::default()
        .category("category ä\"<1>")
        .occurred_date_time("2026-11-29T08:30:15Z")
        .property_causing_error("propertyCausingError ä\"<1>")
        .value("value ä\"<1>")
}

pub(crate) fn online_meeting_create_or_get() -> OnlineMeetingCreateOrGet {
    OnlineMeetingCreateOrGet::default()
        .chat_info(chat_info())
        .end_date_time("2026-11-29T08:30:15Z")
        .external_id("externalId ä\"<1>")
        .participants(meeting_participants())
        .start_date_time("2026-11-29T08:30:15Z")
        .subject("subject ä\"<1>")
}

pub(crate) fn online_meeting_restricted() -> OnlineMeetingRestricted {
    OnlineMeetingRestricted::default()
        .content_sharing_disabled(OnlineMeetingContentSharingDisabledReason::WatermarkProtection)
        .video_disabled(OnlineMeetingVideoDisabledReason::WatermarkProtection)
}

pub(crate) fn online_meeting_send_virtual_appointment_reminder_sms()
-> OnlineMeetingSendVirtualAppointmentReminderSms {
    OnlineMeetingSendVirtualAppointmentReminderSms::default()
        .attendees([attendee_notification_info()])
        .remind_before_time_in_minutes_type(RemindBeforeTimeInMinutesType::Mins15)
}

pub(crate) fn online_meeting_send_virtual_appointment_sms() -> OnlineMeetingSendVirtualAppointmentSms
{
    OnlineMeetingSendVirtualAppointmentSms::default()
        .attendees([attendee_notification_info()])
        .message_type(VirtualAppointmentMessageType::Confirmation)
}

pub(crate) fn online_meeting_sensitivity_label_assignment()
-> OnlineMeetingSensitivityLabelAssignment {
    OnlineMeetingSensitivityLabelAssignment::default()
        .sensitivity_label_id("sensitivityLabelId ä\"<1>")
}

pub(crate) fn online_meeting_whole() -> OnlineMeeting {
    OnlineMeeting::default()
        .id("id ä\"<1>")
        .allow_attendee_to_enable_camera(true)
        .allow_attendee_to_enable_mic(true)
        .allow_breakout_rooms(true)
        .allow_copying_and_sharing_meeting_content(true)
        .allow_live_share(MeetingLiveShareOptions::Enabled)
        .allow_meeting_chat(MeetingChatMode::Enabled)
        .allow_participants_to_change_name(true)
        .allow_power_point_sharing(true)
        .allow_recording(true)
        .allow_teamwork_reactions(true)
        .allow_transcription(true)
        .allow_whiteboard(true)
        .allowed_lobby_admitters(AllowedLobbyAdmitterRoles::OrganizerAndCoOrganizersAndPresenters)
        .allowed_presenters(OnlineMeetingPresenters::Everyone)
        .attendance_reports([meeting_attendance_report()])
        .audio_conferencing(audio_conferencing())
        .chat_info(chat_info())
        .chat_restrictions(chat_restrictions())
        .cloud_video_interop_info(cloud_video_interop_info())
        .expiry_date_time("2026-11-29T08:30:15Z")
        .is_end_to_end_encryption_enabled(true)
        .is_entry_exit_announced(true)
        .join_information(item_body())
        .join_meeting_id_settings(join_meeting_id_settings())
        .join_web_url("joinWebUrl ä\"<1>")
        .lobby_bypass_settings(lobby_bypass_settings())
        .meeting_options_web_url("meetingOptionsWebUrl ä\"<1>")
        .meeting_spoken_language_tag("meetingSpokenLanguageTag ä\"<1>")
        .meeting_type(OnlineMeetingType::Adhoc)
        .record_automatically(true)
        .sensitivity_label_assignment(online_meeting_sensitivity_label_assignment())
        .share_meeting_chat_history_default(MeetingChatHistoryDefaultMode::None)
        .subject("subject ä\"<1>")
        .video_teleconference_id("videoTeleconferenceId ä\"<1>")
        .watermark_protection(watermark_protection_values())
        .broadcast_settings(broadcast_meeting_settings())
        .creation_date_time("2026-11-29T08:30:15Z")
        .end_date_time("2026-11-29T08:30:15Z")
        .external_id("externalId ä\"<1>")
        .is_broadcast(true)
        .meeting_template_id("meetingTemplateId ä\"<1>")
        .participants(meeting_participants())
        .recordings([call_recording()])
        .start_date_time("2026-11-29T08:30:15Z")
        .transcripts([call_transcript()])
}

pub(crate) fn operation_error() -> OperationError {
    OperationError::default().code("code ä\"<1>").message("message ä\"<1>")
}

pub(crate) fn participant() -> Participant {
    Participant::default()
        .id("id ä\"<1>")
        .info(participant_info())
        .is_in_lobby(true)
        .is_muted(true)
        .media_streams([media_stream()])
        .metadata("metadata ä\"<1>")
        .recording_info(recording_info())
        .removed_state(removed_state())
        .restricted_experience(online_meeting_restricted())
        .roster_sequence_number(7)
}

pub(crate) fn participant_info() -> ParticipantInfo {
    ParticipantInfo::default()
        .country_code("countryCode ä\"<1>")
        .endpoint_type(EndpointType::Default)
        .identity(identity_set())
        .language_id("languageId ä\"<1>")
        .participant_id("participantId ä\"<1>")
        .region("region ä\"<1>")
}

pub(crate) fn participant_invite() -> ParticipantInvite {
    ParticipantInvite::default()
        .client_context("clientContext ä\"<1>")
        .participants([invitation_participant_info()])
}

pub(crate) fn participant_mute() -> ParticipantMute {
    ParticipantMute::default().client_context("clientContext ä\"<1>")
}

pub(crate) fn participant_start_hold_music() -> ParticipantStartHoldMusic {
    ParticipantStartHoldMusic::default()
        .client_context("clientContext ä\"<1>")
        .custom_prompt(prompt())
}

pub(crate) fn participant_stop_hold_music() -> ParticipantStopHoldMusic {
    ParticipantStopHoldMusic::default().client_context("clientContext ä\"<1>")
}

pub(crate) fn password_profile() -> PasswordProfile {
    PasswordProfile::default()
        .force_change_password_next_sign_in(true)
        .force_change_password_next_sign_in_with_mfa(true)
        .password("password ä\"<1>")
}

pub(crate) fn pinned_chat_message_info() -> PinnedChatMessageInfo {
    PinnedChatMessageInfo::default().id("id ä\"<1>")
}

pub(crate) fn presence_clear_presence() -> PresenceClearPresence {
    PresenceClearPresence::default().session_id("sessionId ä\"<1>")
}

pub(crate) fn presence_set_automatic_location() -> PresenceSetAutomaticLocation {
    PresenceSetAutomaticLocation::default()
        .place_id("placeId ä\"<1>")
        .work_location_type(WorkLocationType::Unspecified)
}

pub(crate) fn presence_set_manual_location() -> PresenceSetManualLocation {
    PresenceSetManualLocation::default()
        .place_id("placeId ä\"<1>")
        .work_location_type(WorkLocationType::Unspecified)
}

pub(crate) fn presence_set_presence() -> PresenceSetPresence {
    PresenceSetPresence::default()
        .activity("InACall")
        .availability("Busy")
        .expiration_duration("PT1H30M")
        .session_id("sessionId ä\"<1>")
}

pub(crate) fn presence_set_status_message() -> PresenceSetStatusMessage {
    PresenceSetStatusMessage::default().status_message(presence_status_message())
}

pub(crate) fn presence_set_user_preferred_presence() -> PresenceSetUserPreferredPresence {
    PresenceSetUserPreferredPresence::default()
        .activity("InACall")
        .availability("Busy")
        .expiration_duration("PT1H30M")
}

pub(crate) fn presence_status_message() -> PresenceStatusMessage {
    PresenceStatusMessage::default()
        .expiry_date_time(date_time_time_zone())
        .message(item_body())
        .published_date_time("2026-11-29T08:30:15Z")
}

pub(crate) fn prompt() -> Prompt {
    MediaPrompt::default().media_info(media_info()).into()
}

pub(crate) fn provisioned_plan() -> ProvisionedPlan {
    ProvisionedPlan::default()
        .capability_status("capabilityStatus ä\"<1>")
        .provisioning_status("provisioningStatus ä\"<1>")
        .service("service ä\"<1>")
}

pub(crate) fn recording_info() -> RecordingInfo {
    RecordingInfo::default()
        .initiator(identity_set())
        .recording_status(RecordingStatus::UnknownToGraph)
}

pub(crate) fn removed_state() -> RemovedState {
    RemovedState::default().reason("reason ä\"<1>")
}

pub(crate) fn result_info() -> ResultInfo {
    ResultInfo::default().code(7).message("message ä\"<1>").subcode(7)
}

pub(crate) fn service_provisioning_error() -> ServiceProvisioningError {
    ServiceProvisioningXmlError::default()
        .created_date_time("2026-11-29T08:30:15Z")
        .is_resolved(true)
        .service_instance("serviceInstance ä\"<1>")
        .error_detail("errorDetail ä\"<1>")
        .into()
}

pub(crate) fn sign_in_activity() -> SignInActivity {
    SignInActivity::default()
        .last_non_interactive_sign_in_date_time("2026-11-29T08:30:15Z")
        .last_non_interactive_sign_in_request_id("lastNonInteractiveSignInRequestId ä\"<1>")
        .last_sign_in_date_time("2026-11-29T08:30:15Z")
        .last_sign_in_request_id("lastSignInRequestId ä\"<1>")
        .last_successful_sign_in_date_time("2026-11-29T08:30:15Z")
        .last_successful_sign_in_request_id("lastSuccessfulSignInRequestId ä\"<1>")
}

pub(crate) fn subscription_whole() -> Subscription {
    Subscription::default()
        .id("id ä\"<1>")
        .application_id("applicationId ä\"<1>")
        .change_type("changeType ä\"<1>")
        .client_state("clientState ä\"<1>")
        .creator_id("creatorId ä\"<1>")
        .encryption_certificate("encryptionCertificate ä\"<1>")
        .encryption_certificate_id("encryptionCertificateId ä\"<1>")
        .expiration_date_time("2026-11-29T08:30:15Z")
        .include_resource_data(true)
        .latest_supported_tls_version("latestSupportedTlsVersion ä\"<1>")
        .lifecycle_notification_url("lifecycleNotificationUrl ä\"<1>")
        .notification_query_options("notificationQueryOptions ä\"<1>")
        .notification_url("notificationUrl ä\"<1>")
        .notification_url_app_id("notificationUrlAppId ä\"<1>")
        .resource("resource ä\"<1>")
        .vapid_public_key("vapidPublicKey ä\"<1>")
        .web_push_encryption_p256dh_public_key("webPushEncryptionP256dhPublicKey ä\"<1>")
        .web_push_encryption_secret("webPushEncryptionSecret ä\"<1>")
}

pub(crate) fn targeted_chat_message() -> TargetedChatMessage {
    TargetedChatMessage::default()
        .id("id ä\"<1>")
        .attachments([chat_message_attachment()])
        .body(item_body())
        .channel_identity(channel_identity())
        .chat_id("chatId ä\"<1>")
        .created_date_time("2026-11-29T08:30:15Z")
        .deleted_date_time("2026-11-29T08:30:15Z")
        .etag("etag ä\"<1>")
        .event_detail(event_message_detail())
        .from(chat_message_from_identity_set())
        .importance(ChatMessageImportance::Normal)
        .last_edited_date_time("2026-11-29T08:30:15Z")
        .last_modified_date_time("2026-11-29T08:30:15Z")
        .locale("locale ä\"<1>")
        .mentions([chat_message_mention()])
        .message_history([chat_message_history_item()])
        .message_type(ChatMessageType::Message)
        .policy_violation(chat_message_policy_violation())
        .reactions([chat_message_reaction()])
        .reply_to_id("replyToId ä\"<1>")
        .subject("subject ä\"<1>")
        .summary("summary ä\"<1>")
        .web_url("webUrl ä\"<1>")
        .recipient(identity())
}

pub(crate) fn team_fun_settings() -> TeamFunSettings {
    TeamFunSettings::default()
        .allow_custom_memes(true)
        .allow_giphy(true)
        .allow_stickers_and_memes(true)
        .giphy_content_rating(GiphyRatingType::Strict)
}

pub(crate) fn team_guest_settings() -> TeamGuestSettings {
    TeamGuestSettings::default().allow_create_update_channels(true).allow_delete_channels(true)
}

pub(crate) fn team_member_settings() -> TeamMemberSettings {
    TeamMemberSettings::default()
        .allow_add_remove_apps(true)
        .allow_create_private_channels(true)
        .allow_create_update_channels(true)
        .allow_create_update_remove_connectors(true)
        .allow_create_update_remove_tabs(true)
        .allow_delete_channels(true)
}

pub(crate) fn team_messaging_settings() -> TeamMessagingSettings {
    TeamMessagingSettings::default()
        .allow_channel_mentions(true)
        .allow_owner_delete_messages(true)
        .allow_team_mentions(true)
        .allow_user_delete_messages(true)
        .allow_user_edit_messages(true)
}

pub(crate) fn team_send_activity_notification() -> TeamSendActivityNotification {
    TeamSendActivityNotification::default()
        .activity_type("activityType ä\"<1>")
        .chain_id(7)
        .icon_id("iconId ä\"<1>")
        .preview_text(item_body())
        .recipient(teamwork_notification_recipient())
        .teams_app_id("teamsAppId ä\"<1>")
        .template_parameters([key_value_pair()])
        .topic(teamwork_activity_topic())
}

pub(crate) fn team_summary() -> TeamSummary {
    TeamSummary::default().guests_count(7).members_count(7).owners_count(7)
}

pub(crate) fn team_whole() -> Team {
    let mut filled = Team::default()
        .id("id ä\"<1>")
        .all_channels([channel()])
        .channels([channel()])
        .classification("classification ä\"<1>")
        .created_date_time("2026-11-29T08:30:15Z")
        .description("description ä\"<1>")
        .display_name("displayName ä\"<1>")
        .first_channel_name("firstChannelName ä\"<1>")
        .fun_settings(team_fun_settings())
        .guest_settings(team_guest_settings())
        .incoming_channels([channel()])
        .installed_apps([teams_app_installation()])
        .internal_id("internalId ä\"<1>")
        .is_archived(true)
        .member_settings(team_member_settings())
        .members([conversation_member()])
        .messaging_settings(team_messaging_settings())
        .operations([teams_async_operation()])
        .primary_channel(channel())
        .specialization(TeamSpecialization::None)
        .summary(team_summary())
        .tenant_id("tenantId ä\"<1>")
        .visibility(TeamVisibilityType::Private)
        .web_url("webUrl ä\"<1>");
    filled.rest.insert(
        "template@odata.bind",
        json!("https://graph.microsoft.com/v1.0/teamsTemplates('standard')"),
    );
    filled
}

pub(crate) fn teams_app() -> TeamsApp {
    TeamsApp::default()
        .id("id ä\"<1>")
        .display_name("displayName ä\"<1>")
        .distribution_method(TeamsAppDistributionMethod::Store)
        .external_id("externalId ä\"<1>")
}

pub(crate) fn teams_app_authorization() -> TeamsAppAuthorization {
    TeamsAppAuthorization::default()
        .client_app_id("clientAppId ä\"<1>")
        .required_permission_set(teams_app_permission_set())
}

pub(crate) fn teams_app_definition() -> TeamsAppDefinition {
    TeamsAppDefinition::default()
        .id("id ä\"<1>")
        .authorization(teams_app_authorization())
        .created_by(identity_set())
        .description("description ä\"<1>")
        .display_name("displayName ä\"<1>")
        .last_modified_date_time("2026-11-29T08:30:15Z")
        .publishing_state(TeamsAppPublishingState::Submitted)
        .short_description("shortDescription ä\"<1>")
        .teams_app_id("teamsAppId ä\"<1>")
        .version("version ä\"<1>")
}

pub(crate) fn teams_app_installation() -> TeamsAppInstallation {
    let mut filled = TeamsAppInstallation::default()
        .id("id ä\"<1>")
        .consented_permission_set(teams_app_permission_set());
    filled.rest.insert(
        "teamsApp@odata.bind",
        json!(
            "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/12345678-9abc-def0-123456789a"
        ),
    );
    filled
}

pub(crate) fn teams_app_installation_whole() -> TeamsAppInstallation {
    let mut filled = TeamsAppInstallation::default()
        .id("id ä\"<1>")
        .consented_permission_set(teams_app_permission_set())
        .teams_app(teams_app())
        .teams_app_definition(teams_app_definition());
    filled.rest.insert(
        "teamsApp@odata.bind",
        json!(
            "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/12345678-9abc-def0-123456789a"
        ),
    );
    filled
}

pub(crate) fn teams_app_permission_set() -> TeamsAppPermissionSet {
    TeamsAppPermissionSet::default()
        .resource_specific_permissions([teams_app_resource_specific_permission()])
}

pub(crate) fn teams_app_resource_specific_permission() -> TeamsAppResourceSpecificPermission {
    TeamsAppResourceSpecificPermission::default()
        .permission_type(TeamsAppResourceSpecificPermissionType::Delegated)
        .permission_value("permissionValue ä\"<1>")
}

pub(crate) fn teams_app_whole() -> TeamsApp {
    TeamsApp::default()
        .id("id ä\"<1>")
        .app_definitions([teams_app_definition()])
        .display_name("displayName ä\"<1>")
        .distribution_method(TeamsAppDistributionMethod::Store)
        .external_id("externalId ä\"<1>")
}

pub(crate) fn teams_async_operation() -> TeamsAsyncOperation {
    TeamsAsyncOperation::default()
        .id("id ä\"<1>")
        .attempts_count(7)
        .created_date_time("2026-11-29T08:30:15Z")
        .error(operation_error())
        .last_action_date_time("2026-11-29T08:30:15Z")
        .operation_type(TeamsAsyncOperationType::Invalid)
        .status(TeamsAsyncOperationStatus::Invalid)
        .target_resource_id("targetResourceId ä\"<1>")
        .target_resource_location("targetResourceLocation ä\"<1>")
}

pub(crate) fn teams_policy_user_assignment() -> TeamsPolicyUserAssignment {
    TeamsPolicyUserAssignment::default()
        .id("id ä\"<1>")
        .policy_id("policyId ä\"<1>")
        .policy_type("policyType ä\"<1>")
        .user_id("userId ä\"<1>")
}

pub(crate) fn teams_policy_user_assignment_assign() -> TeamsPolicyUserAssignmentAssign {
    TeamsPolicyUserAssignmentAssign::default().value([teams_policy_user_assignment()])
}

pub(crate) fn teams_policy_user_assignment_unassign() -> TeamsPolicyUserAssignmentUnassign {
    TeamsPolicyUserAssignmentUnassign::default().value([teams_policy_user_assignment()])
}

pub(crate) fn teams_tab() -> TeamsTab {
    let mut filled = TeamsTab::default()
        .id("id ä\"<1>")
        .configuration(teams_tab_configuration())
        .display_name("displayName ä\"<1>")
        .web_url("webUrl ä\"<1>");
    filled.rest.insert("teamsApp@odata.bind", json!("https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/06805b9e-77e3-4b93-ac81-525eb87513b8"));
    filled
}

pub(crate) fn teams_tab_configuration() -> TeamsTabConfiguration {
    TeamsTabConfiguration::default()
        .content_url("contentUrl ä\"<1>")
        .entity_id("entityId ä\"<1>")
        .remove_url("removeUrl ä\"<1>")
        .website_url("websiteUrl ä\"<1>")
}

pub(crate) fn teams_tab_whole() -> TeamsTab {
    let mut filled = TeamsTab::default()
        .id("id ä\"<1>")
        .configuration(teams_tab_configuration())
        .display_name("displayName ä\"<1>")
        .teams_app(teams_app())
        .web_url("webUrl ä\"<1>");
    filled.rest.insert("teamsApp@odata.bind", json!("https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/06805b9e-77e3-4b93-ac81-525eb87513b8"));
    filled
}

pub(crate) fn teamwork_activity_topic() -> TeamworkActivityTopic {
    TeamworkActivityTopic::default()
        .source(TeamworkActivityTopicSource::EntityUrl)
        .value("value ä\"<1>")
        .web_url("webUrl ä\"<1>")
}

pub(crate) fn teamwork_conversation_identity() -> TeamworkConversationIdentity {
    TeamworkConversationIdentity::default()
        .display_name("displayName ä\"<1>")
        .id("id ä\"<1>")
        .conversation_identity_type(TeamworkConversationIdentityType::Team)
}

pub(crate) fn teamwork_notification_recipient() -> TeamworkNotificationRecipient {
    AadUserNotificationRecipient::default().user_id("userId ä\"<1>").into()
}

pub(crate) fn teamwork_online_meeting_info() -> TeamworkOnlineMeetingInfo {
    TeamworkOnlineMeetingInfo::default()
        .calendar_event_id("calendarEventId ä\"<1>")
        .join_web_url("joinWebUrl ä\"<1>")
        .organizer(teamwork_user_identity())
}

pub(crate) fn teamwork_send_activity_notification_to_recipients()
-> TeamworkSendActivityNotificationToRecipients {
    TeamworkSendActivityNotificationToRecipients::default()
        .activity_type("activityType ä\"<1>")
        .chain_id(7)
        .icon_id("iconId ä\"<1>")
        .preview_text(item_body())
        .recipients([teamwork_notification_recipient()])
        .teams_app_id("teamsAppId ä\"<1>")
        .template_parameters([key_value_pair()])
        .topic(teamwork_activity_topic())
}

pub(crate) fn teamwork_user_identity() -> TeamworkUserIdentity {
    TeamworkUserIdentity::default()
        .display_name("displayName ä\"<1>")
        .id("id ä\"<1>")
        .user_identity_type(TeamworkUserIdentityType::AadUser)
}

pub(crate) fn teleconference_device_media_quality() -> TeleconferenceDeviceMediaQuality {
    TeleconferenceDeviceAudioQuality::default()
        .average_inbound_jitter("PT1H30M")
        .average_inbound_packet_loss_rate_in_percentage(1.5)
        .average_inbound_round_trip_delay("PT1H30M")
        .average_outbound_jitter("PT1H30M")
        .average_outbound_packet_loss_rate_in_percentage(1.5)
        .average_outbound_round_trip_delay("PT1H30M")
        .channel_index(7)
        .inbound_packets(7)
        .local_ip_address("localIPAddress ä\"<1>")
        .local_port(7)
        .maximum_inbound_jitter("PT1H30M")
        .maximum_inbound_packet_loss_rate_in_percentage(1.5)
        .maximum_inbound_round_trip_delay("PT1H30M")
        .maximum_outbound_jitter("PT1H30M")
        .maximum_outbound_packet_loss_rate_in_percentage(1.5)
        .maximum_outbound_round_trip_delay("PT1H30M")
        .media_duration("PT1H30M")
        .network_link_speed_in_bytes(7)
        .outbound_packets(7)
        .remote_ip_address("remoteIPAddress ä\"<1>")
        .remote_port(7)
        .into()
}

pub(crate) fn teleconference_device_quality() -> TeleconferenceDeviceQuality {
    TeleconferenceDeviceQuality::default()
        .call_chain_id("0d1a5d0c-8f2b-4f6c-9f3e-6a5c1c9b7e21")
        .cloud_service_deployment_environment("cloudServiceDeploymentEnvironment ä\"<1>")
        .cloud_service_deployment_id("cloudServiceDeploymentId ä\"<1>")
        .cloud_service_instance_name("cloudServiceInstanceName ä\"<1>")
        .cloud_service_name("cloudServiceName ä\"<1>")
        .device_description("deviceDescription ä\"<1>")
        .device_name("deviceName ä\"<1>")
        .media_leg_id("0d1a5d0c-8f2b-4f6c-9f3e-6a5c1c9b7e21")
        .media_quality_list([teleconference_device_media_quality()])
        .participant_id("0d1a5d0c-8f2b-4f6c-9f3e-6a5c1c9b7e21")
}

pub(crate) fn time_zone_base() -> TimeZoneBase {
    TimeZoneBase::default().name("name ä\"<1>")
}

pub(crate) fn tone_info() -> ToneInfo {
    ToneInfo::default().sequence_id(7).tone(Tone::Tone0)
}

pub(crate) fn user() -> User {
    User::default()
        .id("id ä\"<1>")
        .deleted_date_time("2026-11-29T08:30:15Z")
        .about_me("aboutMe ä\"<1>")
        .account_enabled(true)
        .age_group("ageGroup ä\"<1>")
        .assigned_licenses([assigned_license()])
        .assigned_plans([assigned_plan()])
        .authorization_info(authorization_info())
        .birthday("2026-11-29T08:30:15Z")
        .business_phones(["businessPhones ä\"<1>".to_owned()])
        .city("city ä\"<1>")
        .company_name("companyName ä\"<1>")
        .consent_provided_for_minor("consentProvidedForMinor ä\"<1>")
        .country("country ä\"<1>")
        .created_date_time("2026-11-29T08:30:15Z")
        .creation_type("creationType ä\"<1>")
        .custom_security_attributes(custom_security_attribute_value())
        .department("department ä\"<1>")
        .device_enrollment_limit(7)
        .display_name("displayName ä\"<1>")
        .employee_hire_date("2026-11-29T08:30:15Z")
        .employee_id("employeeId ä\"<1>")
        .employee_leave_date_time("2026-11-29T08:30:15Z")
        .employee_org_data(employee_org_data())
        .employee_type("employeeType ä\"<1>")
        .external_user_state("externalUserState ä\"<1>")
        .external_user_state_change_date_time("2026-11-29T08:30:15Z")
        .fax_number("faxNumber ä\"<1>")
        .given_name("givenName ä\"<1>")
        .hire_date("2026-11-29T08:30:15Z")
        .identities([object_identity()])
        .identity_parent_id("identityParentId ä\"<1>")
        .im_addresses(["imAddresses ä\"<1>".to_owned()])
        .interests(["interests ä\"<1>".to_owned()])
        .is_management_restricted(true)
        .is_resource_account(true)
        .job_title("jobTitle ä\"<1>")
        .last_password_change_date_time("2026-11-29T08:30:15Z")
        .legal_age_group_classification("legalAgeGroupClassification ä\"<1>")
        .license_assignment_states([license_assignment_state()])
        .mail("mail ä\"<1>")
        .mail_nickname("mailNickname ä\"<1>")
        .mailbox_settings(mailbox_settings())
        .mobile_phone("mobilePhone ä\"<1>")
        .my_site("mySite ä\"<1>")
        .office_location("officeLocation ä\"<1>")
        .on_premises_distinguished_name("onPremisesDistinguishedName ä\"<1>")
        .on_premises_domain_name("onPremisesDomainName ä\"<1>")
        .on_premises_extension_attributes(on_premises_extension_attributes())
        .on_premises_immutable_id("onPremisesImmutableId ä\"<1>")
        .on_premises_last_sync_date_time("2026-11-29T08:30:15Z")
        .on_premises_provisioning_errors([on_premises_provisioning_error()])
        .on_premises_sam_account_name("onPremisesSamAccountName ä\"<1>")
        .on_premises_security_identifier("onPremisesSecurityIdentifier ä\"<1>")
        .on_premises_sync_enabled(true)
        .on_premises_user_principal_name("onPremisesUserPrincipalName ä\"<1>")
        .other_mails(["otherMails ä\"<1>".to_owned()])
        .password_policies("passwordPolicies ä\"<1>")
        .password_profile(password_profile())
        .past_projects(["pastProjects ä\"<1>".to_owned()])
        .postal_code("postalCode ä\"<1>")
        .preferred_data_location("preferredDataLocation ä\"<1>")
        .preferred_language("preferredLanguage ä\"<1>")
        .preferred_name("preferredName ä\"<1>")
        .print(user_print())
        .provisioned_plans([provisioned_plan()])
        .proxy_addresses(["proxyAddresses ä\"<1>".to_owned()])
        .responsibilities(["responsibilities ä\"<1>".to_owned()])
        .schools(["schools ä\"<1>".to_owned()])
        .security_identifier("securityIdentifier ä\"<1>")
        .service_provisioning_errors([service_provisioning_error()])
        .show_in_address_list(true)
        .sign_in_activity(sign_in_activity())
        .sign_in_sessions_valid_from_date_time("2026-11-29T08:30:15Z")
        .skills(["skills ä\"<1>".to_owned()])
        .state("state ä\"<1>")
        .street_address("streetAddress ä\"<1>")
        .surname("surname ä\"<1>")
        .usage_location("usageLocation ä\"<1>")
        .user_principal_name("userPrincipalName ä\"<1>")
        .user_type("userType ä\"<1>")
}

pub(crate) fn user_print() -> UserPrint {
    UserPrint::default()
}

pub(crate) fn user_scope_teams_app_installation_whole() -> UserScopeTeamsAppInstallation {
    let mut filled = UserScopeTeamsAppInstallation::default()
        .id("id ä\"<1>")
        .consented_permission_set(teams_app_permission_set())
        .teams_app(teams_app())
        .teams_app_definition(teams_app_definition())
        .chat(chat());
    filled.rest.insert(
        "teamsApp@odata.bind",
        json!(
            "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/12345678-9abc-def0-123456789a"
        ),
    );
    filled
}

pub(crate) fn user_teamwork_send_activity_notification() -> UserTeamworkSendActivityNotification {
    UserTeamworkSendActivityNotification::default()
        .activity_type("activityType ä\"<1>")
        .chain_id(7)
        .icon_id("iconId ä\"<1>")
        .preview_text(item_body())
        .teams_app_id("teamsAppId ä\"<1>")
        .template_parameters([key_value_pair()])
        .topic(teamwork_activity_topic())
}

pub(crate) fn virtual_event_external_information() -> VirtualEventExternalInformation {
    VirtualEventExternalInformation::default()
        .application_id("applicationId ä\"<1>")
        .external_event_id("externalEventId ä\"<1>")
}

pub(crate) fn watermark_protection_values() -> WatermarkProtectionValues {
    WatermarkProtectionValues::default()
        .is_enabled_for_content_sharing(true)
        .is_enabled_for_video(true)
}

pub(crate) fn work_plan_occurrence_set_current_location() -> WorkPlanOccurrenceSetCurrentLocation {
    WorkPlanOccurrenceSetCurrentLocation::default()
        .place_id("placeId ä\"<1>")
        .update_scope(WorkLocationUpdateScope::CurrentSegment)
        .work_location_type(WorkLocationType::Unspecified)
}

pub(crate) fn working_hours() -> WorkingHours {
    WorkingHours::default()
        .days_of_week([DayOfWeek::Sunday])
        .end_time("09:30:00")
        .start_time("09:30:00")
        .time_zone(time_zone_base())
}
