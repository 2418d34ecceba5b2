//! `users.teamwork.installedApps`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `users.teamwork.installedApps`.
    UsersTeamworkInstalledApps {
        /// `GET /users/{user-id}/teamwork/installedApps`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadForUser.All`, `TeamsAppInstallation.ReadWriteSelfForUser.All`, or one of: `TeamsAppInstallation.ManageSelectedForUser.All`, `TeamsAppInstallation.Read.All`, `TeamsAppInstallation.Read.User`, `TeamsAppInstallation.ReadForUser.All`, `TeamsAppInstallation.ReadWriteAndConsentForUser.All`, `TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All`, `TeamsAppInstallation.ReadWriteForUser.All`, `TeamsAppInstallation.ReadWriteSelectedForUser.All`, `TeamsAppInstallation.ReadWriteSelfForUser.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadForUser`, `TeamsAppInstallation.ReadWriteSelfForUser`, or one of: `TeamsAppInstallation.ManageSelectedForUser`, `TeamsAppInstallation.ReadForUser`, `TeamsAppInstallation.ReadWriteAndConsentForUser`, `TeamsAppInstallation.ReadWriteAndConsentSelfForUser`, `TeamsAppInstallation.ReadWriteForUser`, `TeamsAppInstallation.ReadWriteSelectedForUser`, `TeamsAppInstallation.ReadWriteSelfForUser`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(user_id) => crate::models::Collection<crate::models::UserScopeTeamsAppInstallation> = GET "/users/{}/teamwork/installedApps";
        /// `POST /users/{user-id}/teamwork/installedApps`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadWriteSelfForUser.All`, or one of: `TeamsAppInstallation.ManageSelectedForUser.All`, `TeamsAppInstallation.ReadWriteAndConsentForUser.All`, `TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All`, `TeamsAppInstallation.ReadWriteForUser.All`, `TeamsAppInstallation.ReadWriteSelectedForUser.All`, `TeamsAppInstallation.ReadWriteSelfForUser.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadWriteSelfForUser`, or one of: `TeamsAppInstallation.ManageSelectedForUser`, `TeamsAppInstallation.ReadWriteAndConsentForUser`, `TeamsAppInstallation.ReadWriteAndConsentSelfForUser`, `TeamsAppInstallation.ReadWriteForUser`, `TeamsAppInstallation.ReadWriteSelectedForUser`, `TeamsAppInstallation.ReadWriteSelfForUser`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn add(user_id; crate::models::UserScopeTeamsAppInstallation) => crate::models::UserScopeTeamsAppInstallation = POST "/users/{}/teamwork/installedApps";
        /// `GET /users/{user-id}/teamwork/installedApps/{userScopeTeamsAppInstallation-id}`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadForUser.All`, `TeamsAppInstallation.ReadWriteSelfForUser.All`, or one of: `TeamsAppInstallation.ManageSelectedForUser.All`, `TeamsAppInstallation.Read.All`, `TeamsAppInstallation.Read.User`, `TeamsAppInstallation.ReadForUser.All`, `TeamsAppInstallation.ReadWriteAndConsentForUser.All`, `TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All`, `TeamsAppInstallation.ReadWriteForUser.All`, `TeamsAppInstallation.ReadWriteSelectedForUser.All`, `TeamsAppInstallation.ReadWriteSelfForUser.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadForUser`, `TeamsAppInstallation.ReadWriteSelfForUser`, or one of: `TeamsAppInstallation.ManageSelectedForUser`, `TeamsAppInstallation.ReadForUser`, `TeamsAppInstallation.ReadWriteAndConsentForUser`, `TeamsAppInstallation.ReadWriteAndConsentSelfForUser`, `TeamsAppInstallation.ReadWriteForUser`, `TeamsAppInstallation.ReadWriteSelectedForUser`, `TeamsAppInstallation.ReadWriteSelfForUser`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get(user_id, user_scope_teams_app_installation_id) => crate::models::UserScopeTeamsAppInstallation = GET "/users/{}/teamwork/installedApps/{}";
        /// `DELETE /users/{user-id}/teamwork/installedApps/{userScopeTeamsAppInstallation-id}`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadWriteSelfForUser.All`, or one of: `TeamsAppInstallation.ManageSelectedForUser.All`, `TeamsAppInstallation.ReadWriteAndConsentForUser.All`, `TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All`, `TeamsAppInstallation.ReadWriteForUser.All`, `TeamsAppInstallation.ReadWriteSelectedForUser.All`, `TeamsAppInstallation.ReadWriteSelfForUser.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadWriteSelfForUser`, or one of: `TeamsAppInstallation.ManageSelectedForUser`, `TeamsAppInstallation.ReadWriteAndConsentForUser`, `TeamsAppInstallation.ReadWriteAndConsentSelfForUser`, `TeamsAppInstallation.ReadWriteForUser`, `TeamsAppInstallation.ReadWriteSelectedForUser`, `TeamsAppInstallation.ReadWriteSelfForUser`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn remove(user_id, user_scope_teams_app_installation_id) => () = DELETE "/users/{}/teamwork/installedApps/{}";
        /// `GET /users/{user-id}/teamwork/installedApps/{userScopeTeamsAppInstallation-id}/chat`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadForUser.All`, or one of: `TeamsAppInstallation.Read.All`, `TeamsAppInstallation.Read.User`, `TeamsAppInstallation.ReadForUser.All`, `TeamsAppInstallation.ReadWriteForUser.All`, `TeamsAppInstallation.ReadWriteSelectedForUser.All`, `TeamsAppInstallation.ReadWriteSelfForUser.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadForUser`, or one of: `TeamsAppInstallation.ReadForUser`, `TeamsAppInstallation.ReadWriteForUser`, `TeamsAppInstallation.ReadWriteSelectedForUser`, `TeamsAppInstallation.ReadWriteSelfForUser`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn chat(user_id, user_scope_teams_app_installation_id) => crate::models::Chat = GET "/users/{}/teamwork/installedApps/{}/chat";
    }
}
