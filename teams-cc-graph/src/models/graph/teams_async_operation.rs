//! `microsoft.graph.teamsAsyncOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{DateTime, Entity};

model! {
    /// `microsoft.graph.operationError`: complex type.
    OperationError = "microsoft.graph.operationError" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `code`: text.
        code: String = "code",
        /// `message`: text.
        message: String = "message",
    }
}

model! {
    /// `microsoft.graph.teamsAsyncOperation`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TeamsAsyncOperation = "microsoft.graph.teamsAsyncOperation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `attemptsCount`: a whole number.
        attempts_count: i64 = "attemptsCount",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `error`: `operationError`.
        error => OperationError = "error",
        /// `lastActionDateTime`: a moment.
        last_action_date_time: DateTime = "lastActionDateTime",
        /// `operationType`: `teamsAsyncOperationType`.
        operation_type: TeamsAsyncOperationType = "operationType",
        /// `status`: `teamsAsyncOperationStatus`.
        status: TeamsAsyncOperationStatus = "status",
        /// `targetResourceId`: text.
        target_resource_id: String = "targetResourceId",
        /// `targetResourceLocation`: text.
        target_resource_location: String = "targetResourceLocation",
    }
}

derives!(TeamsAsyncOperation: Entity ["microsoft.graph.teamsAsyncOperation"]);

open_enum! {
    /// `microsoft.graph.teamsAsyncOperationStatus`.
    TeamsAsyncOperationStatus = "microsoft.graph.teamsAsyncOperationStatus" {
        /// `invalid`.
        Invalid = "invalid",
        /// `notStarted`.
        NotStarted = "notStarted",
        /// `inProgress`.
        InProgress = "inProgress",
        /// `succeeded`.
        Succeeded = "succeeded",
        /// `failed`.
        Failed = "failed",
    }
}

open_enum! {
    /// `microsoft.graph.teamsAsyncOperationType`.
    TeamsAsyncOperationType = "microsoft.graph.teamsAsyncOperationType" {
        /// `invalid`.
        Invalid = "invalid",
        /// `cloneTeam`.
        CloneTeam = "cloneTeam",
        /// `archiveTeam`.
        ArchiveTeam = "archiveTeam",
        /// `unarchiveTeam`.
        UnarchiveTeam = "unarchiveTeam",
        /// `createTeam`.
        CreateTeam = "createTeam",
        /// `teamifyGroup`.
        TeamifyGroup = "teamifyGroup",
        /// `createChannel`.
        CreateChannel = "createChannel",
        /// `archiveChannel`.
        ArchiveChannel = "archiveChannel",
        /// `unarchiveChannel`.
        UnarchiveChannel = "unarchiveChannel",
    }
}
