//! `microsoft.graph.audioRoutingGroup` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::derives;
use crate::models::model::{model, open_enum};

model! {
    /// `microsoft.graph.audioRoutingGroup`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    AudioRoutingGroup = "microsoft.graph.audioRoutingGroup" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `receivers`: list of text.
        receivers: Vec<String> = "receivers",
        /// `routingMode`: `routingMode`.
        routing_mode: RoutingMode = "routingMode",
        /// `sources`: list of text.
        sources: Vec<String> = "sources",
    }
}

derives!(AudioRoutingGroup: Entity ["microsoft.graph.audioRoutingGroup"]);

open_enum! {
    /// `microsoft.graph.routingMode`.
    RoutingMode = "microsoft.graph.routingMode" {
        /// `oneToOne`.
        OneToOne = "oneToOne",
        /// `multicast`.
        Multicast = "multicast",
    }
}
