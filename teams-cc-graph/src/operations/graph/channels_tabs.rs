//! `channels.tabs`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `channels.tabs`.
    ChannelsTabs {
        /// `GET /teams/{team-id}/channels/{channel-id}/tabs`.
        ///
        /// - An application needs at least `TeamsTab.Read.Group`, or one of: `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`, `TeamsTab.Read.All`, `TeamsTab.Read.Group`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWrite.Group`, `TeamsTab.ReadWriteForTeam.All`, `TeamsTab.ReadWriteSelfForTeam.All`.
        /// - A signed-in user needs at least `TeamsTab.Read.All`, or one of: `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`, `TeamsTab.Read.All`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWriteForTeam`, `TeamsTab.ReadWriteSelfForTeam`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(team_id, channel_id) => crate::models::Collection<crate::models::TeamsTab> = GET "/teams/{}/channels/{}/tabs";
        /// `POST /teams/{team-id}/channels/{channel-id}/tabs`.
        ///
        /// - An application needs at least `TeamsTab.Create.Group`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsTab.Create`, `TeamsTab.Create.Group`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWriteForTeam.All`, `TeamsTab.ReadWriteSelfForTeam.All`.
        /// - A signed-in user needs at least `TeamsTab.Create`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsTab.Create`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWriteForTeam`, `TeamsTab.ReadWriteSelfForTeam`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn add(team_id, channel_id; crate::models::TeamsTab) => crate::models::TeamsTab = POST "/teams/{}/channels/{}/tabs";
        /// `PATCH /teams/{team-id}/channels/{channel-id}/tabs/{teamsTab-id}`.
        ///
        /// - An application needs at least `TeamsTab.ReadWrite.Group`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWrite.Group`, `TeamsTab.ReadWriteForTeam.All`, `TeamsTab.ReadWriteSelfForTeam.All`.
        /// - A signed-in user needs at least `TeamsTab.ReadWriteSelfForTeam`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWriteForTeam`, `TeamsTab.ReadWriteSelfForTeam`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn update(team_id, channel_id, teams_tab_id; crate::models::TeamsTab) => crate::models::TeamsTab = PATCH "/teams/{}/channels/{}/tabs/{}";
        /// `DELETE /teams/{team-id}/channels/{channel-id}/tabs/{teamsTab-id}`.
        ///
        /// - An application needs at least `TeamsTab.Delete.Group`, `TeamsTab.ReadWrite.Group`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsTab.Delete.Group`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWrite.Group`, `TeamsTab.ReadWriteForTeam.All`, `TeamsTab.ReadWriteSelfForTeam.All`.
        /// - A signed-in user needs at least `TeamsTab.ReadWriteSelfForTeam`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWriteForTeam`, `TeamsTab.ReadWriteSelfForTeam`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn remove(team_id, channel_id, teams_tab_id) => () = DELETE "/teams/{}/channels/{}/tabs/{}";
    }
}
