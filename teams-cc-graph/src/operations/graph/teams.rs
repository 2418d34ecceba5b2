//! `teams`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::TeamsInstalledApps;
use super::TeamsMembers;
use crate::operations::macros::operations;

operations! {
    /// The operations on `teams`.
    Teams {
        leads to [
        /// `teams.installedApps`.
        installed_apps: TeamsInstalledApps,
        /// `teams.members`.
        members: TeamsMembers,
        ]
        /// `POST /teams`.
        ///
        /// - An application needs at least `Team.Create`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `Team.Create`, `Teamwork.Migrate.All`.
        /// - A signed-in user needs at least `Team.Create`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `Team.Create`.
        /// - Answer: 202. Clouds: global,usgov,china.
        fn create(; crate::models::Team) => crate::models::Team = POST "/teams";
        /// `GET /teams`.
        ///
        /// - An application needs at least `Team.ReadBasic.All`, or one of: `Team.ReadBasic.All`, `TeamSettings.Read.All`, `TeamSettings.ReadWrite.All`.
        /// - A signed-in user needs at least `Team.ReadBasic.All`, or one of: `Team.ReadBasic.All`, `TeamSettings.Read.All`, `TeamSettings.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list() => crate::models::Collection<crate::models::Team> = GET "/teams";
        /// `GET /teams/{team-id}`.
        ///
        /// - An application needs at least `TeamSettings.Read.Group`, `TeamSettings.ReadWrite.Group`, or one of: `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`, `Team.ReadBasic.All`, `TeamSettings.Read.All`, `TeamSettings.Read.Group`, `TeamSettings.ReadWrite.All`, `TeamSettings.ReadWrite.Group`.
        /// - A signed-in user needs at least `Team.ReadBasic.All`, `TeamSettings.ReadWrite.All`, or one of: `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`, `Team.ReadBasic.All`, `TeamSettings.Read.All`, `TeamSettings.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get(team_id) => crate::models::Team = GET "/teams/{}";
        /// `GET /teams/{team-id}/primaryChannel`.
        ///
        /// - An application needs at least `ChannelSettings.Read.Group`, or one of: `Channel.ReadBasic.All`, `ChannelSettings.Read.All`, `ChannelSettings.Read.Group`, `ChannelSettings.ReadWrite.All`, `ChannelSettings.ReadWrite.Group`.
        /// - A signed-in user needs at least `Channel.ReadBasic.All`, or one of: `Channel.ReadBasic.All`, `ChannelSettings.Read.All`, `ChannelSettings.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn primary_channel(team_id) => crate::models::Channel = GET "/teams/{}/primaryChannel";
        /// `POST /teams/{team-id}/sendActivityNotification`.
        ///
        /// - An application needs at least `TeamsActivity.Send.Group`, or one of: `TeamsActivity.Send`, `TeamsActivity.Send.Group`.
        /// - A signed-in user needs `TeamsActivity.Send`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn send_activity_notification(team_id; crate::models::requests::TeamSendActivityNotification) => () = POST "/teams/{}/sendActivityNotification";
    }
}
