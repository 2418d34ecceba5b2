//! What the actions of `online_meeting` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{
    AttendeeNotificationInfo, ChatInfo, DateTime, MeetingParticipants,
    RemindBeforeTimeInMinutesType, VirtualAppointmentMessageType,
};

model! {
    /// `onlineMeeting.createOrGet`: what the action takes.
    OnlineMeetingCreateOrGet = "onlineMeeting.createOrGet" {
        /// `chatInfo`: `chatInfo`.
        chat_info => ChatInfo = "chatInfo",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `externalId`: text.
        external_id: String = "externalId",
        /// `participants`: `meetingParticipants`.
        participants => MeetingParticipants = "participants",
        /// `startDateTime`: a moment.
        start_date_time: DateTime = "startDateTime",
        /// `subject`: text.
        subject: String = "subject",
    }
}

model! {
    /// `onlineMeeting.sendVirtualAppointmentReminderSms`: what the action takes.
    OnlineMeetingSendVirtualAppointmentReminderSms = "onlineMeeting.sendVirtualAppointmentReminderSms" {
        /// `attendees`: list of `attendeeNotificationInfo`.
        attendees: Vec<AttendeeNotificationInfo> = "attendees",
        /// `remindBeforeTimeInMinutesType`: `remindBeforeTimeInMinutesType`.
        remind_before_time_in_minutes_type: RemindBeforeTimeInMinutesType = "remindBeforeTimeInMinutesType",
    }
}

model! {
    /// `onlineMeeting.sendVirtualAppointmentSms`: what the action takes.
    OnlineMeetingSendVirtualAppointmentSms = "onlineMeeting.sendVirtualAppointmentSms" {
        /// `attendees`: list of `attendeeNotificationInfo`.
        attendees: Vec<AttendeeNotificationInfo> = "attendees",
        /// `messageType`: `virtualAppointmentMessageType`.
        message_type: VirtualAppointmentMessageType = "messageType",
    }
}
