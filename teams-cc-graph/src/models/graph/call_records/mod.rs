//! Call records (`microsoft.graph.callRecords`).

// Made by `cargo xtask generate` from the tables in `metadata`.

mod administrative_unit_info;
mod call_log_row;
mod call_record;
mod direct_routing_log_row;
mod endpoint;
mod failure_info;
mod media_stream;
mod modality;
mod participant_base;
mod pstn_blocked_users_log_row;
mod pstn_call_duration_source;
mod pstn_call_log_row;
mod pstn_online_meeting_dialout_report;
mod pstn_user_block_mode;
mod segment;
mod session;
mod user_agent;
mod user_identity;

pub use administrative_unit_info::AdministrativeUnitInfo;
pub use call_log_row::{CallLogRow, SmsLogRow};
pub use call_record::{CallRecord, CallType};
pub use direct_routing_log_row::DirectRoutingLogRow;
pub use endpoint::{
    Endpoint, FeedbackTokenSet, ParticipantEndpoint, ServiceEndpoint, UserAgent, UserFeedback,
    UserFeedbackRating,
};
pub use failure_info::{FailureInfo, FailureStage};
pub use media_stream::MediaStream;
pub use modality::Modality;
pub use participant_base::{Organizer, Participant, ParticipantBase};
pub use pstn_blocked_users_log_row::PstnBlockedUsersLogRow;
pub use pstn_call_duration_source::PstnCallDurationSource;
pub use pstn_call_log_row::PstnCallLogRow;
pub use pstn_online_meeting_dialout_report::PstnOnlineMeetingDialoutReport;
pub use pstn_user_block_mode::PstnUserBlockMode;
pub use segment::{
    AudioCodec, DeviceInfo, Media, MediaStreamDirection, NetworkConnectionType, NetworkInfo,
    NetworkTransportProtocol, Segment, TraceRouteHop, VideoCodec, WifiBand, WifiRadioType,
};
pub use session::Session;
pub use user_agent::{
    ClientPlatform, ClientUserAgent, ProductFamily, ServiceRole, ServiceUserAgent,
};
pub use user_identity::UserIdentity;
