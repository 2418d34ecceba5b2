//! `microsoft.graph.sendDtmfTonesOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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
        result_info => ResultInfo = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
        /// `completionReason`: `sendDtmfCompletionReason`.
        completion_reason: SendDtmfCompletionReason = "completionReason",
    }
}

derives!(SendDtmfTonesOperation: CommsOperation ["microsoft.graph.sendDtmfTonesOperation"]);

derives!(SendDtmfTonesOperation: Entity ["microsoft.graph.sendDtmfTonesOperation"]);
