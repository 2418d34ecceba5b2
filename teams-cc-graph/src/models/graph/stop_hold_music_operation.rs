//! `microsoft.graph.stopHoldMusicOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, ResultInfo};

model! {
    /// `microsoft.graph.stopHoldMusicOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StopHoldMusicOperation = "microsoft.graph.stopHoldMusicOperation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `resultInfo`: `resultInfo`.
        result_info: Box<ResultInfo> = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
    }
}

impl Derives<CommsOperation> for StopHoldMusicOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.stopHoldMusicOperation"]
    }
}

impl From<StopHoldMusicOperation> for CommsOperation {
    fn from(derived: StopHoldMusicOperation) -> Self {
        widen(&derived)
    }
}

impl From<StopHoldMusicOperation> for Box<CommsOperation> {
    fn from(derived: StopHoldMusicOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for StopHoldMusicOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.stopHoldMusicOperation"]
    }
}

impl From<StopHoldMusicOperation> for Entity {
    fn from(derived: StopHoldMusicOperation) -> Self {
        widen(&derived)
    }
}

impl From<StopHoldMusicOperation> for Box<Entity> {
    fn from(derived: StopHoldMusicOperation) -> Self {
        Box::new(widen(&derived))
    }
}
