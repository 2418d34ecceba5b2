//! `microsoft.graph.sendDtmfTonesOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{
    CommsOperation, Entity, OperationStatus, ResultInfo, SendDtmfCompletionReason,
};

model! {
    /// `microsoft.graph.sendDtmfTonesOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    SendDtmfTonesOperation = "microsoft.graph.sendDtmfTonesOperation" {
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
        /// `completionReason`: `sendDtmfCompletionReason`.
        completion_reason: SendDtmfCompletionReason = "completionReason",
    }
}

impl Derives<CommsOperation> for SendDtmfTonesOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.sendDtmfTonesOperation"]
    }
}

impl From<SendDtmfTonesOperation> for CommsOperation {
    fn from(derived: SendDtmfTonesOperation) -> Self {
        widen(&derived)
    }
}

impl From<SendDtmfTonesOperation> for Box<CommsOperation> {
    fn from(derived: SendDtmfTonesOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for SendDtmfTonesOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.sendDtmfTonesOperation"]
    }
}

impl From<SendDtmfTonesOperation> for Entity {
    fn from(derived: SendDtmfTonesOperation) -> Self {
        widen(&derived)
    }
}

impl From<SendDtmfTonesOperation> for Box<Entity> {
    fn from(derived: SendDtmfTonesOperation) -> Self {
        Box::new(widen(&derived))
    }
}
