//! `microsoft.graph.commsOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{Entity, ResultInfo};

model! {
    /// `microsoft.graph.addLargeGalleryViewOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    AddLargeGalleryViewOperation = "microsoft.graph.addLargeGalleryViewOperation" {
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
    }
}

derives!(AddLargeGalleryViewOperation: CommsOperation ["microsoft.graph.addLargeGalleryViewOperation"]);

derives!(AddLargeGalleryViewOperation: Entity ["microsoft.graph.addLargeGalleryViewOperation"]);

model! {
    /// `microsoft.graph.cancelMediaProcessingOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    CancelMediaProcessingOperation = "microsoft.graph.cancelMediaProcessingOperation" {
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
    }
}

derives!(CancelMediaProcessingOperation: CommsOperation ["microsoft.graph.cancelMediaProcessingOperation"]);

derives!(CancelMediaProcessingOperation: Entity ["microsoft.graph.cancelMediaProcessingOperation"]);

model! {
    /// `microsoft.graph.commsOperation`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    CommsOperation = "microsoft.graph.commsOperation" {
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
    }
}

derives!(CommsOperation: Entity ["microsoft.graph.commsOperation", "microsoft.graph.addLargeGalleryViewOperation", "microsoft.graph.cancelMediaProcessingOperation", "microsoft.graph.inviteParticipantsOperation", "microsoft.graph.muteParticipantOperation", "microsoft.graph.muteParticipantsOperation", "microsoft.graph.playPromptOperation", "microsoft.graph.recordOperation", "microsoft.graph.sendDtmfTonesOperation", "microsoft.graph.startHoldMusicOperation", "microsoft.graph.startRecordingOperation", "microsoft.graph.startTranscriptionOperation", "microsoft.graph.stopHoldMusicOperation", "microsoft.graph.stopRecordingOperation", "microsoft.graph.stopTranscriptionOperation", "microsoft.graph.subscribeToToneOperation", "microsoft.graph.unmuteParticipantOperation", "microsoft.graph.updateRecordingStatusOperation"]);

model! {
    /// `microsoft.graph.muteParticipantOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    MuteParticipantOperation = "microsoft.graph.muteParticipantOperation" {
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
    }
}

derives!(MuteParticipantOperation: CommsOperation ["microsoft.graph.muteParticipantOperation"]);

derives!(MuteParticipantOperation: Entity ["microsoft.graph.muteParticipantOperation"]);

open_enum! {
    /// `microsoft.graph.operationStatus`.
    OperationStatus = "microsoft.graph.operationStatus" {
        /// `NotStarted`.
        NotStarted = "NotStarted",
        /// `Running`.
        Running = "Running",
        /// `Completed`.
        Completed = "Completed",
        /// `Failed`.
        Failed = "Failed",
    }
}

open_enum! {
    /// `microsoft.graph.playPromptCompletionReason`, beta.
    PlayPromptCompletionReason = "microsoft.graph.playPromptCompletionReason" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `completedSuccessfully`.
        CompletedSuccessfully = "completedSuccessfully",
        /// `mediaOperationCanceled`.
        MediaOperationCanceled = "mediaOperationCanceled",
    }
}

open_enum! {
    /// `microsoft.graph.recordCompletionReason`, beta.
    RecordCompletionReason = "microsoft.graph.recordCompletionReason" {
        /// `operationCanceled`.
        OperationCanceled = "operationCanceled",
        /// `stopToneDetected`.
        StopToneDetected = "stopToneDetected",
        /// `maxRecordDurationReached`.
        MaxRecordDurationReached = "maxRecordDurationReached",
        /// `initialSilenceTimeout`.
        InitialSilenceTimeout = "initialSilenceTimeout",
        /// `maxSilenceTimeout`.
        MaxSilenceTimeout = "maxSilenceTimeout",
        /// `playPromptFailed`.
        PlayPromptFailed = "playPromptFailed",
        /// `playBeepFailed`.
        PlayBeepFailed = "playBeepFailed",
        /// `mediaReceiveTimeout`.
        MediaReceiveTimeout = "mediaReceiveTimeout",
        /// `unspecifiedError`.
        UnspecifiedError = "unspecifiedError",
    }
}

