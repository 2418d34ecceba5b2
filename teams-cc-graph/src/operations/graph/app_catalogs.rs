//! `appCatalogs`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::AppCatalogsTeamsApps;
use crate::operations::macros::operations;

operations! {
    /// The operations on `appCatalogs`.
    AppCatalogs {
        leads to [
        /// `appCatalogs.teamsApps`.
        teams_apps: AppCatalogsTeamsApps,
        ]
    }
}
