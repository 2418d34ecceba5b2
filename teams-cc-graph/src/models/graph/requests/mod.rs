//! What the actions of Graph take, by resource and action.

// Made by `cargo xtask generate` from the tables in `metadata`.

mod call;
mod chat;
mod chat_message;
mod cloud_communications;
mod directory_object;
mod number_assignment;
mod online_meeting;
mod participant;
mod presence;
mod team;
mod teams_policy_user_assignment;
mod teamwork;
mod user_teamwork;
mod work_plan_occurrence;

pub use call::{
    CallAddLargeGalleryView, CallAnswer, CallCancelMediaProcessing, CallChangeScreenSharingRole,
    CallLogTeleconferenceDeviceQuality, CallMute, CallPlayPrompt, CallRecordResponse, CallRedirect,
    CallReject, CallSendDtmfTones, CallSubscribeToTone, CallTransfer, CallUnmute,
    CallUpdateRecordingStatus,
};
pub use chat::{ChatHideForUser, ChatMarkChatReadForUser, ChatSendActivityNotification};
pub use chat_message::{ChatMessageReplyWithQuote, ChatMessageSetReaction};
pub use cloud_communications::CloudCommunicationsGetPresencesByUserId;
pub use directory_object::DirectoryObjectGetByIds;
pub use number_assignment::{
    NumberAssignmentAssignNumber, NumberAssignmentUnassignNumber, NumberAssignmentUpdateNumber,
};
pub use online_meeting::{
    OnlineMeetingCreateOrGet, OnlineMeetingSendVirtualAppointmentReminderSms,
    OnlineMeetingSendVirtualAppointmentSms,
};
pub use participant::{
    ParticipantInvite, ParticipantMute, ParticipantStartHoldMusic, ParticipantStopHoldMusic,
};
pub use presence::{
    PresenceClearPresence, PresenceSetAutomaticLocation, PresenceSetManualLocation,
    PresenceSetPresence, PresenceSetStatusMessage, PresenceSetUserPreferredPresence,
};
pub use team::TeamSendActivityNotification;
pub use teams_policy_user_assignment::{
    TeamsPolicyUserAssignmentAssign, TeamsPolicyUserAssignmentUnassign,
};
pub use teamwork::TeamworkSendActivityNotificationToRecipients;
pub use user_teamwork::UserTeamworkSendActivityNotification;
pub use work_plan_occurrence::WorkPlanOccurrenceSetCurrentLocation;
