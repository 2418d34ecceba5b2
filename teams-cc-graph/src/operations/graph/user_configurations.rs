//! `userConfigurations`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `userConfigurations`.
    UserConfigurations {
        /// `GET /admin/teams/userConfigurations`.
        ///
        /// - An application needs `TeamsUserConfiguration.Read.All`.
        /// - A signed-in user needs `TeamsUserConfiguration.Read.All`.
        /// - Answer: 200. Clouds: global.
        fn list() => crate::models::Collection<crate::models::teams_administration::TeamsUserConfiguration> = GET "/admin/teams/userConfigurations";
        /// `GET /admin/teams/userConfigurations/{teamsUserConfiguration-id}`.
        ///
        /// - An application needs `TeamsUserConfiguration.Read.All`.
        /// - A signed-in user needs `TeamsUserConfiguration.Read.All`.
        /// - Answer: 200. Clouds: global.
        fn get(teams_user_configuration_id) => crate::models::teams_administration::TeamsUserConfiguration = GET "/admin/teams/userConfigurations/{}";
    }
}
