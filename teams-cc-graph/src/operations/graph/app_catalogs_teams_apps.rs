//! `appCatalogs.teamsApps`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `appCatalogs.teamsApps`.
    AppCatalogsTeamsApps {
        /// `GET /appCatalogs/teamsApps`.
        ///
        /// - An application needs at least `AppCatalog.Read.All`, or one of: `AppCatalog.Read.All`, `AppCatalog.ReadWrite.All`.
        /// - A signed-in user needs at least `AppCatalog.Submit`, or one of: `AppCatalog.Read.All`, `AppCatalog.ReadWrite.All`, `AppCatalog.Submit`, `Directory.Read.All`, `Directory.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list() => crate::models::Collection<crate::models::TeamsApp> = GET "/appCatalogs/teamsApps";
        /// `POST /appCatalogs/teamsApps`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs at least `AppCatalog.Submit`, or one of: `AppCatalog.ReadWrite.All`, `AppCatalog.Submit`, `Directory.ReadWrite.All`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn publish(; crate::models::TeamsApp) => crate::models::TeamsApp = POST "/appCatalogs/teamsApps";
    }
}
