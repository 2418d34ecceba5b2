//! The operations of Graph in its metadata, a file for each resource.

// Made by `cargo xtask generate` from the tables in `metadata`.

mod adhoc_calls;
mod adhoc_calls_recordings;
mod adhoc_calls_transcripts;
mod app_catalogs;
mod app_catalogs_teams_apps;
mod attendance_records;
mod attendance_reports;
mod audio_routing_groups;
mod call_records;
mod call_records_organizer;
mod call_records_participants;
mod call_records_segments;
mod call_records_sessions;
mod call_settings;
mod call_settings_delegates;
mod call_settings_delegators;
mod calls;
mod channels;
mod channels_members;
mod channels_messages;
mod channels_messages_replies;
mod channels_tabs;
mod chats;
mod chats_installed_apps;
mod chats_members;
mod chats_messages;
mod chats_messages_hosted_contents;
mod chats_tabs;
mod content_sharing_sessions;
mod directory_objects;
mod groups;
mod groups_members;
pub(crate) mod needs;
mod number_assignments;
mod number_operations;
mod online_meetings;
mod operations;
mod organization;
mod participants;
mod policy;
mod policy_user_assignments;
mod presence;
mod recordings;
mod subscriptions;
mod teams;
mod teams_installed_apps;
mod teams_members;
mod teamwork;
mod transcripts;
mod user_configurations;
mod users;
mod users_photo;
mod users_teamwork;
mod users_teamwork_installed_apps;
mod virtual_appointment;
mod work_hours_and_locations;
mod work_plan_occurrence;

pub use adhoc_calls::AdhocCalls;
pub use adhoc_calls_recordings::AdhocCallsRecordings;
pub use adhoc_calls_transcripts::AdhocCallsTranscripts;
pub use app_catalogs::AppCatalogs;
pub use app_catalogs_teams_apps::AppCatalogsTeamsApps;
pub use attendance_records::AttendanceRecords;
pub use attendance_reports::AttendanceReports;
pub use audio_routing_groups::AudioRoutingGroups;
pub use call_records::CallRecords;
pub use call_records_organizer::CallRecordsOrganizer;
pub use call_records_participants::CallRecordsParticipants;
pub use call_records_segments::CallRecordsSegments;
pub use call_records_sessions::CallRecordsSessions;
pub use call_settings::CallSettings;
pub use call_settings_delegates::CallSettingsDelegates;
pub use call_settings_delegators::CallSettingsDelegators;
pub use calls::Calls;
pub use channels::Channels;
pub use channels_members::ChannelsMembers;
pub use channels_messages::ChannelsMessages;
pub use channels_messages_replies::ChannelsMessagesReplies;
pub use channels_tabs::ChannelsTabs;
pub use chats::Chats;
pub use chats_installed_apps::ChatsInstalledApps;
pub use chats_members::ChatsMembers;
pub use chats_messages::ChatsMessages;
pub use chats_messages_hosted_contents::ChatsMessagesHostedContents;
pub use chats_tabs::ChatsTabs;
pub use content_sharing_sessions::ContentSharingSessions;
pub use directory_objects::DirectoryObjects;
pub use groups::Groups;
pub use groups_members::GroupsMembers;
pub use number_assignments::NumberAssignments;
pub use number_operations::NumberOperations;
pub use online_meetings::OnlineMeetings;
pub use operations::Operations;
pub use organization::Organization;
pub use participants::Participants;
pub use policy::Policy;
pub use policy_user_assignments::PolicyUserAssignments;
pub use presence::Presence;
pub use recordings::Recordings;
pub use subscriptions::Subscriptions;
pub use teams::Teams;
pub use teams_installed_apps::TeamsInstalledApps;
pub use teams_members::TeamsMembers;
pub use teamwork::Teamwork;
pub use transcripts::Transcripts;
pub use user_configurations::UserConfigurations;
pub use users::Users;
pub use users_photo::UsersPhoto;
pub use users_teamwork::UsersTeamwork;
pub use users_teamwork_installed_apps::UsersTeamworkInstalledApps;
pub use virtual_appointment::VirtualAppointment;
pub use work_hours_and_locations::WorkHoursAndLocations;
pub use work_plan_occurrence::WorkPlanOccurrence;

use crate::operations::macros::operations;

operations! {
    /// Every operation of Graph that is in the tables, by resource.
    Api {
        leads to [
        /// `adhocCalls`.
        adhoc_calls: AdhocCalls,
        /// `appCatalogs`.
        app_catalogs: AppCatalogs,
        /// `attendanceRecords`.
        attendance_records: AttendanceRecords,
        /// `attendanceReports`.
        attendance_reports: AttendanceReports,
        /// `audioRoutingGroups`.
        audio_routing_groups: AudioRoutingGroups,
        /// `callRecords`.
        call_records: CallRecords,
        /// `callSettings`.
        call_settings: CallSettings,
        /// `calls`.
        calls: Calls,
        /// `channels`.
        channels: Channels,
        /// `chats`.
        chats: Chats,
        /// `contentSharingSessions`.
        content_sharing_sessions: ContentSharingSessions,
        /// `directoryObjects`.
        directory_objects: DirectoryObjects,
        /// `groups`.
        groups: Groups,
        /// `numberAssignments`.
        number_assignments: NumberAssignments,
        /// `numberOperations`.
        number_operations: NumberOperations,
        /// `onlineMeetings`.
        online_meetings: OnlineMeetings,
        /// `operations`.
        operations: Operations,
        /// `organization`.
        organization: Organization,
        /// `participants`.
        participants: Participants,
        /// `policy`.
        policy: Policy,
        /// `presence`.
        presence: Presence,
        /// `recordings`.
        recordings: Recordings,
        /// `subscriptions`.
        subscriptions: Subscriptions,
        /// `teams`.
        teams: Teams,
        /// `teamwork`.
        teamwork: Teamwork,
        /// `transcripts`.
        transcripts: Transcripts,
        /// `userConfigurations`.
        user_configurations: UserConfigurations,
        /// `users`.
        users: Users,
        /// `virtualAppointment`.
        virtual_appointment: VirtualAppointment,
        /// `workHoursAndLocations`.
        work_hours_and_locations: WorkHoursAndLocations,
        /// `workPlanOccurrence`.
        work_plan_occurrence: WorkPlanOccurrence,
        ]
    }
}
