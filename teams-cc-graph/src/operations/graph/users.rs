//! `users`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::UsersPhoto;
use super::UsersTeamwork;
use crate::operations::macros::operations;

operations! {
    /// The operations on `users`.
    Users {
        leads to [
        /// `users.photo`.
        photo: UsersPhoto,
        /// `users.teamwork`.
        teamwork: UsersTeamwork,
        ]
        /// `GET /users/{user-id}/joinedTeams`.
        ///
        /// - An application needs at least `Team.ReadBasic.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `Directory.Read.All`, `Directory.ReadWrite.All`, `Team.ReadBasic.All`, `TeamSettings.Read.All`, `TeamSettings.ReadWrite.All`, `User.Read.All`, `User.ReadWrite.All`.
        /// - A signed-in user needs at least `Team.ReadBasic.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `Directory.Read.All`, `Directory.ReadWrite.All`, `Team.ReadBasic.All`, `TeamSettings.Read.All`, `TeamSettings.ReadWrite.All`, `User.Read.All`, `User.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn joined_teams(user_id) => crate::models::Collection<crate::models::Team> = GET "/users/{}/joinedTeams";
        /// `GET /users`.
        ///
        /// - An application needs at least `User.ReadBasic.All`, `User.ReadWrite.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `DeviceManagementApps.Read.All`, `DeviceManagementApps.ReadWrite.All`, `DeviceManagementConfiguration.Read.All`, `DeviceManagementConfiguration.ReadWrite.All`, `DeviceManagementManagedDevices.Read.All`, `DeviceManagementManagedDevices.ReadWrite.All`, `DeviceManagementServiceConfig.Read.All`, `DeviceManagementServiceConfig.ReadWrite.All`, `Directory.Read.All`, `Directory.ReadWrite.All`, `User.Read.All`, `User.ReadBasic.All`, `User.ReadWrite.All`, `User.ReadWrite.CrossCloud`.
        /// - A signed-in user needs at least `User.ReadBasic.All`, `User.ReadWrite.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `DeviceManagementApps.Read.All`, `DeviceManagementApps.ReadWrite.All`, `DeviceManagementConfiguration.Read.All`, `DeviceManagementConfiguration.ReadWrite.All`, `DeviceManagementManagedDevices.Read.All`, `DeviceManagementManagedDevices.ReadWrite.All`, `DeviceManagementServiceConfig.Read.All`, `DeviceManagementServiceConfig.ReadWrite.All`, `Directory.Read.All`, `Directory.ReadWrite.All`, `User.Read.All`, `User.ReadBasic.All`, `User.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list() => crate::models::Collection<crate::models::User> = GET "/users";
        /// `GET /users/{user-id}`.
        ///
        /// - An application needs at least `User.ReadBasic.All`, `User.ReadWrite.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `DeviceManagementApps.Read.All`, `DeviceManagementApps.ReadWrite.All`, `DeviceManagementConfiguration.Read.All`, `DeviceManagementConfiguration.ReadWrite.All`, `DeviceManagementManagedDevices.Read.All`, `DeviceManagementManagedDevices.ReadWrite.All`, `DeviceManagementServiceConfig.Read.All`, `DeviceManagementServiceConfig.ReadWrite.All`, `Directory.Read.All`, `Directory.ReadWrite.All`, `User.Read.All`, `User.ReadBasic.All`, `User.ReadWrite.All`, `User.ReadWrite.CrossCloud`.
        /// - A signed-in user needs at least `User.ReadBasic.All`, `User.ReadWrite.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `DeviceManagementApps.Read.All`, `DeviceManagementApps.ReadWrite.All`, `DeviceManagementConfiguration.Read.All`, `DeviceManagementConfiguration.ReadWrite.All`, `DeviceManagementManagedDevices.Read.All`, `DeviceManagementManagedDevices.ReadWrite.All`, `DeviceManagementServiceConfig.Read.All`, `DeviceManagementServiceConfig.ReadWrite.All`, `Directory.Read.All`, `Directory.ReadWrite.All`, `User.Read`, `User.Read.All`, `User.ReadBasic.All`, `User.ReadWrite`, `User.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get(user_id) => crate::models::User = GET "/users/{}";
        /// `GET /users/delta()`.
        ///
        /// - An application needs at least `User.Read.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `Directory.Read.All`, `Directory.ReadWrite.All`, `User.Read.All`, `User.ReadWrite.All`.
        /// - A signed-in user needs at least `User.Read.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `Directory.Read.All`, `Directory.ReadWrite.All`, `User.Read.All`, `User.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn delta() => crate::models::Collection<crate::models::User> = GET "/users/delta()";
        /// `GET /users/{user-id}/licenseDetails`.
        ///
        /// - An application needs at least `LicenseAssignment.Read.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `Directory.Read.All`, `Directory.ReadWrite.All`, `LicenseAssignment.Read.All`, `User.Read.All`, `User.ReadWrite.All`.
        /// - A signed-in user needs at least `LicenseAssignment.Read.All`, or one of: `AgentIdUser.ReadWrite.All`, `AgentIdUser.ReadWrite.IdentityParentedBy`, `Directory.Read.All`, `Directory.ReadWrite.All`, `LicenseAssignment.Read.All`, `User.Read`, `User.Read.All`, `User.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn license_details(user_id) => crate::models::Collection<crate::models::LicenseDetails> = GET "/users/{}/licenseDetails";
    }
}
