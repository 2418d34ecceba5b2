//! `teams.installedApps`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `teams.installedApps`.
    TeamsInstalledApps {
        /// `GET /teams/{team-id}/installedApps`.
        ///
        /// - An application needs at least `TeamsAppInstallation.Read.Group`, `TeamsAppInstallation.ReadWriteSelfForTeam.All`, or one of: `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`, `TeamsAppInstallation.ManageSelectedForTeam.All`, `TeamsAppInstallation.Read.All`, `TeamsAppInstallation.Read.Group`, `TeamsAppInstallation.ReadForTeam.All`, `TeamsAppInstallation.ReadWriteAndConsentForTeam.All`, `TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All`, `TeamsAppInstallation.ReadWriteForTeam.All`, `TeamsAppInstallation.ReadWriteSelfForTeam.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadForTeam`, `TeamsAppInstallation.ReadWriteSelfForTeam`, or one of: `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`, `TeamsAppInstallation.ManageSelectedForTeam`, `TeamsAppInstallation.ReadForTeam`, `TeamsAppInstallation.ReadWriteAndConsentForTeam`, `TeamsAppInstallation.ReadWriteAndConsentSelfForTeam`, `TeamsAppInstallation.ReadWriteForTeam`, `TeamsAppInstallation.ReadWriteSelfForTeam`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(team_id) => crate::models::Collection<crate::models::TeamsAppInstallation> = GET "/teams/{}/installedApps";
        /// `POST /teams/{team-id}/installedApps`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadWriteSelfForTeam.All`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsAppInstallation.ManageSelectedForTeam.All`, `TeamsAppInstallation.ReadWriteAndConsentForTeam.All`, `TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All`, `TeamsAppInstallation.ReadWriteForTeam.All`, `TeamsAppInstallation.ReadWriteSelfForTeam.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadWriteSelfForTeam`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsAppInstallation.ManageSelectedForTeam`, `TeamsAppInstallation.ReadWriteAndConsentSelfForTeam`, `TeamsAppInstallation.ReadWriteForTeam`, `TeamsAppInstallation.ReadWriteSelfForTeam`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn add(team_id; crate::models::TeamsAppInstallation) => crate::models::TeamsAppInstallation = POST "/teams/{}/installedApps";
        /// `DELETE /teams/{team-id}/installedApps/{teamsAppInstallation-id}`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadWriteSelfForTeam.All`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsAppInstallation.ManageSelectedForTeam.All`, `TeamsAppInstallation.ReadWriteForTeam.All`, `TeamsAppInstallation.ReadWriteSelfForTeam.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadWriteSelfForTeam`, or one of: `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `TeamsAppInstallation.ManageSelectedForTeam`, `TeamsAppInstallation.ReadWriteForTeam`, `TeamsAppInstallation.ReadWriteSelfForTeam`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn remove(team_id, teams_app_installation_id) => () = DELETE "/teams/{}/installedApps/{}";
    }
}
