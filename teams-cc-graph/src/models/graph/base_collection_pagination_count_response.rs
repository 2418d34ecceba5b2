//! `microsoft.graph.baseCollectionPaginationCountResponse` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.baseCollectionPaginationCountResponse`: complex type.
    BaseCollectionPaginationCountResponse = "microsoft.graph.baseCollectionPaginationCountResponse" {
        /// `@odata.count`: a whole number.
        odata_count: i64 = "@odata.count",
        /// `@odata.nextLink`: text.
        odata_next_link: String = "@odata.nextLink",
    }
}
