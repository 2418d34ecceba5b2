//! `microsoft.graph.subscribeToToneOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{CommsOperation, Entity, OperationStatus, ResultInfo};

model! {
    /// `microsoft.graph.subscribeToToneOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    SubscribeToToneOperation = "microsoft.graph.subscribeToToneOperation" {
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

impl Derives<CommsOperation> for SubscribeToToneOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.subscribeToToneOperation"]
    }
}

impl From<SubscribeToToneOperation> for CommsOperation {
    fn from(derived: SubscribeToToneOperation) -> Self {
        widen(&derived)
    }
}

impl From<SubscribeToToneOperation> for Box<CommsOperation> {
    fn from(derived: SubscribeToToneOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for SubscribeToToneOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.subscribeToToneOperation"]
    }
}

impl From<SubscribeToToneOperation> for Entity {
    fn from(derived: SubscribeToToneOperation) -> Self {
        widen(&derived)
    }
}

impl From<SubscribeToToneOperation> for Box<Entity> {
    fn from(derived: SubscribeToToneOperation) -> Self {
        Box::new(widen(&derived))
    }
}
