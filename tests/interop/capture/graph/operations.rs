//! Each operation of version 1.0, as a vendor's program asks for it.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::values;
use crate::capture::Ask;

/// Operations by their ids in the table.
pub(crate) const OPERATIONS: &[(&str, Ask)] = &[
    ("calls.create", |api| api.calls().create(&values::call_whole()).reading()),
    ("calls.get", |api| api.calls().get("CallId's+call-id=").reading()),
    ("calls.hangUp", |api| api.calls().hang_up("CallId's+call-id=").reading()),
    ("calls.answer", |api| {
        api.calls().answer("CallId's+call-id=", &values::call_answer()).reading()
    }),
    ("calls.reject", |api| {
        api.calls().reject("CallId's+call-id=", &values::call_reject()).reading()
    }),
    ("calls.redirect", |api| {
        api.calls().redirect("CallId's+call-id=", &values::call_redirect()).reading()
    }),
    ("calls.transfer", |api| {
        api.calls().transfer("CallId's+call-id=", &values::call_transfer()).reading()
    }),
    ("calls.keepAlive", |api| api.calls().keep_alive("CallId's+call-id=").reading()),
    ("calls.mute", |api| api.calls().mute("CallId's+call-id=", &values::call_mute()).reading()),
    ("calls.unmute", |api| {
        api.calls().unmute("CallId's+call-id=", &values::call_unmute()).reading()
    }),
    ("calls.playPrompt", |api| {
        api.calls().play_prompt("CallId's+call-id=", &values::call_play_prompt()).reading()
    }),
    ("calls.recordResponse", |api| {
        api.calls().record_response("CallId's+call-id=", &values::call_record_response()).reading()
    }),
    ("calls.subscribeToTone", |api| {
        api.calls()
            .subscribe_to_tone("CallId's+call-id=", &values::call_subscribe_to_tone())
            .reading()
    }),
    ("calls.sendDtmfTones", |api| {
        api.calls().send_dtmf_tones("CallId's+call-id=", &values::call_send_dtmf_tones()).reading()
    }),
    ("calls.cancelMediaProcessing", |api| {
        api.calls()
            .cancel_media_processing("CallId's+call-id=", &values::call_cancel_media_processing())
            .reading()
    }),
    ("calls.updateRecordingStatus", |api| {
        api.calls()
            .update_recording_status("CallId's+call-id=", &values::call_update_recording_status())
            .reading()
    }),
    ("calls.changeScreenSharingRole", |api| {
        api.calls()
            .change_screen_sharing_role(
                "CallId's+call-id=",
                &values::call_change_screen_sharing_role(),
            )
            .reading()
    }),
    ("calls.addLargeGalleryView", |api| {
        api.calls()
            .add_large_gallery_view("CallId's+call-id=", &values::call_add_large_gallery_view())
            .reading()
    }),
    ("calls.logTeleconferenceDeviceQuality", |api| {
        api.calls()
            .log_teleconference_device_quality(&values::call_log_teleconference_device_quality())
            .reading()
    }),
    ("participants.list", |api| api.participants().list("CallId's+call-id=").reading()),
    ("participants.get", |api| {
        api.participants().get("CallId's+call-id=", "ParticipantId's+participant-id=").reading()
    }),
    ("participants.remove", |api| {
        api.participants().remove("CallId's+call-id=", "ParticipantId's+participant-id=").reading()
    }),
    ("participants.invite", |api| {
        api.participants().invite("CallId's+call-id=", &values::participant_invite()).reading()
    }),
    ("participants.mute", |api| {
        api.participants()
            .mute(
                "CallId's+call-id=",
                "ParticipantId's+participant-id=",
                &values::participant_mute(),
            )
            .reading()
    }),
    ("participants.startHoldMusic", |api| {
        api.participants()
            .start_hold_music(
                "CallId's+call-id=",
                "ParticipantId's+participant-id=",
                &values::participant_start_hold_music(),
            )
            .reading()
    }),
    ("participants.stopHoldMusic", |api| {
        api.participants()
            .stop_hold_music(
                "CallId's+call-id=",
                "ParticipantId's+participant-id=",
                &values::participant_stop_hold_music(),
            )
            .reading()
    }),
    ("operations.list", |api| api.operations().list("CallId's+call-id=").reading()),
    ("operations.get", |api| {
        api.operations().get("CallId's+call-id=", "CommsOperationId's+commsOperation-id=").reading()
    }),
    ("audioRoutingGroups.list", |api| {
        api.audio_routing_groups().list("CallId's+call-id=").reading()
    }),
    ("audioRoutingGroups.create", |api| {
        api.audio_routing_groups()
            .create("CallId's+call-id=", &values::audio_routing_group_whole())
            .reading()
    }),
    ("audioRoutingGroups.get", |api| {
        api.audio_routing_groups()
            .get("CallId's+call-id=", "AudioRoutingGroupId's+audioRoutingGroup-id=")
            .reading()
    }),
    ("audioRoutingGroups.update", |api| {
        api.audio_routing_groups()
            .update(
                "CallId's+call-id=",
                "AudioRoutingGroupId's+audioRoutingGroup-id=",
                &values::audio_routing_group_whole(),
            )
            .reading()
    }),
    ("audioRoutingGroups.delete", |api| {
        api.audio_routing_groups()
            .delete("CallId's+call-id=", "AudioRoutingGroupId's+audioRoutingGroup-id=")
            .reading()
    }),
    ("contentSharingSessions.list", |api| {
        api.content_sharing_sessions().list("CallId's+call-id=").reading()
    }),
    ("contentSharingSessions.get", |api| {
        api.content_sharing_sessions()
            .get("CallId's+call-id=", "ContentSharingSessionId's+contentSharingSession-id=")
            .reading()
    }),
    ("presence.get", |api| api.presence().get("UserId's+user-id=").reading()),
    ("presence.getById", |api| api.presence().get_by_id("PresenceId's+presence-id=").reading()),
    ("presence.list", |api| api.presence().list().reading()),
    ("presence.getByUserIds", |api| {
        api.presence()
            .get_by_user_ids(&values::cloud_communications_get_presences_by_user_id())
            .reading()
    }),
    ("presence.setPresence", |api| {
        api.presence().set_presence("UserId's+user-id=", &values::presence_set_presence()).reading()
    }),
    ("presence.clearPresence", |api| {
        api.presence()
            .clear_presence("UserId's+user-id=", &values::presence_clear_presence())
            .reading()
    }),
    ("presence.setUserPreferredPresence", |api| {
        api.presence()
            .set_user_preferred_presence(
                "UserId's+user-id=",
                &values::presence_set_user_preferred_presence(),
            )
            .reading()
    }),
    ("presence.clearUserPreferredPresence", |api| {
        api.presence().clear_user_preferred_presence("UserId's+user-id=").reading()
    }),
    ("presence.setStatusMessage", |api| {
        api.presence()
            .set_status_message("UserId's+user-id=", &values::presence_set_status_message())
            .reading()
    }),
    ("presence.setAutomaticLocation", |api| {
        api.presence()
            .set_automatic_location("UserId's+user-id=", &values::presence_set_automatic_location())
            .reading()
    }),
    ("presence.clearAutomaticLocation", |api| {
        api.presence().clear_automatic_location("UserId's+user-id=").reading()
    }),
    ("presence.setManualLocation", |api| {
        api.presence()
            .set_manual_location("UserId's+user-id=", &values::presence_set_manual_location())
            .reading()
    }),
    ("presence.clearLocation", |api| api.presence().clear_location("UserId's+user-id=").reading()),
    ("presence.setPresenceById", |api| {
        api.presence()
            .set_presence_by_id("PresenceId's+presence-id=", &values::presence_set_presence())
            .reading()
    }),
    ("presence.clearPresenceById", |api| {
        api.presence()
            .clear_presence_by_id("PresenceId's+presence-id=", &values::presence_clear_presence())
            .reading()
    }),
    ("presence.setUserPreferredPresenceById", |api| {
        api.presence()
            .set_user_preferred_presence_by_id(
                "PresenceId's+presence-id=",
                &values::presence_set_user_preferred_presence(),
            )
            .reading()
    }),
    ("presence.clearUserPreferredPresenceById", |api| {
        api.presence().clear_user_preferred_presence_by_id("PresenceId's+presence-id=").reading()
    }),
    ("presence.setStatusMessageById", |api| {
        api.presence()
            .set_status_message_by_id(
                "PresenceId's+presence-id=",
                &values::presence_set_status_message(),
            )
            .reading()
    }),
    ("workHoursAndLocations.get", |api| {
        api.work_hours_and_locations().get("UserId's+user-id=").reading()
    }),
    ("workPlanOccurrence.setCurrentLocation", |api| {
        api.work_plan_occurrence()
            .set_current_location(
                "UserId's+user-id=",
                &values::work_plan_occurrence_set_current_location(),
            )
            .reading()
    }),
    ("callRecords.list", |api| api.call_records().list().reading()),
    ("callRecords.get", |api| api.call_records().get("CallRecordId's+callRecord-id=").reading()),
    ("callRecords.sessions.list", |api| {
        api.call_records().sessions().list("CallRecordId's+callRecord-id=").reading()
    }),
    ("callRecords.sessions.get", |api| {
        api.call_records()
            .sessions()
            .get("CallRecordId's+callRecord-id=", "SessionId's+session-id=")
            .reading()
    }),
    ("callRecords.segments.list", |api| {
        api.call_records()
            .segments()
            .list("CallRecordId's+callRecord-id=", "SessionId's+session-id=")
            .reading()
    }),
    ("callRecords.segments.get", |api| {
        api.call_records()
            .segments()
            .get(
                "CallRecordId's+callRecord-id=",
                "SessionId's+session-id=",
                "SegmentId's+segment-id=",
            )
            .reading()
    }),
    ("callRecords.participants.list", |api| {
        api.call_records().participants().list("CallRecordId's+callRecord-id=").reading()
    }),
    ("callRecords.participants.get", |api| {
        api.call_records()
            .participants()
            .get("CallRecordId's+callRecord-id=", "ParticipantId's+participant-id=")
            .reading()
    }),
    ("callRecords.organizer.get", |api| {
        api.call_records().organizer().get("CallRecordId's+callRecord-id=").reading()
    }),
    ("callRecords.getPstnCalls", |api| {
        api.call_records()
            .get_pstn_calls("2026-11-01T00:00:00+00:00", "2026-11-29T08:30:00+00:00")
            .reading()
    }),
    ("callRecords.getDirectRoutingCalls", |api| {
        api.call_records()
            .get_direct_routing_calls("2026-11-01T00:00:00+00:00", "2026-11-29T08:30:00+00:00")
            .reading()
    }),
    ("onlineMeetings.create", |api| {
        api.online_meetings().create("UserId's+user-id=", &values::online_meeting_whole()).reading()
    }),
    ("onlineMeetings.createOrGet", |api| {
        api.online_meetings()
            .create_or_get("UserId's+user-id=", &values::online_meeting_create_or_get())
            .reading()
    }),
    ("onlineMeetings.list", |api| api.online_meetings().list("UserId's+user-id=").reading()),
    ("onlineMeetings.get", |api| {
        api.online_meetings()
            .get("UserId's+user-id=", "OnlineMeetingId's+onlineMeeting-id=")
            .reading()
    }),
    ("onlineMeetings.update", |api| {
        api.online_meetings()
            .update(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                &values::online_meeting_whole(),
            )
            .reading()
    }),
    ("onlineMeetings.delete", |api| {
        api.online_meetings()
            .delete("UserId's+user-id=", "OnlineMeetingId's+onlineMeeting-id=")
            .reading()
    }),
    ("onlineMeetings.findByVtcId", |api| api.online_meetings().find_by_vtc_id().reading()),
    ("onlineMeetings.attendeeReport", |api| {
        api.online_meetings()
            .attendee_report("UserId's+user-id=", "OnlineMeetingId's+onlineMeeting-id=")
            .reading()
    }),
    ("attendanceReports.list", |api| {
        api.attendance_reports()
            .list("UserId's+user-id=", "OnlineMeetingId's+onlineMeeting-id=")
            .reading()
    }),
    ("attendanceReports.get", |api| {
        api.attendance_reports()
            .get(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                "MeetingAttendanceReportId's+meetingAttendanceReport-id=",
            )
            .reading()
    }),
    ("attendanceRecords.list", |api| {
        api.attendance_records()
            .list(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                "MeetingAttendanceReportId's+meetingAttendanceReport-id=",
            )
            .reading()
    }),
    ("transcripts.list", |api| {
        api.transcripts().list("UserId's+user-id=", "OnlineMeetingId's+onlineMeeting-id=").reading()
    }),
    ("transcripts.get", |api| {
        api.transcripts()
            .get(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                "CallTranscriptId's+callTranscript-id=",
            )
            .reading()
    }),
    ("transcripts.content", |api| {
        api.transcripts()
            .content(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                "CallTranscriptId's+callTranscript-id=",
            )
            .reading()
    }),
    ("transcripts.metadataContent", |api| {
        api.transcripts()
            .metadata_content(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                "CallTranscriptId's+callTranscript-id=",
            )
            .reading()
    }),
    ("transcripts.delta", |api| {
        api.transcripts()
            .delta("UserId's+user-id=", "OnlineMeetingId's+onlineMeeting-id=")
            .reading()
    }),
    ("transcripts.getAll", |api| {
        api.transcripts()
            .get_all(
                "UserId's+user-id=",
                "MeetingOrganizerUserId's+meetingOrganizerUserId=",
                "2026-11-01T00:00:00+00:00",
                "2026-11-29T08:30:00+00:00",
            )
            .reading()
    }),
    ("recordings.list", |api| {
        api.recordings().list("UserId's+user-id=", "OnlineMeetingId's+onlineMeeting-id=").reading()
    }),
    ("recordings.get", |api| {
        api.recordings()
            .get(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                "CallRecordingId's+callRecording-id=",
            )
            .reading()
    }),
    ("recordings.content", |api| {
        api.recordings()
            .content(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                "CallRecordingId's+callRecording-id=",
            )
            .reading()
    }),
    ("recordings.delta", |api| {
        api.recordings().delta("UserId's+user-id=", "OnlineMeetingId's+onlineMeeting-id=").reading()
    }),
    ("recordings.getAll", |api| {
        api.recordings()
            .get_all(
                "UserId's+user-id=",
                "MeetingOrganizerUserId's+meetingOrganizerUserId=",
                "2026-11-01T00:00:00+00:00",
                "2026-11-29T08:30:00+00:00",
            )
            .reading()
    }),
    ("virtualAppointment.joinWebUrl", |api| {
        api.virtual_appointment()
            .join_web_url("UserId's+user-id=", "OnlineMeetingId's+onlineMeeting-id=")
            .reading()
    }),
    ("virtualAppointment.sendSms", |api| {
        api.virtual_appointment()
            .send_sms(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                &values::online_meeting_send_virtual_appointment_sms(),
            )
            .reading()
    }),
    ("virtualAppointment.sendReminderSms", |api| {
        api.virtual_appointment()
            .send_reminder_sms(
                "UserId's+user-id=",
                "OnlineMeetingId's+onlineMeeting-id=",
                &values::online_meeting_send_virtual_appointment_reminder_sms(),
            )
            .reading()
    }),
    ("adhocCalls.recordings.get", |api| {
        api.adhoc_calls()
            .recordings()
            .get(
                "UserId's+user-id=",
                "AdhocCallId's+adhocCall-id=",
                "CallRecordingId's+callRecording-id=",
            )
            .reading()
    }),
    ("adhocCalls.recordings.content", |api| {
        api.adhoc_calls()
            .recordings()
            .content(
                "UserId's+user-id=",
                "AdhocCallId's+adhocCall-id=",
                "CallRecordingId's+callRecording-id=",
            )
            .reading()
    }),
    ("adhocCalls.recordings.getAll", |api| {
        api.adhoc_calls()
            .recordings()
            .get_all(
                "UserId's+user-id=",
                "UserId's+userId=",
                "2026-11-01T00:00:00+00:00",
                "2026-11-29T08:30:00+00:00",
            )
            .reading()
    }),
    ("adhocCalls.transcripts.get", |api| {
        api.adhoc_calls()
            .transcripts()
            .get(
                "UserId's+user-id=",
                "AdhocCallId's+adhocCall-id=",
                "CallTranscriptId's+callTranscript-id=",
            )
            .reading()
    }),
    ("adhocCalls.transcripts.content", |api| {
        api.adhoc_calls()
            .transcripts()
            .content(
                "UserId's+user-id=",
                "AdhocCallId's+adhocCall-id=",
                "CallTranscriptId's+callTranscript-id=",
            )
            .reading()
    }),
    ("adhocCalls.transcripts.getAll", |api| {
        api.adhoc_calls()
            .transcripts()
            .get_all(
                "UserId's+user-id=",
                "UserId's+userId=",
                "2026-11-01T00:00:00+00:00",
                "2026-11-29T08:30:00+00:00",
            )
            .reading()
    }),
    ("subscriptions.create", |api| {
        api.subscriptions().create(&values::subscription_whole()).reading()
    }),
    ("subscriptions.list", |api| api.subscriptions().list().reading()),
    ("subscriptions.get", |api| {
        api.subscriptions().get("SubscriptionId's+subscription-id=").reading()
    }),
    ("subscriptions.update", |api| {
        api.subscriptions()
            .update("SubscriptionId's+subscription-id=", &values::subscription_whole())
            .reading()
    }),
    ("subscriptions.delete", |api| {
        api.subscriptions().delete("SubscriptionId's+subscription-id=").reading()
    }),
    ("subscriptions.reauthorize", |api| {
        api.subscriptions().reauthorize("SubscriptionId's+subscription-id=").reading()
    }),
    ("chats.create", |api| api.chats().create(&values::chat_whole()).reading()),
    ("chats.list", |api| api.chats().list().reading()),
    ("chats.get", |api| api.chats().get("19:chat-id/?#&@thread.v2").reading()),
    ("chats.update", |api| {
        api.chats().update("19:chat-id/?#&@thread.v2", &values::chat_whole()).reading()
    }),
    ("chats.delete", |api| api.chats().delete("19:chat-id/?#&@thread.v2").reading()),
    ("chats.listForUser", |api| api.chats().list_for_user("UserId's+user-id=").reading()),
    ("chats.getAllMessages", |api| api.chats().get_all_messages("UserId's+user-id=").reading()),
    ("chats.members.list", |api| api.chats().members().list("19:chat-id/?#&@thread.v2").reading()),
    ("chats.members.add", |api| {
        api.chats()
            .members()
            .add("19:chat-id/?#&@thread.v2", &values::conversation_member_whole())
            .reading()
    }),
    ("chats.members.get", |api| {
        api.chats()
            .members()
            .get("19:chat-id/?#&@thread.v2", "ConversationMemberId's+conversationMember-id=")
            .reading()
    }),
    ("chats.members.remove", |api| {
        api.chats()
            .members()
            .remove("19:chat-id/?#&@thread.v2", "ConversationMemberId's+conversationMember-id=")
            .reading()
    }),
    ("chats.messages.list", |api| {
        api.chats().messages().list("19:chat-id/?#&@thread.v2").reading()
    }),
    ("chats.messages.send", |api| {
        api.chats()
            .messages()
            .send("19:chat-id/?#&@thread.v2", &values::chat_message_whole())
            .reading()
    }),
    ("chats.messages.get", |api| {
        api.chats()
            .messages()
            .get("19:chat-id/?#&@thread.v2", "ChatMessageId's+chatMessage-id=")
            .reading()
    }),
    ("chats.messages.update", |api| {
        api.chats()
            .messages()
            .update(
                "19:chat-id/?#&@thread.v2",
                "ChatMessageId's+chatMessage-id=",
                &values::chat_message_whole(),
            )
            .reading()
    }),
    ("chats.messages.softDeleteForUser", |api| {
        api.chats()
            .messages()
            .soft_delete_for_user(
                "UserId's+user-id=",
                "19:chat-id/?#&@thread.v2",
                "ChatMessageId's+chatMessage-id=",
            )
            .reading()
    }),
    ("chats.messages.setReaction", |api| {
        api.chats()
            .messages()
            .set_reaction(
                "19:chat-id/?#&@thread.v2",
                "ChatMessageId's+chatMessage-id=",
                &values::chat_message_set_reaction(),
            )
            .reading()
    }),
    ("chats.messages.replyWithQuote", |api| {
        api.chats()
            .messages()
            .reply_with_quote("19:chat-id/?#&@thread.v2", &values::chat_message_reply_with_quote())
            .reading()
    }),
    ("chats.messages.hostedContents.list", |api| {
        api.chats()
            .messages()
            .hosted_contents()
            .list("19:chat-id/?#&@thread.v2", "ChatMessageId's+chatMessage-id=")
            .reading()
    }),
    ("chats.messages.hostedContents.value", |api| {
        api.chats()
            .messages()
            .hosted_contents()
            .value(
                "19:chat-id/?#&@thread.v2",
                "ChatMessageId's+chatMessage-id=",
                "ChatMessageHostedContentId's+chatMessageHostedContent-id=",
            )
            .reading()
    }),
    ("chats.markReadForUser", |api| {
        api.chats()
            .mark_read_for_user("19:chat-id/?#&@thread.v2", &values::chat_mark_chat_read_for_user())
            .reading()
    }),
    ("chats.hideForUser", |api| {
        api.chats()
            .hide_for_user("19:chat-id/?#&@thread.v2", &values::chat_hide_for_user())
            .reading()
    }),
    ("chats.installedApps.list", |api| {
        api.chats().installed_apps().list("19:chat-id/?#&@thread.v2").reading()
    }),
    ("chats.installedApps.add", |api| {
        api.chats()
            .installed_apps()
            .add("19:chat-id/?#&@thread.v2", &values::teams_app_installation_whole())
            .reading()
    }),
    ("chats.installedApps.remove", |api| {
        api.chats()
            .installed_apps()
            .remove("19:chat-id/?#&@thread.v2", "TeamsAppInstallationId's+teamsAppInstallation-id=")
            .reading()
    }),
    ("chats.tabs.list", |api| api.chats().tabs().list("19:chat-id/?#&@thread.v2").reading()),
    ("chats.tabs.add", |api| {
        api.chats().tabs().add("19:chat-id/?#&@thread.v2", &values::teams_tab_whole()).reading()
    }),
    ("chats.sendActivityNotification", |api| {
        api.chats()
            .send_activity_notification(
                "19:chat-id/?#&@thread.v2",
                &values::chat_send_activity_notification(),
            )
            .reading()
    }),
    ("teams.create", |api| api.teams().create(&values::team_whole()).reading()),
    ("teams.list", |api| api.teams().list().reading()),
    ("teams.get", |api| api.teams().get("TeamId's+team-id=").reading()),
    ("teams.members.list", |api| api.teams().members().list("TeamId's+team-id=").reading()),
    ("teams.members.add", |api| {
        api.teams()
            .members()
            .add("TeamId's+team-id=", &values::conversation_member_whole())
            .reading()
    }),
    ("teams.members.remove", |api| {
        api.teams()
            .members()
            .remove("TeamId's+team-id=", "ConversationMemberId's+conversationMember-id=")
            .reading()
    }),
    ("teams.primaryChannel", |api| api.teams().primary_channel("TeamId's+team-id=").reading()),
    ("channels.list", |api| api.channels().list("TeamId's+team-id=").reading()),
    ("channels.create", |api| {
        api.channels().create("TeamId's+team-id=", &values::channel_whole()).reading()
    }),
    ("channels.get", |api| {
        api.channels().get("TeamId's+team-id=", "19:channel-id/?#&@thread.v2").reading()
    }),
    ("channels.update", |api| {
        api.channels()
            .update("TeamId's+team-id=", "19:channel-id/?#&@thread.v2", &values::channel_whole())
            .reading()
    }),
    ("channels.delete", |api| {
        api.channels().delete("TeamId's+team-id=", "19:channel-id/?#&@thread.v2").reading()
    }),
    ("channels.members.list", |api| {
        api.channels().members().list("TeamId's+team-id=", "19:channel-id/?#&@thread.v2").reading()
    }),
    ("channels.members.add", |api| {
        api.channels()
            .members()
            .add(
                "TeamId's+team-id=",
                "19:channel-id/?#&@thread.v2",
                &values::conversation_member_whole(),
            )
            .reading()
    }),
    ("channels.messages.list", |api| {
        api.channels().messages().list("TeamId's+team-id=", "19:channel-id/?#&@thread.v2").reading()
    }),
    ("channels.messages.send", |api| {
        api.channels()
            .messages()
            .send("TeamId's+team-id=", "19:channel-id/?#&@thread.v2", &values::chat_message_whole())
            .reading()
    }),
    ("channels.messages.get", |api| {
        api.channels()
            .messages()
            .get(
                "TeamId's+team-id=",
                "19:channel-id/?#&@thread.v2",
                "ChatMessageId's+chatMessage-id=",
            )
            .reading()
    }),
    ("channels.messages.replies.list", |api| {
        api.channels()
            .messages()
            .replies()
            .list(
                "TeamId's+team-id=",
                "19:channel-id/?#&@thread.v2",
                "ChatMessageId's+chatMessage-id=",
            )
            .reading()
    }),
    ("channels.messages.reply", |api| {
        api.channels()
            .messages()
            .reply(
                "TeamId's+team-id=",
                "19:channel-id/?#&@thread.v2",
                "ChatMessageId's+chatMessage-id=",
                &values::chat_message_whole(),
            )
            .reading()
    }),
    ("channels.messages.delta", |api| {
        api.channels()
            .messages()
            .delta("TeamId's+team-id=", "19:channel-id/?#&@thread.v2")
            .reading()
    }),
    ("channels.messages.softDelete", |api| {
        api.channels()
            .messages()
            .soft_delete(
                "TeamId's+team-id=",
                "19:channel-id/?#&@thread.v2",
                "ChatMessageId's+chatMessage-id=",
            )
            .reading()
    }),
    ("channels.tabs.list", |api| {
        api.channels().tabs().list("TeamId's+team-id=", "19:channel-id/?#&@thread.v2").reading()
    }),
    ("channels.tabs.add", |api| {
        api.channels()
            .tabs()
            .add("TeamId's+team-id=", "19:channel-id/?#&@thread.v2", &values::teams_tab_whole())
            .reading()
    }),
    ("channels.tabs.update", |api| {
        api.channels()
            .tabs()
            .update(
                "TeamId's+team-id=",
                "19:channel-id/?#&@thread.v2",
                "TeamsTabId's+teamsTab-id=",
                &values::teams_tab_whole(),
            )
            .reading()
    }),
    ("channels.tabs.remove", |api| {
        api.channels()
            .tabs()
            .remove("TeamId's+team-id=", "19:channel-id/?#&@thread.v2", "TeamsTabId's+teamsTab-id=")
            .reading()
    }),
    ("teams.installedApps.list", |api| {
        api.teams().installed_apps().list("TeamId's+team-id=").reading()
    }),
    ("teams.installedApps.add", |api| {
        api.teams()
            .installed_apps()
            .add("TeamId's+team-id=", &values::teams_app_installation_whole())
            .reading()
    }),
    ("teams.installedApps.remove", |api| {
        api.teams()
            .installed_apps()
            .remove("TeamId's+team-id=", "TeamsAppInstallationId's+teamsAppInstallation-id=")
            .reading()
    }),
    ("teams.sendActivityNotification", |api| {
        api.teams()
            .send_activity_notification(
                "TeamId's+team-id=",
                &values::team_send_activity_notification(),
            )
            .reading()
    }),
    ("users.joinedTeams", |api| api.users().joined_teams("UserId's+user-id=").reading()),
    ("users.teamwork.installedApps.list", |api| {
        api.users().teamwork().installed_apps().list("UserId's+user-id=").reading()
    }),
    ("users.teamwork.installedApps.add", |api| {
        api.users()
            .teamwork()
            .installed_apps()
            .add("UserId's+user-id=", &values::user_scope_teams_app_installation_whole())
            .reading()
    }),
    ("users.teamwork.installedApps.get", |api| {
        api.users()
            .teamwork()
            .installed_apps()
            .get(
                "UserId's+user-id=",
                "UserScopeTeamsAppInstallationId's+userScopeTeamsAppInstallation-id=",
            )
            .reading()
    }),
    ("users.teamwork.installedApps.remove", |api| {
        api.users()
            .teamwork()
            .installed_apps()
            .remove(
                "UserId's+user-id=",
                "UserScopeTeamsAppInstallationId's+userScopeTeamsAppInstallation-id=",
            )
            .reading()
    }),
    ("users.teamwork.installedApps.chat", |api| {
        api.users()
            .teamwork()
            .installed_apps()
            .chat(
                "UserId's+user-id=",
                "UserScopeTeamsAppInstallationId's+userScopeTeamsAppInstallation-id=",
            )
            .reading()
    }),
    ("users.teamwork.sendActivityNotification", |api| {
        api.users()
            .teamwork()
            .send_activity_notification(
                "UserId's+user-id=",
                &values::user_teamwork_send_activity_notification(),
            )
            .reading()
    }),
    ("teamwork.sendActivityNotificationToRecipients", |api| {
        api.teamwork()
            .send_activity_notification_to_recipients(
                &values::teamwork_send_activity_notification_to_recipients(),
            )
            .reading()
    }),
    ("appCatalogs.teamsApps.list", |api| api.app_catalogs().teams_apps().list().reading()),
    ("appCatalogs.teamsApps.publish", |api| {
        api.app_catalogs().teams_apps().publish(&values::teams_app_whole()).reading()
    }),
    ("users.list", |api| api.users().list().reading()),
    ("users.get", |api| api.users().get("UserId's+user-id=").reading()),
    ("users.delta", |api| api.users().delta().reading()),
    ("users.licenseDetails", |api| api.users().license_details("UserId's+user-id=").reading()),
    ("users.photo.value", |api| api.users().photo().value("UserId's+user-id=").reading()),
    ("directoryObjects.getByIds", |api| {
        api.directory_objects().get_by_ids(&values::directory_object_get_by_ids()).reading()
    }),
    ("groups.members.list", |api| api.groups().members().list("GroupId's+group-id=").reading()),
    ("organization.list", |api| api.organization().list().reading()),
    ("userConfigurations.list", |api| api.user_configurations().list().reading()),
    ("userConfigurations.get", |api| {
        api.user_configurations()
            .get("TeamsUserConfigurationId's+teamsUserConfiguration-id=")
            .reading()
    }),
    ("numberAssignments.list", |api| api.number_assignments().list().reading()),
    ("numberAssignments.assign", |api| {
        api.number_assignments().assign(&values::number_assignment_assign_number()).reading()
    }),
    ("numberAssignments.unassign", |api| {
        api.number_assignments().unassign(&values::number_assignment_unassign_number()).reading()
    }),
    ("numberAssignments.update", |api| {
        api.number_assignments().update(&values::number_assignment_update_number()).reading()
    }),
    ("numberOperations.get", |api| {
        api.number_operations()
            .get("TelephoneNumberLongRunningOperationId's+telephoneNumberLongRunningOperation-id=")
            .reading()
    }),
    ("policy.getPolicyId", |api| api.policy().get_policy_id("type a/b", "name a/b").reading()),
    ("policy.userAssignments.assign", |api| {
        api.policy()
            .user_assignments()
            .assign(&values::teams_policy_user_assignment_assign())
            .reading()
    }),
    ("policy.userAssignments.unassign", |api| {
        api.policy()
            .user_assignments()
            .unassign(&values::teams_policy_user_assignment_unassign())
            .reading()
    }),
];