open_enum! {
    /// `microsoft.graph.sendDtmfCompletionReason`.
    SendDtmfCompletionReason = "microsoft.graph.sendDtmfCompletionReason" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `completedSuccessfully`.
        CompletedSuccessfully = "completedSuccessfully",
        /// `mediaOperationCanceled`.
        MediaOperationCanceled = "mediaOperationCanceled",
    }
}

model! {
    /// `microsoft.graph.startHoldMusicOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StartHoldMusicOperation = "microsoft.graph.startHoldMusicOperation" {
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
    }
}

derives!(StartHoldMusicOperation: CommsOperation ["microsoft.graph.startHoldMusicOperation"]);

derives!(StartHoldMusicOperation: Entity ["microsoft.graph.startHoldMusicOperation"]);

model! {
    /// `microsoft.graph.startRecordingOperation`: entity, beta.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StartRecordingOperation = "microsoft.graph.startRecordingOperation" {
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
    }
}

derives!(StartRecordingOperation: CommsOperation ["microsoft.graph.startRecordingOperation"]);

derives!(StartRecordingOperation: Entity ["microsoft.graph.startRecordingOperation"]);

model! {
    /// `microsoft.graph.startTranscriptionOperation`: entity, beta.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StartTranscriptionOperation = "microsoft.graph.startTranscriptionOperation" {
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
    }
}

derives!(StartTranscriptionOperation: CommsOperation ["microsoft.graph.startTranscriptionOperation"]);

derives!(StartTranscriptionOperation: Entity ["microsoft.graph.startTranscriptionOperation"]);

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
        result_info => ResultInfo = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
    }
}

derives!(StopHoldMusicOperation: CommsOperation ["microsoft.graph.stopHoldMusicOperation"]);

derives!(StopHoldMusicOperation: Entity ["microsoft.graph.stopHoldMusicOperation"]);

model! {
    /// `microsoft.graph.stopRecordingOperation`: entity, beta.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StopRecordingOperation = "microsoft.graph.stopRecordingOperation" {
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
    }
}

derives!(StopRecordingOperation: CommsOperation ["microsoft.graph.stopRecordingOperation"]);

derives!(StopRecordingOperation: Entity ["microsoft.graph.stopRecordingOperation"]);

model! {
    /// `microsoft.graph.stopTranscriptionOperation`: entity, beta.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StopTranscriptionOperation = "microsoft.graph.stopTranscriptionOperation" {
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
    }
}

derives!(StopTranscriptionOperation: CommsOperation ["microsoft.graph.stopTranscriptionOperation"]);

derives!(StopTranscriptionOperation: Entity ["microsoft.graph.stopTranscriptionOperation"]);

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
        result_info => ResultInfo = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
    }
}

derives!(SubscribeToToneOperation: CommsOperation ["microsoft.graph.subscribeToToneOperation"]);

derives!(SubscribeToToneOperation: Entity ["microsoft.graph.subscribeToToneOperation"]);

model! {
    /// `microsoft.graph.unmuteParticipantOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    UnmuteParticipantOperation = "microsoft.graph.unmuteParticipantOperation" {
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
    }
}

derives!(UnmuteParticipantOperation: CommsOperation ["microsoft.graph.unmuteParticipantOperation"]);

derives!(UnmuteParticipantOperation: Entity ["microsoft.graph.unmuteParticipantOperation"]);

model! {
    /// `microsoft.graph.updateRecordingStatusOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    UpdateRecordingStatusOperation = "microsoft.graph.updateRecordingStatusOperation" {
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
    }
}

derives!(UpdateRecordingStatusOperation: CommsOperation ["microsoft.graph.updateRecordingStatusOperation"]);

derives!(UpdateRecordingStatusOperation: Entity ["microsoft.graph.updateRecordingStatusOperation"]);
