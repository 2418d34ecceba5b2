//! `microsoft.graph.resourceData` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.resourceData`: complex type.
    ResourceData = "microsoft.graph.resourceData" {
    }
}
