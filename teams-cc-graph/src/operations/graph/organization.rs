//! `organization`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `organization`.
    Organization {
        /// `GET /organization`.
        ///
        /// - An application needs at least `DeviceManagementServiceConfig.Read.All`, or one of: `DeviceManagementConfiguration.Read.All`, `DeviceManagementConfiguration.ReadWrite.All`, `DeviceManagementServiceConfig.Read.All`, `DeviceManagementServiceConfig.ReadWrite.All`, `Directory.Read.All`, `Directory.ReadWrite.All`, `Organization.Read.All`, `Organization.ReadWrite.All`, `User.Read.All`.
        /// - A signed-in user needs at least `DeviceManagementServiceConfig.Read.All`, or one of: `DeviceManagementConfiguration.Read.All`, `DeviceManagementConfiguration.ReadWrite.All`, `DeviceManagementServiceConfig.Read.All`, `DeviceManagementServiceConfig.ReadWrite.All`, `Directory.Read.All`, `Directory.ReadWrite.All`, `Organization.Read.All`, `Organization.ReadWrite.All`, `User.Read`, `User.Read.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list() => crate::models::Collection<crate::models::Organization> = GET "/organization";
    }
}
