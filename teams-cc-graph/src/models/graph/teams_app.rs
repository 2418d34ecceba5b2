//! `microsoft.graph.teamsApp` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{Entity, TeamsAppDefinition};

model! {
    /// `microsoft.graph.teamsApp`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TeamsApp = "microsoft.graph.teamsApp" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `appDefinitions`: list of `teamsAppDefinition`; comes when expanded.
        app_definitions: Vec<TeamsAppDefinition> = "appDefinitions",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `distributionMethod`: `teamsAppDistributionMethod`.
        distribution_method: TeamsAppDistributionMethod = "distributionMethod",
        /// `externalId`: text.
        external_id: String = "externalId",
    }
}

derives!(TeamsApp: Entity ["microsoft.graph.teamsApp"]);

open_enum! {
    /// `microsoft.graph.teamsAppDistributionMethod`.
    TeamsAppDistributionMethod = "microsoft.graph.teamsAppDistributionMethod" {
        /// `store`.
        Store = "store",
        /// `organization`.
        Organization = "organization",
        /// `sideloaded`.
        Sideloaded = "sideloaded",
    }
}
